package ai.flora.client.internal.webhook;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

import ai.flora.client.FloraClient;
import ai.flora.client.internal.GuardedMeterRecorder;
import ai.flora.client.internal.Warnings;
import ai.flora.client.internal.callback.CallbackTokens;
import ai.flora.client.observation.FloraMeterRecorder;
import ai.flora.client.webhook.FloraWebhookEvent;
import ai.flora.client.webhook.FloraWebhookVerifier;
import ai.flora.client.webhook.InvalidFloraWebhookException;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;

/**
 * Receives deliveries for an endpoint of whatever web framework, and says what to answer:
 * 200 to a delivery that was taken, now or before, or else the status of a
 * {@link Refusal}. The reason is in the log, and no hint for those who try. Thread-safe.
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

	private final ClientFinder clients;

	private final FloraMeterRecorder recorder;

	private final InstantSource clock;

	private final RefusalLog refusals;

	private final RecentDeliveries recent = new RecentDeliveries();

	private volatile @Nullable Instant lastAccepted;

	/**
	 * Creates a receiver for one client or several.
	 * @param verifier verifies deliveries
	 * @param tokens tells the paths of starts from guesses
	 * @param client takes deliveries over that are not known to be another client's
	 * @param others take over deliveries that were posted to the paths of their own
	 * starts
	 * @param recorder told of each delivery
	 */
	public WebhookReceiver(FloraWebhookVerifier verifier, CallbackTokens tokens, FloraClient client,
			Supplier<Stream<FloraClient>> others, FloraMeterRecorder recorder) {
		this(verifier, tokens, client, others, recorder, InstantSource.system());
	}

	WebhookReceiver(FloraWebhookVerifier verifier, CallbackTokens tokens, FloraClient client,
			Supplier<Stream<FloraClient>> others, FloraMeterRecorder recorder, InstantSource clock) {
		this.verifier = verifier;
		this.tokens = tokens;
		this.clients = new ClientFinder(client, others);
		this.recorder = GuardedMeterRecorder.of(recorder);
		this.clock = clock;
		this.refusals = new RefusalLog(clock);
	}

	/**
	 * Tells whether a token was made for a start, by this instance or another one.
	 * @param token the last segment of a path
	 * @return whether FLORA was asked to post to that path
	 */
	public boolean isValidToken(String token) {
		return this.tokens.isValid(token);
	}

	/**
	 * Refuses what cannot be a delivery by its head, so that its body need not be read.
	 * @param contentType the header {@code Content-Type}; {@code null} if there is none
	 * @param length the length that is announced, in bytes; negative for none
	 * @return what to answer, or {@code null} if the body is to be read
	 */
	public @Nullable HttpStatus refuse(@Nullable String contentType, long length) {
		if (!isJson(contentType)) {
			return refused(Refusal.NOT_JSON, "It was not announced as JSON").status();
		}
		return (length > MAX_BODY) ? tooLarge().status() : null;
	}

	private static boolean isJson(@Nullable String contentType) {
		try {
			return contentType != null
					&& MediaType.APPLICATION_JSON.isCompatibleWith(MediaType.parseMediaType(contentType));
		}
		catch (InvalidMediaTypeException ex) {
			return false;
		}
	}

	/**
	 * Receives a delivery.
	 * @param body the raw body, as far as there was one to read
	 * @param length the length that was announced, in bytes; negative for none
	 * @param signature the header that signs it; {@code null} if there is none
	 * @param token the last segment of a start's own path; {@code null} for the path of
	 * all
	 * @return what to answer
	 */
	public HttpStatus receive(byte[] body, long length, @Nullable String signature, @Nullable String token) {
		long start = System.nanoTime();
		Outcome outcome = take(body, length, signature, token);
		if (outcome.meterValue() != null) {
			Duration took = Duration.ofNanos(System.nanoTime() - start);
			this.recorder.delivered(outcome.event(), outcome.meterValue(), took);
		}
		return outcome.status();
	}

	private Outcome take(byte[] body, long length, @Nullable String signature, @Nullable String token) {
		if (body.length > MAX_BODY) {
			return tooLarge();
		}
		if (token != null && !this.tokens.isValid(token)) {
			return refused(Refusal.UNKNOWN_PATH, "It was posted to a path that no start has");
		}
		FloraWebhookEvent event;
		try {
			event = this.verifier.verify(body, signature);
		}
		catch (InvalidFloraWebhookException ex) {
			return invalid(ex, body.length, length);
		}
		String type = KNOWN_EVENTS.contains(event.type()) ? event.type() : "other";
		if (this.recent.contains(event.id(), token)) {
			return accepted(type, "duplicate");
		}
		return handOver(event, token, type);
	}

	/** A repeat that comes before the first attempt was taken is handed over, too. */
	private Outcome handOver(FloraWebhookEvent event, @Nullable String token, String type) {
		boolean taken;
		try {
			taken = this.clients.clientFor(token).received(event, token);
		}
		catch (IllegalArgumentException ex) {
			return refused(Refusal.MALFORMED, "The delivery is signed, but its run id cannot be one", type);
		}
		catch (Exception ex) {
			// Clients in other languages than Java may throw checked exceptions, too.
			Warnings.log(logger, "A delivery could not be handed over", ex);
			return Outcome.of(Refusal.NOT_TAKEN, type);
		}
		if (!taken) {
			return refused(Refusal.NOT_TAKEN, "The client is drained or closed, or has too many of them", type);
		}
		this.recent.add(event.id(), token);
		return accepted(type, "accepted");
	}

	private Outcome accepted(String event, String meterValue) {
		this.lastAccepted = this.clock.instant();
		return new Outcome(HttpStatus.OK, event, meterValue);
	}

	private Outcome tooLarge() {
		return refused(Refusal.TOO_LARGE, "It is larger than a delivery");
	}

	private Outcome invalid(InvalidFloraWebhookException ex, int read, long length) {
		return switch (ex.reason()) {
			case BAD_SIGNATURE -> (read < length || (read == 0 && length != 0))
					? refused(Refusal.NO_BODY, "Of its body there was nothing left, or only a part")
					: refused(Refusal.BAD_SIGNATURE, ex.getMessage());
			case EXPIRED -> refused(Refusal.EXPIRED, ex.getMessage());
			case MALFORMED -> refused(Refusal.MALFORMED, ex.getMessage());
		};
	}

	private Outcome refused(Refusal refusal, @Nullable String cause) {
		return refused(refusal, cause, "none");
	}

	private Outcome refused(Refusal refusal, @Nullable String cause, String event) {
		this.refusals.refused(refusal, String.valueOf(cause));
		return Outcome.of(refusal, event);
	}

	/**
	 * Returns when a delivery was answered with 200 for the last time, repeats included.
	 * @return the moment by the local clock, or {@code null} if there was none
	 */
	public @Nullable Instant lastAccepted() {
		return this.lastAccepted;
	}

	/**
	 * The outcome of a post.
	 *
	 * @param status what to answer
	 * @param event the type of the delivery, as meters name it
	 * @param meterValue the value by which meters name the outcome; {@code null} if it is
	 * not recorded
	 */
	private record Outcome(HttpStatus status, String event, @Nullable String meterValue) {

		static Outcome of(Refusal refusal, String event) {
			return new Outcome(refusal.status(), event, refusal.meterValue());
		}

	}

}
