package ai.flora.client.internal.context;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import ai.flora.client.observation.FloraRunTracer;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RunContext}: what is done for one run at the same time.
 */
class RunContextTests {

	private static final ThreadLocal<@Nullable String> USER = new ThreadLocal<>();

	/**
	 * As Spring Security's own decorator, it keeps what it has replaced in a field.
	 */
	@Test
	void decoratedTaskIsRunByOneThreadAtATime() throws Exception {
		USER.set("anna");
		RunContext context = new RunContexts(ObservationRegistry.NOOP, AsUser::new, FloraRunTracer.NOOP).capture();
		USER.remove();
		CountDownLatch begun = new CountDownLatch(1);
		CountDownLatch released = new CountDownLatch(1);
		CompletableFuture<@Nullable String> first = new CompletableFuture<>();
		Thread thread = new Thread(() -> {
			USER.set("worker");
			context.run(() -> {
				begun.countDown();
				await(released);
			});
			first.complete(USER.get());
		});
		thread.start();
		await(begun);
		USER.set("caller");
		context.run(() -> assertThat(USER.get()).isEqualTo("anna"));
		assertThat(USER.get()).isEqualTo("caller");
		released.countDown();
		assertThat(first.get(10, TimeUnit.SECONDS)).as("whoever the thread worked for before").isEqualTo("worker");
		thread.join();
		USER.remove();
	}

	private static void await(CountDownLatch latch) {
		try {
			assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static final class AsUser implements Runnable {

		private final @Nullable String user = USER.get();

		private final Runnable task;

		private @Nullable String replaced;

		AsUser(Runnable task) {
			this.task = task;
		}

		@Override
		public void run() {
			this.replaced = USER.get();
			USER.set(this.user);
			try {
				this.task.run();
			}
			finally {
				USER.set(this.replaced);
				this.replaced = null;
			}
		}

	}

}
