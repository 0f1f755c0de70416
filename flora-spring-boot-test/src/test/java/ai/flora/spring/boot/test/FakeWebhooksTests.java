package ai.flora.spring.boot.test;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;

import ai.flora.client.FloraClient;
import ai.flora.client.FloraGenerationsClient;
import ai.flora.client.GenerationRequest;
import ai.flora.client.assembly.FloraClientBuilder;
import com.sun.net.httpserver.HttpServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FakeWebhooksTests {

	private final FakeFlora fake = FakeFlora.start();

	private HttpServer application;

	@BeforeEach
	void startApplication() throws IOException {
		this.application = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		this.application.start();
	}

	@AfterEach
	void stop() {
		this.application.stop(0);
		this.fake.close();
	}

	@Test
	void deliveriesThatAreDueAreNotPostedOnceTheFakeIsSilent() {
		this.application.createContext("/", (exchange) -> {
			this.fake.webhooks().silent();
			exchange.sendResponseHeaders(200, -1);
			exchange.close();
		});
		this.fake.webhooks().repeat(3);
		this.fake.clock().stop();
		start();
		start();
		this.fake.clock().advance(Duration.ofMinutes(1));
		Awaitility.await()
			.during(Duration.ofMillis(300))
			.until(() -> this.fake.webhooks().deliveries().size(), (posted) -> posted == 1);
	}

	private void start() {
		FloraClient flora = new FloraClientBuilder().apiKey(this.fake.apiKey())
			.baseUrl(this.fake.baseUrl())
			.projectId(KnownIds.PROJECT_ID)
			.build();
		FloraGenerationsClient client = flora.generations();
		client.create(GenerationRequest.text("A harbour")
			.toBuilder()
			.callbackUrl(URI.create("http://127.0.0.1:" + this.application.getAddress().getPort()))
			.build());
	}

}
