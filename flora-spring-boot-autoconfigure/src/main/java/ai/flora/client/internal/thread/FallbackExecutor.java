package ai.flora.client.internal.thread;

import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import java.util.function.UnaryOperator;

/**
 * Hands tasks to another executor, which may refuse them. A task that must not get lost
 * then runs on a thread of its own or, if none can be had, on the caller's. Thread-safe.
 *
 * @since 0.1.0
 */
public final class FallbackExecutor implements Executor {

	private final Executor executor;

	private final ThreadFactory ownThreads;

	/**
	 * Creates an executor.
	 * @param executor runs the tasks unless it refuses them
	 * @param ownThreads makes threads for single tasks
	 */
	public FallbackExecutor(Executor executor, ThreadFactory ownThreads) {
		this.executor = executor;
		this.ownThreads = ownThreads;
	}

	/**
	 * Runs a task that may get lost.
	 * @param task the task
	 */
	@Override
	public void execute(Runnable task) {
		this.executor.execute(task);
	}

	/**
	 * Runs a task that must not get lost.
	 * @param task the task
	 */
	public void handOver(Runnable task) {
		try {
			this.executor.execute(task);
		}
		catch (Throwable ex) {
			runAlone(task);
		}
	}

	private void runAlone(Runnable task) {
		try {
			this.ownThreads.newThread(task).start();
		}
		catch (Throwable ex) {
			task.run();
		}
	}

	/**
	 * Surrounds the tasks that other threads run.
	 * @param decorator surrounds a task
	 * @return an executor of surrounded tasks
	 */
	public FallbackExecutor around(UnaryOperator<Runnable> decorator) {
		return new FallbackExecutor((task) -> this.executor.execute(decorator.apply(task)),
				(task) -> this.ownThreads.newThread(decorator.apply(task)));
	}

}
