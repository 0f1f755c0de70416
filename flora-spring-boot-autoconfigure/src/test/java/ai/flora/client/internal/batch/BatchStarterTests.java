package ai.flora.client.internal.batch;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import ai.flora.client.FloraApiException.Details;
import ai.flora.client.FloraException;
import ai.flora.client.FloraFollowEndedException;
import ai.flora.client.FloraInsufficientCreditsException;
import ai.flora.client.FloraRateLimitException;
import ai.flora.client.FloraServerException;
import ai.flora.client.FloraStartUnconfirmedException;
import ai.flora.client.GenerationBatch;
import ai.flora.client.GenerationBatch.Item;
import ai.flora.client.GenerationBatch.State;
import ai.flora.client.GenerationRequest;
import ai.flora.client.RunHandle;
import ai.flora.client.internal.batch.BatchFlora.Reply;
import ai.flora.client.internal.batch.BatchFlora.Start;
import ai.flora.client.internal.batch.GenerationLauncher.Launched;
import ai.flora.client.internal.start.FloraFailure;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.mockito.Mockito;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyBoolean;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.then;

/**
 * States of items by the outcomes of their starts.
 */
@Timeout(value = 1, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BatchStarterTests {

	private static final List<GenerationRequest> REQUESTS = IntStream.range(0, 3)
		.mapToObj((i) -> GenerationRequest.text(String.valueOf(i)))
		.toList();

	private final GenerationLauncher launcher = Mockito.mock(GenerationLauncher.class);

	private final RunHandle handle = Mockito.mock(RunHandle.class);

	private VirtualBatches batches;

	@BeforeEach
	void start() throws IOException {
		this.batches = new VirtualBatches();
	}

	@AfterEach
	void stop() throws IOException {
		this.batches.close();
	}

	private Item only() {
		return this.batches.submit(REQUESTS.subList(0, 1), this.launcher).await().get(0);
	}

	@Test
	void runThatWasStartedAndCannotBeFollowedIsNoItemThatWasNotStarted() {
		FloraFollowEndedException ended = new FloraFollowEndedException("run_1", "it could not be followed", null);
		given(this.launcher.start(any(), anyBoolean(), any())).willThrow(ended);
		assertThat(only().state()).isEqualTo(State.NOT_FOLLOWED);
		assertThat(only().reason()).isSameAs(ended);
	}

	@Test
	void runWhoseEndCannotBeHeardOfHasItsHandle() {
		given(this.handle.completion()).willThrow(new IllegalStateException("Not on Sundays"));
		given(this.launcher.start(any(), anyBoolean(), any())).willReturn(new Launched(this.handle, false));
		Item item = only();
		assertThat(item.state()).isEqualTo(State.NOT_FOLLOWED);
		assertThat(item.handle()).isSameAs(this.handle);
		assertThat(item.reason()).isExactlyInstanceOf(FloraException.class)
			.hasCauseInstanceOf(IllegalStateException.class);
	}

	@Test
	void startInDoubtIsResolvedOnce() {
		FloraStartUnconfirmedException doubt = doubt(null);
		FloraStartUnconfirmedException more = doubt(doubt);
		given(this.launcher.start(any(), anyBoolean(), any())).willThrow(doubt);
		given(this.launcher.resolve(doubt)).willThrow(more);
		Item item = only();
		assertThat(item.state()).isEqualTo(State.UNCONFIRMED);
		assertThat(item.reason()).isSameAs(more);
		then(this.launcher).should().start(any(), anyBoolean(), any());
		then(this.launcher).should().resolve(doubt);
	}

	private static FloraStartUnconfirmedException doubt(FloraException cause) {
		return new FloraStartUnconfirmedException("there is no time left", "key-1", REQUESTS.get(0), List.of(), cause);
	}

	/** Nobody knows whether FLORA has started it before. */
	@Test
	void refusalAfterADoubtEndsWhatHasNotBegunAndIsNotAskedAgain() {
		BatchFlora flora = this.batches.flora();
		flora.reply = (start) -> (flora.starts().size() == 1) ? Reply.RESET : Reply.error(402, "insufficient_credits");
		List<Item> items = this.batches.submit(REQUESTS).await();
		// Of two that begin together, either may reach FLORA first.
		assertThat(items).extracting(Item::state)
			.containsExactlyInAnyOrder(State.UNCONFIRMED, State.NOT_STARTED, State.NOT_STARTED);
		assertThat(items).allSatisfy((item) -> assertThat(item.reason()).satisfiesAnyOf(
				(reason) -> assertThat(reason).isInstanceOf(FloraInsufficientCreditsException.class),
				(reason) -> assertThat(reason).hasCauseInstanceOf(FloraInsufficientCreditsException.class)));
		assertThat(flora.starts()).hasSize(2);
	}

	/** Nothing of them was sent. */
	@Test
	void itemsThatARefusalStopsDoNotTellThatFloraHasFailedAtTheOneThatWasRefused() {
		BatchFlora flora = this.batches.flora();
		flora.reply = (start) -> (flora.starts().size() == 1) ? Reply.error(500, "internal_error")
				: Reply.error(402, "insufficient_credits");
		List<Item> items = this.batches.submit(REQUESTS).await();
		assertThat(flora.starts()).extracting(Start::prompt).containsExactly("0", "0");
		assertThat(items).extracting(Item::reason)
			.allSatisfy((reason) -> assertThat(reason).isInstanceOf(FloraInsufficientCreditsException.class)
				.hasMessageContaining("Top up the workspace's credits"));
		assertThat(items).extracting((item) -> FloraFailure.mayBeStartedAnew(Objects.requireNonNull(item.reason())))
			.containsExactly(false, true, true);
	}

	/** A run of it may show up in lists, beside those of the others. */
	@Test
	void itemsAfterOneThatWasRateLimitedAfterFloraHadFailedAreStartedOneByOne() {
		AtomicInteger awaits = new AtomicInteger();
		this.batches.timing().busyWhile(() -> awaits.incrementAndGet() > 0);
		FloraRateLimitException limited = new FloraRateLimitException("No", Details.of(429, "rate_limited"), null);
		limited.addSuppressed(new FloraServerException("Failed", Details.of(500, "internal_error")));
		AtomicBoolean lastBegan = new AtomicBoolean();
		given(this.launcher.start(eq(REQUESTS.get(0)), anyBoolean(), any())).willThrow(limited);
		given(this.launcher.start(eq(REQUESTS.get(1)), anyBoolean(), any())).willAnswer((call) -> {
			this.batches.timing().skip(Duration.ofSeconds(2));
			int before = awaits.get();
			Awaitility.await().until(() -> lastBegan.get() || awaits.get() > before + 1);
			assertThat(lastBegan).isFalse();
			return new Launched(this.handle, false);
		});
		given(this.launcher.start(eq(REQUESTS.get(2)), anyBoolean(), any())).willAnswer((call) -> {
			lastBegan.set(true);
			return new Launched(this.handle, false);
		});
		given(this.handle.completion()).willReturn(CompletableFuture.completedFuture(null));
		GenerationBatch batch = this.batches.submit(REQUESTS, this.launcher);
		Awaitility.await().untilTrue(lastBegan);
		Awaitility.await().until(() -> batch.items().get(1).state() != State.STARTING);
		assertThat(batch.items()).extracting(Item::state).startsWith(State.NOT_STARTED, State.RUNNING);
	}

	/** FLORA may have made a run before it failed, which no list shows yet. */
	@Test
	void itemThatIsStoppedAfterFloraHasFailedSaysSo() {
		CompletableFuture<GenerationBatch> submitted = new CompletableFuture<>();
		this.batches.flora().reply = (start) -> {
			submitted.join().stop();
			return Reply.error(500, "internal_error");
		};
		submitted.complete(this.batches.submit(REQUESTS));
		List<Item> items = submitted.join().await();
		assertThat(this.batches.flora().starts()).hasSize(1);
		assertThat(items).extracting(Item::state).containsOnly(State.NOT_STARTED);
		assertThat(items.get(0).reason()).isInstanceOf(FloraServerException.class);
		assertThat(items.get(1).reason()).hasMessageContaining("the batch was stopped");
	}

	@Test
	void itemThatIsStoppedAfterFloraHasFailedAtItInAnEarlierCallSaysSo() {
		GenerationRequest keyed = REQUESTS.get(2).toBuilder().idempotencyKey("order-4711").build();
		CompletableFuture<GenerationBatch> submitted = new CompletableFuture<>();
		this.batches.flora().reply = (start) -> {
			if (start.key().equals("order-4711")) {
				return Reply.error(500, "internal_error");
			}
			submitted.join().stop();
			return Reply.STARTED;
		};
		this.batches.submit(keyed).await();
		int sent = this.batches.flora().starts().size();
		submitted.complete(this.batches.submit(REQUESTS.get(0), REQUESTS.get(1), keyed));
		List<Item> items = submitted.join().await();
		assertThat(this.batches.flora().starts()).hasSize(sent + 1);
		assertThat(items).extracting(Item::state)
			.containsExactly(State.COMPLETED, State.NOT_STARTED, State.NOT_STARTED);
		assertThat(items.get(1).reason()).hasMessageContaining("the batch was stopped");
		assertThat(items.get(2).reason()).isInstanceOf(FloraServerException.class);
	}

}
