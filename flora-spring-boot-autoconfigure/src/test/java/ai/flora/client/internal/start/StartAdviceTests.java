package ai.flora.client.internal.start;

import java.time.Duration;
import java.util.List;

import ai.flora.client.FloraStartUnconfirmedException;
import ai.flora.client.GenerationRequest;
import ai.flora.client.RequestOptions;
import ai.flora.client.StartedRun;
import ai.flora.client.action.ActionRequest;
import ai.flora.client.internal.action.ActionOrder;
import ai.flora.client.internal.start.VirtualFlora.Reply;
import ai.flora.client.internal.time.VirtualTiming;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * What messages about starts in doubt advise, in virtual time: to resolve them only where
 * that may help.
 */
class StartAdviceTests {

	private static final GenerationRequest REQUEST = GenerationRequest.image("A harbour");

	private static final ActionOrder ACTION = new ActionOrder(
			ActionRequest.of("resize-image-browser").input("image", "https://media.flora.ai/1.png").build());

	private static final RequestOptions ONCE = RequestOptions.defaults().withMaxAttempts(1);

	private final VirtualTiming time = new VirtualTiming();

	private final VirtualFlora flora = new VirtualFlora(this.time);

	private final RunStarter starter = this.flora.starter(Duration.ofMinutes(2));

	@Test
	void startThatALaterCallMaySettleIsToBeResolved() {
		this.flora.answer(List.of(Reply.LOST_AFTER, Reply.UNAUTHORIZED));
		FloraStartUnconfirmedException doubt = unconfirmed(
				() -> this.starter.start(REQUEST, RequestOptions.defaults()));
		assertThat(doubt).hasMessageContaining("but resolve it within 100 minutes; its idempotency key is ");
		StartedRun run = TestStarters.resolve(this.starter, doubt).run();
		assertThat(this.flora.charged()).containsExactly(run.runId());
	}

	@Test
	void runThatMayBeOfAStartThatFloraFailedAtIsToBeLookedAt() {
		this.flora.answer(List.of(Reply.FAILED_WITH_RUN));
		FloraStartUnconfirmedException doubt = unconfirmed(
				() -> this.starter.start(REQUEST, RequestOptions.defaults()));
		this.time.sleep(Duration.ofMinutes(1));
		for (FloraStartUnconfirmedException each : List.of(doubt,
				unconfirmed(() -> TestStarters.resolve(this.starter, doubt)))) {
			assertThat(each).hasMessageContaining("but look whether one of the runs named here is its own, and follow")
				.hasMessageEndingWith("runs that may be its own are " + this.flora.charged().get(0) + ".");
			assertThat(each.getMessage()).doesNotContain("resolve");
		}
	}

	@Test
	void startThatFloraFailedAtWithoutAListIsToBeResolved() {
		this.flora.listsFail = true;
		this.flora.answer(List.of(Reply.FAILED));
		assertThat(unconfirmed(() -> this.starter.start(REQUEST, RequestOptions.defaults())))
			.hasMessageContaining("but resolve it");
	}

	/** FLORA does not list runs of actions. */
	@ParameterizedTest
	@EnumSource(names = { "LOST_AFTER", "FAILED" })
	void runOfAnActionIsToBeLookedForAtFlora(Reply reply) {
		this.flora.answer(List.of(reply));
		FloraStartUnconfirmedException doubt = unconfirmed(() -> this.starter.start(ACTION, RequestOptions.defaults()));
		assertThat(doubt).hasMessageContaining("but look for its run at FLORA");
		assertThat(doubt.getMessage()).doesNotContain("resolve");
	}

	@Test
	void runUnderAKeyOfTheCallersThatIsTakenIsToBeLookedForAtFlora() {
		this.flora.answer(List.of(Reply.LOST_AFTER));
		GenerationRequest order = REQUEST.toBuilder().idempotencyKey("order-4711").build();
		assertThat(unconfirmed(() -> this.starter.start(order, RequestOptions.defaults())))
			.hasMessageContaining("but look for its run at FLORA");
	}

	@Test
	void runAmidSomebodyElsesMayBeToldLater() {
		this.flora.stranger();
		this.time.sleep(Duration.ofMinutes(1));
		this.flora.answer(List.of(Reply.LOST_AFTER));
		FloraStartUnconfirmedException doubt = unconfirmed(
				() -> this.starter.start(REQUEST, RequestOptions.defaults()));
		assertThat(doubt).hasMessageContaining("somebody else").hasMessageContaining("but resolve it");
		this.time.sleep(Duration.ofMinutes(15));
		StartedRun run = TestStarters.resolve(this.starter, doubt).run();
		assertThat(this.flora.charged()).containsExactly(run.runId());
	}

	@Test
	void startWhoseKeyIsTooOldIsNotToBeResolved() {
		this.flora.answer(List.of(Reply.LOST_AFTER));
		FloraStartUnconfirmedException doubt = unconfirmed(() -> this.starter.start(REQUEST, ONCE));
		this.time.sleep(Duration.ofMinutes(101));
		for (RunStarter each : List.of(this.starter, this.flora.starter(Duration.ofMinutes(2)))) {
			assertThat(unconfirmed(() -> TestStarters.resolve(each, doubt))).hasMessageContaining("forgotten its key")
				.hasMessageContaining("but look for its run at FLORA");
		}
	}

	private static FloraStartUnconfirmedException unconfirmed(ThrowingCallable call) {
		FloraStartUnconfirmedException thrown = catchThrowableOfType(FloraStartUnconfirmedException.class, call);
		assertThat(thrown).isNotNull();
		return thrown;
	}

}
