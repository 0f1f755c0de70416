package ai.flora.spring.boot.test;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import org.jspecify.annotations.Nullable;

/**
 * What goes wrong with the next requests to {@link FakeFlora}. Nothing does until one of
 * its methods has said what.
 *
 * @since 0.1.0
 */
public final class FakeFault {

	private final @Nullable FloraOperation operation;

	private final AtomicInteger left = new AtomicInteger(1);

	private volatile @Nullable UnaryOperator<ResponseDefinitionBuilder> effect;

	FakeFault(@Nullable FloraOperation operation) {
		this.operation = operation;
	}

	/**
	 * Goes wrong this often; by default once.
	 * @param times how many requests
	 * @return this fault
	 */
	public FakeFault times(int times) {
		this.left.set(times);
		return this;
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
	 * FLORA answers with an error in its own envelope, and headers.
	 * @param status HTTP status
	 * @param code FLORA's code
	 * @param headers headers of the answer
	 */
	public void status(int status, String code, Map<String, String> headers) {
		Map<String, String> copy = new TreeMap<>(headers);
		this.effect = (response) -> {
			copy.forEach(response::withHeader);
			return FakeFlora.error(response, status, code, "Scripted by the test.");
		};
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
	 * @param delay how late
	 */
	public void delay(Duration delay) {
		this.effect = (response) -> response.withFixedDelay(Math.toIntExact(delay.toMillis()));
	}

	/**
	 * The connection is reset before an answer.
	 */
	public void reset() {
		this.effect = (response) -> response.withFault(Fault.CONNECTION_RESET_BY_PEER);
	}

	/**
	 * The answer is 200, and its body nonsense.
	 */
	public void malformed() {
		this.effect = (response) -> response.withStatus(200)
			.withHeader("Content-Type", "application/json")
			.withBody("{\"run_id\": \"run_");
	}

	/**
	 * A gateway answers with a page.
	 * @param status HTTP status, such as 502
	 */
	public void html(int status) {
		this.effect = (response) -> response.withStatus(status)
			.withHeader("Content-Type", "text/html")
			.withBody("<html><body>Bad gateway</body></html>");
	}

	@Nullable UnaryOperator<ResponseDefinitionBuilder> take(FloraOperation operation) {
		UnaryOperator<ResponseDefinitionBuilder> effect = this.effect;
		if (effect == null || (this.operation != null && this.operation != operation)) {
			return null;
		}
		return (this.left.getAndUpdate((left) -> Math.max(0, left - 1)) > 0) ? effect : null;
	}

}
