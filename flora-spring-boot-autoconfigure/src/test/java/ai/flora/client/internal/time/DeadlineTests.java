package ai.flora.client.internal.time;

import java.time.Duration;

import ai.flora.client.RequestOptions;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Deadline}.
 */
class DeadlineTests {

	private final VirtualTiming timing = new VirtualTiming();

	private final Deadline deadline = Deadline.in(Duration.ofSeconds(10), this.timing);

	@Test
	void timeRunsDown() {
		this.timing.sleep(Duration.ofSeconds(4));
		assertThat(this.deadline.elapsed()).isEqualTo(Duration.ofSeconds(4));
		assertThat(this.deadline.remaining()).isEqualTo(Duration.ofSeconds(6));
		assertThat(this.deadline.remainingTimeout()).isEqualTo(Duration.ofSeconds(6));
		assertThat(this.deadline.options().timeout()).isEqualTo(Duration.ofSeconds(6));
	}

	/**
	 * A part of a call that is too late sends nothing, rather than having all its time.
	 */
	@Test
	void noTimeIsLeftAfterwards() {
		this.timing.sleep(Duration.ofSeconds(11));
		assertThat(this.deadline.remaining()).isZero();
		assertThat(this.deadline.within(RequestOptions.defaults().withMaxAttempts(2)))
			.isEqualTo(RequestOptions.defaults().withMaxAttempts(2).withTimeout(Duration.ofNanos(1)));
	}

}
