package ai.flora.client.internal.follow;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

import ai.flora.client.internal.ClientThreads;

/**
 * Threads for what callers have chained to changes and ends of runs, so that it does not
 * keep runs from being polled. Thread-safe. A task that comes after {@link #close()} runs
 * all the same, on a thread of its own.
 *
 * @since 0.1.0
 */
public final class ListenerExecutor implements Executor, AutoCloseable {

	/**
	 * The first Java version in which virtual threads may block in {@code synchronized}.
	 */
	private static final int UNPINNED = 24;

	private final Executor executor;

	private final ClientThreads threads;

	private ListenerExecutor(Executor executor, ClientThreads threads) {
		this.executor = executor;
		this.threads = threads;
	}

	/**
	 * The threads that suit the machine: virtual ones where they are asked for, or where
	 * they may block as others do; otherwise platform threads.
	 * @param prefix beginning of their names
	 * @param virtual whether virtual threads are asked for
	 * @param threads makes the threads
	 * @return the threads
	 * @throws UnsupportedOperationException if virtual threads are asked for before Java
	 * 21
	 */
	public static ListenerExecutor of(String prefix, boolean virtual, ClientThreads threads) {
		return (virtual || Runtime.version().feature() >= UNPINNED) ? virtual(prefix, threads)
				: platform(prefix, threads);
	}

	/**
	 * A few platform threads, while there is something to do; more, under a warning,
	 * while these block.
	 * @param prefix beginning of their names
	 * @return the threads
	 */
	public static ListenerExecutor platform(String prefix) {
		return platform(prefix, ClientThreads.ofCaller());
	}

	private static ListenerExecutor platform(String prefix, ClientThreads threads) {
		return new ListenerExecutor(new GrowingThreads(threads.platform(prefix)), threads);
	}

	/**
	 * A virtual thread for each callback.
	 * @param prefix beginning of their names
	 * @return the threads
	 * @throws UnsupportedOperationException before Java 21
	 */
	public static ListenerExecutor virtual(String prefix) {
		return virtual(prefix, ClientThreads.ofCaller());
	}

	private static ListenerExecutor virtual(String prefix, ClientThreads threads) {
		return new ListenerExecutor(threads.virtual(prefix), threads);
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
