package ai.flora.client;

import ai.flora.client.internal.text.QuotedText;
import org.jspecify.annotations.Nullable;

/**
 * A run has failed. FLORA generally does not charge for it. Another try is a new run, and
 * a new charge; {@link #failure()} tells whether it may help.
 *
 * @since 0.1.0
 * @see FloraRunModeratedException
 */
public class FloraRunFailedException extends FloraException {

	/** The failed run. */
	private final Run run;

	/**
	 * Creates an exception. Its message has the code and the message of the run, and the
	 * advice.
	 * @param run the failed run
	 */
	public FloraRunFailedException(Run run) {
		super(message(run), null);
		this.run = run;
	}

	private static RunFailure read(Run run) {
		return FailureCodes.read(run.errorCode(), run.errorMessage());
	}

	private static String message(Run run) {
		return "Run " + QuotedText.of(run.runId(), 100) + " failed"
				+ ((run.errorCode() != null) ? ": " + QuotedText.of(run.errorCode(), 100) : " without an error code")
				+ ((run.errorMessage() != null) ? " (" + QuotedText.of(run.errorMessage(), 300) + ")" : "") + ". "
				+ advice(read(run));
	}

	private static String advice(RunFailure failure) {
		return switch (failure.advice()) {
			case RETRY -> "The same request may succeed now, as a new run with a charge of its own";
			case RETRY_LATER -> "The same request may succeed in some minutes, as a new run with a charge of its own";
			case CHANGE_INPUT -> failure.moderated()
					? "It was refused for its content: the same request would fail again, so change its prompt or media"
					: "The same request would fail again: change its prompt, params or media";
			case STOP -> "Do not try again before the reason is dealt with";
		};
	}

	/**
	 * The failed run.
	 * @return the run
	 */
	public Run run() {
		return this.run;
	}

	/**
	 * The reason of the failure, and the advice.
	 * @return the reason
	 */
	public RunFailure failure() {
		return read(this.run);
	}

	/**
	 * FLORA's machine-readable reason. An open set.
	 * @return the code, such as {@code GENERATION_PROMPT_MODERATED}; {@code null} if
	 * FLORA gave none
	 */
	public @Nullable String errorCode() {
		return this.run.errorCode();
	}

}
