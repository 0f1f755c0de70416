package ai.flora.client;

import org.jspecify.annotations.Nullable;

/**
 * A run has ended as failed. FLORA generally does not charge for it; trying again is a
 * new run, and a new charge.
 *
 * @since 0.1.0
 */
public class FloraRunFailedException extends FloraException {

	/** The failed run. */
	private final Run run;

	/**
	 * Creates an exception, whose message holds the code and the message of the run.
	 * @param run the failed run
	 */
	public FloraRunFailedException(Run run) {
		super(message(run), null);
		this.run = run;
	}

	private static String message(Run run) {
		return "Run " + Excerpts.of(run.runId(), 100) + " failed"
				+ ((run.errorCode() != null) ? ": " + Excerpts.of(run.errorCode(), 100) : " without an error code")
				+ ((run.errorMessage() != null) ? " (" + Excerpts.of(run.errorMessage(), 300) + ")" : "");
	}

	/**
	 * The failed run.
	 * @return the run
	 */
	public Run run() {
		return this.run;
	}

	/**
	 * FLORA's machine-readable reason, an open set.
	 * @return the code, such as {@code GENERATION_PROMPT_MODERATED}, or {@code null} if
	 * FLORA gave none
	 */
	public @Nullable String errorCode() {
		return this.run.errorCode();
	}

}
