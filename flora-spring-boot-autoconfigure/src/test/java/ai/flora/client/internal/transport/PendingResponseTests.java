package ai.flora.client.internal.transport;

import java.time.Duration;
import java.util.concurrent.TimeoutException;

import ai.flora.client.internal.response.AttemptFailedException;
import ai.flora.client.internal.response.BufferedResponse;
import ai.flora.client.internal.response.Failure;
import ai.flora.client.internal.time.Deadline;
import ai.flora.client.internal.time.VirtualTiming;
import org.junit.jupiter.api.Test;

import org.springframework.http.HttpHeaders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link PendingResponse}.
 */
class PendingResponseTests {

	private final VirtualTiming timing = new VirtualTiming();

	private final PendingResponse pending = new PendingResponse(Deadline.in(Duration.ofSeconds(10), this.timing));

	@Test
	void firstEndCounts() throws Exception {
		BufferedResponse response = response(200);
		assertThat(this.pending.isDone()).isFalse();
		this.pending.complete(response);
		assertThat(this.pending.fail(new IllegalStateException("late"))).isFalse();
		this.pending.complete(response(500));
		assertThat(this.pending.isDone()).isTrue();
		assertThat(this.pending.isFailed()).isFalse();
		assertThat(this.pending.get()).isSameAs(response);
		assertThat(this.pending.await()).isSameAs(response);
	}

	@Test
	void responseThatIsKeptWaitsForTheEndOfItsExchange() {
		BufferedResponse response = response(201);
		this.pending.keep(response);
		assertThat(this.pending.isKept()).isTrue();
		assertThat(this.pending.isDone()).isFalse();
		this.pending.completeKept();
		assertThat(this.pending.get()).isSameAs(response);
	}

	@Test
	void failureIsThrownAsItIs() {
		IllegalStateException failure = new IllegalStateException("interceptor");
		assertThat(this.pending.fail(failure)).isTrue();
		assertThat(this.pending.isFailed()).isTrue();
		assertThatIllegalStateException().isThrownBy(this.pending::get).isSameAs(failure);
		assertThatIllegalStateException().isThrownBy(this.pending::await).isSameAs(failure);
	}

	@Test
	void errorIsThrownAsItIs() {
		Error error = new NoClassDefFoundError("x");
		this.pending.fail(error);
		assertThatExceptionOfType(NoClassDefFoundError.class).isThrownBy(this.pending::get).isSameAs(error);
	}

	/** Closing breaks exchanges in many ways, of which none is the reason. */
	@Test
	void failureOfAClosedClientIsThatItIsClosed() {
		this.pending.fail(new IllegalStateException("broken by close"));
		this.timing.close();
		assertThat(this.pending.isClientClosed()).isTrue();
		assertThatExceptionOfType(AttemptFailedException.class).isThrownBy(this.pending::get)
			.satisfies((thrown) -> assertThat(thrown.failure()).isInstanceOf(Failure.Closed.class));
	}

	@Test
	void waitingEndsAtTheDeadline() {
		this.timing.sleep(Duration.ofSeconds(10));
		assertThatExceptionOfType(AttemptFailedException.class).isThrownBy(this.pending::await)
			.satisfies((thrown) -> assertThat(thrown.failure()).isInstanceOf(Failure.DeadlinePassed.class));
		assertThatExceptionOfType(TimeoutException.class).isThrownBy(() -> this.pending.await(Duration.ZERO));
		assertThat(this.pending.isDone()).isFalse();
	}

	@Test
	void timeIsCountedFromTheBeginOfTheAttempt() {
		this.timing.sleep(Duration.ofSeconds(3));
		PendingResponse second = new PendingResponse(
				new Deadline(this.timing, VirtualTiming.BEGIN, Duration.ofMinutes(1)));
		this.timing.sleep(Duration.ofSeconds(4));
		assertThat(second.elapsed()).isEqualTo(Duration.ofSeconds(4));
		assertThat(this.pending.elapsed()).isEqualTo(Duration.ofSeconds(7));
	}

	private static BufferedResponse response(int status) {
		return new BufferedResponse(status, new HttpHeaders(), new byte[0]);
	}

}
