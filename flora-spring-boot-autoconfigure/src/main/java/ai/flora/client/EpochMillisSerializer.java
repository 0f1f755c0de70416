package ai.flora.client;

import java.math.BigDecimal;
import java.time.Instant;

import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;

/**
 * Writes a timestamp as FLORA does: a number of milliseconds, with a fraction if there is
 * one. The annotations of this client's records name this class.
 *
 * @since 0.1.0
 */
public class EpochMillisSerializer extends ValueSerializer<Instant> {

	@Override
	public void serialize(Instant value, JsonGenerator generator, SerializationContext context) {
		int nanosOfMilli = value.getNano() % 1_000_000;
		if (nanosOfMilli == 0) {
			generator.writeNumber(value.toEpochMilli());
			return;
		}
		BigDecimal fraction = BigDecimal.valueOf(nanosOfMilli, 6);
		generator.writeNumber(new BigDecimal(
				BigDecimal.valueOf(value.toEpochMilli()).add(fraction).stripTrailingZeros().toPlainString()));
	}

}
