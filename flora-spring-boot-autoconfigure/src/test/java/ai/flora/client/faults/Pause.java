package ai.flora.client.faults;

import java.util.concurrent.locks.LockSupport;

/**
 * Time that a slow server takes.
 */
final class Pause {

	private Pause() {
	}

	static void millis(int millis) {
		LockSupport.parkNanos(millis * 1_000_000L);
	}

}
