package ai.flora.client.internal.time;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * The clocks and sleeps of calls, which a test can replace. Sleeps end when the client is
 * closed. Thread-safe.
 *
 * @since 0.1.0
 */
public interface Timing extends AutoCloseable {

	/**
	 * A time that only goes forward.
	 * @return nanoseconds since some moment
	 */
	long nanoTime();

	/**
	 * The wall clock.
	 * @return now
	 */
	Instant now();

	/**
	 * Waits, but not beyond {@link #close()}.
	 * @param duration how long
	 * @throws InterruptedException if the calling thread is interrupted
	 */
	void sleep(Duration duration) throws InterruptedException;

	/**
	 * Waits until a monitor is notified, or some time has passed; also beyond
	 * {@link #close()}.
	 * @param monitor the monitor, which the calling thread owns
	 * @param longest the longest wait, positive
	 * @throws InterruptedException if the calling thread is interrupted
	 */
	default void await(Object monitor, Duration longest) throws InterruptedException {
		TimeUnit.NANOSECONDS.timedWait(monitor, longest.toNanos());
	}

	/**
	 * Tells whether the client was closed.
	 * @return whether it was
	 */
	boolean isClosed();

	/**
	 * Ends all sleeps, now and later: the client is closed.
	 */
	@Override
	void close();

}
