package ai.flora.client.internal.thread;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ListenerExecutor}.
 */
@Tag("exhaustive")
@ExtendWith(OutputCaptureExtension.class)
@Timeout(60)
class ListenerExecutorTests {

	private static final int MANY = 300;

	private final ListenerExecutor threads = ListenerExecutor.platform("test-listener-", ClientThreads.ofCaller());

	@AfterEach
	void close() {
		this.threads.close();
	}

	@Test
	void callbacksThatBlockKeepNoOthersWaiting(CapturedOutput output) throws Exception {
		CyclicBarrier together = new CyclicBarrier(MANY + 1);
		for (int i = 0; i < MANY; i++) {
			this.threads.execute(() -> awaitAll(together));
		}
		awaitAll(together);
		assertThat(output.getAll()).containsOnlyOnce("what was chained to runs")
			.contains("test-listener-")
			.contains(ListenerExecutorTests.class.getSimpleName() + ".awaitAll");
	}

	@Test
	void callbackThatWaitsForAnotherOneGetsIt() throws InterruptedException {
		CountDownLatch done = new CountDownLatch(8);
		for (int i = 0; i < 8; i++) {
			this.threads.execute(() -> {
				CountDownLatch next = new CountDownLatch(1);
				this.threads.execute(next::countDown);
				await(next);
				done.countDown();
			});
		}
		assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
	}

	@Test
	void callbacksThatAreShortTakeFewThreads() throws InterruptedException {
		Set<Thread> used = ConcurrentHashMap.newKeySet();
		CountDownLatch done = new CountDownLatch(10_000);
		for (int i = 0; i < 10_000; i++) {
			this.threads.execute(() -> {
				used.add(Thread.currentThread());
				done.countDown();
			});
		}
		assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
		assertThat(used).hasSizeLessThan(50);
	}

	@Test
	void callbackThatThrowsHarmsNoOther() throws InterruptedException {
		CountDownLatch done = new CountDownLatch(1);
		this.threads.execute(() -> {
			throw new IllegalStateException("harms nobody");
		});
		this.threads.execute(done::countDown);
		assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
	}

	@Test
	void whatWasTakenBeforeTheCloseIsDoneAfterIt() throws InterruptedException {
		CountDownLatch closed = new CountDownLatch(1);
		CountDownLatch done = new CountDownLatch(3);
		for (int i = 0; i < 2; i++) {
			this.threads.execute(() -> {
				await(closed);
				done.countDown();
			});
		}
		this.threads.close();
		this.threads.execute(done::countDown);
		closed.countDown();
		assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
	}

	@Test
	void threadsAreVirtualWhereTheyMayBlock() throws InterruptedException {
		Set<String> names = ConcurrentHashMap.newKeySet();
		CountDownLatch done = new CountDownLatch(1);
		ListenerExecutor threads = ListenerExecutor.of("test-listener-", false, ClientThreads.ofCaller());
		threads.execute(() -> {
			names.add(Thread.currentThread().getClass().getSimpleName());
			done.countDown();
		});
		assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
		threads.close();
		boolean virtual = Runtime.version().feature() >= 24;
		assertThat(names).allSatisfy((name) -> assertThat(name.equals("VirtualThread")).isEqualTo(virtual));
	}

	private static void awaitAll(CyclicBarrier barrier) {
		try {
			barrier.await(50, TimeUnit.SECONDS);
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
