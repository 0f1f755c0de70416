package ai.flora.client.internal.batch;

import java.time.Duration;
import java.util.function.Predicate;

import ai.flora.client.FloraException;
import ai.flora.client.FloraFollowEndedException;
import ai.flora.client.FloraRateLimitException;
import ai.flora.client.FloraRunFailedException;
import ai.flora.client.FloraStartUnconfirmedException;
import ai.flora.client.Run;
import ai.flora.client.RunHandle;
import ai.flora.client.internal.Durations;
import ai.flora.client.internal.batch.Lane.ResponseOutcome;
import ai.flora.client.internal.batch.GenerationLauncher.Launched;
import ai.flora.client.internal.response.RetryAfter;
import ai.flora.client.internal.start.FloraFailure;
import ai.flora.client.internal.start.StartsForBatches;
import ai.flora.client.internal.start.WithdrawnException;
import ai.flora.client.internal.time.Deadline;
import ai.flora.client.internal.transport.FloraTransport;
import org.jspecify.annotations.Nullable;

/**
 * Launches single items of batches, and tells each batch what becomes of its item.
 * Thread-safe.
 */
class ItemLauncher {

	private final FloraTransport transport;

	private final StartsForBatches starts;

	private final StopRule stopRule;

	private final Predicate<BatchStart> putBack;

	/**
	 * Creates a launcher.
	 * @param putBack lets an item wait again of which nothing was started, and returns
	 * whether it does
	 */
	ItemLauncher(FloraTransport transport, StartsForBatches starts, Predicate<BatchStart> putBack) {
		this.transport = transport;
		this.starts = starts;
		this.putBack = putBack;
		this.stopRule = new StopRule(starts::areAlike);
	}

	/**
	 * Launches an item, and follows its run.
	 * @return what FLORA's response says of how fast others may be sent
	 */
	ResponseOutcome launch(BatchStart start) {
		Deadline deadline = start.deadline(this.transport.settings().callTimeout(), this.transport.timing());
		try {
			Launched launched = startOrResolve(start);
			follow(start, launched.handle());
			return launched.neededLists() ? ResponseOutcome.NEEDED_LISTS : ResponseOutcome.RECEIVED;
		}
		catch (FloraRateLimitException ex) {
			return tryAgain(start, deadline, ex) ? ResponseOutcome.NOT_COUNTED : notStarted(start, ex);
		}
		catch (WithdrawnException ex) {
			start.batch().endWithdrawn(start.index());
			return ResponseOutcome.NOT_COUNTED;
		}
		catch (FloraFollowEndedException ex) {
			start.batch().notCompleted(start.index(), ex);
			return ResponseOutcome.NOT_COUNTED;
		}
		catch (Throwable ex) {
			FloraException reason = SubmittedBatch.reason(ex);
			if (reason instanceof FloraStartUnconfirmedException unconfirmed) {
				this.starts.countUnconfirmed(unconfirmed);
			}
			this.stopRule.refused(start.batch(), start.request(), reason);
			return notStarted(start, reason);
		}
	}

	/**
	 * Starts a run. A start that its call leaves unconfirmed is resolved once more: a
	 * second deadline may be enough, and no caller waits for it.
	 */
	private Launched startOrResolve(BatchStart start) {
		GenerationLauncher launcher = start.batch().launcher();
		try {
			return launcher.start(start.request(), start.batch().isChecked(start.index()),
					() -> start.batch().isWithdrawn(start.index()));
		}
		catch (FloraStartUnconfirmedException ex) {
			boolean sentOnce = this.transport.settings().retry().maxAttempts() == 1;
			boolean ended = this.transport.timing().isClosed() || Thread.currentThread().isInterrupted();
			if (sentOnce || ended || StopRule.isRefusal(ex.getCause())) {
				throw ex;
			}
			return resolved(launcher, ex);
		}
	}

	/** Whatever fails here, the start stays in doubt. */
	private static Launched resolved(GenerationLauncher launcher, FloraStartUnconfirmedException unconfirmed) {
		try {
			return launcher.resolve(unconfirmed);
		}
		catch (FloraFollowEndedException | FloraStartUnconfirmedException ex) {
			throw ex;
		}
		catch (Throwable ex) {
			unconfirmed.addSuppressed(ex);
			throw unconfirmed;
		}
	}

	private void follow(BatchStart start, RunHandle handle) {
		SubmittedBatch batch = start.batch();
		batch.started(start.index(), handle);
		try {
			handle.completion().whenComplete((run, thrown) -> ended(batch, start.index(), run, thrown));
		}
		catch (Throwable ex) {
			batch.notCompleted(start.index(), ex);
		}
	}

	private void ended(SubmittedBatch batch, int index, @Nullable Run run, @Nullable Throwable thrown) {
		if (run != null) {
			batch.completed(index, run);
		}
		else if (thrown != null) {
			if (thrown instanceof FloraRunFailedException failure) {
				this.stopRule.failed(batch, failure);
			}
			batch.notCompleted(index, thrown);
		}
	}

	/**
	 * FLORA has started nothing. The item waits in its lane for the end of the pause, as
	 * all others do ({@link BatchStarter#rateLimited}).
	 */
	private boolean tryAgain(BatchStart start, Deadline deadline, FloraRateLimitException refusal) {
		Duration pause = refusal.retryAfter();
		Duration wait = (pause != null) ? pause : RetryAfter.WHEN_RATE_LIMITED;
		Duration longest = this.transport.settings().retry().maxRetryAfter();
		if (!FloraFailure.mayBeStartedAnew(refusal)
				|| wait.compareTo(Durations.min(longest, deadline.remaining())) >= 0) {
			return false;
		}
		return this.putBack.test(start);
	}

	private static ResponseOutcome notStarted(BatchStart start, FloraException reason) {
		start.batch().notStarted(start.index(), reason);
		boolean neededLists = reason instanceof FloraStartUnconfirmedException
				|| !FloraFailure.mayBeStartedAnew(reason);
		return neededLists ? ResponseOutcome.NEEDED_LISTS : ResponseOutcome.NOT_COUNTED;
	}

}
