package ai.flora.client;

import java.time.Duration;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * A run had not ended when the time for waiting, or for following, was over. This is no
 * sign of failure: the run may still end well, and FLORA's responses can lag behind it by
 * many minutes. Follow the run again by its id instead of starting another one.
 *
 * @since 0.1.0
 */
public class FloraAwaitTimeoutException extends FloraException {

	/** Identifier of the run. */
	private final String runId;

	/** The run as it was last seen. */
	private final @Nullable Run lastRun;

	/**
	 * Creates an exception.
	 * @param runId identifier of the run
	 * @param waited the time that was waited; the message tells it in milliseconds
	 * @param lastRun the run as it was last seen; {@code null} if it was not seen yet
	 */
	public FloraAwaitTimeoutException(String runId, Duration waited, @Nullable Run lastRun) {
		this(runId, waited, lastRun, null);
	}

	/**
	 * Creates an exception.
	 * @param runId identifier of the run
	 * @param waited the time that was waited; the message tells it in milliseconds
	 * @param lastRun the run as it was last seen; {@code null} if it was not seen yet
	 * @param cause the failure of the last poll; {@code null} if that did not fail
	 */
	public FloraAwaitTimeoutException(String runId, Duration waited, @Nullable Run lastRun, @Nullable Throwable cause) {
		super("Run " + runId + " had not ended after " + waited.toMillis() + " ms"
				+ ((lastRun != null) ? ", last seen " + lastRun.status() : ", and was not seen yet")
				+ ". It may still end well: follow it again by its id.", cause);
		this.runId = runId;
		this.lastRun = lastRun;
	}

	/**
	 * Creates an exception for many runs.
	 * @param message what had not ended, and what becomes of it
	 * @param runId identifier of the first run that goes on; empty if none does
	 * @param lastRun that run as it was last seen; {@code null} if it was not seen yet
	 */
	public FloraAwaitTimeoutException(String message, String runId, @Nullable Run lastRun) {
		super(message, null);
		this.runId = runId;
		this.lastRun = lastRun;
	}

	/**
	 * The run's identifier.
	 * @return the id; for a batch, the id of the first run that goes on, empty if none
	 * does
	 */
	public String runId() {
		return this.runId;
	}

	/**
	 * The run as it was last seen.
	 * @return the run, or empty if it was not seen yet
	 */
	public Optional<Run> lastRun() {
		return Optional.ofNullable(this.lastRun);
	}

}
