package ai.flora.client.internal.follow;

import java.time.Duration;

import ai.flora.client.FloraApiException;
import ai.flora.client.FloraAwaitTimeoutException;
import ai.flora.client.FloraException;
import ai.flora.client.FloraFollowEndedException;
import ai.flora.client.FloraResponseException;
import ai.flora.client.FloraResponseTooLargeException;
import ai.flora.client.FloraRunFailedException;
import ai.flora.client.FloraRunModeratedException;
import ai.flora.client.Run;
import ai.flora.client.RunFailure;
import ai.flora.client.RunStatus;
import ai.flora.client.internal.ApiExceptions;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of following a run for a handle. The handle knows it under the lock, as a
 * rule in the step that removes its run; updates, meters and waits hear of it later, in
 * this order. Each waiting caller gets an exception of its own.
 */
sealed interface FollowOutcome {

	/**
	 * The completed run.
	 * @throws FloraException if the outcome is another one
	 */
	Run get();

	/**
	 * The run has ended.
	 */
	record Terminal(Run run) implements FollowOutcome {

		@Override
		public Run get() {
			if (this.run.status() == RunStatus.COMPLETED) {
				return this.run;
			}
			RunFailure failure = this.run.failure();
			throw (failure != null && failure.moderated()) ? new FloraRunModeratedException(this.run)
					: new FloraRunFailedException(this.run);
		}

	}

	/**
	 * The run was followed for as long as is allowed.
	 *
	 * @param failure failure of the last poll, if it failed
	 */
	record Timeout(String runId, Duration followed, @Nullable Run latest,
			@Nullable FloraException failure) implements FollowOutcome {

		@Override
		public Run get() {
			throw new FloraAwaitTimeoutException(this.runId, this.followed, this.latest, this.failure);
		}

	}

	/**
	 * The following has ended before the run: its handle was stopped, the client closed,
	 * or polls failed for long.
	 */
	record Stopped(String runId, String reason, @Nullable Throwable cause) implements FollowOutcome {

		Stopped(String runId, String reason) {
			this(runId, reason, null);
		}

		@Override
		public Run get() {
			throw new FloraFollowEndedException(this.runId, this.reason, this.cause);
		}

	}

	/**
	 * The run cannot be read, now or later. The exception is of the same type as the
	 * failure of the last poll, and names the run.
	 */
	record Unreadable(String runId, FloraException failure) implements FollowOutcome {

		@Override
		public Run get() {
			throw copy("Run " + this.runId + " can no longer be followed. " + this.failure.getMessage());
		}

		private FloraException copy(String message) {
			if (this.failure instanceof FloraResponseTooLargeException) {
				return new FloraResponseTooLargeException(message, this.failure);
			}
			if (!(this.failure instanceof FloraApiException refused)) {
				return new FloraResponseException(message, this.failure);
			}
			return ApiExceptions.of(message, refused.details());
		}

	}

}
