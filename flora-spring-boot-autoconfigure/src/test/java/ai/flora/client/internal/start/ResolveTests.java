package ai.flora.client.internal.start;

import java.net.URI;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

import ai.flora.client.FloraStartUnconfirmedException;
import ai.flora.client.Generation;
import ai.flora.client.GenerationQuery;
import ai.flora.client.GenerationRequest;
import ai.flora.client.Page;
import ai.flora.client.RequestOptions;
import ai.flora.client.RetrySettings;
import ai.flora.client.StartedRun;
import ai.flora.client.internal.RunKind;
import ai.flora.client.internal.callback.CallbackUrls;
import ai.flora.client.internal.callback.StartCallbacks;
import ai.flora.client.internal.start.VirtualFlora.Reply;
import ai.flora.client.internal.start.order.GenerationOrder;
import ai.flora.client.internal.time.VirtualTiming;
import ai.flora.client.observation.FloraRunTracer;
import ai.flora.client.observation.FloraRunTracer.RunSpan;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

/**
 * Starts in doubt that are settled later, or by a machine that has slept, in virtual
 * time.
 */
@ExtendWith(OutputCaptureExtension.class)
class ResolveTests {

	private static final GenerationRequest REQUEST = GenerationRequest.image("A harbour");

	private static final Duration TIMEOUT = Duration.ofMinutes(2);

	private final VirtualTiming time = new VirtualTiming();

	private final VirtualFlora flora = new VirtualFlora(this.time);

	private final RunStarter starter = this.flora.starter(TIMEOUT);

	@Test
	void doubtThatWasResolvedIsAnsweredWithTheSameRun() {
		this.flora.answer(List.of(Reply.LOST_AFTER, Reply.UNAUTHORIZED));
		FloraStartUnconfirmedException doubt = unconfirmed(this.starter);
		StartedRun first = TestStarters.resolve(this.starter, doubt).run();
		assertThat(this.flora.charged()).containsExactly(first.runId());
		this.time.sleep(Duration.ofMinutes(15));
		int posts = this.flora.posts.size();
		this.flora.strangerAfter = posts + 1;
		assertThat(TestStarters.resolve(this.starter, doubt).run().runId()).isEqualTo(first.runId());
	}

	@Test
	void resolveDoesNotStartAgainWhatFloraReleasedAfterItHadMadeARun() {
		this.flora.answer(List.of(Reply.FAILED_WITH_RUN));
		FloraStartUnconfirmedException doubt = unconfirmed(this.starter);
		assertThat(doubt.candidates()).hasSize(1);
		for (RunStarter each : List.of(this.starter, this.flora.starter(TIMEOUT))) {
			FloraStartUnconfirmedException again = catchThrowableOfType(FloraStartUnconfirmedException.class,
					() -> TestStarters.resolve(each, doubt).run());
			assertThat(this.flora.charged()).hasSize(1);
			assertThat(again.candidates()).extracting(Generation::runId).isEqualTo(this.flora.charged());
		}
	}

	@Test
	void resolveAfterFloraFailedObeysTheLifeOfItsKey() {
		this.flora.answer(List.of(Reply.FAILED_WITH_RUN));
		FloraStartUnconfirmedException doubt = unconfirmed(this.starter);
		this.time.sleep(Duration.ofMinutes(101));
		assertThatExceptionOfType(FloraStartUnconfirmedException.class)
			.isThrownBy(() -> TestStarters.resolve(this.starter, doubt).run());
		assertThat(this.flora.charged()).hasSize(1);
	}

	@Test
	void startOfAnotherInstanceHoldsUpOthersWhileItIsResolved() {
		this.flora.answer(List.of(Reply.LOST_AFTER, Reply.UNAUTHORIZED));
		FloraStartUnconfirmedException doubt = unconfirmed(this.starter);
		this.time.sleep(Duration.ofMinutes(20));
		RunStarter other = this.flora.starter(TIMEOUT);
		assertThat(other.forBatches().mayBeMixedUp(REQUEST)).isFalse();
		AtomicBoolean mixedUp = new AtomicBoolean();
		this.flora.afterPost = () -> mixedUp.set(other.forBatches().mayBeMixedUp(REQUEST));
		TestStarters.resolve(other, doubt);
		assertThat(mixedUp).as("before FLORA has responded").isTrue();
		this.time.sleep(Duration.ofMinutes(1));
		assertThat(other.forBatches().mayBeMixedUp(REQUEST)).isFalse();
	}

	@Test
	void resolvedStartIsFollowedAsAnyOther() {
		StartCallbacks callbacks = new StartCallbacks(
				new CallbackUrls(URI.create("https://app.example.com/flora"), List.of("whsec_1")));
		RunSpan span = (type, run, model, meters) -> meters.run();
		this.flora.tracer = new FloraRunTracer() {

			@Override
			public RunSpan started(@Nullable String requestId) {
				return span;
			}

			@Override
			public RunSpan followed() {
				throw new UnsupportedOperationException();
			}

		};
		RunStarter starter = this.flora.starter(TIMEOUT, RetrySettings.defaults(), callbacks);
		this.flora.answer(List.of(Reply.LOST_AFTER, Reply.UNAUTHORIZED));
		FloraStartUnconfirmedException doubt = unconfirmed(starter);
		AcceptedStart resolved = TestStarters.resolve(starter, doubt);
		assertThat(this.flora.charged()).containsExactly(resolved.run().runId());
		assertThat(resolved.order().request()).isEqualTo(doubt.request());
		assertThat(resolved.projectId()).isEqualTo("prj_1");
		assertThat(resolved.neededLists()).isTrue();
		assertThat(resolved.callbackExpected()).as("FLORA posts the end to the start's own path").isTrue();
		assertThat(resolved.span()).isSameAs(span);
		AcceptedStart again = TestStarters.resolve(starter, doubt);
		assertThat(again).isEqualTo(new AcceptedStart(resolved.order(), resolved.run(), "prj_1", true, true, null));
	}

	@Test
	void sinceIsWhenTheFirstAttemptWasSent() {
		this.flora.answer(List.of(Reply.FAILED_WITH_RUN));
		FloraStartUnconfirmedException doubt = unconfirmed(this.starter);
		assertThat(doubt.since()).isBefore(this.flora.posts.get(0));
	}

	@Test
	void sinceIsTheTimeOfTheAttemptAtWhichFloraFailed() {
		this.flora.listLag = Duration.ofSeconds(30);
		this.flora.answer(List.of(Reply.FAILED_WITH_RUN, Reply.LOST_BEFORE, Reply.UNAUTHORIZED));
		FloraStartUnconfirmedException doubt = unconfirmed(this.starter);
		assertThat(this.flora.posts).hasSize(3);
		assertThat(doubt.since()).isBetween(this.flora.posts.get(0).minusSeconds(2), this.flora.posts.get(0));
	}

	@Test
	void sinceIsNotTheTimeOfAnAttemptThatDidNothing() {
		this.flora.answer(List.of(Reply.RATE_LIMITED, Reply.LOST_AFTER, Reply.UNAUTHORIZED));
		this.flora.retryAfter = "30";
		FloraStartUnconfirmedException doubt = unconfirmed(this.starter);
		assertThat(doubt.since()).isBetween(this.flora.posts.get(1).minusSeconds(1), this.flora.posts.get(1));
	}

	@Test
	void resolveFindsTheRunOfItsOwnAttempt() {
		this.flora.answer(List.of(Reply.LOST_BEFORE, Reply.UNAUTHORIZED));
		FloraStartUnconfirmedException doubt = unconfirmed(this.starter);
		this.time.sleep(Duration.ofMinutes(20));
		this.flora.answer(List.of(Reply.LOST_AFTER));
		assertThat(this.flora.charged()).isEmpty();
		StartedRun resolved = TestStarters.resolve(this.starter, doubt).run();
		assertThat(this.flora.charged()).containsExactly(resolved.runId());
	}

	@Test
	void machineThatSleptAmidAStartIsNotGivenAStrangersRun() {
		this.flora.answer(List.of(Reply.LOST_AFTER));
		this.flora.afterPost = () -> this.time.suspend(Duration.ofMinutes(50));
		this.flora.strangerAfter = 2;
		assertNoStrangersRun(() -> this.starter.start(REQUEST, RequestOptions.defaults()).run());
	}

	@Test
	void startOfAMachineThatSleptEndsAtOnceAndSaysSo() {
		this.flora.answer(List.of(Reply.LOST_AFTER));
		this.flora.afterPost = () -> this.time.suspend(Duration.ofMinutes(50));
		long start = this.time.nanoTime();
		assertThatExceptionOfType(FloraStartUnconfirmedException.class)
			.isThrownBy(() -> this.starter.start(REQUEST, RequestOptions.defaults()))
			.withMessageContaining("this machine slept meanwhile");
		assertThat(Duration.ofNanos(this.time.nanoTime() - start)).isLessThan(Duration.ofSeconds(15));
	}

	@Test
	void machineThatSleptBeforeResolveIsNotGivenAStrangersRun() {
		this.flora.answer(List.of(Reply.LOST_AFTER, Reply.UNAUTHORIZED));
		FloraStartUnconfirmedException doubt = unconfirmed(this.starter);
		this.time.suspend(Duration.ofMinutes(50));
		this.flora.strangerAfter = 3;
		assertNoStrangersRun(() -> TestStarters.resolve(this.starter, doubt).run());
	}

	@Test
	void wallClockOfAnotherInstanceDoesNotMakeAStrangersRunFit() {
		this.flora.answer(List.of(Reply.LOST_AFTER, Reply.UNAUTHORIZED));
		FloraStartUnconfirmedException doubt = unconfirmed(this.starter);
		this.time.sleep(Duration.ofMinutes(20));
		this.time.setWallClockAhead(Duration.ofMinutes(30));
		this.flora.strangerAfter = 3;
		assertNoStrangersRun(() -> TestStarters.resolve(this.flora.starter(TIMEOUT), doubt).run());
	}

	@ParameterizedTest
	@ValueSource(longs = { -90, -30, 30, 90 })
	void keyThatFloraHasForgottenIsNotSentByAnotherInstanceWhoseClockIsOff(long minutes) {
		this.flora.answer(List.of(Reply.LOST_AFTER, Reply.UNAUTHORIZED));
		FloraStartUnconfirmedException doubt = unconfirmed(this.starter);
		this.time.sleep(Duration.ofMinutes(125));
		this.flora.forgetKeys();
		this.time.setWallClockAhead(Duration.ofMinutes(minutes));
		assertUnconfirmed(() -> TestStarters.resolve(this.flora.starter(TIMEOUT), doubt), "forgotten its key");
		assertThat(this.flora.charged()).hasSize(1);
	}

	@ParameterizedTest
	@ValueSource(longs = { -90, -30, 30, 90 })
	void startOfAMachineWhoseClockIsOffIsResolvedByAnother(long minutes) {
		this.time.setWallClockAhead(Duration.ofMinutes(minutes));
		this.flora.answer(List.of(Reply.LOST_AFTER, Reply.UNAUTHORIZED));
		FloraStartUnconfirmedException doubt = unconfirmed(this.starter);
		assertThat(doubt.since()).isCloseTo(this.flora.posts.get(0), within(2, ChronoUnit.SECONDS));
		this.time.setWallClockAhead(Duration.ofMinutes(-minutes));
		this.time.sleep(Duration.ofMinutes(15));
		StartedRun resolved = TestStarters.resolve(this.flora.starter(TIMEOUT), doubt).run();
		assertThat(this.flora.charged()).containsExactly(resolved.runId());
		this.time.sleep(Duration.ofMinutes(110));
		this.flora.forgetKeys();
		assertUnconfirmed(() -> TestStarters.resolve(this.flora.starter(TIMEOUT), doubt), "forgotten its key");
		assertThat(this.flora.charged()).hasSize(1);
	}

	/** Nothing else would ever tell its run for sure. */
	@Test
	void startIsSentAgainUntilItsRunIsConfirmedThoughCallsHaveOneAttempt() {
		RetrySettings once = new RetrySettings(1, Duration.ofMillis(500), Duration.ofSeconds(30),
				Duration.ofMinutes(1));
		RunStarter starter = this.flora.starter(TIMEOUT, once, null);
		this.flora.answer(List.of(Reply.LOST_AFTER, Reply.LOST_BEFORE));
		FloraStartUnconfirmedException doubt = unconfirmed(starter);
		assertThat(this.flora.posts).hasSize(1);
		StartedRun resolved = TestStarters.resolve(starter, doubt).run();
		assertThat(this.flora.posts).hasSize(4);
		assertThat(this.flora.charged()).containsExactly(resolved.runId());
	}

	@Test
	void startThatFloraNeverAnsweredIsNotResolvedByTheClockOfAMachineThatIsAhead() {
		this.time.setWallClockAhead(Duration.ofMinutes(60));
		this.flora.answer(List.of(Reply.LOST_AFTER));
		FloraStartUnconfirmedException doubt = catchThrowableOfType(FloraStartUnconfirmedException.class,
				() -> this.starter.start(REQUEST, RequestOptions.defaults().withMaxAttempts(1)));
		this.time.sleep(Duration.ofMinutes(10));
		int posts = this.flora.posts.size();
		assertUnconfirmed(() -> TestStarters.resolve(this.flora.starter(TIMEOUT), doubt), "lies in the future");
		assertThat(this.flora.posts).hasSize(posts);
		assertThat(TestStarters.resolve(this.starter, doubt).run().runId()).isEqualTo(this.flora.charged().get(0));
	}

	@Test
	void startOfAnotherInstanceIsNotSentWhileFloraDoesNotTellTheTime() {
		this.flora.answer(List.of(Reply.LOST_AFTER, Reply.UNAUTHORIZED));
		FloraStartUnconfirmedException doubt = unconfirmed(this.starter);
		int posts = this.flora.posts.size();
		RunStarter other = this.flora.starter(TIMEOUT);
		this.flora.tellsTime = false;
		assertUnconfirmed(() -> TestStarters.resolve(other, doubt), "do not tell the time");
		this.flora.listsFail = true;
		assertUnconfirmed(() -> TestStarters.resolve(other, doubt), "could not be listed");
		assertThat(this.flora.posts).hasSize(posts);
		this.flora.listsFail = false;
		this.flora.tellsTime = true;
		this.time.sleep(Duration.ofMinutes(10));
		assertThat(TestStarters.resolve(other, doubt).run().runId()).isEqualTo(this.flora.charged().get(0));
	}

	@Test
	void strangersRunThatBeganAfterTheKeyWasClaimedIsNotGiven() {
		this.flora.answer(List.of(Reply.LOST_AFTER, Reply.UNAUTHORIZED));
		FloraStartUnconfirmedException doubt = unconfirmed(this.starter);
		this.time.sleep(Duration.ofMinutes(20));
		this.flora.neverListsOwn = true;
		this.flora.strangerAfter = 3;
		assertNoStrangersRun(() -> TestStarters.resolve(this.starter, doubt).run());
	}

	@Test
	void strangersRunThatBeganWhileAnotherInstanceSearchesIsNotGiven() {
		this.flora.answer(List.of(Reply.LOST_AFTER, Reply.UNAUTHORIZED));
		FloraStartUnconfirmedException doubt = unconfirmed(this.starter);
		this.time.sleep(Duration.ofMinutes(20));
		this.flora.neverListsOwn = true;
		this.time.in(Duration.ofSeconds(20), this.flora::stranger);
		assertNoStrangersRun(() -> TestStarters.resolve(this.flora.starter(TIMEOUT), doubt).run());
	}

	/** No later list could tell them apart. */
	@Test
	void severalRunsOfLongAgoEndTheSearchAtOnce() {
		this.flora.answer(List.of(Reply.LOST_AFTER, Reply.UNAUTHORIZED));
		this.flora.strangerAfter = 1;
		FloraStartUnconfirmedException doubt = unconfirmed(this.starter);
		this.time.sleep(Duration.ofMinutes(20));
		assertUnconfirmed(() -> TestStarters.resolve(this.starter, doubt), "several runs may be its own");
		assertThat(this.flora.charged()).hasSize(1);
	}

	/** Lists show the start's own run only after somebody else's. */
	@Test
	void onlyRunOfOneListIsNotGivenBeforeListsHaveSettled() {
		this.time.sleep(Duration.ofMinutes(1));
		StartCallbacks callbacks = new StartCallbacks(
				new CallbackUrls(URI.create("https://app.example.com/flora"), List.of("whsec_1")));
		RunStarter starter = this.flora.starter(TIMEOUT, RetrySettings.defaults(), callbacks);
		this.flora.answer(List.of(Reply.LOST_AFTER));
		this.flora.strangerAfter = 1;
		this.flora.afterPost = () -> this.flora.unlisted.addAll(this.flora.charged());
		this.flora.beforeList = () -> this.time.in(Duration.ofMillis(2500), this.flora.unlisted::clear);
		assertNoStrangersRun(() -> starter.start(REQUEST, RequestOptions.defaults()).run());
	}

	/** FLORA says that the found run is not the start's: somebody else starts runs. */
	@Test
	void runThatWasFoundInPlaceOfTheStartsMakesLaterMatchesUnsafe() {
		this.flora.answer(List.of(Reply.LOST_BEFORE, Reply.DUPLICATE, Reply.NORMAL, Reply.LOST_AFTER));
		this.flora.strangerAfter = 1;
		StartedRun own = this.starter.start(REQUEST, RequestOptions.defaults()).run();
		assertThat(this.flora.charged()).containsExactly(own.runId());
		this.flora.unlisted.addAll(this.flora.runs());
		assertThat(unconfirmed(this.starter)).hasMessageContaining("somebody else starts runs");
	}

	/** The key was claimed, though nothing else was in doubt. */
	@Test
	void refusalAfterAClaimSaysNothingOfTheRun() {
		this.flora.answer(List.of(Reply.DUPLICATE, Reply.UNAUTHORIZED));
		this.flora.strangerAfter = 1;
		assertThat(unconfirmed(this.starter)).hasMessageContaining("a later attempt was refused");
	}

	@Test
	void startWithoutAProjectIsNotResolved() {
		this.flora.answer(List.of(Reply.LOST_AFTER, Reply.UNAUTHORIZED));
		FloraStartUnconfirmedException doubt = unconfirmed(this.starter);
		this.flora.requests.clear();
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.starter.resolve(doubt, new GenerationOrder(REQUEST)));
		assertThat(this.flora.requests).isEmpty();
	}

	@Test
	void deliveryThatIsPostedAgainToAnotherStartsPathIsNotBelieved(CapturedOutput output) {
		StartCallbacks callbacks = new StartCallbacks(
				new CallbackUrls(URI.create("https://app.example.com/flora"), List.of("whsec_1")));
		RunStarter starter = this.flora.starter(TIMEOUT, RetrySettings.defaults(), callbacks);
		AtomicReference<String> lost = new AtomicReference<>();
		this.flora.neverListsOwn = false;
		this.flora.answer(List.of(Reply.LOST_AFTER));
		this.flora.afterPost = () -> {
			String token = this.flora.token();
			this.flora.answer(List.of(Reply.LOST_AFTER, Reply.UNAUTHORIZED));
			unconfirmed(starter);
			lost.set(this.flora.charged().get(0));
			callbacks.bind(this.flora.token(), lost.get());
			callbacks.bind(token, lost.get());
		};
		StartedRun started = null;
		try {
			started = starter.start(REQUEST, RequestOptions.defaults()).run();
		}
		catch (FloraStartUnconfirmedException ex) {
			// Right, too.
		}
		assertThat(started == null || !started.runId().equals(lost.get())).isTrue();
		assertThat(output).contains("ERROR");
	}

	@Test
	void networkThatDoesNotWaitForFloraIsNoGatewayThatFailed() {
		this.flora.answer(List.of(Reply.GATEWAY_IMPATIENT));
		StartedRun started = this.starter.start(REQUEST, RequestOptions.defaults()).run();
		this.time.sleep(Duration.ofMinutes(1));
		assertThat(this.flora.charged()).containsExactly(started.runId());
	}

	/** Lists that were asked for otherwise have shown how far lists lag. */
	@Test
	void runThatListsShowLateIsWaitedForAfterFlorasFailure() {
		this.flora.listLag = Duration.ofSeconds(20);
		GenerationQuery query = GenerationQuery.all().withProjectId("prj_1");
		this.starter.start(REQUEST, RequestOptions.defaults());
		this.time.sleep(Duration.ofSeconds(19));
		this.starter.observe(RunKind.GENERATION, query, this.flora.page(), this.time.nanoTime());
		this.time.sleep(Duration.ofSeconds(2));
		this.starter.observe(RunKind.GENERATION, query, this.flora.page(), this.time.nanoTime());
		this.time.sleep(Duration.ofMinutes(1));
		this.flora.answer(List.of(Reply.FAILED_WITH_RUN));
		assertThat(unconfirmed(this.starter).candidates()).extracting(Generation::runId)
			.containsExactly(this.flora.charged().get(0));
		assertThat(this.flora.charged()).hasSize(2);
	}

	@Test
	void runsBeyondAListsFirstPageAreNotLate() {
		StartedRun first = this.starter.start(REQUEST, RequestOptions.defaults()).run();
		this.time.sleep(Duration.ofSeconds(90));
		Page<Generation> all = this.flora.page();
		this.starter.start(REQUEST, RequestOptions.defaults());
		Page<Generation> newest = new Page<>(this.flora.page().items().subList(0, 1), "next", null);
		GenerationQuery query = GenerationQuery.all().withWorkspaceId("ws_1").withProjectId("prj_1");
		this.starter.observe(RunKind.GENERATION, query.withLimit(1), newest, this.time.nanoTime());
		this.starter.observe(RunKind.GENERATION, query, all, this.time.nanoTime());
		assertThat(all.items()).extracting(Generation::runId).contains(first.runId());
		assertFailureIsRetriedSoon();
	}

	@Test
	void runsOfAnotherWorkspaceAreNotLate() {
		StartedRun first = this.starter.start(REQUEST, RequestOptions.defaults()).run();
		this.time.sleep(Duration.ofSeconds(90));
		GenerationQuery query = GenerationQuery.all().withWorkspaceId("ws_2");
		this.starter.observe(RunKind.GENERATION, query, new Page<>(List.of(), null, null), this.time.nanoTime());
		this.starter.observe(RunKind.GENERATION, query.withWorkspaceId("ws_1"), this.flora.page(),
				this.time.nanoTime());
		assertThat(this.flora.runs()).contains(first.runId());
		assertFailureIsRetriedSoon();
	}

	private static void assertUnconfirmed(ThrowingCallable call, String reason) {
		assertThatExceptionOfType(FloraStartUnconfirmedException.class).isThrownBy(call).withMessageContaining(reason);
	}

	private void assertFailureIsRetriedSoon() {
		this.time.sleep(Duration.ofMinutes(5));
		this.flora.posts.clear();
		this.flora.answer(List.of(Reply.FAILED));
		this.starter.start(REQUEST, RequestOptions.defaults());
		assertThat(Duration.between(this.flora.posts.get(0), this.flora.posts.get(1)))
			.isLessThan(Duration.ofSeconds(4));
	}

	private void assertNoStrangersRun(Supplier<StartedRun> call) {
		try {
			String runId = call.get().runId();
			assertThat(this.flora.charged()).contains(runId);
		}
		catch (FloraStartUnconfirmedException ex) {
			// Never a guess.
		}
		assertThat(this.flora.charged()).hasSize(1);
		assertThat(this.flora.runs()).as("the stranger did start one").hasSize(2);
	}

	private FloraStartUnconfirmedException unconfirmed(RunStarter starter) {
		FloraStartUnconfirmedException thrown = catchThrowableOfType(FloraStartUnconfirmedException.class,
				() -> starter.start(REQUEST, RequestOptions.defaults()));
		assertThat(thrown).isNotNull();
		return thrown;
	}

}
