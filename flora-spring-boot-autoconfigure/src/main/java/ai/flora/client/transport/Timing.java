package ai.flora.client.transport;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * Time as the transport sees it, so that a test can own it.
 */
interface Timing {

	Timing SYSTEM = new Timing() {

		@Override
		public long nanoTime() {
			return System.nanoTime();
		}

		@Override
		public Instant now() {
			return Instant.now();
		}

		@Override
		public void sleep(Duration duration) throws InterruptedException {
			TimeUnit.NANOSECONDS.sleep(duration.toNanos());
		}

	};

	long nanoTime();

	Instant now();

	void sleep(Duration duration) throws InterruptedException;

}
