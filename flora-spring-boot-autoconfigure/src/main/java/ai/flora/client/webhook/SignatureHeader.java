package ai.flora.client.webhook;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A {@code Flora-Signature} header: {@code t=1790000123,v1=…}, perhaps with more
 * {@code v1} while a secret is rotated, and with parts that this version does not know.
 *
 * @param timestamp the digits of {@code t}, which are part of what is signed
 * @param signatures the values of {@code v1}
 */
record SignatureHeader(String timestamp, List<String> signatures) {

	private static final int MAX_LENGTH = 2048;

	private static final int MAX_PARTS = 20;

	/** Seconds since the epoch have at most 12 digits until the year 33658. */
	private static final int MAX_DIGITS = 12;

	/**
	 * Reads a header, at little cost whatever it holds.
	 * @return the header, or {@code null} if it is none of FLORA's
	 */
	static @Nullable SignatureHeader parse(@Nullable String header) {
		if (header == null || header.length() > MAX_LENGTH) {
			return null;
		}
		String[] parts = header.split(",", MAX_PARTS + 1);
		if (parts.length > MAX_PARTS) {
			return null;
		}
		String timestamp = null;
		List<String> signatures = new ArrayList<>();
		for (String part : parts) {
			int equals = part.indexOf('=');
			String name = (equals >= 0) ? part.substring(0, equals).strip() : "";
			String value = part.substring(equals + 1).strip();
			if (name.equals("t")) {
				if (timestamp != null || !isDigits(value)) {
					return null;
				}
				timestamp = value;
			}
			else if (name.equals("v1") && !value.isEmpty()) {
				signatures.add(value);
			}
		}
		return (timestamp != null && !signatures.isEmpty()) ? new SignatureHeader(timestamp, signatures) : null;
	}

	private static boolean isDigits(String value) {
		return !value.isEmpty() && value.length() <= MAX_DIGITS && value.chars().allMatch((c) -> c >= '0' && c <= '9');
	}

	long seconds() {
		return Long.parseLong(this.timestamp);
	}

}
