package ai.flora.spring.boot.test;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;

import com.github.tomakehurst.wiremock.http.Fault;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * A fault of the next requests to {@link FakeFlora}. Nothing goes wrong until one of its
 * methods has said what; of several, the last one counts. Thread-safe.
 *
 * @since 0.1.0
 */
public final class FakeFault {

	private final @Nullable FloraOperation operation;

	private final AtomicInteger left = new AtomicInteger(1);

	private final AtomicInteger happened = new AtomicInteger();

	private volatile double probability = 1;

	private volatile @Nullable Function<Supplier<FakeAnswer>, FakeAnswer> effect;

	FakeFault(@Nullable FloraOperation operation) {
		this.operation = operation;
	}

	/**
	 * Goes wrong this often; by default once.
	 * @param times how many requests, at least one
	 * @return this fault
	 * @throws IllegalArgumentException if it is less than one
	 */
	public FakeFault times(int times) {
		Assert.isTrue(times > 0, "'times' must be positive");
		this.left.set(times);
		return this;
	}

	/**
	 * Goes wrong for ever, until {@link FakeFlora#reset()}.
	 * @return this fault
	 */
	public FakeFault always() {
		return times(Integer.MAX_VALUE);
	}

	/**
	 * Goes wrong now and then, as often as {@link #times(int)} allows.
	 * @param probability from 0, never, to 1, each time
	 * @return this fault
	 * @throws IllegalArgumentException if it is not from 0 to 1
	 */
	public FakeFault withProbability(double probability) {
		Assert.isTrue(probability >= 0 && probability <= 1, "'probability' must be from 0 to 1");
		this.probability = probability;
		return this;
	}

	/**
	 * FLORA answers with an error in its own envelope, with the code that goes with the
	 * status.
	 * @param status HTTP status
	 */
	public void status(int status) {
		status(status, usualCode(status));
	}

	/**
	 * FLORA answers with an error in its own envelope.
	 * @param status HTTP status
	 * @param code FLORA's code
	 */
	public void status(int status, String code) {
		status(status, code, Map.of());
	}

	/**
	 * FLORA answers with an error in its own envelope, about fields of the request.
	 * @param status HTTP status
	 * @param code FLORA's code
	 * @param fields what is wrong, in FLORA's form: {@code model: is not known}
	 */
	public void status(int status, String code, List<String> fields) {
		List<Map<String, String>> errors = fields.stream()
			.map((field) -> field.split(": ", 2))
			.map((parts) -> Map.of("field", parts[0], "message", parts[parts.length - 1]))
			.toList();
		answer(FakeAnswer.error(status, code, String.join("; ", fields), errors));
	}

	/**
	 * FLORA answers with an error in its own envelope, and headers, which replace its own
	 * of the same name.
	 * @param status HTTP status
	 * @param code FLORA's code
	 * @param headers headers of the answer
	 */
	public void status(int status, String code, Map<String, String> headers) {
		answer(FakeAnswer.error(status, code, "Scripted by the test.").withHeaders(headers));
	}

	/**
	 * The rate limit is exceeded, and the answer does not say how long to wait.
	 */
	public void rateLimited() {
		rateLimited(null);
	}

	/**
	 * The rate limit is exceeded.
	 * @param retryAfter how long FLORA asks to wait, in whole seconds; {@code null} for
	 * an answer that does not say
	 */
	public void rateLimited(@Nullable Duration retryAfter) {
		status(429, "rate_limited",
				(retryAfter != null) ? Map.of("Retry-After", Long.toString(retryAfter.toSeconds())) : Map.of());
	}

	/**
	 * The answer comes late, but right.
	 * @param delay how late in real time, to the millisecond, whatever the fake's clock
	 * shows
	 */
	public void delay(Duration delay) {
		this.effect = (service) -> service.get().withDelay(delay);
	}

	/**
	 * The connection is reset before FLORA has done anything.
	 */
	public void reset() {
		answer(FakeAnswer.fault(Fault.CONNECTION_RESET_BY_PEER));
	}

	/**
	 * The connection is reset once FLORA has done what it was asked for: a start is
	 * charged, and its answer lost.
	 */
	public void resetAfterwards() {
		this.effect = (service) -> {
			service.get();
			return FakeAnswer.fault(Fault.CONNECTION_RESET_BY_PEER);
		};
	}

	/**
	 * FLORA does what it was asked for, but its answer breaks off.
	 */
	public void half() {
		this.effect = (service) -> {
			service.get();
			return FakeAnswer.fault(Fault.MALFORMED_RESPONSE_CHUNK);
		};
	}

	/**
	 * The answer is 200, and its body nonsense.
	 */
	public void malformed() {
		answer(FakeAnswer.json("{\"run_id\": \"run_"));
	}

	/**
	 * A gateway answers with a page.
	 * @param status HTTP status, such as 502
	 */
	public void html(int status) {
		answer(FakeAnswer.of(status, "text/html", "<html><body>Bad gateway</body></html>"));
	}

	private static String usualCode(int status) {
		return switch (status) {
			case 400 -> "input_validation_error";
			case 401 -> "invalid_api_key";
			case 402 -> "insufficient_credits";
			case 403 -> "forbidden";
			case 404 -> "not_found";
			case 409 -> "conflict";
			case 422 -> "idempotency_conflict";
			case 429 -> "rate_limited";
			case 500 -> "internal_error";
			case 503 -> "service_unavailable";
			default -> "unknown_error";
		};
	}

	private void answer(FakeAnswer answer) {
		this.effect = (service) -> answer;
	}

	/**
	 * The number of requests that met the fault.
	 */
	int happened() {
		return this.happened.get();
	}

	/**
	 * Takes one of the times that are left.
	 * @param operation what a request asks for
	 * @return what becomes of the proper answer, which is made only if asked for, so that
	 * a fault uses up no state of a run; or {@code null} if nothing goes wrong
	 */
	@Nullable Function<Supplier<FakeAnswer>, FakeAnswer> take(FloraOperation operation) {
		Function<Supplier<FakeAnswer>, FakeAnswer> effect = this.effect;
		if (effect == null || (this.operation != null && this.operation != operation)
				|| ThreadLocalRandom.current().nextDouble() >= this.probability) {
			return null;
		}
		if (this.left.getAndUpdate((left) -> Math.max(0, left - 1)) == 0) {
			return null;
		}
		this.happened.incrementAndGet();
		return effect;
	}

}
