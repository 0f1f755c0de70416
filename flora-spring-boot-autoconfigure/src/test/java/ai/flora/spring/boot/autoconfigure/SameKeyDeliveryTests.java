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
import ai.flora.client.internal.callback.CallbackTokens;
import ai.flora.client.internal.signature.WebhookSigner;
import ai.flora.client.internal.webhook.WebhookReceiver;
import ai.flora.client.observation.FloraMeterRecorder;
import ai.flora.client.webhook.FloraWebhookVerifier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.http.HttpStatus;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Two clients with one key, and the endpoint of both.
 */
@Tag("exhaustive")
class SameKeyDeliveryTests {

	private final FloraServer flora = new FloraServer();

	private final Followed followedByFirst = new Followed();

	private final Followed followedByOther = new Followed();

	private final FloraClient first = client("sk_test_1", "prj_1", this.followedByFirst);

	private final FloraClient second = client("sk_test_1", "prj_2", FloraMeterRecorder.NOOP);

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
		assertThat(receive(receiver(this.first, this.second))).isEqualTo(HttpStatus.OK);
		assertThat(this.followedByFirst.runs.getAsInt()).isZero();
	}

	/** As after a restart: nothing but the key tells whose start it was. */
	@ParameterizedTest
	@ValueSource(strings = { "sk_test_1\n", " sk_test_1", "'sk_test_1'" })
	void deliveryIsForTheClientWithTheKeyOfTheStartHoweverItWasPasted(String pasted) {
		this.flora.answers(200, "{\"run_id\":\"run_1\",\"status\":\"running\",\"estimated_seconds\":3600}");
		try (FloraClient otherInstance = client(pasted, "prj_2", FloraMeterRecorder.NOOP);
				FloraClient otherKey = client("sk_test_2", "prj_1", this.followedByOther)) {
			otherInstance.generations().create(GenerationRequest.image("A harbour"));
			WebhookReceiver receiver = receiver(otherKey, this.second);
			assertThat(receive(receiver)).isEqualTo(HttpStatus.OK);
			assertThat(this.followedByOther.runs.getAsInt()).isZero();
		}
	}

	@Test
	void clientThatIsRestartedHasStartedNothing() {
		this.second.generations().create(GenerationRequest.image("A harbour"));
		assertThat(this.second.hasStarted(token())).isTrue();
		this.second.connection().restart();
		assertThat(this.second.hasStarted(token())).isFalse();
		assertThat(this.second.hasApiKeyOfStart(token())).isTrue();
	}

	private String token() {
		return this.flora.bodies().get(0).replaceAll(".*/flora/webhook/([^\"]*).*", "$1");
	}

	private HttpStatus receive(WebhookReceiver receiver) {
		byte[] body = "{\"id\":\"whd_1\",\"type\":\"run.completed\",\"data\":{\"run_id\":\"run_1\"}}"
			.getBytes(StandardCharsets.UTF_8);
		return receiver.receive(body, body.length,
				WebhookSigner.header("whsec_1", Instant.now().getEpochSecond(), body), token());
	}

	private static WebhookReceiver receiver(FloraClient client, FloraClient other) {
		return new WebhookReceiver(new FloraWebhookVerifier(List.of("whsec_1"), Duration.ofMinutes(5)),
				new CallbackTokens(List.of("whsec_1")), client, () -> Stream.of(client, other),
				FloraMeterRecorder.NOOP);
	}

	private FloraClient client(String apiKey, String projectId, FloraMeterRecorder recorder) {
		return new FloraClientBuilder().baseUrl(URI.create(this.flora.url()))
			.apiKey(apiKey)
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
