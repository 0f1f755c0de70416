package ai.flora.client.internal.follow;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

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

	private ListenerExecutor(Executor executor) {
		this.executor = executor;
	}

	/**
	 * The threads that suit the machine: virtual ones where they are asked for, or where
	 * they may block as others do; otherwise platform threads.
	 * @param prefix beginning of their names
	 * @param virtual whether virtual threads are asked for
	 * @return the threads
	 * @throws UnsupportedOperationException if virtual threads are asked for before Java
	 * 21
	 */
	public static ListenerExecutor of(String prefix, boolean virtual) {
		return (virtual || Runtime.version().feature() >= UNPINNED) ? virtual(prefix) : platform(prefix);
	}

	/**
	 * A few platform threads, while there is something to do; more, under a warning,
	 * while these block.
	 * @param prefix beginning of their names
	 * @return the threads
	 */
	public static ListenerExecutor platform(String prefix) {
		CustomizableThreadFactory threads = new CustomizableThreadFactory(prefix);
		threads.setDaemon(true);
		return new ListenerExecutor(new GrowingThreads(threads));
	}

	/**
	 * A virtual thread for each callback.
	 * @param prefix beginning of their names
	 * @return the threads
	 * @throws UnsupportedOperationException before Java 21
	 */
	public static ListenerExecutor virtual(String prefix) {
		SimpleAsyncTaskExecutor executor = new SimpleAsyncTaskExecutor(prefix);
		executor.setVirtualThreads(true);
		return new ListenerExecutor(executor);
	}

	@Override
	public void execute(Runnable task) {
		try {
			this.executor.execute(task);
		}
		catch (RejectedExecutionException ex) {
			// Closed. The task must run, since somebody may wait for its future, but not
			// on this thread, which may hold locks.
			Thread last = new Thread(task, "flora-last");
			last.setDaemon(true);
			last.start();
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
