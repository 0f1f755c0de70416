package ai.flora.client;

import java.time.Duration;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * Options of one call. What is not set is as the client was configured. Immutable. The
 * constructor is not part of the contract.
 *
 * <pre>{@code
 * client.retrieve("run_abc123", RequestOptions.defaults().withTimeout(Duration.ofSeconds(5)));
 * }</pre>
 *
 * @param timeout one deadline over all attempts and waits, positive, a hundred years at
 * most; {@code null} for the client's own
 * @param maxAttempts number of attempts, the first included, at least 1; {@code null} for
 * the client's own
 * @param headers additional headers, by name in any case; empty for none
 * @since 0.1.0
 */
public record RequestOptions(@Nullable Duration timeout, @Nullable Integer maxAttempts, Map<String, String> headers) {

	/** The sum of two such durations in nanoseconds still fits into a long. */
	private static final Duration LONGEST = Duration.ofDays(36_500);

	private static final RequestOptions DEFAULTS = new RequestOptions(null, null, Map.of());

	/** The client sets these headers, or depends on their meaning. */
	private static final Set<String> RESERVED = Set.of("authorization", "idempotency-key", "host", "cookie",
			"content-length", "transfer-encoding", "connection", "expect", "upgrade");

	/**
	 * Checks the options.
	 * @throws IllegalArgumentException if the timeout is not positive, there is less than
	 * one attempt, or a header cannot be sent or is the client's own
	 */
	public RequestOptions {
		Assert.isTrue(timeout == null || timeout.compareTo(Duration.ZERO) > 0, "'timeout' must be positive");
		timeout = (timeout == null || timeout.compareTo(LONGEST) < 0) ? timeout : LONGEST;
		Assert.isTrue(maxAttempts == null || maxAttempts >= 1, "'maxAttempts' must be at least 1");
		Map<String, String> checked = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
		headers.forEach((name, value) -> {
			checkHeader(name, value);
			checked.put(name, value);
		});
		headers = Collections.unmodifiableMap(checked);
	}

	/**
	 * Options that leave everything as the client was configured.
	 * @return the default options
	 */
	public static RequestOptions defaults() {
		return DEFAULTS;
	}

	/**
	 * Sets the deadline of the call.
	 * @param timeout one deadline over all attempts and waits, positive
	 * @return new options
	 * @throws IllegalArgumentException if the timeout is not positive
	 */
	public RequestOptions withTimeout(Duration timeout) {
		return new RequestOptions(timeout, this.maxAttempts, this.headers);
	}

	/**
	 * Sets the number of attempts.
	 * @param maxAttempts number of attempts, the first included; 1 means no retry
	 * @return new options
	 * @throws IllegalArgumentException if the number is less than 1
	 */
	public RequestOptions withMaxAttempts(int maxAttempts) {
		return new RequestOptions(this.timeout, maxAttempts, this.headers);
	}

	/**
	 * Adds a header, or replaces the header of that name.
	 * @param name the name; not {@code Authorization}, {@code Idempotency-Key},
	 * {@code Host} or {@code Cookie}, and no header that frames the message or controls
	 * the connection
	 * @param value the value, of ISO-8859-1 without control characters: HTTP has no
	 * others
	 * @return new options
	 * @throws IllegalArgumentException if the header cannot be sent, or is the client's
	 * own
	 */
	public RequestOptions withHeader(String name, String value) {
		Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
		headers.putAll(this.headers);
		headers.put(name, value);
		return new RequestOptions(this.timeout, this.maxAttempts, headers);
	}

	private static void checkHeader(@Nullable String name, @Nullable String value) {
		Assert.isTrue(name != null && name.matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+"),
				"A header's name must be a token of letters, digits and !#$%&'*+.^_`|~-");
		Assert.isTrue(!RESERVED.contains(name.toLowerCase(Locale.ROOT)),
				() -> "The header '" + name + "' belongs to the client and cannot be set for a call");
		Assert.isTrue(value != null && value.chars().allMatch((c) -> c == '\t' || (c >= ' ' && c != 0x7f)),
				() -> "The value of the header '" + name + "' must not be null or hold control characters");
		Assert.isTrue(value.chars().allMatch((c) -> c <= 0xff), () -> "The value of the header '" + name
				+ "' must not hold characters beyond ISO-8859-1: encode it, such as with URLEncoder");
	}

	/**
	 * Shows the names of the headers, but not their values, which may be secrets.
	 */
	@Override
	public String toString() {
		return "RequestOptions[timeout=" + this.timeout + ", maxAttempts=" + this.maxAttempts + ", headers="
				+ this.headers.keySet() + "]";
	}

}
