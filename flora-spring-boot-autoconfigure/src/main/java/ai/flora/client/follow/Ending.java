package ai.flora.client.follow;

import java.time.Duration;

import ai.flora.client.FloraAwaitTimeoutException;
import ai.flora.client.FloraException;
import ai.flora.client.FloraFollowEndedException;
import ai.flora.client.FloraRunFailedException;
import ai.flora.client.Run;
import ai.flora.client.RunStatus;
import org.jspecify.annotations.Nullable;

/**
 * How the following of a run ended. Each who waits gets an exception of their own, save
 * for a refusal, which is one for all.
 */
sealed interface Ending {

	/**
	 * The completed run.
	 * @throws FloraException if it is another ending
	 */
	Run get();

	/**
	 * The run has ended.
	 */
	record Terminal(Run run) implements Ending {

		@Override
		public Run get() {
			if (this.run.status() == RunStatus.COMPLETED) {
				return this.run;
			}
			throw new FloraRunFailedException(this.run);
		}

	}

	/**
	 * The run was followed for as long as is allowed.
	 */
	record Timeout(String runId, Duration followed, @Nullable Run latest) implements Ending {

		@Override
		public Run get() {
			throw new FloraAwaitTimeoutException(this.runId, this.followed, this.latest);
		}

	}

	/**
	 * Nobody wants to know any more.
	 */
	record Stopped(String runId, String reason) implements Ending {

		@Override
		public Run get() {
			throw new FloraFollowEndedException(this.runId, this.reason);
		}

	}

	/**
	 * FLORA refuses to tell.
	 */
	record Refused(FloraException exception) implements Ending {

		@Override
		public Run get() {
			throw this.exception;
		}

	}

}
