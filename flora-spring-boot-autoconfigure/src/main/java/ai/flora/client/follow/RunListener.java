package ai.flora.client.follow;

import java.util.concurrent.Executor;
import java.util.function.Consumer;

import ai.flora.client.Run;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Tells one listener of a run, and if it could not be told meanwhile, of the latest
 * change only.
 */
class RunListener implements Consumer<Run>, AutoCloseable {

	private static final Log logger = LogFactory.getLog(RunListener.class);

	private final String runId;

	private final Consumer<Run> listener;

	private final Executor executor;

	private @Nullable Run pending;

	private boolean waiting;

	private volatile boolean closed;

	RunListener(String runId, Consumer<Run> listener, Executor executor) {
		this.runId = runId;
		this.listener = listener;
		this.executor = executor;
	}

	@Override
	public void accept(Run run) {
		synchronized (this) {
			this.pending = run;
			if (this.waiting || this.closed) {
				return;
			}
			this.waiting = true;
		}
		this.executor.execute(this::tell);
	}

	private void tell() {
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
			logger.warn("A listener of run " + this.runId + " failed", ex);
		}
	}

	@Override
	public void close() {
		this.closed = true;
	}

}
