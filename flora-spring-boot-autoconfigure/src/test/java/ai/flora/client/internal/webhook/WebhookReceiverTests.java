package ai.flora.client.internal.webhook;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

import ai.flora.client.FloraClient;
import ai.flora.client.FloraConnection;
import ai.flora.client.FloraGenerationsClient;
import ai.flora.client.FloraRequest;
import ai.flora.client.action.FloraActionsClient;
import ai.flora.client.asset.FloraAssetsClient;
import ai.flora.client.internal.callback.CallbackTokens;
import ai.flora.client.internal.signature.WebhookSigner;
import ai.flora.client.model.FloraModelsClient;
import ai.flora.client.observation.FloraMeterRecorder;
import ai.flora.client.output.FloraOutputs;
import ai.flora.client.project.FloraProjectsClient;
import ai.flora.client.technique.FloraTechniquesClient;
import ai.flora.client.webhook.FloraWebhookEvent;
import ai.flora.client.webhook.FloraWebhookVerifier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.http.HttpStatus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link WebhookReceiver}: nothing is handed over that is not FLORA's, and
 * nothing is handed over twice.
 */
@ExtendWith(OutputCaptureExtension.class)
class WebhookReceiverTests {

	private static final String SECRET = "whsec_1";

	private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");

	private final CallbackTokens tokens = new CallbackTokens(List.of(SECRET));

	private final List<String> handedOver = new ArrayList<>();

	private final List<String> recorded = new ArrayList<>();

	private final List<Duration> times = new ArrayList<>();

	private Instant now = NOW;

	private Predicate<FloraWebhookEvent> takes = (event) -> true;

	private FloraMeterRecorder recorder = new FloraMeterRecorder() {

		@Override
		public void delivered(String event, String outcome, Duration took) {
			WebhookReceiverTests.this.recorded.add(event + " " + outcome);
			WebhookReceiverTests.this.times.add(took);
		}

	};

	private WebhookReceiver receiver = receiver();

	@Test
	void deliveryIsHandedOverOnceWithItsToken() {
		String token = this.tokens.newToken();
		assertThat(receive(delivery("whd_1", "run.completed"), token)).isEqualTo(HttpStatus.OK);
		assertThat(receive(delivery("whd_1", "run.completed"), token)).isEqualTo(HttpStatus.OK);
		assertThat(receive(delivery("whd_2", "run.paused"), null)).isEqualTo(HttpStatus.OK);
		assertThat(this.handedOver).containsExactly("whd_1 " + token, "whd_2 null");
		assertThat(this.recorded).containsExactly("run.completed accepted", "run.completed duplicate",
				"other accepted");
		assertThat(this.times).allSatisfy((took) -> assertThat(took).isBetween(Duration.ZERO, Duration.ofMinutes(1)));
	}

	/** Who has seen a delivery must not take it away from the path that it belongs to. */
	@Test
	void deliveryThatWasPostedToAnotherPathBeforeIsHandedOver() {
		byte[] body = delivery("whd_1", "run.completed");
		String token = this.tokens.newToken();
		for (String path : new String[] { null, token, null, token }) {
			assertThat(receive(body, path)).isEqualTo(HttpStatus.OK);
		}
		assertThat(this.handedOver).containsExactly("whd_1 null", "whd_1 " + token);
	}

	@Test
	void deliveryThatIsForgedIsNotHandedOver() {
		byte[] body = delivery("whd_1", "run.completed");
		assertThat(receive(body, null, null)).isEqualTo(HttpStatus.UNAUTHORIZED);
		assertThat(receive(body, WebhookSigner.header("whsec_2", NOW.getEpochSecond(), body), null))
			.isEqualTo(HttpStatus.UNAUTHORIZED);
		assertThat(receive(body, WebhookSigner.header(SECRET, NOW.getEpochSecond() - 301, body), null))
			.isEqualTo(HttpStatus.UNAUTHORIZED);
		assertThat(this.handedOver).isEmpty();
		assertThat(this.recorded).containsExactly("none bad_signature", "none bad_signature", "none expired");
		assertThat(receive(body, null)).as("the forgeries do not make it a repeat").isEqualTo(HttpStatus.OK);
		assertThat(this.handedOver).hasSize(1);
	}

	@Test
	void deliveryToAPathThatNoStartHasIsNotHandedOver() {
		byte[] body = delivery("whd_1", "run.completed");
		for (String guess : List.of("", "guess", new CallbackTokens(List.of("whsec_2")).newToken())) {
			assertThat(receive(body, guess)).isEqualTo(HttpStatus.UNAUTHORIZED);
		}
		assertThat(this.handedOver).isEmpty();
		assertThat(this.recorded).hasSize(3).containsOnly("none bad_signature");
	}

	@Test
	void deliveryThatIsSignedButOfAnotherFormIsRefused() {
		assertThat(receive("{}".getBytes(StandardCharsets.UTF_8), null)).isEqualTo(HttpStatus.BAD_REQUEST);
		assertThat(this.recorded).containsExactly("none malformed");
	}

	@Test
	void bodyOfTheLargestSizeIsReadAndALargerOneIsNot() {
		String delivery = new String(delivery("whd_1", "run.completed"), StandardCharsets.UTF_8);
		String largest = delivery + " ".repeat(WebhookReceiver.MAX_BODY - delivery.length());
		assertThat(receive((largest + " ").getBytes(StandardCharsets.UTF_8), null))
			.isEqualTo(HttpStatus.CONTENT_TOO_LARGE);
		assertThat(this.handedOver).isEmpty();
		assertThat(receive(largest.getBytes(StandardCharsets.UTF_8), null)).isEqualTo(HttpStatus.OK);
	}

	@Test
	void deliveryThatWasNotTakenIsNewWhenItComesAgain() {
		byte[] body = delivery("whd_1", "run.completed");
		this.takes = (event) -> false;
		assertThat(receive(body, null)).isEqualTo(HttpStatus.SERVICE_UNAVAILABLE);
		this.takes = (event) -> {
			throw new IllegalStateException("The queue is closed");
		};
		assertThat(receive(body, null)).isEqualTo(HttpStatus.SERVICE_UNAVAILABLE);
		this.takes = (event) -> sneaky();
		assertThat(receive(body, null)).isEqualTo(HttpStatus.SERVICE_UNAVAILABLE);
		this.takes = (event) -> {
			throw new NoSuchMethodError("of another version");
		};
		assertThatExceptionOfType(NoSuchMethodError.class).isThrownBy(() -> receive(body, null));
		this.takes = (event) -> true;
		assertThat(receive(body, null)).isEqualTo(HttpStatus.OK);
		assertThat(this.handedOver).hasSize(5);
		assertThat(this.recorded).containsExactly("run.completed overloaded", "run.completed overloaded",
				"run.completed overloaded", "run.completed accepted");
	}

	@Test
	void deliveryWhoseRunIdCannotBeOneIsMalformed(CapturedOutput output) {
		this.takes = (event) -> {
			throw new IllegalArgumentException("'runId' must not hold white space or control characters");
		};
		assertThat(receive(delivery("whd_1", "run.completed"), null)).isEqualTo(HttpStatus.BAD_REQUEST);
		assertThat(this.recorded).containsExactly("run.completed malformed");
		assertThat(warnings(output)).singleElement()
			.asString()
			.contains("refused with 400", "its run id cannot be one");
	}

	@SuppressWarnings("unchecked")
	private static <E extends Exception> boolean sneaky() throws E {
		throw (E) new IOException("The client is written in Kotlin");
	}

	@Test
	void failureOfAHandOverIsLoggedWithItsOwnCause(CapturedOutput output) {
		this.takes = (event) -> {
			throw new IllegalStateException("The queue is broken");
		};
		assertThat(receive(delivery("whd_1", "run.completed"), null)).isEqualTo(HttpStatus.SERVICE_UNAVAILABLE);
		assertThat(this.recorded).containsExactly("run.completed overloaded");
		assertThat(warnings(output)).singleElement().asString().contains("A delivery could not be handed over");
		assertThat(output).contains("The queue is broken").doesNotContain("The client is closed");
	}

	@Test
	void deliveryThatCannotBeRecordedIsAcknowledged() {
		this.recorder = new FloraMeterRecorder() {

			@Override
			public void delivered(String event, String outcome, Duration took) {
				throw new NoSuchMethodError("of another version of the registry");
			}

		};
		this.receiver = receiver();
		assertThat(receive(delivery("whd_1", "run.completed"), null)).isEqualTo(HttpStatus.OK);
	}

	@Test
	void refusalsOfAReasonAreOneWarningAMinuteWithTheirNumberCauseAndAdvice(CapturedOutput output) {
		byte[] body = delivery("whd_1", "run.completed");
		String forged = WebhookSigner.header("whsec_topsecret", NOW.getEpochSecond(), body);
		for (int i = 0; i < 100; i++) {
			receive(body, forged, null);
		}
		assertThat(warnings(output)).singleElement()
			.asString()
			.contains("A post to FLORA's webhook was refused with 401.",
					"The delivery is not signed by one of the secrets.", "flora.webhook.secrets");
		this.now = NOW.plusSeconds(59);
		receive(body, forged, null);
		assertThat(warnings(output)).hasSize(1);
		this.now = NOW.plusSeconds(61);
		receive(body, forged, null);
		receive(body, forged, null);
		assertThat(warnings(output)).hasSize(2)
			.last()
			.asString()
			.contains("101 posts to FLORA's webhook within 61 s were refused with 401.");
		assertThat(output).doesNotContain("whsec_topsecret", "whd_1");
	}

	@Test
	void everyReasonOfARefusalIsWarnedOfByItself(CapturedOutput output) {
		byte[] body = delivery("whd_1", "run.completed");
		String signature = WebhookSigner.header(SECRET, NOW.getEpochSecond(), body);
		receive(body, null, null);
		receive(body, WebhookSigner.header(SECRET, NOW.getEpochSecond() - 301, body), null);
		receive("{}".getBytes(StandardCharsets.UTF_8), null);
		receive(body, "guess");
		assertThat(this.receiver.receive(new byte[0], body.length, signature, null)).isEqualTo(HttpStatus.UNAUTHORIZED);
		assertThat(this.receiver.refuse("text/plain", 10)).isEqualTo(HttpStatus.UNSUPPORTED_MEDIA_TYPE);
		assertThat(this.receiver.refuse("application/json", WebhookReceiver.MAX_BODY + 1L))
			.isEqualTo(HttpStatus.CONTENT_TOO_LARGE);
		this.takes = (event) -> false;
		receive(body, null);
		assertThat(warnings(output)).satisfiesExactly(
				(warning) -> assertThat(warning).contains("has no header Flora-Signature"),
				(warning) -> assertThat(warning).contains("is 301 s old", "clock", "flora.webhook.tolerance"),
				(warning) -> assertThat(warning).contains("not of FLORA's form", "newer version"),
				(warning) -> assertThat(warning).contains("path that no start has", "flora.webhook.secrets"),
				(warning) -> assertThat(warning).contains("Of its body there was nothing left", "filter"),
				(warning) -> assertThat(warning).contains("not announced as JSON"),
				(warning) -> assertThat(warning).contains("larger than a delivery"),
				(warning) -> assertThat(warning).contains("delivers it again"));
	}

	@Test
	void bodyThatSomebodyElseHasReadIsToldFromAForgery(CapturedOutput output) {
		byte[] body = delivery("whd_1", "run.completed");
		String signature = WebhookSigner.header(SECRET, NOW.getEpochSecond(), body);
		this.receiver.receive(new byte[0], 0, signature, null);
		assertThat(warnings(output)).singleElement().asString().contains("not signed by one of the secrets");
		this.receiver.receive(new byte[0], -1, signature, null);
		this.receiver.receive(Arrays.copyOf(body, 10), body.length, signature, null);
		this.now = NOW.plusSeconds(60);
		this.receiver.receive(new byte[0], body.length, signature, null);
		assertThat(warnings(output)).hasSize(3)
			.last()
			.asString()
			.contains("2 posts", "Of its body there was nothing left");
	}

	@Test
	void lastAcceptedDeliveryIsKnown() {
		byte[] body = delivery("whd_1", "run.completed");
		receive(body, null, null);
		this.takes = (event) -> false;
		receive(body, null);
		assertThat(this.receiver.lastAccepted()).isNull();
		this.takes = (event) -> true;
		receive(body, null);
		assertThat(this.receiver.lastAccepted()).isEqualTo(NOW);
		this.now = NOW.plusSeconds(1);
		receive(body, null);
		assertThat(this.receiver.lastAccepted()).as("a repeat has arrived, too").isEqualTo(this.now);
	}

	@Test
	void repeatOfADeliveryThatIsBeingHandedOverIsNotAcceptedBeforeItIsTaken() {
		byte[] body = delivery("whd_1", "run.completed");
		List<HttpStatus> repeats = new ArrayList<>();
		this.takes = (event) -> {
			if (repeats.isEmpty()) {
				repeats.add(HttpStatus.CONTINUE);
				repeats.set(0, receive(body, null));
			}
			return false;
		};
		assertThat(receive(body, null)).isEqualTo(HttpStatus.SERVICE_UNAVAILABLE);
		assertThat(repeats).as("nobody has taken it").containsExactly(HttpStatus.SERVICE_UNAVAILABLE);
	}

	private static List<String> warnings(CapturedOutput output) {
		return output.getAll().lines().filter((line) -> line.contains(" WARN ")).toList();
	}

	private HttpStatus receive(byte[] body, @Nullable String token) {
		return receive(body, WebhookSigner.header(SECRET, NOW.getEpochSecond(), body), token);
	}

	private HttpStatus receive(byte[] body, @Nullable String signature, @Nullable String token) {
		return this.receiver.receive(body, body.length, signature, token);
	}

	private WebhookReceiver receiver() {
		FloraWebhookVerifier verifier = new FloraWebhookVerifier(List.of(SECRET), Duration.ofMinutes(5), () -> NOW);
		return new WebhookReceiver(verifier, this.tokens, new Client(), Stream::empty, this.recorder, () -> this.now);
	}

	private static byte[] delivery(String id, String type) {
		return ("{\"id\":\"" + id + "\",\"type\":\"" + type + "\",\"data\":{\"run_id\":\"run_1\"}}")
			.getBytes(StandardCharsets.UTF_8);
	}

	/** Takes deliveries only. */
	private final class Client implements FloraClient {

		@Override
		public boolean received(FloraWebhookEvent event, @Nullable String token) {
			WebhookReceiverTests.this.handedOver.add(event.id() + " " + token);
			return WebhookReceiverTests.this.takes.test(event);
		}

		@Override
		public boolean hasStarted(String token) {
			return false;
		}

		@Override
		public boolean hasApiKeyOfStart(String token) {
			return false;
		}

		@Override
		public FloraGenerationsClient generations() {
			throw new UnsupportedOperationException();
		}

		@Override
		public FloraAssetsClient assets() {
			throw new UnsupportedOperationException();
		}

		@Override
		public FloraModelsClient models() {
			throw new UnsupportedOperationException();
		}

		@Override
		public FloraProjectsClient projects() {
			throw new UnsupportedOperationException();
		}

		@Override
		public FloraTechniquesClient techniques() {
			throw new UnsupportedOperationException();
		}

		@Override
		public FloraActionsClient actions() {
			throw new UnsupportedOperationException();
		}

		@Override
		public FloraOutputs outputs() {
			throw new UnsupportedOperationException();
		}

		@Override
		public <T> T exchange(FloraRequest<T> request) {
			throw new UnsupportedOperationException();
		}

		@Override
		public FloraConnection connection() {
			return mock();
		}

		@Override
		public void close() {
		}

	}

}
