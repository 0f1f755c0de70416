package ai.flora.client.internal.follow;

import java.time.Duration;

/**
 * Time as following sees it, so that a test can own it.
 */
interface WakeupTimer extends AutoCloseable {

	/**
	 * A time that only goes forward.
	 * @return nanoseconds since some moment
	 */
	long nanoTime();

	/**
	 * Asks to be woken, once; earlier if that was asked before.
	 * @param delay after which to be woken at the latest
	 */
	void wakeIn(Duration delay);

	/**
	 * Wakes nobody any more.
	 */
	@Override
	void close();

}
