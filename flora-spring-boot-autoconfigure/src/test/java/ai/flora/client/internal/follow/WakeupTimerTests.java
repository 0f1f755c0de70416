package ai.flora.client.internal.follow;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link WakeupTimer}.
 */
class WakeupTimerTests {

	private static final long SOON = TimeUnit.MILLISECONDS.toNanos(20);

	private static final long LATE = TimeUnit.HOURS.toNanos(1);

	private final Semaphore woken = new Semaphore(0);

	private final WakeupTimer timer = new WakeupTimer.SystemTimer(this.woken::release, Thread::new);

	@AfterEach
	void close() {
		this.timer.close();
	}

	@Test
	void wakeInWhenAskedForLaterThenWakesAtTheEarlierMoment() throws InterruptedException {
		this.timer.wakeIn(SOON);
		this.timer.wakeIn(LATE);
		assertThat(isWoken()).isTrue();
	}

	@Test
	void wakeInWhenAskedForEarlierThenWakesAtTheEarlierMoment() throws InterruptedException {
		this.timer.wakeIn(LATE);
		this.timer.wakeIn(SOON);
		assertThat(isWoken()).isTrue();
	}

	@Test
	void wakeInWhenItHasWokenWakesAgain() throws InterruptedException {
		this.timer.wakeIn(SOON);
		assertThat(isWoken()).isTrue();
		this.timer.wakeIn(SOON);
		assertThat(isWoken()).isTrue();
	}

	@Tag("exhaustive")
	@Test
	void whatIsThrownWhenWokenIsFollowedByAnotherWakeUp() throws InterruptedException {
		Semaphore calls = new Semaphore(0);
		try (WakeupTimer failing = new WakeupTimer.SystemTimer(() -> {
			calls.release();
			throw new OutOfMemoryError("not really");
		}, Thread::new)) {
			failing.wakeIn(SOON);
			assertThat(calls.tryAcquire(3, 1, TimeUnit.MINUTES)).isTrue();
		}
	}

	private boolean isWoken() throws InterruptedException {
		return this.woken.tryAcquire(1, TimeUnit.MINUTES);
	}

}
