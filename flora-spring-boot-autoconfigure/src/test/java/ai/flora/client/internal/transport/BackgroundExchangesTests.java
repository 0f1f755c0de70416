package ai.flora.client.internal.transport;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;

import ai.flora.client.internal.response.AttemptFailedException;
import ai.flora.client.internal.response.BufferedResponse;
import ai.flora.client.internal.response.Failure;
import ai.flora.client.internal.time.Deadline;
import ai.flora.client.internal.time.VirtualTiming;
import org.junit.jupiter.api.Test;

import org.springframework.http.HttpHeaders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link BackgroundExchanges}.
 */
class BackgroundExchangesTests {

	private final VirtualTiming timing = new VirtualTiming();

	private final PendingResponse pending = new PendingResponse(Deadline.in(Duration.ofMinutes(1), this.timing));

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

	@Test
	void exchangeThatNobodyWaitsForIsEnded() {
		Deque<Runnable> tasks = new ArrayDeque<>();
		SendPermit permit = new SendPermit();
		int[] ended = new int[1];
		Objects.requireNonNull(permit.use()).abortBy(() -> ended[0]++);
		BackgroundExchanges exchanges = new BackgroundExchanges(tasks::add);
		assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> exchanges
			.make(() -> this.pending.fail(new IllegalStateException("made")), this.pending, permit, () -> {
				throw new InterruptedException();
			}));
		assertThat(ended).containsExactly(1);
		assertThat(permit.use()).as("use of the permit").isNull();
		tasks.forEach(Runnable::run);
		assertThat(this.pending.isDone()).as("made").isFalse();
	}

	@Test
	void exchangeThatHasLedToAResponseGoesOn() throws Exception {
		Deque<Runnable> tasks = new ArrayDeque<>();
		SendPermit permit = new SendPermit();
		int[] ended = new int[1];
		Objects.requireNonNull(permit.use()).abortBy(() -> ended[0]++);
		BufferedResponse response = new BufferedResponse(200, new HttpHeaders(), new byte[0]);
		new BackgroundExchanges(tasks::add).make(() -> {
		}, this.pending, permit, () -> {
			this.pending.complete(response);
			return this.pending.await();
		});
		assertThat(ended).containsExactly(0);
		assertThat(tasks).singleElement().satisfies((task) -> assertThat(((Future<?>) task).isCancelled()).isFalse());
	}

	/** Its executor has taken the task, and nobody else would wake the caller. */
	@Test
	void clientThatIsClosedMeanwhileWakesItsCaller() {
		BackgroundExchanges exchanges = new BackgroundExchanges((task) -> this.timing.close());
		assertThatExceptionOfType(AttemptFailedException.class).isThrownBy(() -> exchanges.make(() -> {
		}, this.pending, new SendPermit(), () -> {
			assertThat(this.pending.isDone()).isTrue();
			return this.pending.await();
		})).satisfies((thrown) -> assertThat(thrown.failure()).isInstanceOf(Failure.Closed.class));
	}

}
