package ai.flora.client.internal.start;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

import ai.flora.client.FloraConflictException;
import ai.flora.client.FloraStartUnconfirmedException;
import ai.flora.client.FloraTimeoutException;
import ai.flora.client.Generation;
import ai.flora.client.GenerationRequest;
import ai.flora.client.RequestOptions;
import ai.flora.client.StartedRun;
import ai.flora.client.internal.start.VirtualFlora.Reply;
import ai.flora.client.internal.transport.VirtualTiming;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Several calls of a client under one key of the caller's, in virtual time: FLORA runs
 * both of two requests that are there together, and charges both.
 */
class OwnKeyTests {

	private static final GenerationRequest ORDER = GenerationRequest.image("A harbour")
		.toBuilder()
		.idempotencyKey("order-4711")
		.build();

	private static final RequestOptions ONCE = RequestOptions.defaults().withMaxAttempts(1);

	private final VirtualTiming time = new VirtualTiming();

	private final VirtualFlora flora = new VirtualFlora(this.time);

	private final RunStarter starter = this.flora.starter(Duration.ofMinutes(2));

	@Test
	void callsAtOnceAreSentOneAfterAnother() throws InterruptedException {
		AtomicReference<@Nullable Throwable> second = new AtomicReference<>();
		Thread other = new Thread(
				() -> second.set(catchThrowable(() -> this.starter.start(ORDER, RequestOptions.defaults()))));
		this.flora.answer(List.of(Reply.SLOW_THEN_DONE));
		this.flora.afterPost = () -> startAndAwaitWaiting(other);
		// The first question finds the key claimed, the second call after it.
		FloraStartUnconfirmedException first = catchThrowableOfType(FloraStartUnconfirmedException.class,
				() -> this.starter.start(ORDER, RequestOptions.defaults()));
		other.join();
		this.time.sleep(Duration.ofMinutes(1));
		assertThat(first).hasMessageContaining("the caller's own");
		assertThat(second.get()).isInstanceOf(FloraConflictException.class);
		assertThat(this.flora.charged()).hasSize(1);
	}

	@Test
	void callRightAfterAnUnconfirmedOneWaitsUntilFloraHasDoneWithThat() {
		this.flora.answer(List.of(Reply.SLOW_THEN_DONE));
		assertThatExceptionOfType(FloraStartUnconfirmedException.class)
			.isThrownBy(() -> this.starter.start(ORDER, ONCE));
		FloraConflictException conflict = catchThrowableOfType(FloraConflictException.class,
				() -> this.starter.start(ORDER, ONCE));
		this.time.sleep(Duration.ofMinutes(1));
		assertThat(conflict.candidates()).extracting(Generation::runId).isEqualTo(this.flora.charged());
		assertThat(this.flora.charged()).hasSize(1);
	}

	@Test
	void callWithoutTheTimeToWaitForThatSendsNothing() {
		this.flora.answer(List.of(Reply.SLOW_THEN_DONE));
		assertThatExceptionOfType(FloraStartUnconfirmedException.class)
			.isThrownBy(() -> this.starter.start(ORDER, ONCE));
		assertThatExceptionOfType(FloraTimeoutException.class)
			.isThrownBy(() -> this.starter.start(ORDER, ONCE.withTimeout(Duration.ofSeconds(4))))
			.withMessageContaining("same idempotency key. Nothing was sent");
		assertThat(this.flora.posts).hasSize(1);
	}

	@Test
	void resolveWaitsForTheLastCallUnderTheKey() {
		this.flora.answer(List.of(Reply.LOST_BEFORE));
		FloraStartUnconfirmedException doubt = catchThrowableOfType(FloraStartUnconfirmedException.class,
				() -> this.starter.start(ORDER, ONCE));
		this.time.sleep(Duration.ofMinutes(10));
		this.flora.answer(List.of(Reply.SLOW_THEN_DONE));
		assertThatExceptionOfType(FloraStartUnconfirmedException.class)
			.isThrownBy(() -> this.starter.start(ORDER, ONCE));
		assertThatExceptionOfType(FloraStartUnconfirmedException.class).isThrownBy(() -> this.starter.resolve(doubt));
		this.time.sleep(Duration.ofMinutes(1));
		assertThat(this.flora.charged()).hasSize(1);
	}

	@Test
	void runOfALaterCallResolvesTheEarlierOne() {
		this.flora.answer(List.of(Reply.LOST_BEFORE));
		FloraStartUnconfirmedException doubt = catchThrowableOfType(FloraStartUnconfirmedException.class,
				() -> this.starter.start(ORDER, ONCE));
		StartedRun started = this.starter.start(ORDER, ONCE).run();
		assertThat(this.starter.resolve(doubt).run()).isEqualTo(started);
		assertThat(this.flora.charged()).containsExactly(started.runId());
	}

	/** The other call cannot go on before this one has ended. */
	private static void startAndAwaitWaiting(Thread thread) {
		thread.start();
		while (thread.isAlive() && thread.getState() != Thread.State.TIMED_WAITING) {
			Thread.onSpinWait();
		}
	}

}
