package ai.flora.client.internal.transport;

import java.io.IOException;
import java.util.function.Supplier;

import ai.flora.client.FloraException;
import ai.flora.client.internal.PastedText;
import ai.flora.client.internal.QuotedText;
import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;

/**
 * The API key: asked for at each attempt, so that it may rotate, and kept out of all
 * messages about a response.
 */
class ApiKey {

	private static final String MASK = "******";

	private static final int EXCEPTION_LENGTH = 300;

	private final Supplier<String> supplier;

	private volatile @Nullable String latest;

	private volatile @Nullable String previous;

	ApiKey(Supplier<String> supplier) {
		this.supplier = supplier;
	}

	String current() {
		String key = obtain();
		if (key != null && key.equals(this.latest)) {
			return key;
		}
		String problem = ConnectionChecks.problemWithApiKey(key);
		if (key == null || problem != null) {
			throw new FloraException("The API key of FLORA cannot be used: it " + problem, null);
		}
		rotate(key);
		return key;
	}

	/** Two calls that see the same new key must not make this forget the old key. */
	private synchronized void rotate(String key) {
		if (!key.equals(this.latest)) {
			this.previous = this.latest;
			this.latest = key;
		}
	}

	private static @Nullable String trimmed(@Nullable String key) {
		return (key != null) ? PastedText.trimmed(key) : null;
	}

	private @Nullable String obtain() {
		try {
			return trimmed(this.supplier.get());
		}
		catch (RuntimeException ex) {
			throw new FloraException("The API key of FLORA could not be obtained", ex);
		}
	}

	/**
	 * Cleans a text from outside: no key, no control characters, not too long. The key
	 * goes first, so that no cut leaves half of it.
	 */
	@Nullable String clean(@Nullable String text, int length) {
		if (text == null) {
			return null;
		}
		return QuotedText.of(masked(text), length);
	}

	/**
	 * Cleans what a transport threw: parsers quote what they cannot read.
	 * @return the exception itself, unless it or one of its causes quotes the key
	 */
	IOException clean(IOException thrown) {
		for (Throwable link = thrown; link != null; link = link.getCause()) {
			String text = link.toString();
			if (!masked(text).equals(text)) {
				IOException clean = new IOException(clean(text, EXCEPTION_LENGTH));
				clean.setStackTrace(thrown.getStackTrace());
				return clean;
			}
		}
		return thrown;
	}

	private String masked(String text) {
		return mask(mask(text, this.latest), this.previous);
	}

	private static String mask(String text, @Nullable String key) {
		return StringUtils.hasLength(key) ? text.replace(key, MASK) : text;
	}

	@Override
	public String toString() {
		return MASK;
	}

}
