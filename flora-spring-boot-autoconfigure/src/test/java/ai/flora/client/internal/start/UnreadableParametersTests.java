package ai.flora.client.internal.start;

import java.io.Serializable;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import ai.flora.client.FloraException;
import ai.flora.client.FloraRequestRefusedException;
import ai.flora.client.FloraStartUnconfirmedException;
import ai.flora.client.GenerationQuery;
import ai.flora.client.GenerationRequest;
import ai.flora.client.Page;
import ai.flora.client.RequestOptions;
import ai.flora.client.action.ActionRequest;
import ai.flora.client.internal.RunKind;
import ai.flora.client.internal.action.ActionOrder;
import ai.flora.client.internal.start.VirtualFlora.Reply;
import ai.flora.client.internal.start.order.StartOrder;
import ai.flora.client.internal.technique.TechniqueOrder;
import ai.flora.client.internal.time.VirtualTiming;
import ai.flora.client.technique.TechniqueRequest;
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
	public static final class Size implements Serializable {

		private static final long serialVersionUID = 1L;

		private int width = 1024;

		private int readsLeft = Integer.MAX_VALUE;

		private boolean closes = true;

		private transient Runnable whenRead = () -> {
		};

		public int getWidth() {
			this.whenRead.run();
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

	/** To ask again would never tell its run, though the order were read. */
	@Test
	void orderOfAForgottenKeyThatCannotBeReadIsNotToBeResolved() {
		this.flora.answer(List.of(Reply.LOST_AFTER));
		FloraStartUnconfirmedException doubt = unconfirmed(() -> this.starter.start(order(this.size), ONCE));
		this.size.readsLeft = 0;
		this.time.sleep(Duration.ofHours(3));
		assertThat(unconfirmed(() -> TestStarters.resolve(this.other, doubt))).hasMessageContaining("forgotten its key")
			.hasMessageContaining("look for its run");
		assertThat(this.flora.posts).hasSize(1);
	}

	@Test
	void startWhoseOrderCannotBeReadAnyMoreIsCounted() {
		CountedStarts counted = new CountedStarts();
		this.flora.meters = counted;
		RunStarter starter = this.flora.starter(TIMEOUT);
		this.flora.answer(List.of(Reply.LOST_AFTER));
		this.flora.afterPost = () -> this.size.readsLeft = 0;
		unconfirmed(() -> starter.start(order(this.size), ONCE));
		assertThat(counted.operations).containsExactly("create");
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

	/** Whoever corrects it and takes another key is charged twice. */
	@ParameterizedTest
	@ValueSource(ints = { 0, 1 })
	void ownDoubtIsToldThoughTheOrderCannotBeReadAnyMore(int readsLeft) {
		this.flora.answer(List.of(Reply.LOST_AFTER));
		unconfirmed(() -> this.starter.start(order(this.size), ONCE));
		Size next = new Size();
		next.width = 2048;
		next.readsLeft = readsLeft;
		assertThat(catchThrowable(() -> this.starter.start(order(next), ONCE)))
			.isInstanceOf(FloraRequestRefusedException.class)
			.hasMessageContaining("in doubt")
			.hasMessageContaining("The session is closed")
			.hasMessageContaining("resolve that start")
			.hasMessageNotContaining("another key");
		assertThat(this.flora.posts).hasSize(1);
	}

	@Test
	void ownDoubtIsToldAtTheEndOfTheClientThoughTheOrderCannotBeRead() {
		this.flora.answer(List.of(Reply.LOST_AFTER));
		unconfirmed(() -> this.starter.start(order(this.size), ONCE));
		this.starter.end();
		this.size.readsLeft = 0;
		assertThat(catchThrowable(() -> this.starter.start(order(this.size), ONCE))).isInstanceOf(FloraException.class)
			.hasMessageContaining("in doubt");
	}

	/** FLORA has failed at an order of this client under the same key, too. */
	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void doubtOfAnotherClientStaysOneThoughItCannotBeComparedWithAFailedOne(boolean ending) {
		this.flora.neverListsOwn = true;
		this.flora.answer(List.of(Reply.LOST_BEFORE, Reply.FAILED_WITH_RUN));
		FloraStartUnconfirmedException doubt = unconfirmed(() -> this.starter.start(order(this.size), ONCE));
		assertThat(FloraFailure.in(catchThrowable(() -> this.other.start(order(new Size()), ONCE)))).isNotNull();
		if (ending) {
			this.other.end();
		}
		this.size.readsLeft = 0;
		FloraStartUnconfirmedException end = unconfirmed(() -> TestStarters.resolve(this.other, doubt));
		assertThat(FloraFailure.in(end)).isNotNull();
		assertThat(end.since()).isEqualTo(doubt.since());
		assertThat(this.flora.posts).hasSize(2);
	}

	/** As interceptors in Kotlin may throw, when the technique is read. */
	@Test
	void earlierFailureOfFlorasIsToldThoughACheckedExceptionEndsTheCall() {
		this.flora.neverListsOwn = true;
		this.flora.answer(List.of(Reply.FAILED_WITH_RUN));
		TechniqueOrder order = technique();
		assertThat(FloraFailure.in(catchThrowable(() -> this.starter.fitAndStart(order, (deadline) -> order, ONCE))))
			.isNotNull();
		Throwable end = catchThrowable(() -> this.starter.fitAndStart(order, (deadline) -> sneaky(), ONCE));
		assertThat(end).isInstanceOf(FloraException.class);
		assertThat(FloraFailure.in(end)).isNotNull();
	}

	@Test
	void ownDoubtIsToldThoughACheckedExceptionEndsTheCall() {
		this.flora.answer(List.of(Reply.LOST_AFTER));
		TechniqueOrder order = technique();
		unconfirmed(() -> this.starter.fitAndStart(order, (deadline) -> order, ONCE));
		TechniqueOrder next = new TechniqueOrder(order.request().toBuilder().input("in_1", "A pier").build());
		assertThat(catchThrowable(() -> this.starter.fitAndStart(next, (deadline) -> sneaky(), ONCE)))
			.isInstanceOf(FloraRequestRefusedException.class)
			.hasMessageContaining("in doubt")
			.hasMessageContaining("Vault is sealed");
	}

	private static TechniqueOrder technique() {
		return new TechniqueOrder(
				TechniqueRequest.of("tech_1").input("in_1", "A harbour").idempotencyKey("order-4711").build());
	}

	@SuppressWarnings("unchecked")
	private static <E extends Exception> StartOrder sneaky() throws E {
		throw (E) new GeneralSecurityException("Vault is sealed");
	}

	/** Such as a value that is loaded on another thread, which starts a run, too. */
	@Test
	void parametersAreReadWithoutAnyLock() {
		this.flora.neverListsOwn = true;
		this.flora.answer(List.of(Reply.FAILED_WITH_RUN));
		assertThat(FloraFailure.in(catchThrowable(() -> this.starter.start(order(this.size), ONCE)))).isNotNull();
		this.starter.end();
		assertReadWithoutLock(this.starter, (size) -> this.starter.start(order(size), ONCE));
	}

	@Test
	void parametersOfAnActionAreReadWithoutAnyLock() {
		this.flora.answer(List.of(Reply.FAILED_WITH_RUN));
		assertThat(FloraFailure.in(catchThrowable(() -> start(this.starter, action(this.size, "in_1"))))).isNotNull();
		assertReadWithoutLock(this.starter, (size) -> start(this.starter, action(size, "in_9")));
	}

	/** Which of their texts may be links depends on both orders. */
	@Test
	void parametersOfAnActionThatAnotherClientHasSentAreReadWithoutAnyLock() {
		this.flora.answer(List.of(Reply.FAILED_WITH_RUN, Reply.LOST_BEFORE));
		assertThat(FloraFailure.in(catchThrowable(() -> start(this.other, action(this.size, "in_1"))))).isNotNull();
		this.time.sleep(Duration.ofMinutes(1));
		assertReadWithoutLock(this.other, (size) -> {
			FloraStartUnconfirmedException doubt = unconfirmed(() -> start(this.starter, action(size, "in_9")));
			this.other.resolve(doubt, ActionOrder.of(doubt));
		});
	}

	private static ActionRequest action(Size size, String input) {
		return ActionRequest.of("resize")
			.input(input, "A harbour")
			.param("size", size)
			.idempotencyKey("order-4711")
			.build();
	}

	private static void start(RunStarter starter, ActionRequest request) {
		starter.fitAndStart(new ActionOrder(request), (deadline) -> new ActionOrder(request), ONCE);
	}

	private static void assertReadWithoutLock(RunStarter starter, Consumer<Size> call) {
		List<Boolean> locked = new ArrayList<>();
		Size size = new Size();
		size.whenRead = () -> locked.add(isLocked(starter));
		catchThrowable(() -> call.accept(size));
		assertThat(locked).isNotEmpty().doesNotContain(true);
	}

	/** Every call of the client that lists runs takes its lock. */
	private static boolean isLocked(RunStarter starter) {
		Thread lister = new Thread(
				() -> starter.observe(RunKind.GENERATION, GenerationQuery.all(), new Page<>(List.of(), null, null), 0));
		lister.start();
		try {
			lister.join(5_000);
			return lister.isAlive();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
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
