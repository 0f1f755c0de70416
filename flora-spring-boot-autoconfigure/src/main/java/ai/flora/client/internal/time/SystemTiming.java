package ai.flora.client.internal.time;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The clocks of the system.
 *
 * @since 0.1.0
 */
public class SystemTiming implements Timing {

	private final CountDownLatch closed = new CountDownLatch(1);

	@Override
	public long nanoTime() {
		return System.nanoTime();
	}

	@Override
	public Instant now() {
		return Instant.now();
	}

	@Override
	@SuppressWarnings("ReturnValueIgnored") // isClosed() tells the same
	public void sleep(Duration duration) throws InterruptedException {
		boolean ignored = this.closed.await(duration.toNanos(), TimeUnit.NANOSECONDS);
	}

	@Override
	public boolean isClosed() {
		return this.closed.getCount() == 0;
	}

	@Override
	public void close() {
		this.closed.countDown();
	}

}
