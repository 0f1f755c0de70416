package ai.flora.spring.boot.test;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import ai.flora.client.FloraClient;
import ai.flora.client.FloraRunEndedEvent;
import ai.flora.client.RunHandle;
import ai.flora.client.RunStatus;
import ai.flora.client.action.ActionRequest;
import ai.flora.client.observation.MicrometerFloraMeterRecorder;
import ai.flora.client.technique.FloraTechniquesClient;
import ai.flora.client.technique.TechniqueRequest;
import ai.flora.client.webhook.FloraWebhookEvent;
import ai.flora.spring.boot.test.FakeWebhooks.Delivery;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

/**
 * Runs of techniques and actions are followed, measured and called back as generations
 * are.
 */
class FollowedTechniquesTests {

	private static final URI PHOTO = URI.create("https://media.flora.ai/1.png");

	private final FakeFlora fake = FakeFlora.start();

	@AfterEach
	void close() {
		this.fake.close();
	}

	@Test
	void kindsAreToldApartByMeters() {
		MeterRegistry meters = new SimpleMeterRegistry();
		try (FloraClient flora = this.fake.clientBuilder()
			.meterRecorder(new MicrometerFloraMeterRecorder(meters))
			.build()) {
			flora.techniques().run(shots());
			flora.actions().run(ActionRequest.of("resize-image-browser").input("image", PHOTO).build());
			for (String type : List.of("technique", "action")) {
				assertThat(meters.get("flora.runs").tags("type", type, "outcome", "completed").timer().count()).as(type)
					.isOne();
				assertThat(meters.get("flora.runs.cost").tag("type", type).summary().count()).as(type).isOne();
			}
			assertThat(meters.find("flora.runs").tag("type", "generation").timer()).isNull();
		}
	}

	@Test
	@Tag("exhaustive")
	void runsOfTechniquesShareTheirList() {
		this.fake.clock().stop();
		try (FloraClient flora = this.fake.clientBuilder().build()) {
			List<RunHandle> handles = new ArrayList<>();
			for (int i = 0; i < 20; i++) {
				handles.add(flora.techniques().submit(shots()));
			}
			Awaitility.await().until(() -> this.fake.requests(FloraOperation.TECHNIQUE_RUNS_LIST).size() > 1);
			this.fake.clock().advance(Duration.ofHours(1));
			assertThat(handles)
				.allSatisfy((handle) -> assertThat(handle.await().status()).isEqualTo(RunStatus.COMPLETED));
		}
		assertThat(this.fake).received(FloraOperation.LIST, 0);
	}

	@Test
	@Tag("exhaustive")
	void deliveryEndsTheHandleOfATechniquesRun() throws IOException {
		this.fake.clock().stop();
		try (HeldPort held = new HeldPort();
				ConfigurableApplicationContext application = SpringApplication.run(Application.class,
						"--server.address=127.0.0.1", "--server.port=" + held.port(),
						"--flora.base-url=" + this.fake.baseUrl(), "--flora.api-key=" + this.fake.apiKey(),
						"--flora.project-id=prj_1", "--flora.webhook.enabled=true",
						"--flora.webhook.secrets=" + this.fake.webhooks().secret(),
						"--flora.webhook.callback-url=http://127.0.0.1:" + held.port() + "/flora/webhook")) {
			this.fake.nextRun().takes(Duration.ofMinutes(10)).isEstimatedAt(Duration.ofMinutes(10));
			RunHandle handle = application.getBean(FloraTechniquesClient.class).submit(shots());
			this.fake.clock().advance(Duration.ofMinutes(10));
			assertThat(handle.await(Duration.ofMinutes(1)).status()).isEqualTo(RunStatus.COMPLETED);
			// The run's end is known before the fake has the response to its delivery.
			Awaitility.await()
				.untilAsserted(() -> assertThat(this.fake.webhooks().deliveries())
					.extracting(Delivery::runId, Delivery::status)
					.containsExactly(tuple(handle.runId(), 200)));
			MeterRegistry meters = application.getBean(MeterRegistry.class);
			assertThat(meters.get("flora.runs.notice").tag("by", "webhook").timer().count()).isOne();
			assertThat(meters.get("flora.runs").tag("type", "technique").timer().count()).isOne();
		}
		assertThat(this.fake).received(FloraOperation.TECHNIQUE_RUNS_CREATE, 1)
			.received(FloraOperation.TECHNIQUE_RUNS_LIST, 0);
	}

	@Test
	void runWithACallbackIsReadByTheClientThatHasStartedIt() {
		this.fake.webhooks().silent();
		try (FloraClient flora = this.fake.clientBuilder().build()) {
			String runId = flora.techniques().create(calledBack()).runId();
			assertThat(flora.generations().retrieve(runId).runId()).isEqualTo(runId);
		}
		assertThat(this.fake).received(FloraOperation.RETRIEVE, 0);
	}

	@Test
	void runWithACallbackIsFollowedAfterARestart() {
		String runId = startedBeforeARestart();
		this.fake.clock().advance(Duration.ofHours(1));
		try (FloraClient flora = this.fake.clientBuilder().build()) {
			assertThat(flora.generations().follow(runId).await(Duration.ofMinutes(1)).outputs()).isNotEmpty();
		}
		assertThat(this.fake).received(FloraOperation.RETRIEVE, 1).received(FloraOperation.TECHNIQUE_RUNS_LIST, 1);
	}

	@Test
	void runWithACallbackThatHasNotEndedIsFollowedAfterARestart() {
		this.fake.clock().stop();
		String runId = startedBeforeARestart();
		try (FloraClient flora = this.fake.clientBuilder().build()) {
			RunHandle handle = flora.generations().follow(runId);
			Awaitility.await().until(() -> handle.latest().isPresent());
			assertThat(flora.generations().retrieve(runId).status()).isNotEqualTo(RunStatus.COMPLETED);
			this.fake.clock().advance(Duration.ofHours(1));
			assertThat(handle.await(Duration.ofMinutes(1)).status()).isEqualTo(RunStatus.COMPLETED);
		}
	}

	@Test
	void deliveryLeadsToTheEventAfterARestart() {
		String runId = startedBeforeARestart();
		this.fake.clock().advance(Duration.ofHours(1));
		List<FloraRunEndedEvent> events = new CopyOnWriteArrayList<>();
		try (FloraClient flora = this.fake.clientBuilder().whenEnded(events::add).build()) {
			FloraWebhookEvent delivery = new FloraWebhookEvent("whd_1", "run.completed", null, null,
					new FloraWebhookEvent.Data(runId, "technique", "ws_1", RunStatus.COMPLETED, null, null));
			assertThat(flora.received(delivery, null)).isTrue();
			Awaitility.await()
				.untilAsserted(() -> assertThat(events).extracting(FloraRunEndedEvent::runId).containsExactly(runId));
		}
		assertThat(this.fake).received(FloraOperation.RETRIEVE, 0).received(FloraOperation.TECHNIQUE_RUNS_LIST, 1);
	}

	/** Nobody of this process knows it. */
	private String startedBeforeARestart() {
		this.fake.webhooks().silent();
		try (FloraClient before = this.fake.clientBuilder().build()) {
			return before.techniques().create(calledBack()).runId();
		}
	}

	private static TechniqueRequest calledBack() {
		return shots().toBuilder().callbackUrl(URI.create("http://127.0.0.1:1/flora")).build();
	}

	private static TechniqueRequest shots() {
		return TechniqueRequest.of("product-shots").input("mood", "warm").input("photo", PHOTO).build();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
