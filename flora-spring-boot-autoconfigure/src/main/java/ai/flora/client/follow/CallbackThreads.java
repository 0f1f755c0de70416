package ai.flora.client.follow;

import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * Threads for what callers have chained to changes and ends of runs, so that it keeps
 * nobody from looking at runs. Thread-safe. What comes after {@link #close()} runs all
 * the same, on a thread of its own.
 *
 * @since 0.1.0
 * @see <a href="https://developer.flora.ai/guides/generations/">FLORA: Generations</a>
 */
public final class CallbackThreads implements Executor, AutoCloseable {

	private static final int MAX_THREADS = Math.max(2, Math.min(4, Runtime.getRuntime().availableProcessors()));

	private final Executor executor;

	private CallbackThreads(Executor executor) {
		this.executor = executor;
	}

	/**
	 * Two to four platform threads, as there are processors, while there is something to
	 * do.
	 * @param prefix beginning of their names
	 * @return the threads
	 */
	public static CallbackThreads platform(String prefix) {
		CustomizableThreadFactory threads = new CustomizableThreadFactory(prefix);
		threads.setDaemon(true);
		ThreadPoolExecutor executor = new ThreadPoolExecutor(MAX_THREADS, MAX_THREADS, 10, TimeUnit.SECONDS,
				new LinkedBlockingQueue<>(), threads);
		executor.allowCoreThreadTimeOut(true);
		return new CallbackThreads(executor);
	}

	/**
	 * A virtual thread for each callback.
	 * @param prefix beginning of their names
	 * @return the threads
	 * @throws UnsupportedOperationException before Java 21
	 */
	public static CallbackThreads virtual(String prefix) {
		SimpleAsyncTaskExecutor executor = new SimpleAsyncTaskExecutor(prefix);
		executor.setVirtualThreads(true);
		return new CallbackThreads(executor);
	}

	@Override
	public void execute(Runnable task) {
		try {
			this.executor.execute(task);
		}
		catch (RejectedExecutionException ex) {
			// Closed. Nobody shall wait for ever for a future; nor shall the task run in
			// here, where the caller may hold locks.
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
		if (this.executor instanceof ExecutorService service) {
			service.shutdown();
		}
	}

}
