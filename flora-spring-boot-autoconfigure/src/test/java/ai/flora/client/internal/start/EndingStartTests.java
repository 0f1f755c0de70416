package ai.flora.client.internal.start;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

import ai.flora.client.FloraConnectionException;
import ai.flora.client.FloraRequestRefusedException;
import ai.flora.client.FloraServerException;
import ai.flora.client.FloraStartUnconfirmedException;
import ai.flora.client.GenerationRequest;
import ai.flora.client.RequestOptions;
import ai.flora.client.action.ActionRequest;
import ai.flora.client.internal.action.ActionOrder;
import ai.flora.client.internal.start.VirtualFlora.Reply;
import ai.flora.client.internal.start.order.ClientDefaults;
import ai.flora.client.internal.start.order.GenerationOrder;
import ai.flora.client.internal.technique.TechniqueOrder;
import ai.flora.client.internal.time.VirtualTiming;
import ai.flora.client.internal.transport.TestTransports;
import ai.flora.client.technique.TechniqueRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Starts of a client that is being drained, in virtual time.
 */
class EndingStartTests {

	private static final GenerationRequest ORDER = GenerationRequest.image("A harbour")
		.toBuilder()
		.idempotencyKey("order-4711")
		.build();

	private static final RequestOptions ONCE = RequestOptions.defaults().withMaxAttempts(1);

	private final VirtualTiming timing = new VirtualTiming();

	private final VirtualFlora flora = new VirtualFlora(this.timing);

	private final RunStarter starter = this.flora.starter(Duration.ofMinutes(2));

	/** It may have started nothing so far, so that to send it again starts a run. */
	@ParameterizedTest
	@EnumSource(names = { "RATE_LIMITED", "FAILED" })
	void startThatWasRefusedIsNotSentAgain(Reply refusal) {
		this.flora.answer(List.of(refusal));
		this.flora.retryAfter = "30";
		this.flora.afterPost = this.starter::end;
		assertThatExceptionOfType(FloraConnectionException.class)
			.isThrownBy(() -> this.starter.start(GenerationRequest.image("A harbour"), RequestOptions.defaults()))
			.withMessageContaining("being closed")
			.withMessageContaining("It is not sent again")
			.satisfies((ex) -> assertThat(String.valueOf(ex.getMessage()).contains("nothing was started"))
				.isEqualTo(refusal == Reply.RATE_LIMITED));
		assertThat(this.flora.charged()).isEmpty();
		assertThat(this.timing.sleeps()).doesNotContain(Duration.ofSeconds(30));
	}

	@Test
	void startUnderTheKeyOfOneInDoubtIsUnconfirmed() {
		this.flora.answer(List.of(Reply.LOST_AFTER));
		FloraStartUnconfirmedException doubt = catchThrowableOfType(FloraStartUnconfirmedException.class,
				() -> this.starter.start(ORDER, ONCE));
		this.starter.end();
		assertThatExceptionOfType(FloraStartUnconfirmedException.class)
			.isThrownBy(() -> this.starter.start(ORDER, ONCE))
			.withMessageContaining("being closed")
			.satisfies((ex) -> assertThat(ex.since()).isEqualTo(doubt.since()));
		GenerationRequest another = GenerationRequest.image("A castle")
			.toBuilder()
			.idempotencyKey("order-4711")
			.build();
		assertThatExceptionOfType(FloraRequestRefusedException.class)
			.isThrownBy(() -> this.starter.start(another, ONCE))
			.withMessageContaining("belongs to the start of another request");
		assertThat(this.flora.posts).hasSize(1);
	}

	/** Runs of techniques have no project. */
	@Test
	void techniqueUnderTheKeyOfOneInDoubtIsUnconfirmed() {
		TechniqueOrder shots = new TechniqueOrder(TechniqueRequest.of("tech_1").idempotencyKey("order-4711").build());
		this.flora.answer(List.of(Reply.LOST_AFTER));
		assertThatExceptionOfType(FloraStartUnconfirmedException.class)
			.isThrownBy(() -> this.starter.start(shots, ONCE));
		this.starter.end();
		assertThatExceptionOfType(FloraStartUnconfirmedException.class)
			.isThrownBy(() -> this.starter.start(shots, ONCE))
			.withMessageContaining("being closed");
		assertThat(this.flora.posts).hasSize(1);
	}

	@Test
	void clientThatBeginsToEndAmidAStartDoesNotHideTheDoubt() {
		this.flora.answer(List.of(Reply.LOST_AFTER));
		assertThatExceptionOfType(FloraStartUnconfirmedException.class)
			.isThrownBy(() -> this.starter.start(ORDER, ONCE));
		assertThatExceptionOfType(FloraStartUnconfirmedException.class)
			.isThrownBy(() -> this.starter.forBatches().start(ORDER, false, this::end))
			.withMessageContaining("being closed");
		assertThat(this.flora.posts).hasSize(1);
	}

	/** A list that lags hides the run that FLORA has charged. */
	@Test
	void startUnderTheKeyOfOneAtWhichFloraHasFailedTellsOfThat() {
		this.flora.listLag = Duration.ofSeconds(20);
		this.flora.answer(List.of(Reply.FAILED_WITH_RUN));
		assertThatExceptionOfType(FloraServerException.class).isThrownBy(() -> this.starter.start(ORDER, ONCE));
		assertThatExceptionOfType(FloraConnectionException.class)
			.isThrownBy(() -> this.starter.forBatches().start(ORDER, false, this::end))
			.satisfies((ex) -> assertThat(FloraFailure.mayBeStartedAnew(ex)).isFalse());
		assertThatExceptionOfType(FloraConnectionException.class).isThrownBy(() -> this.starter.start(ORDER, ONCE))
			.withMessageEndingWith("Nothing was sent for this one.")
			.satisfies((ex) -> assertThat(FloraFailure.mayBeStartedAnew(ex)).isFalse());
		GenerationRequest another = GenerationRequest.image("A castle")
			.toBuilder()
			.idempotencyKey("order-4711")
			.build();
		assertThatExceptionOfType(FloraConnectionException.class).isThrownBy(() -> this.starter.start(another, ONCE))
			.satisfies((ex) -> assertThat(FloraFailure.mayBeStartedAnew(ex)).isTrue());
		assertThat(this.flora.posts).hasSize(1);
	}

	@Test
	void startThatWaitedForItsTurnIsNotPreparedAnyMore() {
		AtomicBoolean prepared = new AtomicBoolean();
		assertThatExceptionOfType(FloraConnectionException.class)
			.isThrownBy(() -> this.starter.prepareAndSend(new GenerationOrder(ORDER), (asked, deadline) -> {
				prepared.set(true);
				return asked;
			}, ONCE, this::end))
			.withMessageContaining("being closed");
		assertThat(prepared).isFalse();
	}

	@Test
	void startThatWasPreparedMeanwhileIsNotSent() {
		assertThatExceptionOfType(FloraConnectionException.class)
			.isThrownBy(() -> this.starter.prepareAndSend(new GenerationOrder(ORDER), (asked, deadline) -> {
				this.starter.end();
				return asked;
			}, ONCE, () -> false))
			.withMessageContaining("being closed");
		assertThat(this.flora.posts).isEmpty();
	}

	@Test
	void startWhosePlaceIsNotKnownIsNotLookedUp() {
		AtomicBoolean lookedUp = new AtomicBoolean();
		RunStarter starter = TestStarters.of(TestTransports.of("https://app.flora.ai/api/v1", () -> (uri, method) -> {
			lookedUp.set(true);
			throw new UnsupportedOperationException();
		}, Duration.ofSeconds(1)).build(this.timing), new ClientDefaults(null, "prj_1"), null);
		starter.end();
		assertThatExceptionOfType(FloraConnectionException.class).isThrownBy(() -> starter.start(ORDER, ONCE))
			.withMessageContaining("being closed");
		assertThat(lookedUp).isFalse();
	}

	/** That takes a request, and may take as long as the call may. */
	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void startThatIsComparedWithOneInDoubtIsNotFittedAnyMore(boolean beforeTheCall) {
		ActionRequest resize = ActionRequest.of("resize").projectId("prj_1").idempotencyKey("order-4711").build();
		ActionOrder small = new ActionOrder(resize.toBuilder().input("width", "100").build());
		this.flora.answer(List.of(Reply.LOST_BEFORE));
		assertThatExceptionOfType(FloraStartUnconfirmedException.class)
			.isThrownBy(() -> this.starter.fitAndStart(small, (deadline) -> small, ONCE));
		AtomicBoolean asked = new AtomicBoolean();
		StartPreparation preparation = StartPreparation.fitting((deadline) -> {
			asked.set(true);
			return small;
		});
		if (beforeTheCall) {
			this.starter.end();
		}
		assertThatExceptionOfType(FloraStartUnconfirmedException.class)
			.isThrownBy(() -> this.starter.prepareAndSend(
					new ActionOrder(resize.toBuilder().input("height", "100").build()), preparation, ONCE, this::end))
			.withMessageContaining("cannot be told now")
			.withMessageContaining("being closed");
		assertThat(asked).isFalse();
	}

	/** It is asked once the call has its turn. */
	private boolean end() {
		this.starter.end();
		return false;
	}

	@ParameterizedTest
	@EnumSource(names = { "LOST_BEFORE", "LOST_AFTER" })
	void startInDoubtIsAskedAbout(Reply loss) {
		this.flora.answer(List.of(loss));
		this.flora.afterPost = this.starter::end;
		String runId = this.starter.start(GenerationRequest.image("A harbour"), RequestOptions.defaults())
			.run()
			.runId();
		assertThat(this.flora.charged()).containsExactly(runId);
	}

	@ParameterizedTest
	@EnumSource(names = { "NORMAL", "LOST_AFTER" })
	void startThatMayHaveStartedARunIsWaitedFor(Reply reply) {
		this.flora.answer(List.of(reply));
		List<Boolean> ended = new ArrayList<>();
		this.flora.afterPost = () -> {
			this.starter.end();
			ended.add(this.starter.awaitEnd(Duration.ZERO));
		};
		this.timing.in(Duration.ofSeconds(1), () -> ended.add(this.starter.awaitEnd(Duration.ZERO)));
		this.starter.start(GenerationRequest.image("A harbour"), RequestOptions.defaults());
		assertThat(ended).isNotEmpty().containsOnly(false);
		assertThat(this.starter.awaitEnd(Duration.ZERO)).isTrue();
	}

	@Test
	void startThatIsSentAgainAfterAWaitIsWaitedFor() {
		this.flora.answer(List.of(Reply.RATE_LIMITED));
		List<Boolean> ended = new ArrayList<>();
		this.flora.afterPost = () -> this.flora.afterPost = () -> ended.add(this.starter.awaitEnd(Duration.ZERO));
		this.starter.start(GenerationRequest.image("A harbour"), RequestOptions.defaults());
		assertThat(ended).containsExactly(false);
		assertThat(this.flora.charged()).hasSize(1);
	}

	/** It will be refused after its wait, however long that is. */
	@Test
	void startThatHasStartedNothingAndWaitsIsNotWaitedFor() {
		this.flora.answer(List.of(Reply.RATE_LIMITED));
		AtomicBoolean ended = new AtomicBoolean();
		this.flora.afterPost = () -> this.timing.in(Duration.ofSeconds(1), () -> {
			this.starter.end();
			ended.set(this.starter.awaitEnd(Duration.ZERO));
		});
		assertThatExceptionOfType(FloraConnectionException.class)
			.isThrownBy(() -> this.starter.start(GenerationRequest.image("A harbour"), RequestOptions.defaults()))
			.withMessageContaining("It is not sent again");
		assertThat(ended).isTrue();
		assertThat(this.starter.awaitEnd(Duration.ZERO)).isTrue();
	}

}
