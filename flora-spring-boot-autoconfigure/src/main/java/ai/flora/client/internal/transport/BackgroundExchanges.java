package ai.flora.client.internal.transport;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;

import ai.flora.client.internal.response.AttemptFailedException;
import ai.flora.client.internal.response.BufferedResponse;

/**
 * Makes exchanges on other threads, so that their callers can abandon them. Thread-safe.
 */
class BackgroundExchanges {

	private final Executor executor;

	private final Set<PendingResponse> running = ConcurrentHashMap.newKeySet();

	BackgroundExchanges(Executor executor) {
		this.executor = executor;
	}

	/**
	 * Makes an exchange, and abandons it if the caller stops waiting before the response
	 * is there.
	 * @param exchange completes the pending response
	 * @param permit the permit of its request, which nobody can use afterwards
	 * @param caller waits for the pending response
	 * @throws AttemptFailedException if there is no response
	 */
	BufferedResponse make(Runnable exchange, PendingResponse pending, SendPermit permit, Caller caller)
			throws InterruptedException {
		FutureTask<?> task = new FutureTask<>(exchange, null);
		this.running.add(pending);
		try {
			execute(task);
			if (pending.isClientClosed()) {
				close();
			}
			return caller.await();
		}
		finally {
			this.running.remove(pending);
			permit.takeBack();
			if (!pending.isDone()) {
				task.cancel(true);
				permit.abort();
			}
		}
	}

	private void execute(FutureTask<?> task) {
		try {
			this.executor.execute(task);
		}
		catch (RejectedExecutionException ex) {
			throw AttemptFailedException.closed();
		}
	}

	/**
	 * Wakes all callers: the client is closed.
	 */
	void close() {
		this.running.forEach((pending) -> pending.fail(AttemptFailedException.closed()));
	}

	/**
	 * Waits for a response.
	 */
	@FunctionalInterface
	interface Caller {

		BufferedResponse await() throws InterruptedException;

	}

}
