package ai.flora.client.internal.follow;

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
class PollTask<T> extends FutureTask<T> {

	private static final FloraException TOO_LONG = new FloraException("A look took too long", null);

	private static final FloraException UNKNOWN = new FloraException("A look failed", null);

	private final long begun;

	private final Listener<T> listener;

	PollTask(Callable<T> look, long begun, Listener<T> listener) {
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

	/** Why a look came to nothing, if it was not FLORA who said so. */
	static FloraException failure(@Nullable Throwable cause) {
		try {
			return (cause instanceof FloraException failure) ? failure : new FloraException("A look failed", cause);
		}
		catch (Throwable ex) {
			return UNKNOWN;
		}
	}

	@Override
	protected void done() {
		T seen = null;
		FloraException failure = null;
		try {
			seen = get();
		}
		catch (CancellationException ex) {
			failure = TOO_LONG;
		}
		catch (ExecutionException ex) {
			failure = failure(ex.getCause());
		}
		catch (Throwable ex) {
			// Not interrupted: it is done. But there may be no memory left.
			failure = failure(ex);
		}
		this.listener.ended(this, seen, failure);
	}

	/**
	 * Told of a look's end.
	 */
	@FunctionalInterface
	interface Listener<T> {

		void ended(PollTask<T> look, @Nullable T seen, @Nullable FloraException failure);

	}

}
