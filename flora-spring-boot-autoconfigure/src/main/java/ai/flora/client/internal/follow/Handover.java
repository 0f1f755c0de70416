package ai.flora.client.internal.follow;

import java.util.concurrent.Executor;

/**
 * Hands over a task that must not get lost: to an executor; if the executor refuses it,
 * to a thread of its own; and if none can be had, runs it on the caller's thread.
 */
final class Handover {

	private Handover() {
	}

	static void run(Executor executor, Runnable task) {
		try {
			executor.execute(task);
		}
		catch (Throwable ex) {
			runAlone(task);
		}
	}

	private static void runAlone(Runnable task) {
		try {
			Thread thread = new Thread(task, "flora-last");
			thread.setDaemon(true);
			thread.start();
		}
		catch (Throwable ex) {
			task.run();
		}
	}

}
