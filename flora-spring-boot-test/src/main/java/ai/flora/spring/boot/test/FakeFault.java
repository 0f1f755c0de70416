package ai.flora.spring.boot.test;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import com.github.tomakehurst.wiremock.http.Fault;
import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;

/**
 * A fault of the next requests to {@link FakeFlora}. Nothing goes wrong until one of its
 * methods has said what; of several, the last one counts. What is no fault is refused
 * with an {@link IllegalArgumentException}. Thread-safe.
 *
 * @since 0.1.0
 */
public final class FakeFault {

	private final @Nullable FloraOperation operation;

	private final AtomicInteger left = new AtomicInteger(1);

	private final AtomicInteger happened = new AtomicInteger();

	private volatile double probability = 1;

	private volatile @Nullable Effect effect;

	/** The test's calls, for messages. */
	private volatile String calls;

	FakeFault(@Nullable FloraOperation operation) {
		this.operation = operation;
		this.calls = (operation != null) ? "next(" + operation + ")" : "nextRequest()";
	}

	/**
	 * Goes wrong this often; by default once.
	 * @param times how many requests, at least one
	 * @return this fault
	 * @throws IllegalArgumentException if it is less than one
	 */
	public FakeFault times(int times) {
		Misuse.check(times > 0, "times(" + times + "): a fault happens at least once");
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
		Misuse.check(probability >= 0 && probability <= 1,
				"withProbability(" + probability + "): a probability is from 0 to 1");
		this.probability = probability;
		return this;
	}

	/**
	 * FLORA responds with an error in its own envelope, with the code that goes with the
	 * status.
	 * @param status HTTP status, from 400 to 599
	 * @throws IllegalArgumentException if that is no error
	 */
	public void status(int status) {
		status(status, usualCode(status));
	}

	/**
	 * FLORA responds with an error in its own envelope.
	 * @param status HTTP status, from 400 to 599
	 * @param code FLORA's code
	 * @throws IllegalArgumentException if that is no error
	 */
	public void status(int status, String code) {
		status(status, code, Map.of());
	}

	/**
	 * FLORA responds with an error in its own envelope, about fields of the request.
	 * @param status HTTP status, from 400 to 599
	 * @param code FLORA's code
	 * @param fields what is wrong, in FLORA's form: {@code model: is not known}
	 * @throws IllegalArgumentException if that is no error
	 */
	public void status(int status, String code, List<String> fields) {
		String call = checkError(status, code);
		List<Map<String, String>> errors = Misuse.checkEach(call + " with fields", fields)
			.stream()
			.map((field) -> field.split(": ", 2))
			.map((parts) -> Map.of("field", parts[0], "message", parts[parts.length - 1]))
			.toList();
		respond(call, FakeResponse.error(status, code, String.join("; ", fields), errors));
	}

	/**
	 * FLORA responds with an error in its own envelope, and headers, which replace its
	 * own of the same name.
	 * @param status HTTP status, from 400 to 599
	 * @param code FLORA's code
	 * @param headers headers of the response
	 * @throws IllegalArgumentException if that is no error
	 */
	public void status(int status, String code, Map<String, String> headers) {
		String call = checkError(status, code);
		Misuse.checkGiven(call + " with headers", headers).forEach((name, value) -> checkHeader(call, name, value));
		respond(call, FakeResponse.error(status, code, "Scripted by the test.").withHeaders(headers));
	}

	/**
	 * The rate limit is exceeded, and the response does not say how long to wait.
	 */
	public void rateLimited() {
		rateLimited(null);
	}

	/**
	 * The rate limit is exceeded.
	 * @param retryAfter how long FLORA asks to wait, in whole seconds; {@code null} for a
	 * response that does not say
	 * @throws IllegalArgumentException if it is negative, or has a fraction
	 */
	public void rateLimited(@Nullable Duration retryAfter) {
		if (retryAfter != null) {
			Misuse.checkTime("rateLimited", retryAfter);
			Misuse.check(retryAfter.toNanosPart() == 0,
					"rateLimited(" + retryAfter + "): FLORA asks to wait for whole seconds");
		}
		status(429, "rate_limited",
				(retryAfter != null) ? Map.of("Retry-After", Long.toString(retryAfter.toSeconds())) : Map.of());
	}

	/**
	 * The response comes late, but right.
	 * @param delay how late in real time, to the millisecond, whatever the fake's clock
	 * shows
	 * @throws IllegalArgumentException if it is not positive, or longer than a day
	 */
	public void delay(Duration delay) {
		Misuse.checkTime("delay", delay);
		Misuse.check(delay.toMillis() > 0 && delay.toDays() < 1,
				"delay(" + delay + "): a delay is from a millisecond to a day");
		effect("delay(" + delay + ")", (proper) -> proper.get().withDelay(delay));
	}

	/**
	 * The connection is reset before FLORA has done anything.
	 */
	public void reset() {
		respond("reset()", FakeResponse.fault(Fault.CONNECTION_RESET_BY_PEER));
	}

	/**
	 * The connection is reset once FLORA has done what it was asked for: a start is
	 * charged, and its response lost.
	 */
	public void resetAfterwards() {
		effect("resetAfterwards()", (proper) -> {
			proper.get();
			return FakeResponse.fault(Fault.CONNECTION_RESET_BY_PEER);
		});
	}

	/**
	 * FLORA does what it was asked for, but its response breaks off.
	 */
	public void half() {
		effect("half()", (proper) -> {
			proper.get();
			return FakeResponse.fault(Fault.MALFORMED_RESPONSE_CHUNK);
		});
	}

	/**
	 * The response is 200, and its body nonsense.
	 */
	public void malformed() {
		respond("malformed()", FakeResponse.json("{\"run_id\": \"run_"));
	}

	/**
	 * A gateway responds with a page.
	 * @param status HTTP status, such as 502; from 200 to 599
	 * @throws IllegalArgumentException if that is no status of a response
	 */
	public void html(int status) {
		String call = "html(" + status + ")";
		Misuse.check(status >= 200 && status <= 599, call + ": an answer has a status from 200 to 599");
		respond(call, FakeResponse.of(status, "text/html", "<html><body>Bad gateway</body></html>"));
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

	private static void checkHeader(String call, @Nullable String name, @Nullable String value) {
		Misuse.check(name != null && name.matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+"),
				call + ": no header has the name " + name);
		Misuse.check(value != null && value.chars().noneMatch((c) -> c < ' ' && c != '\t'),
				call + ": header " + name + " has no value, or one that breaks the line");
	}

	private static String checkError(int status, @Nullable String code) {
		String call = "status(" + status + ")";
		Misuse.check(status >= 400 && status <= 599, call + ": an error has a status from 400 to 599");
		Misuse.check(StringUtils.hasText(code), "status(" + status + ", " + code + "): an error has a code");
		return call;
	}

	private void respond(String call, FakeResponse response) {
		effect(call, (proper) -> response);
	}

	private void effect(String call, Effect effect) {
		this.calls = ((this.operation != null) ? "next(" + this.operation + ")." : "nextRequest().") + call;
		this.effect = effect;
	}

	/**
	 * Says why the fault was of no use by the end of a test; {@code null} if it was of
	 * use.
	 */
	@Nullable String unused() {
		if (this.effect == null) {
			return this.calls + " does not say what goes wrong";
		}
		return (this.happened.get() == 0 && this.probability == 1) ? this.calls + " met no request" : null;
	}

	/**
	 * The number of requests that met the fault.
	 */
	int happened() {
		return this.happened.get();
	}

	/**
	 * Meets a request, and uses up one of the times that are left.
	 * @param operation what the request asks for
	 * @param lookup whether a client makes it as a part of another call
	 * @param proper makes the response without a fault
	 * @return the faulty response, or {@code null} if nothing goes wrong
	 */
	@Nullable FakeResponse meet(FloraOperation operation, boolean lookup, Supplier<FakeResponse> proper) {
		Effect effect = this.effect;
		boolean meant = (this.operation != null) ? this.operation == operation : !lookup;
		if (effect == null || !meant || ThreadLocalRandom.current().nextDouble() >= this.probability) {
			return null;
		}
		if (this.left.getAndUpdate((left) -> Math.max(0, left - 1)) == 0) {
			return null;
		}
		this.happened.incrementAndGet();
		return effect.respond(proper);
	}

	/**
	 * Makes the faulty response. Some effects need the proper one. The others do not ask
	 * for it, so that they use up no state of a run.
	 */
	private interface Effect {

		FakeResponse respond(Supplier<FakeResponse> proper);

	}

}
