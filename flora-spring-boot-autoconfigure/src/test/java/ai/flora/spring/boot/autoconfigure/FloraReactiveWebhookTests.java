package ai.flora.spring.boot.autoconfigure;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import ai.flora.client.FloraGenerationsClient;
import ai.flora.client.FloraRunEndedEvent;
import ai.flora.client.GenerationRequest;
import ai.flora.client.internal.signature.WebhookSigner;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Mono;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.web.server.WebFilter;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Deliveries to a reactive application with a base path, on Netty and over real sockets.
 */
@Tag("exhaustive")
@ExtendWith(OutputCaptureExtension.class)
class FloraReactiveWebhookTests {

	private static final FloraServer FLORA = new FloraServer();

	private static ConfigurableApplicationContext application;

	private final HttpClient http = HttpClient.newHttpClient();

	@BeforeAll
	static void start() {
		application = new SpringApplicationBuilder(Application.class).web(WebApplicationType.REACTIVE)
			.properties("server.port=0", "server.address=127.0.0.1", "spring.main.banner-mode=off",
					"spring.webflux.base-path=/base", "flora.api-key=sk_test_1", "flora.base-url=" + FLORA.url(),
					"flora.workspace-id=ws_1", "flora.project-id=prj_1", "flora.webhook.enabled=true",
					"flora.webhook.secrets=whsec_1", "flora.webhook.callback-url=http://localhost:1/base/flora/webhook")
			.run();
	}

	@AfterAll
	static void stop() {
		application.close();
		FLORA.close();
	}

	@Test
	void deliveryToThePathOfItsStartLeadsToOneEvent() throws Exception {
		FLORA.answers(200, "{\"run_id\":\"run_1\",\"status\":\"completed\",\"generations\":[]}");
		application.getBean(FloraGenerationsClient.class).create(GenerationRequest.image("A harbour"));
		String started = FLORA.bodies().get(FLORA.bodies().size() - 1);
		String token = started.replaceAll(".*/flora/webhook/([^\"]*).*", "$1");
		String body = delivery("whd_1");
		assertThat(send(signed("/" + token, body)).statusCode()).isEqualTo(200);
		assertThat(send(signed("/" + token + "/", body)).statusCode()).isEqualTo(200);
		assertThat(send(signed("/", body)).statusCode()).isEqualTo(200);
		List<FloraRunEndedEvent> events = application.getBean(Application.class).events;
		Awaitility.await().until(() -> events.size() == 1);
		assertThat(events.get(0).runId()).isEqualTo("run_1");
	}

	@ParameterizedTest
	@CsvSource({ "'',whsec_2,application/json,401", "/guess,whsec_1,application/json,401", "'',whsec_1,text/plain,415",
			"'',whsec_1,nonsense,415", "/guess,whsec_1,text/plain,415" })
	void whatIsNotFlorasIsRefusedWithoutAHint(String path, String secret, String type, int status) throws Exception {
		HttpResponse<String> response = send(request(path, delivery("whd_2"), secret, type).build());
		assertThat(response.statusCode()).isEqualTo(status);
		assertThat(response.body()).isEmpty();
	}

	@Test
	void bodyThatIsTooLargeIsRefused() throws Exception {
		assertThat(send(signed("", "x".repeat(64 * 1024 + 1))).statusCode()).isEqualTo(413);
		assertThat(send(HttpRequest.newBuilder(uri(""))
			.header("Content-Type", "application/json")
			.POST(BodyPublishers.fromPublisher(BodyPublishers.ofString("x".repeat(100_000))))
			.build()).statusCode()).isEqualTo(413);
		assertThat(send(signed("", "")).statusCode()).isEqualTo(400);
	}

	@Test
	void otherMethodIsRefused() throws Exception {
		HttpResponse<String> response = send(HttpRequest.newBuilder(uri("")).build());
		assertThat(response.statusCode()).isEqualTo(405);
		assertThat(response.headers().firstValue("Allow")).hasValue("POST");
	}

	@Test
	void bodyThatAFilterHasReadIsToldFromAForgery(CapturedOutput output) throws Exception {
		HttpRequest request = request("", delivery("whd_3"), "whsec_1", "application/json").header("X-Read", "1")
			.build();
		assertThat(send(request).statusCode()).isEqualTo(401);
		assertThat(output).contains("Of its body there was nothing left, or only a part.");
	}

	private static String delivery(String id) {
		return "{\"id\":\"" + id + "\",\"type\":\"run.completed\",\"data\":{\"run_id\":\"run_1\"}}";
	}

	private static HttpRequest signed(String path, String body) {
		return request(path, body, "whsec_1", "application/json").build();
	}

	private static HttpRequest.Builder request(String path, String body, String secret, String type) {
		return HttpRequest.newBuilder(uri(path))
			.header("Content-Type", type)
			.header("Flora-Signature",
					WebhookSigner.header(secret, Instant.now().getEpochSecond(), body.getBytes(StandardCharsets.UTF_8)))
			.POST(BodyPublishers.ofString(body));
	}

	private HttpResponse<String> send(HttpRequest request) throws Exception {
		return this.http.send(request, BodyHandlers.ofString());
	}

	private static URI uri(String path) {
		return URI.create("http://127.0.0.1:" + application.getEnvironment().getProperty("local.server.port")
				+ "/base/flora/webhook" + path);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		private final List<FloraRunEndedEvent> events = new CopyOnWriteArrayList<>();

		@EventListener
		void ended(FloraRunEndedEvent event) {
			this.events.add(event);
		}

		@Bean
		NettyReactiveWebServerFactory webServerFactory() {
			return new NettyReactiveWebServerFactory();
		}

		@Bean
		WebFilter reader() {
			return (exchange, chain) -> {
				boolean reads = exchange.getRequest().getHeaders().containsHeader("X-Read");
				Mono<Void> read = DataBufferUtils.join(exchange.getRequest().getBody())
					.doOnNext(DataBufferUtils::release)
					.then();
				return reads ? read.then(chain.filter(exchange)) : chain.filter(exchange);
			};
		}

	}

}
