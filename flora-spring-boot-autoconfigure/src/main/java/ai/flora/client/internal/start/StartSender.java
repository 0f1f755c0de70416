package ai.flora.client.internal.start;

import ai.flora.client.FloraException;
import ai.flora.client.FloraStartUnconfirmedException;
import ai.flora.client.RequestOptions;
import ai.flora.client.StartedRun;
import ai.flora.client.internal.Warnings;
import ai.flora.client.internal.callback.StartCallback;
import ai.flora.client.internal.operation.Operation;
import ai.flora.client.internal.transport.FloraTransport;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Sends a start as one call, and keeps the client's outstanding starts up to date with
 * what became of it. Each attempt is made on another thread, so that it can end with the
 * client. Thread-safe.
 */
class StartSender {

	private static final Log logger = LogFactory.getLog(StartSender.class);

	private final FloraTransport transport;

	private final OutstandingStarts outstanding;

	private final NewestRuns newestRuns;

	private final StartsUnderWay underWay;

	StartSender(FloraTransport transport, OutstandingStarts outstanding, NewestRuns newestRuns,
			StartsUnderWay underWay) {
		this.transport = transport;
		this.outstanding = outstanding;
		this.newestRuns = newestRuns;
		this.underWay = underWay;
	}

	/**
	 * Sends a start.
	 * @return the start with its run
	 * @throws FloraStartUnconfirmedException if it may have been accepted and charged
	 * @throws FloraException if it was not
	 */
	AcceptedStart send(PendingStart start, RequestOptions options) {
		StartedRun run;
		start.callBegun();
		try {
			this.outstanding.add(start, this.transport.timing().nanoTime());
			run = this.underWay.during(() -> started(start, options));
		}
		catch (FloraStartUnconfirmedException ex) {
			start.doubt().leftBy(ex);
			throw ex;
		}
		catch (Throwable ex) {
			// Applications in other languages than Java may throw checked exceptions,
			// too.
			FloraException end = end(start, ex);
			if (end == null) {
				throw ex;
			}
			throw end;
		}
		finally {
			start.callEnded();
		}
		noteAccepted(start, run);
		return start.accepted(run);
	}

	private StartedRun started(PendingStart start, RequestOptions options) {
		if (!start.doubt().exists()) {
			this.underWay.checkEnding();
		}
		Operation<StartedRun> operation = start.sent().operation();
		return this.transport.call(operation, options, (call) -> {
			StartedRun started = new StartCall(start, call, this.outstanding, this.newestRuns, this.underWay).run();
			start.spanOfRun(call.runSpan());
			return started;
		});
	}

	/**
	 * The exception of a call that has failed otherwise; {@code null} for what was
	 * thrown.
	 */
	private @Nullable FloraException end(PendingStart start, Throwable thrown) {
		long now = this.transport.timing().nanoTime();
		if (this.outstanding.closeWindow(start, now + StartWaits.AFTER_UNANSWERED.toNanos())) {
			// It was thrown amid an attempt, such as for lack of memory: whether that has
			// started a run, nobody has said.
			start.doubt().unansweredAt(now);
			start.doubt().arise();
		}
		if (start.doubt().exists()) {
			// Whatever has failed, an attempt of this call or an earlier one may have
			// started a run.
			return stillInDoubt(start, FloraFailure.ownException(thrown));
		}
		noteFailed(start);
		if (start.doubt().floraFailure() != null) {
			FloraException end = FloraFailure.ownException(thrown);
			start.doubt().tellOfFloraFailure(end);
			return end;
		}
		return null;
	}

	private FloraStartUnconfirmedException stillInDoubt(PendingStart start, FloraException failure) {
		UnconfirmedEnds ends = new UnconfirmedEnds(start, this.transport.timing(), this.outstanding.clock());
		FloraStartUnconfirmedException earlier = start.doubt().lastEnd();
		FloraStartUnconfirmedException end = (earlier != null)
				? ends.unconfirmed("it could not be asked for (" + failure.getMessage() + ")", earlier)
				: ends.unconfirmed("it could not be asked for", failure);
		if (earlier != null) {
			// The cause is what FLORA said last.
			end.addSuppressed(failure);
		}
		start.doubt().leftBy(end);
		return end;
	}

	/** Where FLORA had failed by its own account, there may be a run all the same. */
	private void noteFailed(PendingStart start) {
		if (start.mayHaveFailedWithRun()) {
			this.outstanding.keepFailed(start);
			return;
		}
		this.outstanding.remove(start);
		StartCallback callback = start.callback();
		if (callback != null) {
			callback.ledToNoRun();
		}
	}

	/** Nothing that fails from here on may hide the run. */
	private void noteAccepted(PendingStart start, StartedRun run) {
		try {
			this.outstanding.removeAccepted(start, run, this.transport.timing().nanoTime());
			StartCallback callback = start.callback();
			if (callback != null) {
				callback.accepted(run.runId());
			}
		}
		catch (Throwable ex) {
			Warnings.log(logger, "The start of run " + run.runId() + " was not noted", ex);
		}
	}

}
