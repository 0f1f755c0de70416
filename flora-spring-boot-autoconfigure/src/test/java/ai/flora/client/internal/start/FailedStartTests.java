package ai.flora.client.internal.start;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

import ai.flora.client.FloraAuthenticationException;
import ai.flora.client.FloraConnectionException;
import ai.flora.client.FloraServerException;
import ai.flora.client.FloraStartUnconfirmedException;
import ai.flora.client.Generation;
import ai.flora.client.GenerationRequest;
import ai.flora.client.RequestOptions;
import ai.flora.client.RetrySettings;
import ai.flora.client.StartedRun;
import ai.flora.client.internal.callback.CallbackUrls;
import ai.flora.client.internal.callback.StartCallbacks;
import ai.flora.client.internal.start.VirtualFlora.Reply;
import ai.flora.client.internal.time.VirtualTiming;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Starts of which FLORA itself says that it has failed, in virtual time: it releases the
 * key, and may have made a run all the same.
 */
class FailedStartTests {

	private static final GenerationRequest REQUEST = GenerationRequest.image("A harbour");

	private static final RequestOptions ONCE = RequestOptions.defaults().withMaxAttempts(1);

	private static final Duration TIMEOUT = Duration.ofMinutes(2);

	private final VirtualTiming time = new VirtualTiming();

	private final VirtualFlora flora = new VirtualFlora(this.time);

	private final StartCallbacks callbacks = new StartCallbacks(
			new CallbackUrls(URI.create("https://app.example.com/flora"), List.of("whsec_1")));

	private final RunStarter starter = this.flora.starter(TIMEOUT);

	@Test
	void startThatKeepsFailingIsNotSentMoreOftenThanOthers() {
		this.flora.answer(List.of(Reply.FAILED, Reply.FAILED, Reply.FAILED, Reply.FAILED));
		assertThatExceptionOfType(FloraServerException.class).isThrownBy(this::start)
			.withMessageContaining("It may have made a run: look for it at FLORA before you start it again.");
		assertThat(this.flora.posts).hasSize(3);
	}

	@Test
	void startThatFailedIsNotSaidToHaveStartedNothingWhenTheClientCloses() {
		this.flora.answer(List.of(Reply.FAILED));
		this.flora.beforeList = this.starter::end;
		assertThatExceptionOfType(FloraConnectionException.class).isThrownBy(this::start)
			.withMessageContaining("It is not sent again.")
			.satisfies((ex) -> assertThat(FloraFailure.mayBeStartedAnew(ex)).isFalse());
	}

	@Test
	void doubtIsAskedAboutUntilTheDeadlineHoweverOftenFloraFails() {
		this.flora.answer(List.of(Reply.LOST_BEFORE, Reply.FAILED, Reply.FAILED, Reply.FAILED, Reply.FAILED));
		StartedRun started = start();
		assertThat(this.flora.charged()).containsExactly(started.runId());
		assertThat(this.flora.posts).hasSize(6);
		for (int post = 2; post < 6; post++) {
			assertThat(Duration.between(this.flora.posts.get(post - 1), this.flora.posts.get(post)))
				.as("the list, and a question's wait")
				.isGreaterThanOrEqualTo(Duration.ofSeconds(8));
		}
	}

	@Test
	void startThatFailedMayBeMixedUpWithOthersUntilItHasItsRun() {
		this.flora.answer(List.of(Reply.FAILED));
		List<Boolean> mixedUp = new ArrayList<>();
		Runnable ask = () -> mixedUp.add(this.starter.forBatches().mayBeMixedUp(REQUEST));
		this.flora.afterPost = ask;
		this.flora.beforeList = ask;
		start();
		assertThat(mixedUp).containsExactly(false, true);
		this.time.sleep(Duration.ofMinutes(1));
		assertThat(this.starter.forBatches().mayBeMixedUp(REQUEST)).isFalse();
	}

	@Test
	void startThatFailedIsMixedUpWithOthersOfItsModelAlone() {
		GenerationRequest one = REQUEST.toBuilder().model("t2i-1").build();
		GenerationRequest other = REQUEST.toBuilder().model("t2i-2").build();
		List<Boolean> mixedUp = new ArrayList<>();
		Runnable ask = () -> List.of(REQUEST, one, other)
			.forEach((request) -> mixedUp.add(this.starter.forBatches().mayBeMixedUp(request)));
		this.flora.answer(List.of(Reply.FAILED));
		this.flora.beforeList = ask;
		this.starter.start(one, RequestOptions.defaults());
		this.time.sleep(Duration.ofMinutes(1));
		this.flora.answer(List.of(Reply.FAILED));
		this.flora.beforeList = ask;
		start();
		assertThat(mixedUp).containsExactly(true, true, false, true, true, true);
	}

	@Test
	void startThatFailedIsNotSentAgainWithoutAList() {
		this.flora.listsFail = true;
		this.flora.answer(List.of(Reply.FAILED_WITH_RUN));
		assertThat(unconfirmed()).hasMessageContaining("newest runs could not be listed (")
			.hasCauseInstanceOf(FloraServerException.class);
		assertThat(this.flora.charged()).hasSize(1);
		this.flora.answer(List.of(Reply.LOST_BEFORE, Reply.FAILED_WITH_RUN));
		assertThat(unconfirmed()).hasMessageContaining("newest runs could not be listed (").hasMessageContaining("500");
		assertThat(this.flora.charged()).hasSize(2);
	}

	@Test
	void startThatFailedWithoutTimeForAListMayHaveBeenCharged() {
		this.flora.answer(List.of(Reply.FAILED_WITH_RUN));
		FloraStartUnconfirmedException doubt = catchThrowableOfType(FloraStartUnconfirmedException.class,
				() -> this.starter.start(REQUEST, RequestOptions.defaults().withTimeout(Duration.ofSeconds(2))));
		assertThat(doubt).hasMessageContaining("no time left to list").hasCauseInstanceOf(FloraServerException.class);
		assertThat(this.flora.lists()).isZero();
		FloraStartUnconfirmedException again = catchThrowableOfType(FloraStartUnconfirmedException.class,
				() -> TestStarters.resolve(this.starter, doubt));
		assertThat(again.candidates()).extracting(Generation::runId).isEqualTo(this.flora.charged());
		assertThat(this.flora.charged()).hasSize(1);
	}

	@Test
	void startThatFailedWithoutAListIsSentAgainOnceAListShowsNoRun() {
		this.flora.listsFail = true;
		this.flora.answer(List.of(Reply.FAILED));
		FloraStartUnconfirmedException doubt = unconfirmed();
		this.flora.listsFail = false;
		StartedRun started = TestStarters.resolve(this.starter, doubt).run();
		assertThat(this.flora.charged()).containsExactly(started.runId());
	}

	@Test
	void startThatFailedIsNotSentAgainWhereAListDoesNotTellWhenARunBegan() {
		this.flora.noCreationTimes = true;
		this.flora.answer(List.of(Reply.FAILED_WITH_RUN));
		unconfirmed();
		assertThat(this.flora.charged()).hasSize(1);
	}

	/** Whoever resolves in a loop may keep the first exception. */
	@Test
	void earlierExceptionOfAStartDoesNotHideThatFloraHasFailedSince() {
		this.flora.answer(List.of(Reply.LOST_BEFORE));
		FloraStartUnconfirmedException first = catchThrowableOfType(FloraStartUnconfirmedException.class,
				() -> this.starter.start(REQUEST, RequestOptions.defaults().withMaxAttempts(1)));
		this.time.sleep(Duration.ofMinutes(1));
		this.flora.answer(List.of(Reply.FAILED_WITH_RUN));
		for (int i = 0; i < 2; i++) {
			FloraStartUnconfirmedException again = catchThrowableOfType(FloraStartUnconfirmedException.class,
					() -> TestStarters.resolve(this.starter, first));
			assertThat(again.candidates()).extracting(Generation::runId).isEqualTo(this.flora.charged());
			this.time.sleep(Duration.ofMinutes(1));
		}
		assertThat(this.flora.charged()).hasSize(1);
	}

	/** The list that follows the failure at once lacks the run. */
	@Test
	void startThatFailedBeforeItsResponseWasLostIsLookedForBeforeItIsSentAgain() {
		FloraStartUnconfirmedException doubt = failedThenLost();
		FloraStartUnconfirmedException again = catchThrowableOfType(FloraStartUnconfirmedException.class,
				() -> TestStarters.resolve(this.starter, doubt));
		assertThat(again.candidates()).extracting(Generation::runId).isEqualTo(this.flora.charged());
		assertThat(this.flora.charged()).hasSize(1);
	}

	@Test
	void startThatFailedBeforeItWasRefusedIsLookedForBeforeItIsSentAgain() {
		this.flora.listLag = Duration.ofSeconds(20);
		this.flora.answer(List.of(Reply.FAILED_WITH_RUN, Reply.LOST_BEFORE, Reply.UNAUTHORIZED));
		FloraStartUnconfirmedException doubt = unconfirmed();
		assertThat(doubt).hasCauseInstanceOf(FloraAuthenticationException.class);
		this.time.sleep(Duration.ofMinutes(1));
		for (RunStarter each : List.of(this.flora.starter(TIMEOUT), this.starter)) {
			assertThatExceptionOfType(FloraStartUnconfirmedException.class)
				.isThrownBy(() -> TestStarters.resolve(each, doubt));
		}
		assertThat(this.flora.charged()).hasSize(1);
	}

	@Test
	void runThatBeganAfterFloraHadFailedIsThatOfTheLaterAttempt() {
		this.flora.answer(List.of(Reply.FAILED, Reply.LOST_AFTER, Reply.UNAUTHORIZED));
		FloraStartUnconfirmedException doubt = unconfirmed();
		this.time.sleep(Duration.ofMinutes(1));
		StartedRun started = TestStarters.resolve(this.starter, doubt).run();
		assertThat(this.flora.charged()).containsExactly(started.runId());
	}

	@Test
	void resolveDoesNotStartAgainWhileACandidateMayBeTheRunThatListsLackNow() {
		this.flora.answer(List.of(Reply.FAILED_WITH_RUN));
		FloraStartUnconfirmedException doubt = unconfirmed();
		this.flora.neverListsOwn = true;
		FloraStartUnconfirmedException again = catchThrowableOfType(FloraStartUnconfirmedException.class,
				() -> TestStarters.resolve(this.starter, doubt).run());
		assertThat(again).isNotNull();
		assertThat(again.candidates()).extracting(Generation::runId).isEqualTo(this.flora.charged());
		assertThat(this.flora.charged()).hasSize(1);
	}

	@Test
	void resolveStartsAgainOnceEachCandidateIsAnotherStartsRun() {
		RunStarter starter = this.flora.starter(TIMEOUT, RetrySettings.defaults(), this.callbacks);
		AtomicReference<FloraStartUnconfirmedException> other = new AtomicReference<>();
		this.flora.answer(List.of(Reply.FAILED));
		this.flora.afterPost = () -> {
			this.flora.answerFirst(List.of(Reply.LOST_AFTER, Reply.UNAUTHORIZED));
			other.set(unconfirmed(starter));
		};
		FloraStartUnconfirmedException doubt = unconfirmed(starter);
		assertThat(doubt.candidates()).extracting(Generation::runId).isEqualTo(this.flora.charged());
		post();
		StartedRun others = TestStarters.resolve(starter, other.get()).run();
		StartedRun own = TestStarters.resolve(starter, doubt).run();
		assertThat(this.flora.charged()).containsExactly(own.runId(), others.runId());
	}

	@Test
	void startThatFailedIsNotSentAgainOnceADeliveryNamesItsRun() {
		RunStarter starter = this.flora.starter(TIMEOUT, RetrySettings.defaults(), this.callbacks);
		this.flora.listLag = Duration.ofSeconds(20);
		this.flora.answer(List.of(Reply.FAILED_WITH_RUN));
		this.flora.afterPost = this::post;
		StartedRun started = starter.start(REQUEST, RequestOptions.defaults()).run();
		assertThat(this.flora.charged()).containsExactly(started.runId());
	}

	@Test
	void startThatIsSentOnceHasTheRunThatADeliveryNamesAfterFloraHasFailed() {
		RunStarter starter = this.flora.starter(TIMEOUT, RetrySettings.defaults(), this.callbacks);
		this.flora.answer(List.of(Reply.FAILED_WITH_RUN));
		this.flora.afterPost = this::post;
		assertThat(starter.start(REQUEST, ONCE).run().runId()).isEqualTo(this.flora.charged().get(0));
		assertThat(this.flora.lists()).isEqualTo(1);
	}

	/** The list of a run that is not the start's takes time. */
	@Test
	void startThatFailedIsNotSentAgainIfTheClientClosesWhileADeliveryIsLookedInto() {
		String old = this.flora.stranger();
		this.time.sleep(Duration.ofHours(1));
		RetrySettings slow = new RetrySettings(3, Duration.ofSeconds(20), Duration.ofSeconds(30),
				Duration.ofMinutes(1));
		RunStarter starter = this.flora.starter(TIMEOUT, slow, this.callbacks);
		this.flora.answer(List.of(Reply.FAILED));
		this.flora.afterPost = () -> this.time.in(Duration.ofSeconds(5), () -> {
			this.callbacks.bind(this.flora.token(), old);
			this.flora.beforeList = starter::end;
		});
		assertThatExceptionOfType(FloraConnectionException.class)
			.isThrownBy(() -> starter.start(REQUEST, RequestOptions.defaults()))
			.withMessageContaining("It is not sent again.")
			.withCauseInstanceOf(FloraServerException.class);
		assertThat(this.flora.posts).hasSize(1);
	}

	@Test
	void resolveFindsTheRunThatADeliveryNamesAfterFloraHasFailed() {
		RunStarter starter = this.flora.starter(TIMEOUT, RetrySettings.defaults(), this.callbacks);
		this.flora.answer(List.of(Reply.FAILED_WITH_RUN));
		FloraStartUnconfirmedException doubt = unconfirmed(starter);
		post();
		assertThat(TestStarters.resolve(starter, doubt).run().runId()).isEqualTo(this.flora.charged().get(0));
		assertThat(this.flora.charged()).hasSize(1);
	}

	@Test
	void deliveryAboutAStartThatFailedHasItsReference() {
		RunStarter starter = this.flora.starter(TIMEOUT, RetrySettings.defaults(), this.callbacks);
		this.flora.answer(List.of(Reply.FAILED));
		GenerationRequest request = REQUEST.toBuilder().reference("invoice-1").build();
		assertThatExceptionOfType(FloraServerException.class).isThrownBy(() -> starter.start(request, ONCE));
		assertThat(this.callbacks.hasStarted(this.flora.token())).isTrue();
		assertThat(this.callbacks.bind(this.flora.token(), "run_1").reference()).isEqualTo("invoice-1");
	}

	@Test
	void runOfAStartThatFailedIsNotTakenForAnotherStarts() {
		this.flora.listLag = Duration.ofSeconds(12);
		this.flora.answer(List.of(Reply.LOST_BEFORE, Reply.FAILED_WITH_RUN, Reply.LOST_AFTER));
		this.flora.afterPost = this::fail;
		FloraStartUnconfirmedException doubt = unconfirmed();
		assertThat(doubt.candidates()).extracting(Generation::runId).isEqualTo(this.flora.charged());
		assertThat(this.flora.charged()).hasSize(2);
	}

	@Test
	void runOfAStartThatFailedIsNotSomebodyElses() {
		this.flora.listLag = Duration.ofSeconds(20);
		this.flora.answer(List.of(Reply.FAILED_WITH_RUN, Reply.LOST_AFTER));
		fail();
		this.time.sleep(Duration.ofMinutes(1));
		assertThat(start().runId()).isEqualTo(this.flora.charged().get(0));
		assertThat(this.flora.charged()).hasSize(2);
	}

	/** FLORA has failed after it had made a run, which lists show only by now. */
	private FloraStartUnconfirmedException failedThenLost() {
		this.flora.listLag = Duration.ofSeconds(20);
		this.flora.answer(List.of(Reply.FAILED_WITH_RUN, Reply.LOST_BEFORE));
		FloraStartUnconfirmedException doubt = catchThrowableOfType(FloraStartUnconfirmedException.class,
				() -> this.starter.start(REQUEST, RequestOptions.defaults().withTimeout(Duration.ofSeconds(9))));
		assertThat(this.flora.posts).hasSize(2);
		this.time.sleep(Duration.ofMinutes(1));
		return doubt;
	}

	private void fail() {
		assertThatExceptionOfType(FloraServerException.class).isThrownBy(() -> this.starter.start(REQUEST, ONCE));
	}

	/** FLORA posts the run to the start's own path. */
	private void post() {
		this.callbacks.bind(this.flora.token(), this.flora.charged().get(0));
	}

	private StartedRun start() {
		return this.starter.start(REQUEST, RequestOptions.defaults()).run();
	}

	private FloraStartUnconfirmedException unconfirmed() {
		return unconfirmed(this.starter);
	}

	private static FloraStartUnconfirmedException unconfirmed(RunStarter starter) {
		FloraStartUnconfirmedException thrown = catchThrowableOfType(FloraStartUnconfirmedException.class,
				() -> starter.start(REQUEST, RequestOptions.defaults()));
		assertThat(thrown).isNotNull();
		return thrown;
	}

}
