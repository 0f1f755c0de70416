package ai.flora.client.observation;

import java.util.Set;

import ai.flora.client.FloraConnectionException;
import ai.flora.client.FloraInterruptedException;
import ai.flora.client.FloraResponseException;
import ai.flora.client.FloraTimeoutException;
import ai.flora.client.observation.FloraObservationDocumentation.HighCardinalityKeyNames;
import ai.flora.client.observation.FloraObservationDocumentation.LowCardinalityKeyNames;
import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import org.jspecify.annotations.Nullable;

/**
 * Default names and keys of {@code flora.client.requests}. Stateless.
 *
 * @since 0.1.0
 */
public class DefaultFloraRequestObservationConvention implements FloraRequestObservationConvention {

	/**
	 * The codes of FLORA's OpenAPI document and documentation. All others become
	 * {@code other}, so that a gateway cannot fill the meter registry.
	 */
	private static final Set<String> KNOWN_ERROR_CODES = Set.of("invalid_json", "input_validation_error",
			"unauthorized", "invalid_api_key", "invalid_token", "insufficient_credits", "forbidden",
			"paid_plan_required", "not_found", "idempotency_duplicate", "idempotency_conflict", "conflict",
			"rate_limited", "internal_error", "unknown_error", "service_unavailable");

	@Override
	public String getName() {
		return "flora.client.requests";
	}

	@Override
	public String getContextualName(FloraRequestObservationContext context) {
		return "flora " + context.getOperation();
	}

	@Override
	public KeyValues getLowCardinalityKeyValues(FloraRequestObservationContext context) {
		return KeyValues.of(operation(context), outcome(context), status(context), errorCode(context));
	}

	@Override
	public KeyValues getHighCardinalityKeyValues(FloraRequestObservationContext context) {
		return KeyValues.of(HighCardinalityKeyNames.RUN_ID.withValue(orNone(context.getRunId())),
				HighCardinalityKeyNames.REQUEST_ID.withValue(orNone(context.getRequestId())),
				HighCardinalityKeyNames.ATTEMPTS.withValue(Integer.toString(context.getAttempts())));
	}

	/**
	 * The key {@code operation}.
	 * @param context the call
	 * @return the key with its value
	 */
	protected KeyValue operation(FloraRequestObservationContext context) {
		return LowCardinalityKeyNames.OPERATION.withValue(context.getOperation());
	}

	/**
	 * The key {@code outcome}.
	 * @param context the call
	 * @return the key with its value
	 */
	protected KeyValue outcome(FloraRequestObservationContext context) {
		return LowCardinalityKeyNames.OUTCOME.withValue(outcome(context.getError(), context.getStatus()));
	}

	/**
	 * The key {@code status}, {@code none} if no response came.
	 * @param context the call
	 * @return the key with its value
	 */
	protected KeyValue status(FloraRequestObservationContext context) {
		Integer status = context.getStatus();
		return LowCardinalityKeyNames.STATUS.withValue((status != null) ? status.toString() : KeyValue.NONE_VALUE);
	}

	/**
	 * The key {@code error.code}: {@code other} for a code that FLORA does not document.
	 * @param context the call
	 * @return the key with its value
	 */
	protected KeyValue errorCode(FloraRequestObservationContext context) {
		String code = orNone(context.getErrorCode());
		boolean known = code.equals(KeyValue.NONE_VALUE) || KNOWN_ERROR_CODES.contains(code);
		return LowCardinalityKeyNames.ERROR_CODE.withValue(known ? code : "other");
	}

	private static String outcome(@Nullable Throwable error, @Nullable Integer status) {
		if (error instanceof FloraInterruptedException) {
			return "INTERRUPTED";
		}
		if (error instanceof FloraTimeoutException) {
			return "TIMEOUT";
		}
		if (error instanceof FloraConnectionException) {
			return "CONNECTION_ERROR";
		}
		if (error instanceof FloraResponseException) {
			return "INVALID_RESPONSE";
		}
		if (status == null) {
			return "UNKNOWN";
		}
		return switch (status / 100) {
			case 2 -> (error == null) ? "SUCCESS" : "UNKNOWN";
			case 4 -> "CLIENT_ERROR";
			case 5 -> "SERVER_ERROR";
			default -> "UNKNOWN";
		};
	}

	private static String orNone(@Nullable String value) {
		return (value != null && !value.isEmpty()) ? value : KeyValue.NONE_VALUE;
	}

}
