package ai.flora.client.fuzz;

import java.util.List;
import java.util.Map;

import ai.flora.client.fuzz.FuzzInputs.Input;
import org.jspecify.annotations.Nullable;

/**
 * Writes a document as JSON, with what may go wrong: fields that are missing, twice
 * there, renamed or of another type, absurd numbers and texts, and much of it.
 */
public final class HostileJson {

	/** The API key, which FLORA should never send, but some gateways repeat headers. */
	public static final String KEY = "sk_test_0123456789abcdef";

	private static final String[] NUMBERS = { "0", "-0", "-1", "1", "0.1", "1e400", "-1e400", "1e-400", "1E2147483647",
			"1e-2147483647", "1e2147483648", "1e-2147483649", "0e2147483647", "0e-2147483648", "1e99999999999",
			"9e999999999", "1e1000000", "1e-1000000", "9223372036854775807", "9223372036854775808",
			"-9223372036854775809", "1790000000", "1790000000.5", "1790000000123.456789", "99999999999", "100000000000",
			"253402300799", "253402300799999", "253402300800000", "-62135596800000", "1e11", "1.79e12", "1e-9",
			"1700000000000000", "1.0000000000000000000000000000000001", "NaN", "Infinity", "-Infinity", "0x1F", "01",
			".5", "5.", "+1", "1_000", "1e", "--1", "1790000000123.0e0" };

	private static final String[] TEXTS = { "", " ", "\\u0000", "\\ud800", "\\udc00x", "\\ud83d\\ude00", "\u0001",
			"\\u202e\\u200b", "a\\nb\\r\\nc\\td", "run 1", "..", ".", "/", "a/b?c#d%", "null", "NaN", "1790000000123",
			"COMPLETED", "Completed", "running", "failed", "completed", "imageUrl", "text", "\u0130MAGEURL", KEY,
			"Bearer " + KEY, "-1000000000-01-01T00:00:00Z", "+1000000000-12-31T23:59:59.999999999Z",
			"+1000000001-01-01T00:00:00Z", "1600-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "2026-11-24T12:00:00Z",
			"2026-11-24T12:00:00+02:00", "2026-11-24", "2026-02-30T00:00:00Z", "https://[::1", "https://a b/",
			"https://user:pass@host/", "HTTP://EXAMPLE.COM", "https:///x", "https:opaque", "javascript:alert(1)",
			"http://\\u0000", "${jndi:x}", "%s%n", "\\u2028", "{0}" };

	private static final String[] NAMES = { "run_id", "status", "created_at", "completed_at", "error", "code", "run",
			"meta", "generations", "model", "outputs", "", "RUN_ID", "runId", "@class", "__proto__", "data", "id" };

	private final Input input;

	private final double rate;

	private final StringBuilder out = new StringBuilder();

	private HostileJson(Input input, double rate) {
		this.input = input;
		this.rate = rate;
	}

	/**
	 * Writes a document, perhaps with a few things wrong, perhaps with nearly all.
	 */
	public static String write(@Nullable Object document, Input input) {
		return write(document, input, input.pick(0.0, 0.02, 0.05, 0.05, 0.15, 0.15, 0.6));
	}

	public static String write(@Nullable Object document, Input input, double rate) {
		HostileJson json = new HostileJson(input, rate);
		json.value(document);
		return json.out.toString();
	}

	private void value(@Nullable Object value) {
		boolean hostile = this.input
			.chance((value instanceof Map || value instanceof List) ? this.rate / 4 : this.rate);
		if (hostile && this.input.chance(0.4)) {
			anything();
		}
		else if (value instanceof Map<?, ?> object) {
			object(object);
		}
		else if (value instanceof List<?> array) {
			array(array);
		}
		else if (value instanceof String text) {
			text(hostile ? text() : text);
		}
		else {
			this.out.append(hostile ? number() : value);
		}
	}

	private void object(Map<?, ?> object) {
		this.out.append('{');
		object.forEach((name, value) -> {
			int times = this.input.chance(this.rate) ? this.input.pick(0, 0, 1, 2) : 1;
			for (int i = 0; i < times; i++) {
				field(this.input.chance(this.rate / 3) ? this.input.pick(NAMES) : String.valueOf(name), value);
			}
		});
		if (this.input.chance(this.rate)) {
			field(this.input.pick(NAMES) + "_new", null);
		}
		end('}');
	}

	private void field(String name, @Nullable Object value) {
		text(name);
		this.out.append(':');
		value(value);
		this.out.append(',');
	}

	private void array(List<?> array) {
		this.out.append('[');
		for (Object value : array) {
			value(value);
			this.out.append(',');
		}
		end(']');
	}

	private void end(char bracket) {
		int last = this.out.length() - 1;
		if (this.out.charAt(last) == ',' && !this.input.chance(this.rate / 50)) {
			this.out.setLength(last);
		}
		this.out.append(bracket);
	}

	private void text(String text) {
		this.out.append('"').append(text).append('"');
	}

	private String text() {
		if (this.input.chance(0.03)) {
			return this.input.pick(TEXTS).repeat(this.input.pick(10, 1000, 10_000));
		}
		return this.input.chance(0.02) ? "x".repeat(this.input.pick(300, 5000, 100_000)) : this.input.pick(TEXTS);
	}

	private String number() {
		if (this.input.chance(0.05)) {
			String digits = "7".repeat(this.input.pick(20, 400, 999, 1001, 10_000));
			return this.input.pick(digits, "-" + digits, "0." + digits, digits + "e-" + digits.length(),
					digits + "e2147483647", "1e" + digits);
		}
		return this.input.pick(NUMBERS);
	}

	private void anything() {
		switch (this.input.random().nextInt(8)) {
			case 0 -> this.out.append("null");
			case 1 -> this.out.append(this.input.pick("true", "false", "undefined", "nul", "'x'", ""));
			case 2 -> this.out.append(number());
			case 3 -> text(text());
			case 4 -> this.out.append(this.input.pick("{}", "[]", "[null]", "{\"\":null}", "[{}]", "[[]]"));
			case 5 -> this.out.append("[").append(number()).append(']');
			case 6 -> nested();
			default -> text(number());
		}
	}

	private void nested() {
		int depth = this.input.pick(3, 3, 30, 499, 501, 1001, 20_000);
		String open = this.input.pick("[", "{\"a\":", "{\"model\":", "{\"run\":");
		String close = open.equals("[") ? "]" : "}";
		this.out.append(open.repeat(depth)).append('1').append(this.input.chance(0.8) ? close.repeat(depth) : "");
	}

}
