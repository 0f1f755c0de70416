package ai.flora.client.internal.webhook;

import ai.flora.client.webhook.FloraWebhookEvent;
import ai.flora.client.webhook.FloraWebhookListener;
import ai.flora.client.webhook.FloraWebhookVerifier;
import ai.flora.client.webhook.InvalidFloraWebhookException;

import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;

import ai.flora.client.observation.FloraMeterRecorder;
import ai.flora.client.webhook.InvalidFloraWebhookException.Reason;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.web.servlet.function.HandlerFunction;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;

/**
 * Receives deliveries with Spring MVC: verifies, tells repeats apart, hands over, and
 * answers, without a hint for those who try. Thread-safe.
 * <p>
 * It answers 200 to a delivery that was taken, now or before; 503 to one that was not, so
 * that FLORA delivers it again; 401 to one that is not FLORA's, too old, or posted to a
 * path that is nobody's; and 400, 413 (beyond 64 KiB) or 415 to what is no delivery.
 *
 * @since 0.1.0
 */
public class FloraWebhookHandler implements HandlerFunction<ServerResponse> {

	private static final Log logger = LogFactory.getLog(FloraWebhookHandler.class);

	/**
	 * Name of the path variable that holds the token of a start's own path.
	 */
	public static final String TOKEN = "token";

	private static final int MAX_BODY = 64 * 1024;

	private static final Set<String> KNOWN_EVENTS = Set.of("run.completed", "run.failed");

	private final FloraWebhookVerifier verifier;

	private final FloraWebhookListener target;

	private final FloraMeterRecorder recorder;

	private final RecentDeliveries memory = new RecentDeliveries();

	/**
	 * Creates a handler.
	 * @param verifier verifies deliveries
	 * @param target takes deliveries over
	 * @param recorder told of each delivery
	 */
	public FloraWebhookHandler(FloraWebhookVerifier verifier, FloraWebhookListener target,
			FloraMeterRecorder recorder) {
		this.verifier = verifier;
		this.target = target;
		this.recorder = recorder;
	}

	@Override
	public ServerResponse handle(ServerRequest request) throws IOException {
		long start = System.nanoTime();
		if (!isJson(request)) {
			return status(HttpStatus.UNSUPPORTED_MEDIA_TYPE);
		}
		if (request.headers().contentLength().orElse(0) > MAX_BODY) {
			return status(HttpStatus.CONTENT_TOO_LARGE);
		}
		byte[] body = request.servletRequest().getInputStream().readNBytes(MAX_BODY + 1);
		if (body.length > MAX_BODY) {
			return status(HttpStatus.CONTENT_TOO_LARGE);
		}
		String token = request.pathVariables().get(TOKEN);
		if (token != null && !this.target.isToken(token)) {
			return answer(HttpStatus.UNAUTHORIZED, "none", "bad_signature", start);
		}
		return deliver(body, token, request.headers().firstHeader(FloraWebhookVerifier.SIGNATURE_HEADER), start);
	}

	private static boolean isJson(ServerRequest request) {
		try {
			return request.headers().contentType().filter(MediaType.APPLICATION_JSON::isCompatibleWith).isPresent();
		}
		catch (InvalidMediaTypeException ex) {
			return false;
		}
	}

	private ServerResponse deliver(byte[] body, @Nullable String token, @Nullable String signature, long start) {
		try {
			FloraWebhookEvent event = this.verifier.verify(body, signature);
			String type = KNOWN_EVENTS.contains(event.type()) ? event.type() : "other";
			if (!this.memory.add(event.id())) {
				return answer(HttpStatus.OK, type, "duplicate", start);
			}
			if (!hasTaken(event, token)) {
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

	/** What was not taken, is new when it comes again. */
	private boolean hasTaken(FloraWebhookEvent event, @Nullable String token) {
		boolean taken = false;
		try {
			taken = this.target.deliver(event, token);
		}
		catch (RuntimeException ex) {
			logger.warn("A delivery could not be handed over", ex);
		}
		finally {
			if (!taken) {
				this.memory.forget(event.id());
			}
		}
		return taken;
	}

	private ServerResponse answer(HttpStatus status, String event, String outcome, long start) {
		try {
			this.recorder.delivered(event, outcome, Duration.ofNanos(System.nanoTime() - start));
		}
		catch (RuntimeException ex) {
			// What was taken must be acknowledged all the same.
			logger.warn("A delivery was not recorded", ex);
		}
		return status(status);
	}

	private static ServerResponse status(HttpStatus status) {
		return ServerResponse.status(status).build();
	}

}
