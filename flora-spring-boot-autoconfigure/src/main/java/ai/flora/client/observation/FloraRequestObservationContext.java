package ai.flora.client.observation;

import io.micrometer.observation.Observation;
import org.jspecify.annotations.Nullable;

/**
 * The state of a call to FLORA with all its attempts. The thread that makes the call
 * writes it.
 *
 * @since 0.1.0
 */
public class FloraRequestObservationContext extends Observation.Context {

	private final String operation;

	private final @Nullable String runId;

	private @Nullable Integer status;

	private @Nullable String errorCode;

	private @Nullable String requestId;

	private int attempts;

	/**
	 * Creates the context of a call.
	 * @param operation name of the client's method, such as {@code retrieve}
	 * @param runId identifier of the run that the call is about; {@code null} if it is
	 * about none
	 */
	public FloraRequestObservationContext(String operation, @Nullable String runId) {
		this.operation = operation;
		this.runId = runId;
	}

	/**
	 * The operation.
	 * @return name of the client's method, such as {@code retrieve}
	 */
	public String getOperation() {
		return this.operation;
	}

	/**
	 * The run that the call is about.
	 * @return the run's id, or {@code null} if it is about none
	 */
	public @Nullable String getRunId() {
		return this.runId;
	}

	/**
	 * The HTTP status of the latest attempt.
	 * @return the status; {@code null} if no response came
	 */
	public @Nullable Integer getStatus() {
		return this.status;
	}

	/**
	 * FLORA's error code of the latest attempt.
	 * @return {@code error.code}, or {@code null} if there was none
	 */
	public @Nullable String getErrorCode() {
		return this.errorCode;
	}

	/**
	 * FLORA's name for the latest attempt.
	 * @return the request id, or {@code null} if there was none
	 */
	public @Nullable String getRequestId() {
		return this.requestId;
	}

	/**
	 * The number of attempts that have begun.
	 * @return the number
	 */
	public int getAttempts() {
		return this.attempts;
	}

	/**
	 * Notes that an attempt begins, and forgets the response to the attempt before.
	 */
	public void attemptStarted() {
		this.attempts++;
		this.status = null;
		this.errorCode = null;
		this.requestId = null;
	}

	/**
	 * Notes the response to an attempt.
	 * @param status HTTP status
	 * @param errorCode {@code error.code}; {@code null} if there was none
	 * @param requestId FLORA's name for the attempt; {@code null} if there was none
	 */
	public void responded(int status, @Nullable String errorCode, @Nullable String requestId) {
		this.status = status;
		this.errorCode = errorCode;
		this.requestId = requestId;
	}

}
