package ai.flora.client.internal.batch;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;

import ai.flora.client.FloraException;
import ai.flora.client.GenerationBatch;
import ai.flora.client.GenerationBatch.Item;
import ai.flora.client.GenerationBatch.State;
import ai.flora.client.GenerationRequest;
import ai.flora.client.internal.batch.BatchFlora.Reply;
import ai.flora.client.internal.start.FloraFailure;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Batches that are stopped while their items have parameters of the application's own,
 * which run its code when they are read.
 */
@Timeout(value = 1, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ParametersOfStoppedItemsTests {

	private VirtualBatches batches;

	private final AtomicReference<Runnable> whenRead = new AtomicReference<>(() -> {
	});

	@BeforeEach
	void start() throws IOException {
		this.batches = new VirtualBatches();
	}

	@AfterEach
	void stop() throws IOException {
		this.batches.close();
	}

	/** A value of the application's, "of any kind that Jackson can write". */
	public final class Size {

		public int getWidth() {
			ParametersOfStoppedItemsTests.this.whenRead.get().run();
			return 1024;
		}

	}

	private GenerationRequest keyed() {
		return keyed("2");
	}

	private GenerationRequest keyed(String prompt) {
		return GenerationRequest.text(prompt)
			.toBuilder()
			.param("size", new Size())
			.idempotencyKey("order-4711")
			.build();
	}

	private GenerationBatch stoppedAfterFirst(GenerationRequest keyed, Runnable before) {
		CompletableFuture<GenerationBatch> submitted = new CompletableFuture<>();
		this.batches.flora().reply = (start) -> {
			if (start.key().equals("order-4711")) {
				return Reply.error(500, "internal_error");
			}
			before.run();
			submitted.join().stop();
			return Reply.STARTED;
		};
		this.batches.submit(keyed).await();
		submitted.complete(this.batches.submit(GenerationRequest.text("0"), GenerationRequest.text("1"), keyed,
				GenerationRequest.text("3")));
		return submitted.join();
	}

	/** Such as an entity whose session is closed by now. */
	@Test
	void stoppedBatchEndsThoughAParameterCannotBeReadAnyMore() {
		GenerationBatch batch = stoppedAfterFirst(keyed(), () -> this.whenRead.set(() -> {
			throw new IllegalStateException("The session is closed");
		}));
		List<Item> items = batch.await(Duration.ofSeconds(20));
		assertThat(items).extracting(Item::state)
			.containsExactly(State.COMPLETED, State.NOT_STARTED, State.NOT_STARTED, State.NOT_STARTED);
	}

	/** Whoever corrects it and takes another key is charged twice. */
	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void earlierStartIsToldThoughAParameterCannotBeReadAnyMore(boolean inDoubt) {
		this.batches.flora().reply = (start) -> inDoubt ? Reply.LOST : Reply.error(500, "internal_error");
		this.batches.submit(keyed()).await();
		int sent = this.batches.flora().starts().size();
		this.whenRead.set(() -> {
			throw new IllegalStateException("The session is closed");
		});
		List<Item> items = this.batches.submit(GenerationRequest.text("0"), keyed()).await(Duration.ofSeconds(20));
		FloraException reason = Objects.requireNonNull(items.get(1).reason());
		assertThat(reason).hasStackTraceContaining("The session is closed");
		assertThat(inDoubt ? String.valueOf(reason.getMessage()).contains("an earlier one under the same key may have")
				: !FloraFailure.mayBeStartedAnew(reason))
			.isTrue();
		assertThat(this.batches.flora().starts().subList(sent, this.batches.flora().starts().size()))
			.noneMatch((start) -> start.key().equals("order-4711"));
	}

	/** A getter of the application's may wait for a thread that asks the batch. */
	@Test
	void stopReadsNoParameterUnderTheLockOfTheBatch() {
		AtomicReference<GenerationBatch> batch = new AtomicReference<>();
		AtomicReference<Boolean> blocked = new AtomicReference<>(false);
		AtomicReference<Boolean> read = new AtomicReference<>(false);
		GenerationBatch stopped = stoppedAfterFirst(keyed(), () -> this.whenRead.set(() -> {
			read.set(true);
			GenerationBatch asked = batch.get();
			if (asked != null) {
				try {
					CompletableFuture.supplyAsync(asked::progress).get(20, TimeUnit.SECONDS);
				}
				catch (TimeoutException ex) {
					blocked.set(true);
				}
				catch (InterruptedException | ExecutionException ex) {
					throw new IllegalStateException(ex);
				}
			}
		}));
		batch.set(stopped);
		stopped.await(Duration.ofSeconds(30));
		assertThat(read.get()).isTrue();
		assertThat(blocked.get()).isFalse();
	}

	/** A start that is to be tried again is one of a batch that goes on. */
	@Test
	void itemThatIsTriedAgainReadsNoParameterUnderTheLockOfAllBatches() {
		AtomicReference<Boolean> blocked = new AtomicReference<>(false);
		this.batches.flora().reply = (start) -> Reply.error(500, "internal_error");
		this.batches.submit(keyed()).await();
		GenerationRequest corrected = keyed("3");
		AtomicReference<Integer> starts = new AtomicReference<>(0);
		this.batches.flora().reply = (start) -> {
			if (start.key().equals("order-4711") && starts.getAndUpdate((before) -> before + 1) < 10) {
				this.whenRead.set(() -> {
					try {
						CompletableFuture.supplyAsync(() -> this.batches.submit(GenerationRequest.text("another")))
							.get(20, TimeUnit.SECONDS);
					}
					catch (TimeoutException ex) {
						blocked.set(true);
					}
					catch (InterruptedException | ExecutionException ex) {
						throw new IllegalStateException(ex);
					}
				});
				return Reply.rateLimited(1);
			}
			return Reply.STARTED;
		};
		GenerationBatch batch = this.batches.submit(corrected);
		assertThat(batch.await(Duration.ofSeconds(40))).extracting(Item::state).containsExactly(State.COMPLETED);
		assertThat(blocked.get()).isFalse();
	}

}
