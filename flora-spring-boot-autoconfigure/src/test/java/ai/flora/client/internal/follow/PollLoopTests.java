package ai.flora.client.internal.follow;

import java.time.Duration;

import ai.flora.client.FollowSettings;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.willThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;

/**
 * Tests of the loop alone.
 */
class PollLoopTests {

	private final VirtualWakeupTimer timer = new VirtualWakeupTimer();

	private final RunExpiry expiry = mock(RunExpiry.class);

	private final PollSchedule schedule = mock(PollSchedule.class);

	private final PollLoop loop = new PollLoop(new Object(), this.timer,
			new RunRegistry(FollowLimits.of(FollowSettings.defaults()), () -> null), this.expiry, this.schedule,
			Runnable::run);

	@Test
	void wakeUpThatFailsIsFollowedByAnother() {
		given(this.schedule.isEmpty()).willReturn(true);
		given(this.expiry.isEmpty()).willReturn(true);
		willThrow(new OutOfMemoryError("not really")).willDoNothing().given(this.expiry).expire(anyLong(), any());
		this.timer.wakes(this.loop::wake);
		this.loop.arm(0);
		this.timer.advance(Duration.ofSeconds(1));
		verify(this.expiry, times(2)).expire(anyLong(), any());
		assertThat(this.timer.isIdle()).isTrue();
	}

}
