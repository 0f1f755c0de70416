package ai.flora.client.fuzz;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import ai.flora.client.fuzz.FuzzInputs.Input;

/**
 * Turns a text into bytes, with what may happen to those on their way.
 */
public final class HostileBytes {

	private static final String GATEWAY = "<html><head><title>502 Bad Gateway</title></head><body>"
			+ "Authorization: Bearer " + HostileJson.KEY + "\r\n\t\u0007\u202e</body></html>";

	private HostileBytes() {
	}

	/**
	 * The bytes of a text, in two of three cases as they should be.
	 */
	public static byte[] of(String text, Input input) {
		byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
		if (input.chance(0.67)) {
			return bytes;
		}
		return switch (input.random().nextInt(14)) {
			case 0 -> Arrays.copyOf(bytes, input.random().nextInt(bytes.length + 1));
			case 1 -> flipped(bytes, input);
			case 2 -> inserted(bytes, input);
			case 3 -> (text + input.pick("}", " x", "\u0000", "{}", "null", ",", "\n\n", "]]"))
				.getBytes(StandardCharsets.UTF_8);
			case 4 -> (text + text).getBytes(StandardCharsets.UTF_8);
			case 5 -> ("\ufeff" + text).getBytes(StandardCharsets.UTF_8);
			case 6, 7 -> text.getBytes(Charset
				.forName(input.pick("UTF-16", "UTF-16LE", "UTF-32", "UTF-32LE", "IBM037", "ISO-8859-1", "UTF-16BE")));
			case 8 -> new byte[0];
			case 9 -> input.pick("null", "true", "0", "\"\"", "[]", "{}", " ", "[[", "\u0000")
				.getBytes(StandardCharsets.UTF_8);
			case 10 -> input.pick(GATEWAY, GATEWAY.repeat(1000)).getBytes(StandardCharsets.UTF_8);
			case 11 -> random(input);
			case 12 -> (" ".repeat(input.pick(10, 1000, 70_000, 300_000)) + text).getBytes(StandardCharsets.UTF_8);
			default -> cutOffByByteOrderMark(bytes, input);
		};
	}

	private static byte[] flipped(byte[] bytes, Input input) {
		byte[] flipped = bytes.clone();
		for (int i = input.pick(1, 1, 2, 10); i > 0 && flipped.length > 0; i--) {
			flipped[input.random().nextInt(flipped.length)] ^= (byte) (1 << input.random().nextInt(8));
		}
		return flipped;
	}

	/**
	 * Bytes that no UTF-8 has, or not there: half characters, overlong ones, surrogates.
	 */
	private static byte[] inserted(byte[] bytes, Input input) {
		byte[] garbage = input.pick(new byte[] { (byte) 0xff }, new byte[] { (byte) 0xc0, (byte) 0x80 },
				new byte[] { (byte) 0xed, (byte) 0xa0, (byte) 0x80 }, new byte[] { (byte) 0xf4, (byte) 0x90 },
				new byte[] { (byte) 0xe2, (byte) 0x82 }, new byte[] { 0 }, new byte[] { 0x1f, (byte) 0x8b, 8 });
		int at = input.random().nextInt(bytes.length + 1);
		byte[] inserted = new byte[bytes.length + garbage.length];
		System.arraycopy(bytes, 0, inserted, 0, at);
		System.arraycopy(garbage, 0, inserted, at, garbage.length);
		System.arraycopy(bytes, at, inserted, at + garbage.length, bytes.length - at);
		return inserted;
	}

	private static byte[] random(Input input) {
		byte[] random = new byte[input.random().nextInt(64)];
		input.random().nextBytes(random);
		return random;
	}

	private static byte[] cutOffByByteOrderMark(byte[] bytes, Input input) {
		byte[] marked = bytes.clone();
		byte[] mark = input.pick(new byte[] { (byte) 0xfe, (byte) 0xff }, new byte[] { (byte) 0xff, (byte) 0xfe, 0, 0 },
				new byte[] { 0, 0, (byte) 0xfe, (byte) 0xff }, new byte[] { (byte) 0xef, (byte) 0xbb });
		System.arraycopy(mark, 0, marked, 0, Math.min(mark.length, marked.length));
		return marked;
	}

}
