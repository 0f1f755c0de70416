package ai.flora.client.internal.transport;

import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

import ai.flora.client.FloraException;
import ai.flora.client.internal.PastedText;
import org.jspecify.annotations.Nullable;

/**
 * The API key: asked for at each attempt, so that it may rotate.
 */
class ApiKey {

	/** The text that messages show in place of a key. */
	static final String MASK = "******";

	private static final int LATEST = 2;

	private final Supplier<String> supplier;

	/** Newest first. */
	private volatile List<String> latest = List.of();

	ApiKey(Supplier<String> supplier) {
		this.supplier = supplier;
	}

	String current() {
		String key = obtain();
		if (key != null && isNewest(key)) {
			return key;
		}
		String problem = ConnectionChecks.problemWithApiKey(key);
		if (key == null || problem != null) {
			throw new FloraException("The API key of FLORA cannot be used: it " + problem, null);
		}
		rotate(key);
		return key;
	}

	private boolean isNewest(String key) {
		List<String> latest = this.latest;
		return !latest.isEmpty() && latest.get(0).equals(key);
	}

	/** Two calls that see the same new key must not make this forget the old key. */
	private synchronized void rotate(String key) {
		if (!isNewest(key)) {
			this.latest = Stream.concat(Stream.of(key), this.latest.stream()).limit(LATEST).toList();
		}
	}

	/** The key that was asked for last, and the one before. */
	List<String> latest() {
		return this.latest;
	}

	private static @Nullable String trimmed(@Nullable String key) {
		return (key != null) ? PastedText.trimmed(key) : null;
	}

	private @Nullable String obtain() {
		try {
			return trimmed(this.supplier.get());
		}
		catch (Exception ex) {
			// Suppliers of other languages than Java may throw checked ones, too.
			throw new FloraException("The API key of FLORA could not be obtained", new SentKeys(this).clean(ex));
		}
	}

	@Override
	public String toString() {
		return MASK;
	}

}
