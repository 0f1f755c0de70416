package ai.flora.client.internal.thread;

import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link FallbackExecutor}.
 */
class FallbackExecutorTests {

	private final ClassLoader classLoader = new URLClassLoader(new URL[0], getClass().getClassLoader());

	private final FallbackExecutor refusing = new FallbackExecutor((task) -> {
		throw new RejectedExecutionException("busy");
	}, new ClientThreads(this.classLoader).platform("test-last-"));

	@Test
	void taskThatMayGetLostIsRefused() {
		assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(() -> this.refusing.execute(() -> {
		}));
	}

	@Test
	void taskThatMustNotGetLostHasAThreadWithTheClassLoaderOfTheClient() {
		CompletableFuture<Thread> thread = new CompletableFuture<>();
		CompletableFuture<ClassLoader> classLoader = new CompletableFuture<>();
		this.refusing.handOver(() -> {
			thread.complete(Thread.currentThread());
			classLoader.complete(Thread.currentThread().getContextClassLoader());
		});
		assertThat(classLoader).succeedsWithin(Duration.ofSeconds(30)).isSameAs(this.classLoader);
		assertThat(thread.join()).isNotSameAs(Thread.currentThread())
			.satisfies((own) -> assertThat(own.isDaemon()).isTrue());
	}

	@Test
	void taskOnAThreadOfItsOwnIsSurroundedToo() {
		CompletableFuture<String> done = new CompletableFuture<>();
		StringBuilder log = new StringBuilder();
		this.refusing.around((task) -> () -> {
			log.append("begun ");
			task.run();
			done.complete(log.toString());
		}).handOver(() -> log.append("task"));
		assertThat(done).succeedsWithin(Duration.ofSeconds(30)).isEqualTo("begun task");
	}

	@Test
	void taskRunsOnTheCallersThreadIfNoneCanBeHad() {
		FallbackExecutor executor = new FallbackExecutor((task) -> {
			throw new OutOfMemoryError("unable to create native thread");
		}, (task) -> {
			throw new OutOfMemoryError("unable to create native thread");
		});
		CompletableFuture<Thread> thread = new CompletableFuture<>();
		executor.handOver(() -> thread.complete(Thread.currentThread()));
		assertThat(thread).isCompletedWithValue(Thread.currentThread());
	}

}
