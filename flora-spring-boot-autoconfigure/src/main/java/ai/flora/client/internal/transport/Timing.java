package ai.flora.client.internal.transport;

import java.time.Duration;
import java.time.Instant;

/**
 * Time as calls see it, so that a test can own it. It ends when the client is closed.
 * Thread-safe.
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
	 * Whether the client was closed.
	 * @return whether it was
	 */
	boolean isClosed();

	/**
	 * Wakes all who sleep: the client is closed.
	 */
	@Override
	void close();

}
