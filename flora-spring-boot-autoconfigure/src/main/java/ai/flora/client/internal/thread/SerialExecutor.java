package ai.flora.client.internal.thread;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;

import org.jspecify.annotations.Nullable;

/**
 * Runs tasks in order, one after another, on the threads of another executor. They have
 * to handle what they throw. If the other executor refuses, the task is not run, and the
 * next one tries again. Thread-safe.
 *
 * @since 0.1.0
 */
public final class SerialExecutor implements Executor {

	private final FallbackExecutor executor;

	private final Deque<Runnable> tasks = new ArrayDeque<>(2);

	private boolean running;

	private volatile @Nullable Thread thread;

	/**
	 * Creates an executor without tasks.
	 * @param executor runs the tasks
	 */
	public SerialExecutor(FallbackExecutor executor) {
		this.executor = executor;
	}

	@Override
	public void execute(Runnable task) {
		synchronized (this.tasks) {
			this.tasks.add(task);
			if (this.running) {
				return;
			}
			this.running = true;
		}
		try {
			this.executor.execute(this::drain);
		}
		catch (Throwable ex) {
			refused(task);
			throw ex;
		}
	}

	/**
	 * Runs a task that must not get lost, in its order.
	 * @param task the task
	 */
	public void handOver(Runnable task) {
		synchronized (this.tasks) {
			this.tasks.add(task);
			if (this.running) {
				return;
			}
			this.running = true;
		}
		this.executor.handOver(this::drain);
	}

	/**
	 * Runs a task after those that wait; at once, on the caller's thread, if there are
	 * none.
	 * @param task the task
	 */
	public void afterTasks(Runnable task) {
		synchronized (this.tasks) {
			if (this.running) {
				this.tasks.add(task);
				return;
			}
		}
		task.run();
	}

	/**
	 * Returns whether the caller is one of the tasks.
	 * @return whether it is
	 */
	public boolean isCurrentThread() {
		return this.thread == Thread.currentThread();
	}

	private void refused(Runnable task) {
		boolean others;
		synchronized (this.tasks) {
			this.tasks.remove(task);
			others = !this.tasks.isEmpty();
			this.running = others;
		}
		if (others) {
			// Tasks that were accepted meanwhile must run.
			this.executor.handOver(this::drain);
		}
	}

	private void drain() {
		Runnable task = next();
		while (task != null) {
			this.thread = Thread.currentThread();
			try {
				task.run();
			}
			catch (Throwable ex) {
				// A failed task must not keep the next ones waiting.
			}
			this.thread = null;
			task = next();
		}
	}

	private @Nullable Runnable next() {
		synchronized (this.tasks) {
			Runnable task = this.tasks.poll();
			this.running = task != null;
			return task;
		}
	}

}
