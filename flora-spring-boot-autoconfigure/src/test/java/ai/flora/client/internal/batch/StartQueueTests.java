package ai.flora.client.internal.batch;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import ai.flora.client.FloraException;
import ai.flora.client.GenerationRequest;
import ai.flora.client.internal.batch.Lane.ResponseOutcome;
import ai.flora.client.internal.batch.StartQueue.Next;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mockito.Mockito;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which start of all batches is next, and when.
 */
class StartQueueTests {

	/** The monotonic clock may begin anywhere. */
	private long now = Long.MAX_VALUE - Duration.ofSeconds(2).toNanos();

	private boolean inDoubt;

	private final StartQueue queue = new StartQueue((request) -> this.inDoubt);

	private static SubmittedBatch batch(int size) {
		return new SubmittedBatch(
				IntStream.range(0, size).mapToObj((i) -> GenerationRequest.text(String.valueOf(i))).toList(),
				Mockito.mock(GenerationLauncher.class), (request) -> null, Runnable::run);
	}

	private static GenerationRequest of(@Nullable String model) {
		return GenerationRequest.text("A harbour").toBuilder().model(model).build();
	}

	private SubmittedBatch add(@Nullable String project, boolean slow, @Nullable String... models) {
		List<GenerationRequest> requests = new ArrayList<>();
		for (String model : models) {
			requests.add(of(model));
		}
		SubmittedBatch batch = new SubmittedBatch(requests, Mockito.mock(GenerationLauncher.class), (request) -> null,
				Runnable::run);
		for (int i = 0; i < models.length; i++) {
			this.queue.add(batch, i, project, slow);
		}
		return batch;
	}

	/** Of one model. */
	private SubmittedBatch add(int count) {
		SubmittedBatch batch = batch(count);
		for (int i = 0; i < count; i++) {
			this.queue.add(batch, i, "prj_1", false);
		}
		return batch;
	}

	private void pass(Duration time) {
		this.now += time.toNanos();
	}

	private BatchStart begin() {
		BatchStart start = this.queue.next(this.now).start();
		assertThat(start).isNotNull();
		assertThat(start.batch().begin(start.index())).isTrue();
		this.queue.begin(start, this.now);
		return start;
	}

	private void end(BatchStart start, ResponseOutcome outcome) {
		this.queue.ended(start, outcome, this.now);
	}

	private void assertWaits(Duration time) {
		Next next = this.queue.next(this.now);
		assertThat(next.start()).isNull();
		assertThat(next.nanos()).isEqualTo(time.toNanos());
	}

	private void assertWaitsForOthers() {
		Next next = this.queue.next(this.now);
		assertThat(next.start()).isNull();
		assertThat(next.nanos()).isEqualTo(Long.MAX_VALUE);
	}

	@Test
	void fourAreOnTheWayAtATime() {
		add("prj_1", false, "a", "b", "c", "d", "e");
		BatchStart first = begin();
		assertThat(List.of(begin(), begin(), begin())).extracting(BatchStart::index).containsExactly(1, 2, 3);
		assertWaitsForOthers();
		end(first, ResponseOutcome.RECEIVED);
		assertThat(begin().index()).isEqualTo(4);
		assertThat(this.queue.isEmpty()).isTrue();
	}

	@ParameterizedTest
	@CsvSource({ "0, 1", "1, 0" })
	void startsThatAreRefusedForNowKeepTheirOrder(int refusedFirst, int refusedNext) {
		SubmittedBatch batch = add(3);
		BatchStart first = begin();
		pass(Duration.ofSeconds(1));
		List<BatchStart> begun = List.of(first, begin());
		for (int index : new int[] { refusedFirst, refusedNext }) {
			assertThat(batch.waitAgain(index)).isTrue();
			begun.get(index).lane().add(begun.get(index));
			end(begun.get(index), ResponseOutcome.NOT_COUNTED);
		}
		assertThat(begin().index()).isZero();
		pass(Duration.ofSeconds(1));
		assertThat(begin().index()).isEqualTo(1);
	}

	@Test
	void twoAreForTenMinutesAfterARateLimit() {
		add("prj_1", false, "a", "b", "c", "d", "e", "f");
		this.queue.pause(Duration.ofSeconds(7).toNanos(), this.now);
		assertWaits(Duration.ofSeconds(7));
		pass(Duration.ofSeconds(3));
		this.queue.pause(Duration.ofSeconds(1).toNanos(), this.now);
		assertWaits(Duration.ofSeconds(4));
		pass(Duration.ofSeconds(4));
		begin();
		begin();
		assertWaitsForOthers();
		pass(Duration.ofMinutes(10).minusSeconds(5));
		assertWaitsForOthers();
		pass(Duration.ofSeconds(1));
		begin();
		begin();
		assertWaitsForOthers();
	}

	@Test
	void oneOfASlowProviderIsEveryFiveSecondsAndOthersGoOn() {
		add("prj_1", true, "a", "b");
		add("prj_1", false, "c", "d");
		BatchStart slow = begin();
		end(begin(), ResponseOutcome.RECEIVED);
		pass(Duration.ofMinutes(1));
		end(slow, ResponseOutcome.NOT_COUNTED);
		end(begin(), ResponseOutcome.RECEIVED);
		assertWaits(Duration.ofSeconds(5));
		pass(Duration.ofSeconds(5));
		assertThat(begin().index()).isEqualTo(1);
		assertThat(this.queue.isEmpty()).isTrue();
	}

	@Test
	void oneOfASlowProviderWaitsForTheOtherOne() {
		add("prj_1", true, "a", "b");
		begin();
		pass(Duration.ofMinutes(1));
		assertWaitsForOthers();
	}

	@Test
	void startsOfOneModelBeginASecondApartUntilSixteenWereAnswered() {
		add(30);
		BatchStart first = begin();
		assertWaits(Duration.ofSeconds(1));
		pass(Duration.ofMillis(400));
		assertWaits(Duration.ofMillis(600));
		pass(Duration.ofMillis(600));
		BatchStart second = begin();
		end(first, ResponseOutcome.RECEIVED);
		assertWaits(Duration.ofSeconds(1));
		end(second, ResponseOutcome.NOT_COUNTED);
		for (int i = 0; i < 15; i++) {
			BatchStart next = begin();
			assertWaits(Duration.ofSeconds(1));
			end(next, ResponseOutcome.RECEIVED);
		}
		IntStream.range(0, 4).forEach((i) -> begin());
		assertWaitsForOthers();
	}

	@Test
	void oneAfterAnotherBeginsAfterALostResponseUntilSixteenWereAnswered() {
		add(60);
		for (int i = 0; i < 16; i++) {
			end(begin(), ResponseOutcome.RECEIVED);
		}
		BatchStart one = begin();
		BatchStart other = begin();
		end(one, ResponseOutcome.NEEDED_LISTS);
		pass(Duration.ofHours(1));
		assertWaitsForOthers();
		end(other, ResponseOutcome.RECEIVED);
		for (int i = 0; i < 15; i++) {
			BatchStart next = begin();
			pass(Duration.ofHours(1));
			assertWaitsForOthers();
			end(next, ResponseOutcome.RECEIVED);
		}
		begin();
		begin();
	}

	/** A start that waits for the pause to pass is not on the way meanwhile. */
	@Test
	void aSecondCountsFromTheEndOfAPauseOn() {
		add(2);
		begin();
		this.queue.pause(Duration.ofSeconds(60).toNanos(), this.now);
		assertWaits(Duration.ofSeconds(60));
		pass(Duration.ofSeconds(60));
		assertWaits(Duration.ofSeconds(1));
		pass(Duration.ofSeconds(1));
		begin();
	}

	@ParameterizedTest
	@CsvSource(nullValues = "none",
			value = { "prj_1, a, prj_1, a, true", "prj_1, a, prj_1, b, false", "prj_1, a, prj_2, a, false",
					"prj_1, a, prj_1, none, true", "prj_1, none, prj_1, a, true", "prj_1, none, prj_2, a, false",
					"prj_1, a, none, a, true", "none, a, prj_1, a, true", "none, a, prj_1, b, false",
					"none, none, prj_1, b, true" })
	void thoseWaitWhoseRunsListsMightMixUp(@Nullable String project, @Nullable String model, @Nullable String project2,
			@Nullable String model2, boolean waits) {
		add(project, false, model);
		add(project2, false, model2);
		begin();
		assertThat(this.queue.next(this.now).start() == null).isEqualTo(waits);
	}

	@Test
	void noneIsNextThatMightBeMixedUpWithOneInDoubtElsewhere() {
		add(1);
		this.inDoubt = true;
		assertWaitsForOthers();
		assertThat(this.queue.isEmpty()).isFalse();
		this.inDoubt = false;
		begin();
	}

	@Test
	void theFirstInTurnIsNextOfThoseThatMayBeSent() {
		add("prj_1", false, "a", "a", "b", "c");
		add("prj_1", false, "d");
		List<BatchStart> begun = List.of(begin(), begin(), begin());
		assertThat(begun).extracting(BatchStart::index).containsExactly(0, 2, 3);
		end(begun.get(0), ResponseOutcome.RECEIVED);
		assertThat(begin().request().model()).isEqualTo("a");
		end(begun.get(1), ResponseOutcome.RECEIVED);
		assertThat(begin().request().model()).isEqualTo("d");
	}

	@Test
	void oneThatIsTriedAgainIsTheFirstOfItsLane() {
		SubmittedBatch batch = add(3);
		BatchStart first = begin();
		assertThat(batch.waitAgain(0)).isTrue();
		first.lane().add(first);
		end(first, ResponseOutcome.NOT_COUNTED);
		assertThat(begin()).isSameAs(first);
	}

	@Test
	void thoseThatWereStoppedAreNeverNext() {
		SubmittedBatch stopped = add(3);
		SubmittedBatch other = add(2);
		stopped.stop(new FloraException("Not on Sundays", null), (request) -> true);
		assertThat(begin().batch()).isSameAs(other);
		other.stop();
		assertThat(this.queue.isEmpty()).isTrue();
		assertThat(this.queue.next(this.now).start()).isNull();
	}

	@Test
	void allThatWaitIsRemoved() {
		SubmittedBatch one = add("prj_1", false, "a", "b", "a");
		SubmittedBatch other = add("prj_2", false, "a");
		assertThat(this.queue.clear()).containsExactly(one, other);
		assertThat(this.queue.isEmpty()).isTrue();
		assertThat(this.queue.clear()).isEmpty();
	}

	@Test
	void whatWasLearnedIsForgottenOfIdleLanesOnceThereAreMany() {
		add(16);
		for (int i = 0; i < 16; i++) {
			end(begin(), ResponseOutcome.RECEIVED);
		}
		add("prj_2", false, IntStream.range(0, 99).mapToObj(String::valueOf).toArray(String[]::new)).stop();
		this.queue.tidy();
		add(2);
		BatchStart one = begin();
		BatchStart other = begin();
		add("prj_3", false, "a").stop();
		this.queue.tidy();
		add(1);
		end(begin(), ResponseOutcome.RECEIVED);
		end(one, ResponseOutcome.RECEIVED);
		end(other, ResponseOutcome.RECEIVED);
		this.queue.tidy();
		add("prj_2", false, IntStream.range(0, 100).mapToObj(String::valueOf).toArray(String[]::new)).stop();
		this.queue.tidy();
		add(2);
		begin();
		assertWaits(Duration.ofSeconds(1));
	}

}
