package ai.flora.client.internal.webhook;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

import ai.flora.client.FloraClient;
import ai.flora.client.internal.GuardedMeterRecorder;
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
 * Receives deliveries for an endpoint of whatever web framework: verifies, tells repeats
 * apart, hands over to the client, and says what to answer, without a hint for those who
 * try: the reason of a refusal is in the log. Thread-safe.
 * <p>
 * The answer is 200 to a delivery that was taken, now or before; 503 to one that was not,
 * so that FLORA delivers it again; 401 to one that is not FLORA's, too old, or posted to
 * a path that no start has; 400 to a signed one that is no delivery, 413 to a body of
 * more than {@link #MAX_BODY} bytes, and 415 to what is not JSON.
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

	private final Supplier<Stream<FloraClient>> others;

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
		this.client = client;
		this.others = others;
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
	 * Returns when a delivery was answered with 200 for the last time, repeats included.
	 * @return the moment by the local clock, or {@code null} if there was none
	 */
	public @Nullable Instant lastAccepted() {
		return this.lastAccepted;
	}

	/**
	 * Refuses what cannot be a delivery by its head, so that its body need not be read.
	 * @param contentType the header {@code Content-Type}; {@code null} if there is none
	 * @param length the length that is announced, in bytes; negative for none
	 * @return what to answer, or {@code null} if the body is to be read
	 */
	public @Nullable HttpStatus refuse(@Nullable String contentType, long length) {
		if (!isJson(contentType)) {
			return refused(Refusal.NOT_JSON, "It was not announced as JSON");
		}
		return (length > MAX_BODY) ? refused(Refusal.TOO_LARGE, "It is larger than a delivery") : null;
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
	 * @param body the raw body, byte for byte, as far as there was one to read
	 * @param length the length that was announced, in bytes; negative for none
	 * @param signature the header {@link FloraWebhookVerifier#SIGNATURE_HEADER};
	 * {@code null} if there is none
	 * @param token the last segment of a start's own path; {@code null} if the delivery
	 * was posted to the path of all
	 * @return what to answer
	 */
	public HttpStatus receive(byte[] body, long length, @Nullable String signature, @Nullable String token) {
		long start = System.nanoTime();
		if (body.length > MAX_BODY) {
			return refused(Refusal.TOO_LARGE, "It is larger than a delivery");
		}
		if (token != null && !this.tokens.isValid(token)) {
			return refused(Refusal.UNKNOWN_PATH, "It was posted to a path that no start has", "none", start);
		}
		try {
			FloraWebhookEvent event = this.verifier.verify(body, signature);
			String type = KNOWN_EVENTS.contains(event.type()) ? event.type() : "other";
			if (this.recent.contains(event.id(), token)) {
				return accepted(type, "duplicate", start);
			}
			return handOver(event, token, type, start);
		}
		catch (InvalidFloraWebhookException ex) {
			return refused(ex, body.length, length, start);
		}
	}

	private HttpStatus refused(InvalidFloraWebhookException reason, int read, long length, long start) {
		return switch (reason.reason()) {
			case BAD_SIGNATURE -> (read < length || (read == 0 && length != 0))
					? refused(Refusal.NO_BODY, "Of its body there was nothing left, or only a part", "none", start)
					: refused(Refusal.BAD_SIGNATURE, reason.getMessage(), "none", start);
			case EXPIRED -> refused(Refusal.EXPIRED, reason.getMessage(), "none", start);
			case MALFORMED -> refused(Refusal.MALFORMED, reason.getMessage(), "none", start);
		};
	}

	private HttpStatus refused(Refusal refusal, @Nullable String cause) {
		this.refusals.refused(refusal, String.valueOf(cause));
		return refusal.status();
	}

	private HttpStatus refused(Refusal refusal, @Nullable String cause, String event, long start) {
		if (refusal.outcome() != null) {
			record(event, refusal.outcome(), start);
		}
		return refused(refusal, cause);
	}

	private HttpStatus accepted(String event, String outcome, long start) {
		this.lastAccepted = this.clock.instant();
		record(event, outcome, start);
		return HttpStatus.OK;
	}

	/**
	 * A delivery is known once it was taken: until then its repeat, which may come while
	 * the first attempt is going on, is handed over, too.
	 */
	private HttpStatus handOver(FloraWebhookEvent event, @Nullable String token, String type, long start) {
		boolean taken;
		try {
			taken = ownerOf(token).received(event, token);
		}
		catch (IllegalArgumentException ex) {
			return refused(Refusal.MALFORMED, "The delivery is signed, but its run id cannot be one", type, start);
		}
		catch (RuntimeException ex) {
			logger.warn("A delivery could not be handed over", ex);
			record(type, "overloaded", start);
			return Refusal.NOT_TAKEN.status();
		}
		if (!taken) {
			return refused(Refusal.NOT_TAKEN, "The client is drained or closed, or has too many of them", type, start);
		}
		this.recent.add(event.id(), token);
		return accepted(type, "accepted", start);
	}

	/**
	 * The client that has made the start that the path is of; if none knows, as after a
	 * restart, a client that has its key; or else the client of all other deliveries.
	 */
	private FloraClient ownerOf(@Nullable String token) {
		if (token == null || this.client.hasStarted(token)) {
			return this.client;
		}
		boolean mayBeOfClient = this.client.hasKeyOfStart(token);
		List<FloraClient> others = others(mayBeOfClient);
		return others.stream()
			.filter((other) -> other.hasStarted(token))
			.findFirst()
			.or(() -> others.stream().filter((other) -> !mayBeOfClient && other.hasKeyOfStart(token)).findFirst())
			.orElse(this.client);
	}

	/** A client bean that cannot be created has started nothing. */
	private List<FloraClient> others(boolean optional) {
		try {
			return this.others.get().toList();
		}
		catch (RuntimeException ex) {
			if (!optional) {
				throw ex;
			}
			return List.of();
		}
	}

	private void record(String event, String outcome, long start) {
		this.recorder.delivered(event, outcome, Duration.ofNanos(System.nanoTime() - start));
	}

}
