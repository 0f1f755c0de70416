package ai.flora.client.internal.transport;

import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * Threads for exchanges that may have to be abandoned: as many as there are callers, none
 * before the first, none ten seconds after the last. Closing it interrupts what is still
 * going on. Thread-safe.
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
	 * Platform threads, used again while they last.
	 * @return the threads
	 */
	public static CallThreads platform() {
		CustomizableThreadFactory threads = new CustomizableThreadFactory(PREFIX);
		threads.setDaemon(true);
		return new CallThreads(
				new ThreadPoolExecutor(0, Integer.MAX_VALUE, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), threads));
	}

	/**
	 * A virtual thread for each exchange.
	 * @return the threads
	 * @throws UnsupportedOperationException before Java 21
	 */
	public static CallThreads virtual() {
		SimpleAsyncTaskExecutor executor = new SimpleAsyncTaskExecutor(PREFIX);
		executor.setVirtualThreads(true);
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
