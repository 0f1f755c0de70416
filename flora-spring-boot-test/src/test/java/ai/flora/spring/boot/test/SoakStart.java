package ai.flora.spring.boot.test;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import ai.flora.client.FloraAwaitTimeoutException;
import ai.flora.client.FloraException;
import ai.flora.client.FloraInterruptedException;
import ai.flora.client.FloraRunFailedException;
import ai.flora.client.FloraStartUnconfirmedException;
import ai.flora.client.RunStatus;
import org.jspecify.annotations.Nullable;

/**
 * A start, and what its caller was told of it.
 *
 * @param prompt tells it from all others
 * @param outcome what its caller was told
 * @param runId the run that its caller was handed
 * @param end how the run has ended, if its caller was told
 * @param key the key of a start that was not confirmed
 */
record SoakStart(String prompt, Outcome outcome, @Nullable String runId, @Nullable RunStatus end,
		@Nullable String key) {

	private static final Pattern INTERRUPTED = Pattern.compile("Run (run_\\w+): interrupted while waiting.*");

	static SoakStart confirmed(String prompt, String runId, @Nullable RunStatus end) {
		return new SoakStart(prompt, Outcome.CONFIRMED, runId, end, null);
	}

	/** The outcome that an exception of a start, or of waiting for its run, tells. */
	static SoakStart failed(String prompt, FloraException thrown) {
		if (thrown instanceof FloraRunFailedException ex) {
			return confirmed(prompt, ex.run().runId(), RunStatus.FAILED);
		}
		if (thrown instanceof FloraAwaitTimeoutException ex) {
			return confirmed(prompt, ex.runId(), null);
		}
		if (thrown instanceof FloraStartUnconfirmedException ex) {
			return new SoakStart(prompt, Outcome.UNCONFIRMED, null, null, ex.idempotencyKey());
		}
		Matcher waiting = INTERRUPTED.matcher(String.valueOf(thrown.getMessage()));
		if (thrown instanceof FloraInterruptedException && waiting.matches()) {
			return confirmed(prompt, waiting.group(1), null);
		}
		return new SoakStart(prompt, Outcome.REFUSED, null, null, null);
	}

	enum Outcome {

		/** The caller was handed a run. */
		CONFIRMED,

		/** It may have been charged. */
		UNCONFIRMED,

		/** It was not charged. */
		REFUSED

	}

}
