package ai.flora.client.internal.follow;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;

import org.jspecify.annotations.Nullable;

/**
 * Runs tasks in order, one after another, on the threads of another executor. They have
 * to handle what they throw. If the other executor refuses, the task is not run, and the
 * next one tries again.
 */
class SerialExecutor implements Executor {

	private final Executor executor;

	private final Deque<Runnable> tasks = new ArrayDeque<>(2);

	private boolean running;

	SerialExecutor(Executor executor) {
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

	private void refused(Runnable task) {
		boolean others;
		synchronized (this.tasks) {
			this.tasks.remove(task);
			others = !this.tasks.isEmpty();
			this.running = others;
		}
		if (others) {
			// Tasks that were accepted meanwhile must run.
			Handover.run(this.executor, this::drain);
		}
	}

	private void drain() {
		Runnable task = next();
		while (task != null) {
			try {
				task.run();
			}
			catch (Throwable ex) {
				// A failed task must not keep the next ones waiting.
			}
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
