package ai.flora.client.webhook;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;

import ai.flora.client.RunStatus;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * A delivery of FLORA's: the identity of a run that has ended, and how. It holds no
 * outputs; fetch the run for them.
 * <p>
 * The constructors are not part of the contract: they grow with what FLORA sends. Tests
 * begin with {@link #of}.
 *
 * @param id identifier of the delivery, such as {@code whd_abc}, the same on each attempt
 * @param type {@code run.completed} or {@code run.failed}; an open set
 * @param apiVersion date of the form of the body, such as {@code 2026-06-11};
 * {@code null} if FLORA left it out
 * @param createdAtMillis when the delivery was made by FLORA's clock, in milliseconds
 * since the epoch; {@code null} if FLORA left it out
 * @param data the run
 * @since 0.1.0
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record FloraWebhookEvent(@JsonProperty("id") String id, @JsonProperty("type") String type,
		@JsonProperty("api_version") @Nullable String apiVersion,
		@JsonProperty("created_at") @Nullable BigDecimal createdAtMillis, @JsonProperty("data") Data data) {

	/** Until then, the nanoseconds since 1970 fit into a long. */
	private static final BigDecimal LARGEST_MILLIS = BigDecimal.valueOf(Long.MAX_VALUE / 1_000_000);

	/**
	 * Makes a delivery, as a test needs one.
	 * @param id identifier of the delivery, such as {@code whd_abc}
	 * @param type {@code run.completed} or {@code run.failed}
	 * @param runId identifier of the run that has ended
	 * @return the delivery, of which everything else is as if FLORA had left it out
	 */
	public static FloraWebhookEvent of(String id, String type, String runId) {
		return new FloraWebhookEvent(id, type, null, null, new Data(runId, null, null, null, null, null));
	}

	/**
	 * Identifier of the run that has ended.
	 * @return the id, such as {@code run_abc123}
	 */
	public String runId() {
		return this.data.runId();
	}

	/**
	 * The moment at which the delivery was made.
	 * @return the moment by FLORA's clock, or empty if FLORA left it out, or sent a
	 * number that no moment until the year 2262 has
	 */
	public Optional<Instant> createdAt() {
		return Optional.ofNullable(this.createdAtMillis)
			.filter((millis) -> millis.signum() >= 0 && millis.compareTo(LARGEST_MILLIS) <= 0)
			.map((millis) -> Instant.ofEpochMilli(millis.longValue()));
	}

	/**
	 * The run of a delivery.
	 *
	 * @param runId identifier of the run
	 * @param runType {@code generation} or {@code technique}; {@code null} if FLORA left
	 * it out
	 * @param workspaceId workspace of the run; {@code null} if FLORA left it out
	 * @param status how it ended; {@code null} if FLORA left it out
	 * @param errorCode FLORA's reason for a failure, an open set; {@code null} if there
	 * is none
	 * @param errorMessage the same for humans; {@code null} if there is none
	 */
	@JsonIgnoreProperties(ignoreUnknown = true)
	@JsonInclude(JsonInclude.Include.NON_NULL)
	public record Data(@JsonProperty("run_id") String runId, @JsonProperty("run_type") @Nullable String runType,
			@JsonProperty("workspace_id") @Nullable String workspaceId,
			@JsonProperty("status") @Nullable RunStatus status, @JsonProperty("error_code") @Nullable String errorCode,
			@JsonProperty("error_message") @Nullable String errorMessage) {
	}

}
