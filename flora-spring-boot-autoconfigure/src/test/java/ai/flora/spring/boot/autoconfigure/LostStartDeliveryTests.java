package ai.flora.spring.boot.autoconfigure;

import java.net.URI;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import ai.flora.client.FloraClient;
import ai.flora.client.FloraRunEndedEvent;
import ai.flora.client.FloraStartUnconfirmedException;
import ai.flora.client.GenerationRequest;
import ai.flora.client.RetrySettings;
import ai.flora.client.assembly.FloraClientBuilder;
import ai.flora.client.webhook.FloraWebhookEvent;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A start whose response was lost, and the delivery to its own path, over real sockets.
 */
@Tag("exhaustive")
class LostStartDeliveryTests {

	private final FloraServer flora = new FloraServer();

	private final Queue<FloraRunEndedEvent> events = new ConcurrentLinkedQueue<>();

	private final FloraClient client = new FloraClientBuilder().baseUrl(URI.create(this.flora.url()))
		.apiKey("sk_test_1")
		.workspaceId("ws_1")
		.projectId("prj_1")
		.retry(new RetrySettings(1, RetrySettings.defaults().initialDelay(), RetrySettings.defaults().maxDelay(),
				RetrySettings.defaults().maxRetryAfter()))
		.callbacks(URI.create("https://app.example.com/flora/webhook"), List.of("whsec_1"))
		.whenEnded(this.events::add)
		.build();

	@AfterEach
	void close() {
		this.client.close();
		this.flora.close();
	}

	@Test
	void endIsToldWithWhatWasKnownAtTheStart() {
		this.flora.answers(502, "lost");
		GenerationRequest request = GenerationRequest.image("A harbour")
			.toBuilder()
			.model("model-a")
			.reference("order 7")
			.build();
		assertThatExceptionOfType(FloraStartUnconfirmedException.class)
			.isThrownBy(() -> this.client.generations().create(request));
		String token = this.flora.bodies().get(0).replaceAll(".*/flora/webhook/([^\"]*).*", "$1");
		this.flora.answers(200, "{\"run_id\":\"run_1\",\"status\":\"completed\",\"charged_cost\":0.1}");
		assertThat(this.client.received(FloraWebhookEvent.of("whd_1", "run.completed", "run_1"), token)).isTrue();
		Awaitility.await().until(() -> !this.events.isEmpty());
		assertThat(this.events).singleElement().satisfies((event) -> {
			assertThat(event.reference()).isEqualTo("order 7");
			assertThat(event.model()).isEqualTo("model-a");
			assertThat(event.projectId()).isEqualTo("prj_1");
		});
	}

}
