package ai.flora.applications;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import ai.flora.client.FloraRunEndedEvent;
import ai.flora.spring.boot.test.FakeFlora;
import ai.flora.spring.boot.test.FakeRun;
import ai.flora.spring.boot.test.WithFakeFlora;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.event.EventListener;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application on an event loop, which is never blocked: the end of a run comes as a
 * future, and by a delivery to the reactive endpoint.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "spring.main.web-application-type=reactive", "flora.webhook.enabled=true" })
@WithFakeFlora
class WebFluxTests {

	@LocalServerPort
	private int port;

	@Test
	void pictureIsAnsweredWhenItsRunHasEnded(@Autowired FakeFlora fake) throws Exception {
		fake.nextRun().completesWith(FakeRun.image("https://media.flora.ai/1.png"));
		HttpResponse<String> response = post("/pictures", "A harbour");
		assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
		assertThat(response.body()).contains("\"status\":\"completed\"", "https://media.flora.ai/1.png");
	}

	@Test
	void deliveryReachesTheReactiveEndpoint(@Autowired FakeFlora fake, @Autowired Ended ended) throws Exception {
		assertThat(post("/pictures", "A harbour").statusCode()).isEqualTo(200);
		String runId = fake.startedRuns().get(0).runId();
		Awaitility.await().until(() -> ended.runIds().contains(runId));
		Awaitility.await().until(() -> !fake.webhooks().deliveries().isEmpty());
		assertThat(fake.webhooks().deliveries()).allSatisfy((delivery) -> assertThat(delivery.runId()).isEqualTo(runId));
	}

	private HttpResponse<String> post(String path, String body) throws Exception {
		return HttpClient.newHttpClient()
			.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + this.port + path))
				.POST(BodyPublishers.ofString(body))
				.build(), BodyHandlers.ofString());
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import({ ReactivePictures.class, Ended.class })
	static class Application {

	}

	static class Ended {

		private final Queue<String> runIds = new ConcurrentLinkedQueue<>();

		@EventListener
		void ended(FloraRunEndedEvent event) {
			this.runIds.add(event.runId());
		}

		List<String> runIds() {
			return List.copyOf(this.runIds);
		}

	}

}
