package ai.flora.client.internal.batch;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.IntStream;

import ai.flora.client.FloraApiException;
import ai.flora.client.FloraException;
import ai.flora.client.FloraServerException;
import ai.flora.client.FloraStartUnconfirmedException;
import ai.flora.client.GenerationBatch.Item;
import ai.flora.client.GenerationBatch.Progress;
import ai.flora.client.GenerationBatch.State;
import ai.flora.client.GenerationRequest;
import ai.flora.client.Run;
import ai.flora.client.RunHandle;
import ai.flora.client.RunStatus;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.mockito.Mockito;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * States of the items of a batch, whatever is reported at the same time.
 */
@ExtendWith(OutputCaptureExtension.class)
@Timeout(value = 1, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SubmittedBatchTests {

	private static final FloraException REASON = new FloraException("Not on Sundays", null);

	private static final FloraException FAILED = new FloraServerException("Failed",
			FloraApiException.Details.of(500, "internal_error"));

	private final RunHandle handle = Mockito.mock(RunHandle.class);

	private static SubmittedBatch batch(int size) {
		return batch(size, (request) -> null);
	}

	private static SubmittedBatch batch(int size, Function<GenerationRequest, @Nullable FloraException> earlierEnd) {
		return new SubmittedBatch(IntStream.range(0, size)
			.mapToObj((i) -> GenerationRequest.text(String.valueOf(i)).toBuilder().projectId("prj_" + i % 2).build())
			.toList(), Mockito.mock(GenerationLauncher.class), earlierEnd, Runnable::run);
	}

	private static Run run(double cost) {
		return new Run("run_1", RunStatus.COMPLETED, null, null, null, null, BigDecimal.valueOf(cost), null, null,
				List.of(), null);
	}

	@Test
	void noItemBeginsOnceABatchIsStopped() throws InterruptedException {
		SubmittedBatch batch = batch(200_000);
		Thread stopping = new Thread(batch::stop);
		stopping.start();
		while (batch.progress().notStarted() == 0) {
			Thread.onSpinWait();
		}
		List<Integer> begun = new ArrayList<>();
		for (int i = batch.size() - 1; i >= 0; i--) {
			if (batch.begin(i)) {
				begun.add(i);
			}
		}
		stopping.join();
		assertThat(begun).isEmpty();
		assertThat(batch.await()).extracting(Item::state).containsOnly(State.NOT_STARTED);
	}

	/** To compare parameters may take long, or for ever. */
	@Test
	void noItemBeginsWhileAStoppedBatchIsComparedWithEarlierStarts() {
		AtomicReference<SubmittedBatch> batch = new AtomicReference<>();
		List<Boolean> begun = new ArrayList<>();
		batch.set(batch(3, (request) -> {
			for (int i = 0; i < 3; i++) {
				begun.add(batch.get().isWaiting(i) || batch.get().begin(i));
			}
			return null;
		}));
		batch.get().stop();
		assertThat(begun).hasSize(9).containsOnly(false);
		assertThat(batch.get().await()).extracting(Item::state).containsOnly(State.NOT_STARTED);
	}

	@Test
	void itemsThatHaveBegunAreNotComparedOnceABatchIsStopped() {
		List<String> compared = new ArrayList<>();
		SubmittedBatch batch = batch(3, (request) -> {
			compared.add(request.prompt());
			return null;
		});
		batch.begin(0);
		batch.begin(1);
		batch.started(1, this.handle);
		batch.stop();
		assertThat(compared).containsExactly("2");
	}

	/** An earlier start under its key may have been charged. */
	@Test
	void nothingIsSaidToBeUnstartedThatCannotBeCompared() {
		RuntimeException closed = new IllegalStateException("The session is closed");
		SubmittedBatch batch = batch(1, (request) -> {
			throw closed;
		});
		batch.stop();
		assertThat(batch.items().get(0).state()).isEqualTo(State.NOT_STARTED);
		assertThat(batch.items().get(0).reason()).hasCause(closed)
			.hasMessageContaining("cannot be compared")
			.hasMessageNotContaining("Nothing was started");
	}

	@Test
	void itemThatWasStartedIsNeverToldAsNotStarted() {
		SubmittedBatch batch = batch(1);
		batch.begin(0);
		batch.started(0, this.handle);
		batch.notStarted(0, REASON);
		batch.stop();
		assertThat(batch.items().get(0).state()).isEqualTo(State.RUNNING);
		batch.completed(0, run(0.5));
		batch.notStarted(0, REASON);
		batch.notCompleted(0, REASON);
		assertThat(batch.items().get(0))
			.isEqualTo(new Item(0, batch.request(0), State.COMPLETED, this.handle, run(0.5), null));
		assertThat(batch.stream()).hasSize(1);
	}

	@Test
	void itemThatIsToBeTriedAgainEndsWithTheReasonWhyItsLikeWasStopped() {
		SubmittedBatch batch = batch(4);
		batch.begin(0);
		batch.begin(1);
		batch.stop(REASON, (request) -> Objects.equals(request.projectId(), "prj_1"));
		assertThat(batch.waitAgain(0)).isTrue();
		assertThat(batch.waitAgain(1)).isFalse();
		assertThat(batch.items()).extracting(Item::state)
			.containsExactly(State.WAITING, State.NOT_STARTED, State.WAITING, State.NOT_STARTED);
		assertThat(batch.items().get(1).reason()).isSameAs(REASON);
	}

	@Test
	void withdrawnItemEndsWithTheReasonWhyItsLikeWasStopped() {
		SubmittedBatch batch = batch(2);
		batch.begin(1);
		batch.stop(REASON, (request) -> Objects.equals(request.projectId(), "prj_1"));
		assertThat(batch.isWithdrawn(0)).isFalse();
		assertThat(batch.isWithdrawn(1)).isTrue();
		batch.endWithdrawn(1);
		assertThat(batch.items()).extracting(Item::state).containsExactly(State.WAITING, State.NOT_STARTED);
		assertThat(batch.items().get(1).reason()).isSameAs(REASON);
	}

	@Test
	void logNamesAllStartsThatMayHaveBeenCharged(CapturedOutput output) {
		SubmittedBatch batch = batch(3);
		for (int i = 0; i < 3; i++) {
			batch.begin(i);
			batch.notStarted(i, (i == 0) ? REASON : new FloraStartUnconfirmedException("the client was closed",
					"key-" + i, batch.request(i), List.of(), null));
		}
		assertThat(output).contains("1 items that were not started, and 2 that may have been, under the idempotency "
				+ "keys key-1, key-2. The first one: A start may have been accepted");
	}

	@Test
	void logTellsOfStartsThatFloraFailedAt(CapturedOutput output) {
		SubmittedBatch batch = batch(3);
		batch.begin(0);
		batch.begin(1);
		batch.notStarted(0, REASON);
		batch.notStarted(1, FAILED);
		batch.begin(2);
		FloraException refused = new FloraException("Refused at last", null);
		refused.addSuppressed(FAILED);
		batch.notStarted(2, refused);
		assertThat(output).contains("1 items that were not started, and 2 that may have been. The first one: Failed");
	}

	@Test
	void logTellsOfStartsThatFloraFailedAtWhenTheBatchIsStopped(CapturedOutput output) {
		SubmittedBatch batch = batch(2);
		batch.begin(0);
		batch.stop();
		batch.notStarted(0, FAILED);
		assertThat(output).contains("1 items that were not started, and 1 that may have been. The first one: Failed");
	}

	/** Others end for the same reason, but have not begun. */
	@Test
	void logTellsOfTheStartAloneThatFloraFailedAtBeforeItsRefusalStoppedTheOthers(CapturedOutput output) {
		SubmittedBatch batch = batch(3);
		batch.begin(0);
		batch.stop(FAILED, (request) -> true);
		batch.notStarted(0, FAILED);
		assertThat(output).contains("2 items that were not started, and 1 that may have been. The first one: Failed");
	}

	/** An earlier call under the key of the item's own may have made a run. */
	@Test
	void itemThatIsNotSentTellsWhatAnEarlierCallHasEndedIn(CapturedOutput output) {
		FloraStartUnconfirmedException doubt = new FloraStartUnconfirmedException("the client was closed", "key-1",
				GenerationRequest.text("1"), List.of(), null);
		SubmittedBatch batch = batch(5, (request) -> switch (request.prompt()) {
			case "1" -> doubt;
			case "4" -> null;
			default -> FAILED;
		});
		batch.begin(2);
		batch.begin(3);
		batch.notStarted(3, REASON);
		batch.stop();
		assertThat(batch.waitAgain(2)).isFalse();
		List<Item> items = batch.await();
		assertThat(items).extracting(Item::state)
			.containsExactly(State.NOT_STARTED, State.UNCONFIRMED, State.NOT_STARTED, State.NOT_STARTED,
					State.NOT_STARTED);
		assertThat(items.subList(0, 4)).extracting(Item::reason).containsExactly(FAILED, doubt, FAILED, FAILED);
		assertThat(items.get(4).reason()).hasMessage("Nothing was started: the batch was stopped before.");
		assertThat(output).contains("1 items that were not started, and 4 that may have been, under the idempotency "
				+ "keys key-1. The first one: Failed");
	}

	@Test
	void stoppedBatchWithoutDoubtIsNotLogged(CapturedOutput output) {
		batch(2).stop();
		assertThat(output).doesNotContain("A batch of");
	}

	@Test
	void numbersAddUpAtEachMoment() throws InterruptedException {
		SubmittedBatch batch = batch(20_000);
		AtomicBoolean ended = new AtomicBoolean();
		List<Progress> wrong = new ArrayList<>();
		Thread watching = new Thread(() -> {
			while (!ended.get()) {
				Progress progress = batch.progress();
				boolean right = progress.total() == 20_000
						&& progress.cost().compareTo(BigDecimal.valueOf(0.5 * progress.completed())) == 0;
				if (!right) {
					wrong.add(progress);
				}
			}
		});
		watching.start();
		for (int i = 0; i < batch.size(); i++) {
			if (batch.begin(i) && i % 3 > 0) {
				batch.started(i, this.handle);
				batch.completed(i, run(0.5));
			}
			else {
				batch.notStarted(i, REASON);
			}
		}
		ended.set(true);
		watching.join();
		assertThat(wrong).isEmpty();
		assertThat(batch.progress()).isEqualTo(new Progress(0, 0, 0, 13_333, 0, 0, 6667, 0, batch.progress().cost()));
	}

}
