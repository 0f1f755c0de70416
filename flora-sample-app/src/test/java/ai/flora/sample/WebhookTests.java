package ai.flora.sample;

import java.net.URI;
import java.time.Duration;

import ai.flora.client.FloraGenerationsClient;
import ai.flora.client.GenerationRequest;
import ai.flora.client.RunHandle;
import ai.flora.spring.boot.test.FakeFlora;
import ai.flora.spring.boot.test.FakeWebhooks.Delivery;
import ai.flora.spring.boot.test.FloraOperation;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The sample and a FLORA that posts to it.
 */
@Tag("exhaustive")
@ExtendWith(OutputCaptureExtension.class)
class WebhookTests {

	private final FakeFlora fake = FakeFlora.start();

	private ConfigurableApplicationContext application;

	private FloraGenerationsClient client;

	@BeforeEach
	void start() throws Exception {
		try (HeldPort held = new HeldPort()) {
			this.application = SpringApplication.run(SampleApplication.class, "--server.port=" + held.port(),
					"--flora.base-url=" + this.fake.baseUrl(), "--flora.api-key=" + this.fake.apiKey(),
					"--flora.project-id=prj_1", "--flora.webhook.enabled=true",
					"--flora.webhook.secrets=" + this.fake.webhooks().secret(),
					"--flora.webhook.callback-url=" + URI.create("http://127.0.0.1:" + held.port() + "/flora/webhook"));
		}
		this.client = this.application.getBean(FloraGenerationsClient.class);
	}

	@AfterEach
	void stop() {
		this.application.close();
		this.fake.close();
	}

	@Test
	void runThatIsCalledBackCostsTwoRequests(CapturedOutput output) {
		this.fake.clock().stop();
		this.fake.nextRun().takes(Duration.ofMinutes(10));
		this.fake.webhooks().repeat(3);
		RunHandle handle = this.client.submit(GenerationRequest.image("A harbour"));
		this.fake.clock().advance(Duration.ofMinutes(10));
		assertThat(handle.await(Duration.ofMinutes(1)).outputs()).isNotEmpty();
		Awaitility.await().until(() -> this.fake.webhooks().deliveries().size() == 3);
		assertThat(this.fake).received(FloraOperation.CREATE, 1).received(FloraOperation.RETRIEVE, 1);
		assertThat(this.fake.webhooks().deliveries()).extracting(Delivery::status).containsOnly(200);
		Awaitility.await()
			.until(() -> output.getOut().contains("Run " + handle.runId() + " has completed, cost 0.036"));
		assertThat(output.getOut().lines().filter((line) -> line.contains("has completed"))).hasSize(1);
	}

	@Test
	void deliveryThatWasTamperedWithIsRefusedAndPostedAgain() {
		this.fake.clock().stop();
		this.fake.webhooks().tampered();
		this.fake.nextRun().takes(Duration.ofMinutes(10)).failsWith("SERVER_ERROR", "No.");
		RunHandle handle = this.client.submit(GenerationRequest.image("A harbour"));
		this.fake.clock().advance(Duration.ofMinutes(10));
		Awaitility.await().until(() -> this.fake.webhooks().deliveries().size() == 1);
		this.fake.clock().advance(Duration.ofSeconds(10));
		Awaitility.await().until(() -> this.fake.webhooks().deliveries().size() == 2);
		assertThat(this.fake.webhooks().deliveries()).extracting(Delivery::status).containsOnly(401);
		assertThat(this.fake.webhooks().deliveries()).extracting(Delivery::id)
			.containsOnly(this.fake.webhooks().deliveries().get(0).id());
		assertThat(handle.completion()).isNotDone();
	}

}
