package ai.flora.spring.boot.test;

import ai.flora.client.FloraGenerationsClient;
import ai.flora.client.GenerationRequest;
import ai.flora.spring.boot.test.FakeWebhooks.Delivery;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Deliveries come to the test itself, whatever the application sets for production.
 */
@Tag("exhaustive")
class WithFakeFloraWebhookTests {

	private static final String CALLBACK_URL = "flora.webhook.callback-url=https://shop.flora.invalid/flora/webhook";

	private static final String SECRET = "flora.webhook.secrets=whsec_of_production";

	private static void assertDelivered(FakeFlora fake, FloraGenerationsClient flora, String prefix) {
		fake.nextRun().completesWith(FakeRun.text("Dusk"));
		assertThat(flora.generate(GenerationRequest.text("A harbour")).outputs()).hasSize(1);
		Awaitility.await().until(() -> !fake.webhooks().deliveries().isEmpty());
		Delivery delivery = fake.webhooks().deliveries().get(0);
		assertThat(delivery.status()).isEqualTo(200);
		assertThat(delivery.url()).asString().startsWith(prefix);
	}

	@Nested
	@SpringBootTest(classes = Application.class, webEnvironment = WebEnvironment.RANDOM_PORT,
			properties = { "flora.webhook.enabled=true", CALLBACK_URL, SECRET, "flora.workspace-id=ws_of_production",
					"flora.project-id=prj_of_production" })
	@WithFakeFlora
	class OnRandomPort {

		@Test
		void deliveryComesToTheTestsOwnPort(FakeFlora fake, @Autowired FloraGenerationsClient flora,
				@Value("${local.server.port}") int port) {
			assertDelivered(fake, flora, "http://localhost:" + port + "/flora/webhook/");
			assertThat(fake.startedRuns()).singleElement()
				.satisfies((run) -> assertThat(run.request().orElseThrow().projectId()).isEqualTo("prj_fake0001"))
				.satisfies((run) -> assertThat(run.request().orElseThrow().workspaceId()).isEqualTo("ws_fake0001"));
		}

	}

	@Nested
	@SpringBootTest(classes = Application.class, webEnvironment = WebEnvironment.RANDOM_PORT,
			properties = { "flora.webhook.enabled=true", CALLBACK_URL, SECRET, "server.servlet.context-path=/shop",
					"spring.mvc.servlet.path=/api", "flora.webhook.path=/ends/" })
	@WithFakeFlora
	class BehindContextPath {

		@Test
		void deliveryComesToTheEndpointsPath(FakeFlora fake, @Autowired FloraGenerationsClient flora,
				@Value("${local.server.port}") int port) {
			assertDelivered(fake, flora, "http://localhost:" + port + "/shop/api/ends/");
		}

	}

	@Nested
	@SpringBootTest(classes = Application.class, properties = { "flora.webhook.enabled=true", CALLBACK_URL, SECRET })
	@WithFakeFlora
	class WithoutServer {

		@Test
		void deliveryIsHandedToTheClient(FakeFlora fake, @Autowired FloraGenerationsClient flora) {
			assertDelivered(fake, flora, "http://localhost/flora/webhook/");
		}

	}

	@Nested
	@SpringBootTest(classes = Application.class, webEnvironment = WebEnvironment.NONE)
	@WithFakeFlora
	class WithoutWebhooks {

		@Test
		void startNamesNoCallback(FakeFlora fake, @Autowired FloraGenerationsClient flora) {
			flora.create(GenerationRequest.text("A harbour"));
			assertThat(fake.startedRuns().get(0).request().orElseThrow().callbackUrl()).isNull();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
