package ai.flora.client.internal.transport;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link BackgroundExchanges}.
 */
class BackgroundExchangesTests {

	private final PendingResponse pending = new PendingResponse(
			Deadline.in(Duration.ofMinutes(1), new VirtualTiming()));

	@Test
	void exchangeThatFindsNoThreadIsOneOfAClosedClient() {
		BackgroundExchanges exchanges = new BackgroundExchanges((task) -> {
			throw new RejectedExecutionException("closed");
		});
		assertThatExceptionOfType(AttemptFailedException.class).isThrownBy(() -> exchanges.make(() -> {
		}, this.pending, new SendPermit(), this.pending::await))
			.satisfies((thrown) -> assertThat(thrown.failure()).isInstanceOf(Failure.Closed.class));
	}

	/** Such as one of an application's interceptor, whose own threads are busy. */
	@Test
	void rejectionWithinTheExchangeIsThrownAsItIs() {
		BackgroundExchanges exchanges = new BackgroundExchanges(Runnable::run);
		RejectedExecutionException rejection = new RejectedExecutionException("no thread of the application's");
		assertThatExceptionOfType(RejectedExecutionException.class)
			.isThrownBy(() -> exchanges.make(() -> this.pending.fail(rejection), this.pending, new SendPermit(),
					this.pending::await))
			.isSameAs(rejection);
	}

}
