package ai.flora.client.internal.thread;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link GrowingThreads}.
 */
class GrowingThreadsTests {

	private static final int ROUNDS = 100;

	/** A thread that ends has been counted on until its end is noted. */
	@Test
	void taskThatComesWhileTheLastThreadEndsIsRun() throws Exception {
		for (int i = 0; i < ROUNDS; i++) {
			AtomicReference<Thread> only = new AtomicReference<>();
			GrowingThreads threads = new GrowingThreads((task) -> {
				Thread thread = new Thread(task);
				thread.setDaemon(true);
				only.compareAndSet(null, thread);
				return thread;
			});
			run(threads);
			Awaitility.await()
				.pollDelay(Duration.ZERO)
				.pollInterval(Duration.ofMillis(1))
				.until(() -> only.get().getState() == Thread.State.TIMED_WAITING);
			only.get().interrupt();
			run(threads);
			threads.close();
		}
	}

	private static void run(GrowingThreads threads) throws InterruptedException {
		CountDownLatch done = new CountDownLatch(1);
		threads.execute(done::countDown);
		assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
	}

}
