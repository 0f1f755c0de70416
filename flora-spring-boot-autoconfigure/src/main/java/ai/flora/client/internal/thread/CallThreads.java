package ai.flora.client.internal.thread;

import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import org.springframework.core.task.SimpleAsyncTaskExecutor;

/**
 * Threads for HTTP exchanges, polls, starts of batches and downloads: as many as there
 * are tasks, none before the first, none ten seconds after the last. Closing it
 * interrupts what is still going on. Thread-safe.
 *
 * @since 0.1.0
 */
public final class CallThreads implements Executor, AutoCloseable {

	private static final String PREFIX = "flora-call-";

	private final Executor executor;

	private CallThreads(Executor executor) {
		this.executor = executor;
	}

	/**
	 * Returns platform threads, used again while they last.
	 * @param threads makes them
	 * @return the threads
	 */
	public static CallThreads platform(ClientThreads threads) {
		return new CallThreads(new ThreadPoolExecutor(0, Integer.MAX_VALUE, 10, TimeUnit.SECONDS,
				new SynchronousQueue<>(), threads.platform(PREFIX)));
	}

	/**
	 * Returns a virtual thread for each task.
	 * @param threads makes them
	 * @return the threads
	 * @throws UnsupportedOperationException before Java 21
	 */
	public static CallThreads virtual(ClientThreads threads) {
		SimpleAsyncTaskExecutor executor = threads.virtual(PREFIX);
		executor.setCancelRemainingTasksOnClose(true);
		return new CallThreads(executor);
	}

	@Override
	public void execute(Runnable task) {
		this.executor.execute(task);
	}

	@Override
	public void close() {
		if (this.executor instanceof ExecutorService service) {
			service.shutdownNow();
		}
		else if (this.executor instanceof SimpleAsyncTaskExecutor simple) {
			simple.close();
		}
	}

}
