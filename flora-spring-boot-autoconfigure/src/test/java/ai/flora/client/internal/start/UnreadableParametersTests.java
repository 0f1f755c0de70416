package ai.flora.client.internal.start;

import java.time.Duration;
import java.util.List;

import ai.flora.client.FloraException;
import ai.flora.client.FloraStartUnconfirmedException;
import ai.flora.client.GenerationRequest;
import ai.flora.client.RequestOptions;
import ai.flora.client.internal.start.VirtualFlora.Reply;
import ai.flora.client.internal.time.VirtualTiming;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Starts with parameters of the application's own, which change or cannot be read any
 * more once they were sent, in virtual time.
 */
class UnreadableParametersTests {

	private static final RequestOptions ONCE = RequestOptions.defaults().withMaxAttempts(1);

	private static final Duration TIMEOUT = Duration.ofMinutes(2);

	private final VirtualTiming time = new VirtualTiming();

	private final VirtualFlora flora = new VirtualFlora(this.time);

	private final RunStarter starter = this.flora.starter(TIMEOUT);

	private final RunStarter other = this.flora.starter(TIMEOUT);

	private final Size size = new Size();

	/** Such as an entity whose session is closed after a while. */
	public static final class Size {

		private int width = 1024;

		private int readsLeft = Integer.MAX_VALUE;

		private boolean closes = true;

		public int getWidth() {
			if (this.readsLeft-- > 0) {
				return this.width;
			}
			if (this.closes) {
				throw new IllegalStateException("The session is closed");
			}
			return 2 * this.width;
		}

	}

	private static GenerationRequest order(Size size) {
		return GenerationRequest.image("A harbour")
			.toBuilder()
			.param("size", size)
			.idempotencyKey("order-4711")
			.build();
	}

	@Test
	void doubtOfAnotherClientStaysOneThoughItsOrderCannotBeRead() {
		this.flora.answer(List.of(Reply.LOST_AFTER));
		FloraStartUnconfirmedException doubt = unconfirmed(() -> this.starter.start(order(this.size), ONCE));
		this.size.readsLeft = 0;
		FloraStartUnconfirmedException end = unconfirmed(() -> TestStarters.resolve(this.other, doubt));
		assertThat(end).hasMessageContaining("The session is closed");
		assertThat(end.since()).isEqualTo(doubt.since());
		assertThat(this.flora.posts).hasSize(1);
	}

	@Test
	void doubtOfAnotherClientIsAskedForAgainAsItWasSentHere() {
		FloraStartUnconfirmedException second = resolvedInVain();
		this.size.width = 2048;
		TestStarters.resolve(this.other, second);
		assertThat(this.flora.bodies).hasSize(3).containsOnly(this.flora.bodies.get(0));
	}

	@Test
	void startGoesOnWithADoubtOfAnotherClientThatCannotBeReadAnyMore() {
		resolvedInVain();
		this.size.readsLeft = 0;
		this.other.start(order(new Size()), RequestOptions.defaults());
		assertThat(this.flora.bodies).hasSize(3).containsOnly(this.flora.bodies.get(0));
		assertThat(this.flora.charged()).hasSize(1);
	}

	private FloraStartUnconfirmedException resolvedInVain() {
		this.flora.answer(List.of(Reply.LOST_BEFORE, Reply.UNAUTHORIZED));
		FloraStartUnconfirmedException doubt = unconfirmed(() -> this.starter.start(order(this.size), ONCE));
		return unconfirmed(() -> TestStarters.resolve(this.other, doubt));
	}

	/** Nobody starts the same under another key then, though FLORA has made a run. */
	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 2 })
	void earlierFailureOfFlorasIsToldThoughTheOrderCannotBeRead(int readsLeft) {
		this.flora.neverListsOwn = true;
		this.flora.answer(List.of(Reply.FAILED_WITH_RUN));
		assertThat(FloraFailure.in(catchThrowable(() -> this.starter.start(order(this.size), ONCE)))).isNotNull();
		this.size.readsLeft = readsLeft;
		FloraException end = catchThrowableOfType(FloraException.class,
				() -> this.starter.start(order(this.size), ONCE));
		assertThat(FloraFailure.in(end)).isNotNull();
		assertThat(end).hasStackTraceContaining("The session is closed");
		assertThat(this.flora.charged()).hasSize(1);
	}

	/** FLORA releases the key of a start at which it has failed. */
	@ParameterizedTest
	@ValueSource(ints = { 3, 4, 5 })
	void orderThatChangesAfterItWasMadeIsStillTheSame(int readsLeft) {
		this.flora.neverListsOwn = true;
		this.flora.answer(List.of(Reply.FAILED_WITH_RUN));
		assertThat(FloraFailure.in(catchThrowable(() -> this.starter.start(order(this.size), ONCE)))).isNotNull();
		this.flora.neverListsOwn = false;
		this.size.closes = false;
		this.size.readsLeft = readsLeft;
		unconfirmed(() -> this.starter.start(order(this.size), ONCE));
		assertThat(this.flora.charged()).hasSize(1);
	}

	@Test
	void orderThatCannotBeReadIsRefusedAsSuchIfFloraHasNotFailed() {
		this.size.readsLeft = 0;
		assertThatIllegalArgumentException().isThrownBy(() -> this.starter.start(order(this.size), ONCE));
		assertThat(this.flora.posts).isEmpty();
	}

	private static FloraStartUnconfirmedException unconfirmed(Runnable call) {
		Throwable thrown = catchThrowable(call::run);
		assertThat(thrown).isInstanceOf(FloraStartUnconfirmedException.class);
		return (FloraStartUnconfirmedException) thrown;
	}

}
