package ai.flora.client.follow;

import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

import ai.flora.client.FloraException;
import org.jspecify.annotations.Nullable;

/**
 * A look that is going on. It ends exactly once, whatever happens to it: with what it
 * saw, or with a failure.
 *
 * @param <T> type of what is looked at
 */
class LookTask<T> extends FutureTask<T> {

	private final long begun;

	private final Listener<T> listener;

	LookTask(Callable<T> look, long begun, Listener<T> listener) {
		super(look);
		this.begun = begun;
		this.listener = listener;
	}

	long begun() {
		return this.begun;
	}

	/** It could not even begin. */
	void fail(Throwable failure) {
		setException(failure);
	}

	@Override
	protected void done() {
		T seen = null;
		FloraException failure = null;
		try {
			seen = get();
		}
		catch (ExecutionException ex) {
			failure = (ex.getCause() instanceof FloraException exception) ? exception
					: new FloraException("A look failed", ex.getCause());
		}
		catch (CancellationException ex) {
			failure = new FloraException("A look took too long", null);
		}
		catch (InterruptedException ex) {
			// Cannot be: it is done.
			Thread.currentThread().interrupt();
			failure = new FloraException("A look was interrupted", ex);
		}
		this.listener.ended(this, seen, failure);
	}

	/**
	 * Told of a look's end.
	 */
	@FunctionalInterface
	interface Listener<T> {

		void ended(LookTask<T> look, @Nullable T seen, @Nullable FloraException failure);

	}

}
