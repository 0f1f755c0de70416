package ai.flora.client.internal.follow;

import java.util.concurrent.Executor;

/**
 * Hands over what must not get lost: to an executor; if that takes nothing, to a thread
 * of its own; and if there is none to be had, does it here.
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
