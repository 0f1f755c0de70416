package ai.flora.client.faults;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

import ai.flora.client.FloraApiException;
import ai.flora.client.FloraStartUnconfirmedException;
import org.jspecify.annotations.Nullable;

/**
 * Looks for the API key, and for pieces of it.
 */
final class KeyWatch {

	/** Each piece of it holds a tilde, which hardly anything else does. */
	static final String KEY = "sk_test~Zq7Xw2K~9Vb4Nt6~m3Lc8Hd~";

	private static final char MARK = '~';

	private static final int LENGTH = 8;

	private static final List<String> PIECES = IntStream.rangeClosed(0, KEY.length() - LENGTH)
		.mapToObj((start) -> KEY.substring(start, start + LENGTH))
		.toList();

	private KeyWatch() {
	}

	static Optional<String> find(@Nullable String text) {
		boolean holdsOne = text != null && text.indexOf(MARK) >= 0 && PIECES.stream().anyMatch(text::contains);
		return holdsOne ? Optional.of(text) : Optional.empty();
	}

	static Optional<String> find(@Nullable Throwable failure) {
		return find(everythingOf(failure, Collections.newSetFromMap(new IdentityHashMap<>())));
	}

	private static String everythingOf(@Nullable Throwable failure, Set<Throwable> seen) {
		if (failure == null || !seen.add(failure)) {
			return "";
		}
		StringWriter text = new StringWriter();
		PrintWriter out = new PrintWriter(text);
		failure.printStackTrace(out);
		out.println(failure.getMessage() + " " + failure.getLocalizedMessage() + " " + failure);
		if (failure instanceof FloraApiException refused) {
			out.println(refused.errorCode() + " " + refused.requestId() + " " + refused.bodyExcerpt() + " "
					+ refused.fieldErrors());
		}
		if (failure instanceof FloraStartUnconfirmedException lost) {
			out.println(lost.request() + " " + lost.idempotencyKey() + " " + lost.candidates());
		}
		out.println(everythingOf(failure.getCause(), seen));
		for (Throwable suppressed : failure.getSuppressed()) {
			out.println(everythingOf(suppressed, seen));
		}
		return text.toString();
	}

}
