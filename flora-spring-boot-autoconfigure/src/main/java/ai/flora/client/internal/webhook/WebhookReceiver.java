package ai.flora.client.internal.webhook;

import java.time.Duration;
import java.util.Locale;
import java.util.Set;

import ai.flora.client.FloraClient;
import ai.flora.client.internal.start.CallbackTokens;
import ai.flora.client.observation.FloraMeterRecorder;
import ai.flora.client.webhook.FloraWebhookEvent;
import ai.flora.client.webhook.FloraWebhookVerifier;
import ai.flora.client.webhook.InvalidFloraWebhookException;
import ai.flora.client.webhook.InvalidFloraWebhookException.Reason;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;

/**
 * Receives deliveries for an endpoint of whatever web framework: verifies, tells repeats
 * apart, hands over to the client, and says what to answer, without a hint for those who
 * try. Thread-safe.
 * <p>
 * The answer is 200 to a delivery that was taken, now or before; 503 to one that was not,
 * so that FLORA delivers it again; 401 to one that is not FLORA's, too old, or posted to
 * a path that no start has; 400 to a signed one that is no delivery, and 413 to a body of
 * more than {@link #MAX_BODY} bytes.
 *
 * @since 0.1.0
 */
public class WebhookReceiver {

	/**
	 * Largest body of a delivery, in bytes. An endpoint reads one byte more at most.
	 */
	public static final int MAX_BODY = 64 * 1024;

	private static final Log logger = LogFactory.getLog(WebhookReceiver.class);

	private static final Set<String> KNOWN_EVENTS = Set.of("run.completed", "run.failed");

	private final FloraWebhookVerifier verifier;

	private final CallbackTokens tokens;

	private final FloraClient client;

	private final FloraMeterRecorder recorder;

	private final RecentDeliveries recent = new RecentDeliveries();

	/**
	 * Creates a receiver.
	 * @param verifier verifies deliveries
	 * @param tokens tells the paths of starts from guesses
	 * @param client takes deliveries over
	 * @param recorder told of each delivery
	 */
	public WebhookReceiver(FloraWebhookVerifier verifier, CallbackTokens tokens, FloraClient client,
			FloraMeterRecorder recorder) {
		this.verifier = verifier;
		this.tokens = tokens;
		this.client = client;
		this.recorder = recorder;
	}

	/**
	 * Receives a delivery.
	 * @param body the raw body, byte for byte
	 * @param signature the header {@link FloraWebhookVerifier#SIGNATURE_HEADER};
	 * {@code null} if there is none
	 * @param token the last segment of a start's own path; {@code null} if the delivery
	 * was posted to the path of all
	 * @return what to answer
	 */
	public HttpStatus receive(byte[] body, @Nullable String signature, @Nullable String token) {
		long start = System.nanoTime();
		if (body.length > MAX_BODY) {
			return HttpStatus.CONTENT_TOO_LARGE;
		}
		if (token != null && !this.tokens.isOurs(token)) {
			return answer(HttpStatus.UNAUTHORIZED, "none", "bad_signature", start);
		}
		try {
			FloraWebhookEvent event = this.verifier.verify(body, signature);
			String type = KNOWN_EVENTS.contains(event.type()) ? event.type() : "other";
			if (!this.recent.add(event.id())) {
				return answer(HttpStatus.OK, type, "duplicate", start);
			}
			if (!handOver(event, token)) {
				return answer(HttpStatus.SERVICE_UNAVAILABLE, type, "overloaded", start);
			}
			return answer(HttpStatus.OK, type, "accepted", start);
		}
		catch (InvalidFloraWebhookException ex) {
			logger.debug(ex.getMessage());
			HttpStatus status = (ex.reason() == Reason.MALFORMED) ? HttpStatus.BAD_REQUEST : HttpStatus.UNAUTHORIZED;
			return answer(status, "none", ex.reason().name().toLowerCase(Locale.ROOT), start);
		}
	}

	/** A delivery that was not taken is new when it comes again. */
	private boolean handOver(FloraWebhookEvent event, @Nullable String token) {
		boolean taken = false;
		try {
			taken = this.client.received(event, token);
		}
		catch (RuntimeException ex) {
			logger.warn("A delivery could not be handed over", ex);
		}
		finally {
			if (!taken) {
				this.recent.forget(event.id());
			}
		}
		return taken;
	}

	private HttpStatus answer(HttpStatus status, String event, String outcome, long start) {
		try {
			this.recorder.delivered(event, outcome, Duration.ofNanos(System.nanoTime() - start));
		}
		catch (RuntimeException ex) {
			// A delivery that was taken must be acknowledged all the same.
			logger.warn("A delivery was not recorded", ex);
		}
		return status;
	}

}
