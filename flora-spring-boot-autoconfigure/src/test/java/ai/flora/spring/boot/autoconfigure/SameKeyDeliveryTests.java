package ai.flora.spring.boot.autoconfigure;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.IntSupplier;
import java.util.stream.Stream;

import ai.flora.client.FloraClient;
import ai.flora.client.GenerationRequest;
import ai.flora.client.assembly.FloraClientBuilder;
import ai.flora.client.internal.start.CallbackTokens;
import ai.flora.client.internal.webhook.WebhookReceiver;
import ai.flora.client.observation.FloraMeterRecorder;
import ai.flora.client.webhook.FloraWebhookVerifier;
import ai.flora.client.internal.signature.WebhookSigner;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import org.springframework.http.HttpStatus;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Two clients with one key, and the endpoint of both.
 */
@Tag("exhaustive")
class SameKeyDeliveryTests {

	private final FloraServer flora = new FloraServer();

	private final Followed followedByFirst = new Followed();

	private final FloraClient first = client("prj_1", this.followedByFirst);

	private final FloraClient second = client("prj_2", FloraMeterRecorder.NOOP);

	private final WebhookReceiver receiver = new WebhookReceiver(
			new FloraWebhookVerifier(List.of("whsec_1"), Duration.ofMinutes(5)), new CallbackTokens(List.of("whsec_1")),
			this.first, () -> Stream.of(this.first, this.second), FloraMeterRecorder.NOOP);

	@AfterEach
	void close() {
		this.second.close();
		this.first.close();
		this.flora.close();
	}

	@Test
	void deliveryIsForTheClientThatHasStartedTheRun() {
		this.flora.answers(200, "{\"run_id\":\"run_1\",\"status\":\"running\",\"estimated_seconds\":3600}");
		this.second.generations().create(GenerationRequest.image("A harbour"));
		String token = this.flora.bodies().get(0).replaceAll(".*/flora/webhook/([^\"]*).*", "$1");
		byte[] body = "{\"id\":\"whd_1\",\"type\":\"run.completed\",\"data\":{\"run_id\":\"run_1\"}}"
			.getBytes(StandardCharsets.UTF_8);
		assertThat(this.receiver.receive(body, WebhookSigner.header("whsec_1", Instant.now().getEpochSecond(), body),
				token))
			.isEqualTo(HttpStatus.OK);
		assertThat(this.followedByFirst.runs.getAsInt()).isZero();
	}

	private FloraClient client(String projectId, FloraMeterRecorder recorder) {
		return new FloraClientBuilder().baseUrl(URI.create(this.flora.url()))
			.apiKey("sk_test_1")
			.workspaceId("ws_1")
			.projectId(projectId)
			.callbacks(URI.create("https://app.example.com/flora/webhook"), List.of("whsec_1"))
			.meterRecorder(recorder)
			.build();
	}

	private static final class Followed implements FloraMeterRecorder {

		private IntSupplier runs = () -> 0;

		@Override
		public void following(IntSupplier runs) {
			this.runs = runs;
		}

	}

}
