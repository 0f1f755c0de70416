package ai.flora.client.internal.thread;

import java.util.concurrent.ThreadFactory;

import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * Threads of a client: daemons that find classes and services as whoever built the client
 * does. Otherwise they would take the class loader of the thread that happens to need
 * them first, and those of the common pool see nothing of an executable jar.
 *
 * @since 0.1.0
 */
public final class ClientThreads {

	private final ClassLoader classLoader;

	/**
	 * Creates threads.
	 * @param classLoader the context class loader of all threads
	 */
	ClientThreads(ClassLoader classLoader) {
		this.classLoader = classLoader;
	}

	/**
	 * Returns the threads of a client that the caller builds.
	 * @return threads with the caller's context class loader if it knows this client, or
	 * else with that of the client's own classes
	 */
	public static ClientThreads ofCaller() {
		ClassLoader own = ClientThreads.class.getClassLoader();
		ClassLoader callers = Thread.currentThread().getContextClassLoader();
		return new ClientThreads((callers != null && knowsClient(callers)) ? callers : own);
	}

	private static boolean knowsClient(ClassLoader classLoader) {
		try {
			return classLoader.loadClass(ClientThreads.class.getName()) == ClientThreads.class;
		}
		catch (ClassNotFoundException | LinkageError ex) {
			return false;
		}
	}

	/**
	 * Returns a factory of platform threads.
	 * @param prefix beginning of their names
	 * @return a factory of daemons
	 */
	public ThreadFactory platform(String prefix) {
		ClassLoader classLoader = this.classLoader;
		CustomizableThreadFactory threads = new CustomizableThreadFactory(prefix) {

			@Override
			public Thread createThread(Runnable task) {
				Thread thread = super.createThread(task);
				thread.setContextClassLoader(classLoader);
				return thread;
			}

		};
		threads.setDaemon(true);
		return threads;
	}

	/**
	 * Returns an executor with a virtual thread for each task.
	 * @param prefix beginning of their names
	 * @return an executor, an {@link AutoCloseable}
	 * @throws UnsupportedOperationException before Java 21
	 */
	public SimpleAsyncTaskExecutor virtual(String prefix) {
		SimpleAsyncTaskExecutor executor = new SimpleAsyncTaskExecutor(prefix);
		executor.setVirtualThreads(true);
		executor.setTaskDecorator((task) -> () -> {
			Thread.currentThread().setContextClassLoader(this.classLoader);
			task.run();
		});
		return executor;
	}

}
