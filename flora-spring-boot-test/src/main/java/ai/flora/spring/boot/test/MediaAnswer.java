package ai.flora.spring.boot.test;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file, whole or in the part that is asked for: players ask for parts, and some play
 * nothing else.
 */
final class MediaAnswer {

	/** One part. Others may be asked for, and the whole is the right answer then, too. */
	private static final Pattern PART = Pattern.compile("bytes=(\\d{0,12})-(\\d{0,12})");

	private MediaAnswer() {
	}

	static FakeAnswer of(String type, byte[] file, ReceivedRequest request) {
		String tag = "\"" + Integer.toHexString(Arrays.hashCode(file)) + "-" + file.length + "\"";
		Map<String, String> headers = new HashMap<>(Map.of("Accept-Ranges", "bytes", "ETag", tag));
		Matcher part = PART.matcher(request.header("Range").orElse(""));
		Optional<String> same = request.header("If-Range");
		if (!part.matches() || part.group().length() == "bytes=-".length()
				|| (same.isPresent() && !same.get().equals(tag))) {
			return FakeAnswer.of(200, type, file).withHeaders(headers);
		}
		boolean last = part.group(1).isEmpty();
		long from = last ? Math.max(0, file.length - Long.parseLong(part.group(2))) : Long.parseLong(part.group(1));
		long to = (last || part.group(2).isEmpty()) ? file.length - 1
				: Math.min(file.length - 1, Long.parseLong(part.group(2)));
		if (from > to) {
			headers.put("Content-Range", "bytes */" + file.length);
			return FakeAnswer.of(416, "text/plain", "There is no such part.").withHeaders(headers);
		}
		headers.put("Content-Range", "bytes " + from + "-" + to + "/" + file.length);
		return FakeAnswer.of(206, type, Arrays.copyOfRange(file, (int) from, (int) to + 1)).withHeaders(headers);
	}

}
