package ai.flora.client.internal.start;

import java.time.Duration;

import ai.flora.client.internal.time.VirtualTiming;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link StartMoment}: a key that FLORA has forgotten starts another run.
 */
class StartMomentTests {

	private final VirtualTiming time = new VirtualTiming();

	private final StartMoment moment = StartMoment.now(this.time);

	@Test
	void keyIsTooOldAfterAHundredMinutes() {
		assertThat(this.moment.isTooOldForKey(this.time, Duration.ofMinutes(100))).isFalse();
		assertThat(this.moment.isTooOldForKey(this.time, Duration.ofMinutes(100).plusNanos(1))).isTrue();
		this.time.sleep(Duration.ofMinutes(90));
		assertThat(this.moment.isTooOldForKey(this.time, Duration.ofMinutes(10))).isFalse();
		assertThat(this.moment.isTooOldForKey(this.time, Duration.ofMinutes(11))).isTrue();
		this.time.sleep(Duration.ofMinutes(10));
		assertThat(this.moment.isTooOldForKey(this.time, Duration.ZERO)).isFalse();
		this.time.sleep(Duration.ofNanos(1));
		assertThat(this.moment.isTooOldForKey(this.time, Duration.ZERO)).isTrue();
	}

	@Test
	void ageOfAKeyIsTheLargerOfTwoClocks() {
		this.time.sleep(Duration.ofMinutes(60));
		this.time.setWallClockAhead(Duration.ofMinutes(-50));
		assertThat(this.moment.isTooOldForKey(this.time, Duration.ofMinutes(41))).isTrue();
		this.time.setWallClockAhead(Duration.ofMinutes(50));
		this.time.suspend(Duration.ofMinutes(41));
		assertThat(this.moment.isTooOldForKey(this.time, Duration.ZERO)).isTrue();
	}

	@Test
	void machineHasSleptIfTheWallClockIsMoreThanTwoSecondsAhead() {
		this.time.sleep(Duration.ofMinutes(60));
		this.time.suspend(Duration.ofSeconds(2));
		assertThat(this.moment.mayHaveSleptSince(this.time)).isFalse();
		this.time.suspend(Duration.ofNanos(1));
		assertThat(this.moment.mayHaveSleptSince(this.time)).isTrue();
		this.time.setWallClockAhead(Duration.ofHours(-1));
		assertThat(this.moment.mayHaveSleptSince(this.time)).isFalse();
	}

}
