package ai.flora.client;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.ValueDeserializer;

/**
 * Reads FLORA's timestamps. A timestamp is a number of milliseconds, with or without a
 * fraction or an exponent, a number of seconds if it is too small for that, or an ISO
 * 8601 text. Jackson's own deserializer takes any number for seconds. The annotations of
 * this client's records name this class.
 *
 * @since 0.1.0
 */
public class EpochMillisDeserializer extends ValueDeserializer<Instant> {

	/**
	 * As milliseconds this is March 1973, as seconds the year 5138: a smaller number is
	 * seconds.
	 */
	private static final BigDecimal SMALLEST_MILLIS = BigDecimal.valueOf(100_000_000_000L);

	/** A nanosecond. */
	private static final BigDecimal SMALLEST_FRACTION = BigDecimal.ONE.movePointLeft(6);

	/**
	 * In the year 2262: until then, the nanoseconds since 1970 fit into a long, and so
	 * does each difference of two moments.
	 */
	private static final BigDecimal LARGEST_MILLIS = BigDecimal.valueOf(Long.MAX_VALUE / 1_000_000);

	@Override
	public @Nullable Instant deserialize(JsonParser parser, DeserializationContext context) {
		if (parser.currentToken() == JsonToken.VALUE_STRING) {
			return fromText(parser.getString().strip(), context);
		}
		if (!parser.currentToken().isNumeric()) {
			return (Instant) context.handleUnexpectedToken(Instant.class, parser);
		}
		return fromNumber(parser.getDecimalValue(), context);
	}

	private @Nullable Instant fromText(String text, DeserializationContext context) {
		if (text.isEmpty()) {
			return null;
		}
		try {
			Instant instant = Instant.parse(text);
			if (instant.getEpochSecond() >= 0 && instant.getEpochSecond() < LARGEST_MILLIS.longValue() / 1000) {
				return instant;
			}
		}
		catch (DateTimeException ex) {
			// The text is reported below, as a moment out of range is.
		}
		return (Instant) context.handleWeirdStringValue(Instant.class, text, "not a timestamp of ISO 8601");
	}

	private @Nullable Instant fromNumber(BigDecimal number, DeserializationContext context) {
		BigDecimal millis = (number.abs().compareTo(SMALLEST_MILLIS) < 0) ? number.movePointRight(3) : number;
		if (millis.signum() < 0 || millis.compareTo(LARGEST_MILLIS) > 0) {
			return (Instant) context.handleWeirdNumberValue(Instant.class, number, "not a timestamp");
		}
		if (millis.compareTo(SMALLEST_FRACTION) < 0) {
			// To convert a number with an exponent of minus a million would take minutes.
			return Instant.EPOCH;
		}
		// Small numbers, because Java divides BigDecimals of many digits slowly.
		long whole = millis.longValue();
		BigDecimal fraction = millis.subtract(BigDecimal.valueOf(whole));
		return Instant.ofEpochMilli(whole).plusNanos(fraction.movePointRight(6).longValue());
	}

}
