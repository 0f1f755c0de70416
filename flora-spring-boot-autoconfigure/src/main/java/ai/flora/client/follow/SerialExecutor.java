package ai.flora.client.follow;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;

import org.jspecify.annotations.Nullable;

/**
 * Runs tasks in order, one after another, on the threads of another executor. They have
 * to handle what they throw.
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
		this.executor.execute(this::drain);
	}

	private void drain() {
		Runnable task = next();
		while (task != null) {
			task.run();
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
