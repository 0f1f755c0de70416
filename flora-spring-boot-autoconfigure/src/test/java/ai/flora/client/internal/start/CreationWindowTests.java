package ai.flora.client.internal.start;

import java.time.Duration;
import java.time.Instant;

import ai.flora.client.Generation;
import ai.flora.client.ModelReference;
import ai.flora.client.Run;
import ai.flora.client.RunStatus;
import ai.flora.client.internal.time.VirtualTiming;
import ai.flora.client.internal.transport.ServerClock;
import ai.flora.client.internal.transport.TestTransports;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link CreationWindow}: a run that began outside of it is somebody else's.
 * FLORA's clock is not known here, so that two seconds are tolerated on both sides.
 */
class CreationWindowTests {

	private static final Instant START = Instant.parse("2026-11-24T12:00:00Z");

	private static final Duration NANO = Duration.ofNanos(1);

	private final ServerClock clock = TestTransports.of("https://app.flora.ai/api/v1", () -> (uri, method) -> {
		throw new UnsupportedOperationException();
	}, Duration.ofSeconds(1)).build(new VirtualTiming(START)).clock();

	private final CreationWindow window = new CreationWindow(nanos(10), "m");

	@Test
	void tellsWhetherItHasCutOffAnAttempt() {
		assertThat(new CreationWindow(null).closeAt(nanos(10))).isFalse();
		assertThat(this.window.closeAt(nanos(20))).isTrue();
		assertThat(this.window.closeAt(nanos(30))).isFalse();
		this.window.reopenAt(nanos(100));
		assertThat(this.window.closeAt(nanos(110))).isTrue();
	}

	@Test
	void windowHoldsRunsThatBeganWhileItsAttemptsWereGoingOn() {
		assertThat(holds(START.plusSeconds(3600))).as("still open").isTrue();
		this.window.closeAt(nanos(20));
		assertThat(this.window.earliest(this.clock)).isEqualTo(START.plusSeconds(8));
		assertThat(holds(START.plusSeconds(8).minus(NANO))).isFalse();
		assertThat(holds(START.plusSeconds(8))).isTrue();
		assertThat(holds(START.plusSeconds(22))).isTrue();
		assertThat(holds(START.plusSeconds(22).plus(NANO))).isFalse();
		this.window.open(nanos(30));
		assertThat(holds(START.plusSeconds(3600))).as("open again").isTrue();
	}

	@Test
	void windowThatIsClosedIsNotClosedLater() {
		this.window.closeAt(nanos(20));
		this.window.closeAt(nanos(3600));
		assertThat(holds(START.plusSeconds(22))).isTrue();
		assertThat(holds(START.plusSeconds(23))).isFalse();
	}

	@Test
	void windowThatIsReopenedHasAGap() {
		this.window.closeAt(nanos(20));
		this.window.reopenAt(nanos(100));
		assertThat(holds(START.plusSeconds(15))).isTrue();
		assertThat(holds(START.plusSeconds(50))).isFalse();
		assertThat(holds(START.plusSeconds(3600))).isTrue();
		this.window.closeAt(nanos(110));
		assertThat(holds(START.plusSeconds(112))).isTrue();
		assertThat(holds(START.plusSeconds(113))).isFalse();
		assertThat(this.window.earliest(this.clock)).isEqualTo(START.plusSeconds(8));
		this.window.undoReopening();
		assertThat(holds(START.plusSeconds(105))).isFalse();
		this.window.undoReopening();
		assertThat(holds(START.plusSeconds(15))).as("the first attempts are never withdrawn").isTrue();
	}

	@Test
	void windowHoldsWhatThatOfAnEarlierStartHeldAndIsItsOwn() {
		CreationWindow later = new CreationWindow("n");
		assertThat(later.isClosedBefore(nanos(3600))).as("no attempt has begun").isFalse();
		this.window.closeAt(nanos(20));
		later.addAll(this.window);
		later.addAll(this.window);
		later.reopenAt(nanos(100));
		later.closeAt(nanos(110));
		assertThat(later.earliest(this.clock)).isEqualTo(START.plusSeconds(8));
		assertThat(holds(later, 15, "m")).isTrue();
		assertThat(holds(later, 15, "n")).isFalse();
		assertThat(holds(later, 105, "n")).isTrue();
		assertThat(holds(later, 105, "m")).isFalse();
		assertThat(holds(later, 50, null)).isFalse();
		assertThat(holds(this.window, 105, null)).isFalse();
		later.undoReopening();
		assertThat(holds(later, 105, null)).isFalse();
	}

	@Test
	void windowOpensWithTheEarliestAttemptOfAll() {
		CreationWindow later = new CreationWindow(nanos(100), "m");
		later.addAll(this.window);
		assertThat(later.earliest(this.clock)).isEqualTo(START.plusSeconds(8));
	}

	@Test
	void runFitsThatIsOfAModelThatAnyAttemptAskedFor() {
		CreationWindow later = new CreationWindow("n");
		later.addAll(this.window);
		assertThat(later.fits(run(START, "n"))).isTrue();
		assertThat(later.fits(run(START, "m"))).isTrue();
		assertThat(later.fits(run(START, "other"))).isFalse();
	}

	@Test
	void firstAttemptIsForgottenAloneOrHoldsNothingMore() {
		this.window.closeAt(nanos(20));
		this.window.reopenAt(nanos(100));
		this.window.closeAt(nanos(110));
		this.window.forgetFirst(nanos(200));
		assertThat(holds(START.plusSeconds(15))).isFalse();
		assertThat(holds(START.plusSeconds(105))).isTrue();
		this.window.forgetFirst(nanos(200));
		assertThat(holds(START.plusSeconds(105))).isFalse();
		assertThat(this.window.isClosedBefore(nanos(200))).isFalse();
		assertThat(this.window.isClosedBefore(nanos(200) + 1)).isTrue();
	}

	@Test
	void windowIsClosedBeforeALaterMomentOnceAllAttemptsAre() {
		CreationWindow later = new CreationWindow(nanos(0), "m");
		later.closeAt(nanos(30));
		this.window.closeAt(nanos(20));
		later.addAll(this.window);
		assertThat(later.isClosedBefore(nanos(25))).isFalse();
		later.forgetClosedBefore(nanos(25));
		assertThat(holds(later, 29, null)).isTrue();
		assertThat(later.isClosedBefore(nanos(31))).isTrue();
	}

	@Test
	void windowIsClosedBeforeALaterMoment() {
		assertThat(this.window.isClosedBefore(nanos(3600))).isFalse();
		this.window.closeAt(nanos(20));
		assertThat(this.window.isClosedBefore(nanos(20))).isFalse();
		assertThat(this.window.isClosedBefore(nanos(20) + 1)).isTrue();
	}

	@Test
	void runOfAnotherModelDoesNotFit() {
		Instant createdAt = START.plusSeconds(15);
		assertThat(this.window.mayHold(run(createdAt, "other"), createdAt, this.clock)).isFalse();
		assertThat(this.window.mayHold(run(createdAt, "m"), createdAt, this.clock)).isTrue();
		assertThat(this.window.mayHold(run(createdAt, null), createdAt, this.clock)).isTrue();
		assertThat(new CreationWindow(0, null).fits(run(createdAt, "other"))).isTrue();
	}

	private boolean holds(CreationWindow window, long seconds, @Nullable String model) {
		Instant createdAt = START.plusSeconds(seconds);
		return window.mayHold(run(createdAt, model), createdAt, this.clock);
	}

	private boolean holds(Instant createdAt) {
		return this.window.mayHold(run(createdAt, null), createdAt, this.clock);
	}

	private static Generation run(Instant createdAt, @Nullable String model) {
		Run run = Run.builder().runId("run_1").status(RunStatus.RUNNING).createdAt(createdAt).build();
		return new Generation(run, "ws_1", "prj_1", (model != null) ? new ModelReference(model) : null, null);
	}

	private static long nanos(long seconds) {
		return VirtualTiming.BEGIN + Duration.ofSeconds(seconds).toNanos();
	}

}
