package ai.flora.client.internal.transport;

import java.io.IOException;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import ai.flora.client.internal.text.QuotedText;
import org.jspecify.annotations.Nullable;

import org.springframework.web.util.HtmlUtils;

/**
 * The API keys that the requests of one call have carried: what came back may quote them,
 * and no message may show them, however many keys other calls have used since.
 * Thread-safe.
 * <p>
 * Each of these cleans what it lets out:
 * <ul>
 * <li>{@link ErrorTranslator}: what FLORA's response says, or what the network did;</li>
 * <li>{@link AuthorizationInterceptor}: what the HTTP client throws;</li>
 * <li>{@link KeyMaskingInterceptor}: what interceptors of the application throw, before
 * any span or log has it;</li>
 * <li>{@link Call}: what is thrown further out, such as by initializers;</li>
 * <li>{@link ApiKey}: what the source of the key throws.</li>
 * </ul>
 */
class SentKeys {

	private static final int EXCEPTION_LENGTH = 300;

	private static final Pattern JSON_ESCAPE = Pattern.compile("\\\\(?:u([0-9a-fA-F]{4})|([^a-z]))");

	/** A key may be the beginning of another one. */
	private static final Comparator<String> LONGEST_FIRST = Comparator.comparingInt(String::length).reversed();

	private final ApiKey apiKey;

	/** One, as a rule. */
	private volatile List<String> keys = List.of();

	/**
	 * Creates an empty set.
	 * @param apiKey knows the keys of requests that an interceptor of the application has
	 * put in place of the call's
	 */
	SentKeys(ApiKey apiKey) {
		this.apiKey = apiKey;
	}

	/** Notes a key, before it is sent. */
	synchronized void add(String key) {
		List<String> before = this.keys;
		if (before.isEmpty()) {
			this.keys = List.of(key);
		}
		else if (!before.contains(key)) {
			this.keys = Stream.concat(before.stream(), Stream.of(key)).toList();
		}
	}

	/**
	 * Cleans a text from outside: no key, no control characters, not too long. The keys
	 * go first, so that no cut leaves half of one.
	 */
	@Nullable String clean(@Nullable String text, int length) {
		if (text == null) {
			return null;
		}
		return QuotedText.of(masked(text), length);
	}

	/**
	 * Cleans what an HTTP client threw: parsers quote what they cannot read.
	 * @return the exception itself, unless it or one below it quotes a key, or cannot
	 * tell its text
	 */
	IOException clean(IOException thrown) {
		IOException replacement = replacement(thrown);
		return (replacement != null) ? replacement : thrown;
	}

	/**
	 * Cleans what an application threw, which may quote a page that repeats the request.
	 * @return the exception itself, unless it or one below it quotes a key, or cannot
	 * tell its text
	 */
	Throwable clean(Throwable thrown) {
		IOException replacement = replacement(thrown);
		return (replacement != null) ? replacement : thrown;
	}

	/**
	 * The exception to be thrown in place of one that quotes a key, or cannot tell its
	 * text: a log of it would fail.
	 * @return a new exception, or {@code null} if neither the one that was thrown nor one
	 * below it is such
	 */
	@Nullable IOException replacement(Throwable thrown) {
		String text = textToReplace(thrown, Collections.newSetFromMap(new IdentityHashMap<>()));
		if (text == null) {
			return null;
		}
		IOException replacement = new IOException(clean(text, EXCEPTION_LENGTH));
		replacement.setStackTrace(thrown.getStackTrace());
		return replacement;
	}

	/**
	 * The first text that quotes a key, or cannot be told, of all that a log would show
	 * of an exception.
	 */
	private @Nullable String textToReplace(@Nullable Throwable thrown, Set<Throwable> seen) {
		if (thrown == null || !seen.add(thrown)) {
			return null;
		}
		String found;
		try {
			// Logs and spans show the message, which toString() need not tell.
			found = Stream.of(thrown.toString(), thrown.getMessage())
				.filter(Objects::nonNull)
				.filter((text) -> !masked(text).equals(text))
				.findFirst()
				.orElse(null);
		}
		catch (Throwable ex) {
			return thrown.getClass().getName() + ", which cannot tell its text";
		}
		found = (found != null) ? found : textToReplace(thrown.getCause(), seen);
		for (Throwable suppressed : thrown.getSuppressed()) {
			found = (found != null) ? found : textToReplace(suppressed, seen);
		}
		return found;
	}

	/** A page that repeats a key may have escaped it: then nothing of it is shown. */
	private String masked(String text) {
		String masked = quotes(text) ? replaced(text) : text;
		return quotes(unescaped(masked)) ? ApiKey.MASK : masked;
	}

	private String replaced(String text) {
		List<String> secrets = Stream.concat(this.keys.stream(), this.apiKey.latest().stream())
			.sorted(LONGEST_FIRST)
			.toList();
		String masked = text;
		for (String secret : secrets) {
			masked = masked.replace(secret, ApiKey.MASK);
		}
		return masked;
	}

	/** Undoes what JSON and HTML do to characters that are neither letters nor digits. */
	private static String unescaped(String text) {
		if (text.indexOf('\\') < 0 && text.indexOf('&') < 0) {
			return text;
		}
		return HtmlUtils.htmlUnescape(JSON_ESCAPE.matcher(text)
			.replaceAll((escape) -> Matcher.quoteReplacement((escape.group(1) != null)
					? Character.toString(Integer.parseInt(escape.group(1), 16)) : escape.group(2))));
	}

	/** Asked of each response's request id, where nothing is to be masked. */
	private boolean quotes(String text) {
		return quotes(text, this.keys) || quotes(text, this.apiKey.latest());
	}

	private static boolean quotes(String text, List<String> keys) {
		for (String key : keys) {
			if (text.contains(key)) {
				return true;
			}
		}
		return false;
	}

}
