package ai.flora.client.internal.response;

import java.math.BigDecimal;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.deser.jdk.NumberDeserializers.BigDecimalDeserializer;
import tools.jackson.databind.deser.std.StdScalarDeserializer;

/**
 * Reads costs and other decimal numbers of FLORA's. With an exponent of a million, a sum
 * would take Java minutes, and with one of a billion it fails. So a number that is too
 * small for any cost is zero, and one that is too large counts as missing.
 */
class BoundedDecimalDeserializer extends StdScalarDeserializer<BigDecimal> {

	private static final int MAX_EXPONENT = 30;

	BoundedDecimalDeserializer() {
		super(BigDecimal.class);
	}

	@Override
	public @Nullable BigDecimal deserialize(JsonParser parser, DeserializationContext context) {
		BigDecimal number = BigDecimalDeserializer.instance.deserialize(parser, context);
		if (number == null) {
			return null;
		}
		long exponent = (long) number.precision() - number.scale();
		if (Math.abs(exponent) <= MAX_EXPONENT) {
			return number;
		}
		return (number.signum() == 0 || exponent < 0) ? BigDecimal.ZERO : null;
	}

}
