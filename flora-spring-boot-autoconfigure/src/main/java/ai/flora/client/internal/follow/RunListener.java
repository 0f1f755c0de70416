package ai.flora.client.internal.follow;

import java.util.function.Consumer;

import ai.flora.client.Run;
import ai.flora.client.internal.Warnings;
import ai.flora.client.internal.thread.SerialExecutor;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Tells one listener of changes of a run; of several changes while the listener is busy,
 * only the latest one.
 */
class RunListener implements Consumer<Run>, AutoCloseable {

	private static final Log logger = LogFactory.getLog(RunListener.class);

	private final String runId;

	private final Consumer<Run> listener;

	private final SerialExecutor executor;

	private @Nullable Run pending;

	/** The change that the listener has got last, or will get. */
	private @Nullable Run latest;

	private boolean waiting;

	private volatile boolean closed;

	RunListener(String runId, Consumer<Run> listener, SerialExecutor executor) {
		this.runId = runId;
		this.listener = listener;
		this.executor = executor;
	}

	@Override
	public void accept(Run run) {
		synchronized (this) {
			if (run == this.latest) {
				return;
			}
			this.latest = run;
			this.pending = run;
			if (this.waiting || this.closed) {
				return;
			}
			this.waiting = true;
		}
		execute();
	}

	private void execute() {
		try {
			this.executor.execute(this::callListener);
		}
		catch (Throwable ex) {
			synchronized (this) {
				// The next change or the end tries again.
				this.waiting = false;
			}
			warn(ex);
		}
	}

	/** The run has ended: delivers the latest change, if that was not possible before. */
	void runEnded() {
		synchronized (this) {
			if (this.waiting || this.closed || this.pending == null) {
				return;
			}
			this.waiting = true;
		}
		this.executor.handOver(this::callListener);
	}

	private void callListener() {
		Run run;
		synchronized (this) {
			run = this.closed ? null : this.pending;
			this.pending = null;
			this.waiting = false;
		}
		if (run == null) {
			return;
		}
		try {
			this.listener.accept(run);
		}
		catch (Throwable ex) {
			warn(ex);
		}
	}

	private void warn(Throwable failure) {
		Warnings.log(logger, "A listener of run " + this.runId + " failed", failure);
	}

	@Override
	public void close() {
		this.closed = true;
	}

}
