package ai.flora.client.internal.start;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

import ai.flora.client.FloraConflictException;
import ai.flora.client.FloraConnectionException;
import ai.flora.client.FloraException;
import ai.flora.client.FloraInsufficientCreditsException;
import ai.flora.client.FloraRequestRefusedException;
import ai.flora.client.FloraServerException;
import ai.flora.client.FloraStartUnconfirmedException;
import ai.flora.client.FloraTimeoutException;
import ai.flora.client.Generation;
import ai.flora.client.GenerationRequest;
import ai.flora.client.RequestOptions;
import ai.flora.client.RetrySettings;
import ai.flora.client.StartedRun;
import ai.flora.client.internal.RunKind;
import ai.flora.client.internal.callback.CallbackUrls;
import ai.flora.client.internal.callback.StartCallbacks;
import ai.flora.client.internal.start.VirtualFlora.Reply;
import ai.flora.client.internal.start.order.GenerationOrder;
import ai.flora.client.internal.time.VirtualTiming;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Several calls of a client under one key of the caller's, in virtual time: FLORA runs
 * both of two requests that are there together, and charges both.
 */
@ExtendWith(OutputCaptureExtension.class)
class OwnKeyTests {

	private static final GenerationRequest ORDER = GenerationRequest.image("A harbour")
		.toBuilder()
		.idempotencyKey("order-4711")
		.build();

	private static final StartKey KEY = new StartKey(new KindAndProject(RunKind.GENERATION, "prj_1"), "ws_1",
			"order-4711");

	private static final RequestOptions ONCE = RequestOptions.defaults().withMaxAttempts(1);

	private final VirtualTiming time = new VirtualTiming();

	private final VirtualFlora flora = new VirtualFlora(this.time);

	private final RunStarter starter = this.flora.starter(Duration.ofMinutes(2));

	@Test
	void callsAtOnceAreSentOneAfterAnother() throws InterruptedException {
		AtomicReference<@Nullable Throwable> second = new AtomicReference<>();
		Thread other = new Thread(
				() -> second.set(catchThrowable(() -> this.starter.start(ORDER, RequestOptions.defaults()))));
		this.flora.afterPost = () -> startAndAwaitWaiting(other);
		StartedRun first = this.starter.start(ORDER, RequestOptions.defaults()).run();
		other.join();
		assertThat(this.flora.charged()).containsExactly(first.runId());
		assertThat(second.get()).isInstanceOf(FloraConflictException.class);
	}

	@Test
	void callBesideOneThatIsLeftInDoubtGoesOnWithThat() throws InterruptedException {
		AtomicReference<@Nullable Throwable> second = new AtomicReference<>();
		Thread other = new Thread(
				() -> second.set(catchThrowable(() -> this.starter.start(ORDER, RequestOptions.defaults()))));
		this.flora.answer(List.of(Reply.SLOW_THEN_DONE));
		this.flora.afterPost = () -> startAndAwaitWaiting(other);
		FloraStartUnconfirmedException first = catchThrowableOfType(FloraStartUnconfirmedException.class,
				() -> this.starter.start(ORDER, ONCE));
		other.join();
		this.time.sleep(Duration.ofMinutes(1));
		assertThat(second.get()).isInstanceOf(FloraStartUnconfirmedException.class)
			.hasMessageContaining("the caller's own");
		assertThat(((FloraStartUnconfirmedException) second.get()).since()).isEqualTo(first.since());
		assertThat(this.flora.charged()).hasSize(1);
	}

	@Test
	void closeEndsTheWaitForTheTurn() throws InterruptedException {
		AtomicReference<@Nullable Throwable> second = new AtomicReference<>();
		Thread other = new Thread(
				() -> second.set(catchThrowable(() -> this.starter.start(ORDER, RequestOptions.defaults()))));
		this.flora.answer(List.of(Reply.LOST_AFTER));
		this.flora.afterPost = () -> {
			startAndAwaitWaiting(other);
			this.starter.end();
			this.time.close();
		};
		assertThatExceptionOfType(FloraStartUnconfirmedException.class)
			.isThrownBy(() -> this.starter.start(ORDER, RequestOptions.defaults()))
			.withMessageContaining("was closed");
		other.join();
		// It may find its turn, and the start in doubt, or not.
		assertThat(second.get()).isInstanceOfAny(FloraConnectionException.class, FloraStartUnconfirmedException.class)
			.hasMessageContaining("being closed");
		assertThat(this.flora.charged()).hasSize(1);
	}

	@Test
	void callAfterAnUnconfirmedOneWaitsUntilFloraHasDoneWithThat() {
		this.flora.answer(List.of(Reply.SLOW_THEN_DONE));
		unconfirmed(ONCE);
		assertThat(unconfirmed(ONCE)).hasMessageContaining("the caller's own");
		this.time.sleep(Duration.ofMinutes(1));
		assertThat(this.flora.charged()).hasSize(1);
	}

	@Test
	void callWithoutTheTimeToWaitForThatSendsNothing() {
		this.flora.answer(List.of(Reply.SLOW_THEN_DONE));
		unconfirmed(ONCE);
		assertThat(unconfirmed(ONCE.withTimeout(Duration.ofSeconds(4)))).hasMessageContaining("no time left");
		assertThat(this.flora.posts).hasSize(1);
	}

	@ParameterizedTest
	@EnumSource(names = { "RATE_LIMITED", "NOT_CONNECTED", "FAILED" })
	void callOfOneAttemptAfterAnUnconfirmedOneSendsNothingTwice(Reply reply) {
		this.flora.answer(List.of(Reply.LOST_BEFORE, reply));
		unconfirmed(ONCE);
		unconfirmed(ONCE);
		assertThat(this.flora.charged()).isEmpty();
	}

	@Test
	void callAfterAnUnconfirmedOneThatNeverArrivedStartsTheRunOfBoth() {
		this.flora.answer(List.of(Reply.LOST_BEFORE));
		FloraStartUnconfirmedException doubt = unconfirmed(ONCE);
		StartedRun started = this.starter.start(ORDER, ONCE).run();
		assertThat(TestStarters.resolve(this.starter, doubt).run()).isEqualTo(started);
		assertThat(this.flora.charged()).containsExactly(started.runId());
	}

	@Test
	void callAfterOneThatFloraFailedAndChargedSendsNothing() {
		this.flora.answer(List.of(Reply.FAILED_WITH_RUN));
		assertThat(unconfirmed(RequestOptions.defaults()).candidates()).hasSize(1);
		this.time.sleep(Duration.ofMinutes(1));
		assertThat(unconfirmed(RequestOptions.defaults()).candidates()).extracting(Generation::runId)
			.isEqualTo(this.flora.charged());
		assertThat(this.flora.posts).hasSize(1);
	}

	@Test
	void callAfterOneThatFloraFailedLooksForItsRunFirst() {
		this.flora.listLag = Duration.ofSeconds(20);
		this.flora.answer(List.of(Reply.FAILED_WITH_RUN, Reply.FAILED, Reply.FAILED));
		assertFailed(RequestOptions.defaults());
		this.time.sleep(Duration.ofMinutes(1));
		for (int i = 0; i < 2; i++) {
			assertThat(unconfirmed(RequestOptions.defaults()).candidates()).extracting(Generation::runId)
				.isEqualTo(this.flora.charged());
		}
		assertThat(this.flora.charged()).hasSize(1);
		assertThat(this.flora.posts).hasSize(3);
	}

	/** A list that lags hides the run from the call in which FLORA has failed. */
	@Test
	void callAfterOneWhoseResponseWasLostLooksForTheRunIfFloraHadFailedBefore() {
		this.flora.listLag = Duration.ofSeconds(20);
		this.flora.answer(List.of(Reply.FAILED_WITH_RUN, Reply.LOST_BEFORE));
		unconfirmed(RequestOptions.defaults().withTimeout(Duration.ofSeconds(9)));
		assertThat(this.flora.posts).hasSize(2);
		this.time.sleep(Duration.ofMinutes(1));
		assertThat(unconfirmed(RequestOptions.defaults()).candidates()).extracting(Generation::runId)
			.isEqualTo(this.flora.charged());
		assertThat(this.flora.charged()).hasSize(1);
	}

	@Test
	void failureOfAnEarlierCallIsNotForgottenOnceAResponseIsLost() {
		this.flora.listsFail = true;
		this.flora.listLag = Duration.ofSeconds(30);
		this.flora.answer(List.of(Reply.FAILED_WITH_RUN, Reply.LOST_BEFORE));
		unconfirmed(ONCE);
		this.flora.listsFail = false;
		unconfirmed(ONCE);
		assertThat(this.flora.posts).hasSize(2);
		this.time.sleep(Duration.ofMinutes(5));
		unconfirmed(RequestOptions.defaults());
		assertThat(this.flora.charged()).hasSize(1);
	}

	@Test
	void callAfterOneThatFloraFailedStartsTheRunWhereListsShowNone() {
		this.flora.answer(List.of(Reply.FAILED));
		assertFailed(ONCE);
		this.flora.requests.clear();
		StartedRun started = this.starter.start(ORDER, ONCE).run();
		assertThat(this.flora.charged()).containsExactly(started.runId());
		assertThat(this.flora.requests).containsExactly("GET /generations", "POST /generate");
		this.time.sleep(Duration.ofMinutes(1));
		assertThatExceptionOfType(FloraConflictException.class).isThrownBy(() -> this.starter.start(ORDER, ONCE));
	}

	/** FLORA keeps a key for two hours. */
	@Test
	void runsThatAreOlderThanAnyKeyAreNotNamedAtAConflict() {
		String old = this.flora.stranger();
		this.time.sleep(Duration.ofHours(3));
		String run = this.starter.start(ORDER, ONCE).run().runId();
		assertThatExceptionOfType(FloraConflictException.class).isThrownBy(() -> this.starter.start(ORDER, ONCE))
			.satisfies((ex) -> assertThat(ex.candidates()).extracting(Generation::runId).containsExactly(run));
		this.flora.noCreationTimes = true;
		assertThatExceptionOfType(FloraConflictException.class).isThrownBy(() -> this.starter.start(ORDER, ONCE))
			.satisfies((ex) -> assertThat(ex.candidates()).extracting(Generation::runId).containsExactly(run, old));
	}

	/** The key was used before, and this call has started nothing. */
	@Test
	void listThatFailsAfterAConflictIsNoFailureAtTheStart() {
		this.starter.start(ORDER, ONCE);
		this.time.sleep(Duration.ofMinutes(1));
		this.flora.listsFail = true;
		assertThatExceptionOfType(FloraConflictException.class).isThrownBy(() -> this.starter.start(ORDER, ONCE))
			.satisfies((ex) -> assertThat(FloraFailure.mayBeStartedAnew(ex)).isTrue())
			.satisfies((ex) -> assertThat(ex.getSuppressed()).singleElement(InstanceOfAssertFactories.THROWABLE)
				.isExactlyInstanceOf(FloraException.class)
				.hasCauseInstanceOf(FloraServerException.class));
	}

	@Test
	void callAfterOneThatFloraFailedSendsNothingWithoutAList() {
		this.flora.answer(List.of(Reply.FAILED));
		assertFailed(ONCE);
		this.flora.listsFail = true;
		FloraStartUnconfirmedException doubt = unconfirmed(ONCE);
		assertThat(doubt).hasMessageContaining("could not be listed").hasCauseInstanceOf(FloraServerException.class);
		assertThat(doubt.since()).isBeforeOrEqualTo(this.flora.posts.get(0));
		assertThat(this.flora.posts).hasSize(1);
		this.flora.listsFail = false;
		assertThat(this.flora.charged()).isEmpty();
		StartedRun started = this.starter.start(ORDER, ONCE).run();
		assertThat(this.flora.charged()).containsExactly(started.runId());
	}

	@Test
	void callsThatAreWithdrawnOrRefusedDoNotForgetThatFloraHasFailed() {
		this.flora.listLag = Duration.ofMinutes(3);
		this.flora.answer(List.of(Reply.FAILED_WITH_RUN, Reply.NO_CREDITS));
		assertFailed(ONCE);
		assertThatExceptionOfType(WithdrawnException.class)
			.isThrownBy(() -> this.starter.forBatches().start(ORDER, false, () -> true));
		assertThatExceptionOfType(FloraInsufficientCreditsException.class)
			.isThrownBy(() -> this.starter.start(ORDER, ONCE))
			.satisfies((ex) -> assertThat(FloraFailure.mayBeStartedAnew(ex)).isFalse());
		this.time.sleep(Duration.ofMinutes(110));
		assertThat(unconfirmed(ONCE).candidates()).extracting(Generation::runId).isEqualTo(this.flora.charged());
		assertThat(this.flora.charged()).hasSize(1);
	}

	@Test
	void orderThatIsRefusedBeforeItIsSentTellsThatFloraHasFailed() {
		this.flora.answer(List.of(Reply.FAILED));
		assertFailed(ONCE);
		FloraRequestRefusedException refusal = new FloraRequestRefusedException("The model does not do that");
		assertThatExceptionOfType(FloraRequestRefusedException.class)
			.isThrownBy(() -> this.starter.prepareAndSend(new GenerationOrder(ORDER), (asked, deadline) -> {
				throw refusal;
			}, ONCE, () -> false))
			.satisfies((ex) -> assertThat(FloraFailure.mayBeStartedAnew(ex)).isFalse());
	}

	/** It knows of this call alone. */
	@Test
	void orderThatIsNotSentInTimeTellsThatFloraHasFailedAndClaimsNoMore() {
		this.flora.answer(List.of(Reply.FAILED));
		assertFailed(ONCE);
		assertThatExceptionOfType(FloraTimeoutException.class)
			.isThrownBy(() -> this.starter.prepareAndSend(new GenerationOrder(ORDER), (asked, deadline) -> {
				this.time.sleep(Duration.ofMinutes(2));
				return asked;
			}, ONCE, () -> false))
			.withMessageContaining("This start is not sent")
			.satisfies((ex) -> assertThat(FloraFailure.mayBeStartedAnew(ex)).isFalse());
		assertThat(this.flora.posts).hasSize(1);
	}

	@Test
	void orderWithoutTheTimeToSendItIsNotPrepared() {
		AtomicBoolean prepared = new AtomicBoolean();
		assertThatExceptionOfType(FloraTimeoutException.class)
			.isThrownBy(() -> this.starter.prepareAndSend(new GenerationOrder(ORDER), (asked, deadline) -> {
				prepared.set(true);
				return asked;
			}, ONCE, () -> {
				this.time.sleep(Duration.ofMinutes(2));
				return false;
			}))
			.withMessageContaining("This start is not sent");
		assertThat(prepared).isFalse();
	}

	@Test
	void batchLearnsWhatAnEarlierCallOfTheSameOrderHasEndedIn() {
		StartsForBatches starts = this.starter.forBatches();
		GenerationRequest castle = GenerationRequest.image("A castle").toBuilder().idempotencyKey("order-4711").build();
		this.flora.answer(List.of(Reply.FAILED, Reply.LOST_BEFORE));
		assertThat(starts.earlierEnd(ORDER)).isNull();
		assertFailed(ONCE);
		assertThat(starts.earlierEnd(ORDER)).isInstanceOf(FloraServerException.class);
		assertThat(starts.earlierEnd(castle)).isNull();
		assertThat(starts.earlierEnd(GenerationRequest.image("A harbour"))).isNull();
		FloraStartUnconfirmedException doubt = unconfirmed(ONCE);
		assertThat(starts.earlierEnd(ORDER)).isSameAs(doubt);
		assertThat(starts.earlierEnd(castle)).isNull();
		TestStarters.resolve(this.starter, doubt);
		assertThat(starts.earlierEnd(ORDER)).isNull();
	}

	/** A refusal before it is sent must tell of the failure, too. */
	@Test
	void batchLeavesTheCheckOfAnOrderThatFloraFailedToItsStart() {
		this.flora.answer(List.of(Reply.FAILED));
		assertThat(this.starter.forBatches().mayBeInDoubt(ORDER)).isFalse();
		assertFailed(ONCE);
		assertThat(this.starter.forBatches().mayBeInDoubt(ORDER)).isTrue();
	}

	/** A job may repeat its order every hour while FLORA fails. */
	@Test
	void startThatFloraFailedIsRememberedForTwoHoursAfterItsLastAttempt() {
		for (int i = 0; i < 3; i++) {
			this.flora.answer(List.of(Reply.FAILED));
			assertFailed(ONCE);
			this.time.sleep(Duration.ofMinutes(115));
		}
		this.flora.answer(List.of(Reply.FAILED_WITH_RUN));
		FloraStartUnconfirmedException doubt = unconfirmed(ONCE);
		this.time.sleep(Duration.ofMinutes(110));
		FloraStartUnconfirmedException again = unconfirmed(ONCE);
		assertThat(again.since()).isEqualTo(doubt.since());
		assertThat(again.candidates()).extracting(Generation::runId).isEqualTo(this.flora.charged());
		assertThat(this.flora.charged()).hasSize(1);
	}

	@Test
	void startInDoubtIsRememberedForTwoHoursAfterItsLastAttempt() {
		this.flora.answer(List.of(Reply.LOST_BEFORE, Reply.FAILED_WITH_RUN));
		unconfirmed(ONCE);
		this.time.sleep(Duration.ofMinutes(95));
		unconfirmed(ONCE);
		this.time.sleep(Duration.ofMinutes(110));
		assertThat(unconfirmed(ONCE).candidates()).extracting(Generation::runId).isEqualTo(this.flora.charged());
		assertThat(this.flora.charged()).hasSize(1);
	}

	@Test
	void keyIsAsOldAsTheAttemptsAfterAListThatShowedNoRunOfTheFailedOnes() {
		this.flora.answer(List.of(Reply.FAILED, Reply.LOST_BEFORE));
		assertFailed(ONCE);
		this.time.sleep(Duration.ofMinutes(101));
		FloraStartUnconfirmedException doubt = unconfirmed(ONCE);
		assertThat(doubt.since()).isAfter(this.flora.posts.get(1).minusSeconds(5));
		this.time.sleep(Duration.ofMinutes(90));
		assertThat(this.flora.charged()).isEmpty();
		StartedRun started = TestStarters.resolve(this.starter, doubt).run();
		assertThat(this.flora.charged()).containsExactly(started.runId());
	}

	/** Such as by its first synchronisation after the machine has booted. */
	@Test
	void startIsNotForgottenWhenTheWallClockIsSet() {
		this.flora.answer(List.of(Reply.FAILED_WITH_RUN));
		unconfirmed(ONCE);
		this.time.setWallClockAhead(Duration.ofHours(3));
		assertThat(unconfirmed(ONCE)).hasMessageContaining("forgotten its key");
		assertThat(this.flora.charged()).hasSize(1);
	}

	@Test
	void callAfterOneThatFloraFailedSendsNothingOnceTheClientIsClosed() {
		this.flora.answer(List.of(Reply.FAILED));
		assertFailed(ONCE);
		this.flora.beforeList = this.starter::end;
		assertThatExceptionOfType(FloraConnectionException.class).isThrownBy(() -> this.starter.start(ORDER, ONCE))
			.withMessageContaining("It is not sent again.")
			.withCauseInstanceOf(FloraServerException.class);
		assertThat(this.flora.posts).hasSize(1);
	}

	@Test
	void callAfterOneThatFloraFailedSendsNothingOnceItIsWithdrawn() {
		this.flora.answer(List.of(Reply.FAILED));
		assertFailed(ONCE);
		AtomicBoolean stopped = new AtomicBoolean();
		this.flora.beforeList = () -> stopped.set(true);
		assertThatExceptionOfType(FloraServerException.class)
			.isThrownBy(() -> this.starter.forBatches().start(ORDER, false, stopped::get));
		assertThat(this.flora.posts).hasSize(1);
	}

	@Test
	void runThatBeganBetweenTheCallsIsNoCandidate() {
		this.flora.answer(List.of(Reply.FAILED));
		assertFailed(ONCE);
		this.time.sleep(Duration.ofMinutes(1));
		this.flora.stranger();
		this.time.sleep(Duration.ofMinutes(1));
		StartedRun started = this.starter.start(ORDER, ONCE).run();
		assertThat(this.flora.charged()).containsExactly(started.runId());
	}

	@Test
	void runThatBeganBetweenTheCallsIsNotTakenThoughADeliveryNamesIt() {
		StartCallbacks callbacks = new StartCallbacks(
				new CallbackUrls(URI.create("https://app.example.com/flora"), List.of("whsec_1")));
		RunStarter starter = this.flora.starter(Duration.ofMinutes(2), RetrySettings.defaults(), callbacks);
		this.flora.answer(List.of(Reply.FAILED, Reply.LOST_BEFORE));
		assertThatExceptionOfType(FloraServerException.class).isThrownBy(() -> starter.start(ORDER, ONCE));
		this.time.sleep(Duration.ofMinutes(1));
		String stranger = this.flora.stranger();
		this.time.sleep(Duration.ofMinutes(1));
		this.flora.afterPost = () -> callbacks.bind(this.flora.token(), stranger);
		StartedRun started = starter.start(ORDER, RequestOptions.defaults()).run();
		assertThat(this.flora.charged()).containsExactly(started.runId());
	}

	/** The monotonic clock stood still meanwhile: lists would not tell the run. */
	@Test
	void callAfterOneThatFloraFailedSendsNothingIfTheMachineSleptMeanwhile() {
		this.flora.listLag = Duration.ofSeconds(20);
		this.flora.answer(List.of(Reply.FAILED_WITH_RUN));
		this.time.sleep(Duration.ofMinutes(1));
		assertFailed(ONCE);
		this.time.suspend(Duration.ofMinutes(50));
		assertThat(unconfirmed(ONCE)).hasMessageContaining("this machine slept meanwhile");
		assertThat(this.flora.posts).hasSize(1);
	}

	@Test
	void doubtOfACallThatCannotListBeginsWithTheFirstAttemptThatFloraFailed() {
		this.flora.answer(List.of(Reply.FAILED, Reply.FAILED, Reply.FAILED));
		assertFailed(RequestOptions.defaults());
		this.flora.listsFail = true;
		assertThat(unconfirmed(ONCE).since()).isBeforeOrEqualTo(this.flora.posts.get(0));
		assertThat(this.flora.posts).hasSize(3);
	}

	@Test
	void keyThatIsTakenAfterFloraHasFailedMayBeTheStartsOwn() {
		this.flora.answer(List.of(Reply.FAILED, Reply.DUPLICATE));
		assertFailed(ONCE);
		assertThat(unconfirmed(ONCE)).hasMessageContaining("idempotency_duplicate");
	}

	@Test
	void failureOfAnotherOrderOrOfYesterdayHoldsUpNothing() {
		this.flora.answer(List.of(Reply.FAILED));
		assertFailed(ONCE);
		this.flora.requests.clear();
		this.starter.start(GenerationRequest.image("A castle").toBuilder().idempotencyKey("order-4711").build(), ONCE);
		assertThat(this.flora.requests).containsExactly("POST /generate");
		this.time.sleep(Duration.ofHours(3));
		this.flora.forgetKeys();
		this.flora.requests.clear();
		this.starter.start(ORDER, ONCE);
		assertThat(this.flora.requests).containsExactly("POST /generate");
	}

	@Test
	void anotherRequestUnderTheKeyOfAStartInDoubtIsRefused() {
		this.flora.answer(List.of(Reply.LOST_BEFORE));
		FloraStartUnconfirmedException doubt = unconfirmed(ONCE);
		GenerationRequest castle = GenerationRequest.image("A castle").toBuilder().idempotencyKey("order-4711").build();
		assertThatExceptionOfType(FloraRequestRefusedException.class)
			.isThrownBy(() -> this.starter.start(castle, RequestOptions.defaults()))
			.withMessageContaining("use another key");
		assertThat(this.flora.posts).hasSize(1);
		TestStarters.resolve(this.starter, doubt);
		assertThat(this.flora.bodies).allSatisfy((body) -> assertThat(body).contains("A harbour"));
	}

	@Test
	void runOfYesterdayIsNotThatOfAStartUnderTheSameKeyToday() {
		this.flora.answer(List.of(Reply.LOST_BEFORE));
		FloraStartUnconfirmedException first = unconfirmed(ONCE);
		StartedRun yesterday = TestStarters.resolve(this.starter, first).run();
		this.time.sleep(Duration.ofHours(24));
		this.flora.forgetKeys();
		this.flora.answer(List.of(Reply.LOST_BEFORE));
		FloraStartUnconfirmedException doubt = unconfirmed(ONCE);
		StartedRun today = TestStarters.resolve(this.starter, doubt).run();
		assertThat(today.runId()).isNotEqualTo(yesterday.runId());
		assertThat(TestStarters.resolve(this.starter, first).run()).isEqualTo(yesterday);
		assertThat(this.flora.charged()).containsExactly(today.runId(), yesterday.runId());
	}

	@Test
	void keyThatFloraHasForgottenStartsAnotherRunThatIsNotTheEarlierStarts() {
		this.flora.answer(List.of(Reply.LOST_AFTER));
		FloraStartUnconfirmedException doubt = unconfirmed(ONCE);
		this.time.sleep(Duration.ofHours(10));
		this.flora.forgetKeys();
		this.starter.start(ORDER, RequestOptions.defaults());
		assertThatExceptionOfType(FloraStartUnconfirmedException.class)
			.isThrownBy(() -> TestStarters.resolve(this.starter, doubt))
			.withMessageContaining("forgotten its key");
		assertThat(this.flora.charged()).hasSize(2);
	}

	@Test
	void startThatSeveralCallsLeaveUnconfirmedIsCountedOnce() {
		CountedStarts counted = new CountedStarts();
		this.flora.meters = counted;
		RunStarter starter = this.flora.starter(Duration.ofMinutes(2));
		this.flora.answer(List.of(Reply.LOST_AFTER));
		for (int i = 0; i < 2; i++) {
			assertThatExceptionOfType(FloraStartUnconfirmedException.class)
				.isThrownBy(() -> starter.start(ORDER, ONCE));
		}
		assertThat(counted.operations).containsExactly("create");
	}

	@Test
	void callAfterOneThatFloraFailedSendsNothingOnceADeliveryNamesItsRun() {
		StartCallbacks callbacks = new StartCallbacks(
				new CallbackUrls(URI.create("https://app.example.com/flora"), List.of("whsec_1")));
		RunStarter starter = this.flora.starter(Duration.ofMinutes(2), RetrySettings.defaults(), callbacks);
		this.flora.listLag = Duration.ofMinutes(2);
		this.flora.answer(List.of(Reply.FAILED_WITH_RUN));
		assertThatExceptionOfType(FloraServerException.class).isThrownBy(() -> starter.start(ORDER, ONCE));
		callbacks.bind(this.flora.token(), this.flora.charged().get(0));
		this.time.sleep(Duration.ofMinutes(1));
		StartedRun started = starter.start(ORDER, ONCE).run();
		assertThat(this.flora.charged()).containsExactly(started.runId());
	}

	@Test
	void callAfterOneThatFloraFailedHasTheRunThatADeliveryNamesThoughTheClientIsClosed() {
		StartCallbacks callbacks = new StartCallbacks(
				new CallbackUrls(URI.create("https://app.example.com/flora"), List.of("whsec_1")));
		RunStarter starter = this.flora.starter(Duration.ofMinutes(2), RetrySettings.defaults(), callbacks);
		this.flora.listLag = Duration.ofSeconds(20);
		this.flora.answer(List.of(Reply.FAILED_WITH_RUN));
		assertThatExceptionOfType(FloraServerException.class).isThrownBy(() -> starter.start(ORDER, ONCE));
		this.time.sleep(Duration.ofMinutes(1));
		this.flora.beforeList = () -> {
			callbacks.bind(this.flora.token(), this.flora.charged().get(0));
			starter.end();
		};
		StartedRun started = starter.start(ORDER, ONCE).run();
		assertThat(this.flora.charged()).containsExactly(started.runId());
		assertThat(this.flora.lists()).isEqualTo(2);
	}

	/** FLORA released the key when it failed, and would charge the order once more. */
	@Test
	void orderWhoseRunADeliveryToldAfterFloraHadFailedIsRefusedForTwoHours() {
		StartCallbacks callbacks = new StartCallbacks(
				new CallbackUrls(URI.create("https://app.example.com/flora"), List.of("whsec_1")));
		RunStarter starter = this.flora.starter(Duration.ofMinutes(2), RetrySettings.defaults(), callbacks);
		this.flora.answer(List.of(Reply.FAILED_WITH_RUN));
		this.flora.afterPost = () -> callbacks.bind(this.flora.token(), this.flora.charged().get(0));
		StartedRun started = starter.start(ORDER, RequestOptions.defaults()).run();
		this.time.sleep(Duration.ofMinutes(115));
		assertThat(starter.forBatches().mayBeInDoubt(ORDER)).isTrue();
		assertThatExceptionOfType(FloraConflictException.class).isThrownBy(() -> starter.start(ORDER, ONCE))
			.withMessageContaining("sent nothing")
			.withMessageContaining("to start another run, use another key")
			.satisfies((ex) -> assertThat(ex.errorCode()).isEqualTo("idempotency_duplicate"))
			.satisfies(
					(ex) -> assertThat(ex.candidates()).extracting(Generation::runId).containsExactly(started.runId()));
		assertThat(this.flora.charged()).containsExactly(started.runId());
		this.time.sleep(Duration.ofMinutes(10));
		assertThat(starter.forBatches().mayBeInDoubt(ORDER)).isFalse();
		assertThat(starter.start(ORDER, ONCE).run()).isNotEqualTo(started);
	}

	@Test
	void orderWhoseRunResolveToldAfterFloraHadFailedIsRefused() {
		StartCallbacks callbacks = new StartCallbacks(
				new CallbackUrls(URI.create("https://app.example.com/flora"), List.of("whsec_1")));
		RunStarter starter = this.flora.starter(Duration.ofMinutes(2), RetrySettings.defaults(), callbacks);
		this.flora.answer(List.of(Reply.FAILED_WITH_RUN));
		FloraStartUnconfirmedException doubt = catchThrowableOfType(FloraStartUnconfirmedException.class,
				() -> starter.start(ORDER, ONCE));
		callbacks.bind(this.flora.token(), this.flora.charged().get(0));
		StartedRun resolved = TestStarters.resolve(starter, doubt).run();
		assertThatExceptionOfType(FloraConflictException.class).isThrownBy(() -> starter.start(ORDER, ONCE));
		assertThat(TestStarters.resolve(starter, doubt).run()).isEqualTo(resolved);
		assertThat(this.flora.charged()).containsExactly(resolved.runId());
	}

	/** A restarted job may begin anew before it resolves what it has kept. */
	@Test
	void startOfAnotherProcessIsNotAskedForOnceADeliveryToldTheRunOfItsKey() {
		this.flora.answer(List.of(Reply.LOST_BEFORE, Reply.FAILED_WITH_RUN));
		FloraStartUnconfirmedException kept = unconfirmed(ONCE);
		StartCallbacks callbacks = new StartCallbacks(
				new CallbackUrls(URI.create("https://app.example.com/flora"), List.of("whsec_1")));
		RunStarter restarted = this.flora.starter(Duration.ofMinutes(2), RetrySettings.defaults(), callbacks);
		this.flora.afterPost = () -> callbacks.bind(this.flora.token(), this.flora.charged().get(0));
		StartedRun started = restarted.start(ORDER, RequestOptions.defaults()).run();
		assertThatExceptionOfType(FloraStartUnconfirmedException.class)
			.isThrownBy(() -> TestStarters.resolve(restarted, kept))
			.withMessageContaining("another start under its key has led to run " + started.runId());
		assertThat(this.flora.charged()).containsExactly(started.runId());
	}

	/** Another instance may have started it, under the same path. */
	@Test
	void deliveryBeforeAStartIsNotAboutThatOne(CapturedOutput output) {
		StartCallbacks callbacks = new StartCallbacks(
				new CallbackUrls(URI.create("https://app.example.com/flora"), List.of("whsec_1")));
		RunStarter starter = this.flora.starter(Duration.ofMinutes(2), RetrySettings.defaults(), callbacks);
		callbacks.bind(callbacks.forStart(KEY.text()).token(), this.flora.stranger());
		callbacks.bind(callbacks.forStart(KEY.text()).token(), "run_yesterday");
		this.time.sleep(Duration.ofHours(1));
		this.flora.answer(List.of(Reply.FAILED, Reply.LOST_BEFORE));
		StartedRun started = starter.start(ORDER, RequestOptions.defaults()).run();
		assertThat(this.flora.charged()).containsExactly(started.runId());
		assertThat(output).doesNotContain("which cannot be its run");
	}

	@Test
	void deliveriesOfRunsOfEarlierDaysDoNotHideTodays(CapturedOutput output) {
		StartCallbacks callbacks = new StartCallbacks(
				new CallbackUrls(URI.create("https://app.example.com/flora"), List.of("whsec_1")));
		RunStarter starter = this.flora.starter(Duration.ofMinutes(2), RetrySettings.defaults(), callbacks);
		for (int day = 0; day < 11; day++) {
			StartedRun run = starter.start(ORDER, RequestOptions.defaults()).run();
			assertThat(callbacks.bind(this.flora.token(), run.runId())).isNotNull();
			this.time.sleep(Duration.ofHours(24));
			this.flora.forgetKeys();
		}
		this.flora.answer(List.of(Reply.LOST_AFTER));
		this.time.in(Duration.ofSeconds(3), () -> callbacks.bind(this.flora.token(), this.flora.charged().get(0)));
		StartedRun run = starter.start(ORDER, RequestOptions.defaults()).run();
		assertThat(run.runId()).isEqualTo(this.flora.charged().get(0));
		assertThat(output).doesNotContain("somebody else's");
	}

	@Test
	void withdrawnStartIsNoStartOfThisClient() {
		StartCallbacks callbacks = new StartCallbacks(
				new CallbackUrls(URI.create("https://app.example.com/flora"), List.of("whsec_1")));
		RunStarter starter = this.flora.starter(Duration.ofMinutes(2), RetrySettings.defaults(), callbacks);
		assertThatExceptionOfType(WithdrawnException.class)
			.isThrownBy(() -> starter.forBatches().start(ORDER, false, () -> true));
		assertThat(this.flora.posts).isEmpty();
		assertThat(callbacks.hasStarted(callbacks.forStart(KEY.text()).token())).isFalse();
	}

	private void assertFailed(RequestOptions options) {
		assertThatExceptionOfType(FloraServerException.class).isThrownBy(() -> this.starter.start(ORDER, options));
	}

	private FloraStartUnconfirmedException unconfirmed(RequestOptions options) {
		FloraStartUnconfirmedException thrown = catchThrowableOfType(FloraStartUnconfirmedException.class,
				() -> this.starter.start(ORDER, options));
		assertThat(thrown).isNotNull();
		return thrown;
	}

	/** The other call cannot go on before this one has ended. */
	private static void startAndAwaitWaiting(Thread thread) {
		thread.start();
		while (thread.isAlive() && thread.getState() != Thread.State.TIMED_WAITING) {
			Thread.onSpinWait();
		}
	}

}
