package ai.flora.client.internal.webhook;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

import ai.flora.client.FloraClient;
import ai.flora.client.FloraConnection;
import ai.flora.client.FloraGenerationsClient;
import ai.flora.client.internal.start.CallbackTokens;
import ai.flora.client.observation.FloraMeterRecorder;
import ai.flora.client.webhook.FloraWebhookEvent;
import ai.flora.client.webhook.FloraWebhookVerifier;
import ai.flora.client.webhook.WebhookSigner;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.http.HttpStatus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link WebhookReceiver}: nothing is handed over that is not FLORA's, and
 * nothing is handed over twice.
 */
class WebhookReceiverTests {

	private static final String SECRET = "whsec_1";

	private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");

	private final CallbackTokens tokens = new CallbackTokens(List.of(SECRET));

	private final List<String> handedOver = new ArrayList<>();

	private final List<String> recorded = new ArrayList<>();

	private final List<Duration> times = new ArrayList<>();

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

	@Test
	void deliveryThatIsForgedIsNotHandedOver() {
		byte[] body = delivery("whd_1", "run.completed");
		assertThat(this.receiver.receive(body, null, null)).isEqualTo(HttpStatus.UNAUTHORIZED);
		assertThat(this.receiver.receive(body, WebhookSigner.header("whsec_2", NOW.getEpochSecond(), body), null))
			.isEqualTo(HttpStatus.UNAUTHORIZED);
		assertThat(this.receiver.receive(body, WebhookSigner.header(SECRET, NOW.getEpochSecond() - 301, body), null))
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
		this.takes = (event) -> {
			throw new NoSuchMethodError("of another version");
		};
		assertThatExceptionOfType(NoSuchMethodError.class).isThrownBy(() -> receive(body, null));
		this.takes = (event) -> true;
		assertThat(receive(body, null)).isEqualTo(HttpStatus.OK);
		assertThat(this.handedOver).hasSize(4);
		assertThat(this.recorded).containsExactly("run.completed overloaded", "run.completed overloaded",
				"run.completed accepted");
	}

	@Test
	void deliveryThatCannotBeRecordedIsAcknowledged() {
		this.recorder = new FloraMeterRecorder() {

			@Override
			public void delivered(String event, String outcome, Duration took) {
				throw new IllegalStateException("The registry is closed");
			}

		};
		this.receiver = receiver();
		assertThat(receive(delivery("whd_1", "run.completed"), null)).isEqualTo(HttpStatus.OK);
	}

	private HttpStatus receive(byte[] body, @Nullable String token) {
		return this.receiver.receive(body, WebhookSigner.header(SECRET, NOW.getEpochSecond(), body), token);
	}

	private WebhookReceiver receiver() {
		FloraWebhookVerifier verifier = new FloraWebhookVerifier(List.of(SECRET), Duration.ofMinutes(5), () -> NOW);
		return new WebhookReceiver(verifier, this.tokens, new Client(), this.recorder);
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
		public FloraGenerationsClient generations() {
			throw new UnsupportedOperationException();
		}

		@Override
		public FloraConnection connection() {
			throw new UnsupportedOperationException();
		}

		@Override
		public void close() {
		}

	}

}
