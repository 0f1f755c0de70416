package ai.flora.client.follow;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

import ai.flora.client.Run;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Tells one listener of a run: one call at a time, and while it lasts, of what came
 * meanwhile only the latest.
 */
class RunListener implements Consumer<Run>, AutoCloseable {

	private static final Log logger = LogFactory.getLog(RunListener.class);

	private final String runId;

	private final Consumer<Run> listener;

	private final Executor executor;

	private @Nullable Run pending;

	private boolean telling;

	private volatile boolean closed;

	RunListener(String runId, Consumer<Run> listener, Executor executor) {
		this.runId = runId;
		this.listener = listener;
		this.executor = executor;
	}

	@Override
	public synchronized void accept(Run run) {
		this.pending = run;
		if (!this.telling && !this.closed) {
			this.telling = true;
			try {
				this.executor.execute(this::tell);
			}
			catch (RejectedExecutionException ex) {
				// The client is closed: there is nobody left to tell.
				this.telling = false;
			}
		}
	}

	private void tell() {
		Run run = next();
		while (run != null) {
			try {
				this.listener.accept(run);
			}
			catch (RuntimeException ex) {
				logger.warn("A listener of run " + this.runId + " failed", ex);
			}
			run = next();
		}
	}

	private synchronized @Nullable Run next() {
		Run run = this.closed ? null : this.pending;
		this.pending = null;
		this.telling = run != null;
		return run;
	}

	@Override
	public void close() {
		this.closed = true;
	}

}
