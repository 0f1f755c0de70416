package ai.flora.client.internal.thread;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Threads for what callers have chained to changes and ends of runs, so that it does not
 * keep runs from being polled. Thread-safe. A task that comes after {@link #close()} runs
 * all the same, on a thread of its own.
 *
 * @since 0.1.0
 */
public final class ListenerExecutor implements Executor, AutoCloseable {

	/**
	 * Before this version, virtual threads that block in {@code synchronized} keep the
	 * platform threads that carry them.
	 */
	private static final int FIRST_JAVA_WITHOUT_PINNING = 24;

	private final Executor executor;

	private final ClientThreads threads;

	private ListenerExecutor(Executor executor, ClientThreads threads) {
		this.executor = executor;
		this.threads = threads;
	}

	/**
	 * Returns the threads that suit the machine: virtual ones where they are asked for,
	 * or where they may block as others do; otherwise platform threads.
	 * @param prefix beginning of their names
	 * @param virtual whether virtual threads are asked for
	 * @param threads makes the threads
	 * @return the threads
	 * @throws UnsupportedOperationException if virtual threads are asked for before Java
	 * 21
	 */
	public static ListenerExecutor of(String prefix, boolean virtual, ClientThreads threads) {
		return (virtual || Runtime.version().feature() >= FIRST_JAVA_WITHOUT_PINNING)
				? new ListenerExecutor(threads.virtual(prefix), threads) : platform(prefix, threads);
	}

	/**
	 * Returns a few platform threads, while there is something to do; more, under a
	 * warning, while these block.
	 * @param prefix beginning of their names
	 * @param threads makes the threads
	 * @return the threads
	 */
	public static ListenerExecutor platform(String prefix, ClientThreads threads) {
		return new ListenerExecutor(new GrowingThreads(threads.platform(prefix)), threads);
	}

	@Override
	public void execute(Runnable task) {
		try {
			this.executor.execute(task);
		}
		catch (RejectedExecutionException ex) {
			// Closed. The task must run, since somebody may wait for its future, but not
			// on this thread, which may hold locks.
			this.threads.platform("flora-last-").newThread(task).start();
		}
	}

	/**
	 * Takes no more, but lets what has begun come to its end.
	 */
	@Override
	public void close() {
		if (this.executor instanceof GrowingThreads threads) {
			threads.close();
		}
	}

}
