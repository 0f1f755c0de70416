package ai.flora.client.internal.start;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

import ai.flora.client.FloraAuthenticationException;
import ai.flora.client.FloraConflictException;
import ai.flora.client.FloraConnectionException;
import ai.flora.client.FloraException;
import ai.flora.client.FloraRequest;
import ai.flora.client.FloraServerException;
import ai.flora.client.FloraStartUnconfirmedException;
import ai.flora.client.FloraTimeoutException;
import ai.flora.client.Generation;
import ai.flora.client.GenerationQuery;
import ai.flora.client.GenerationRequest;
import ai.flora.client.RequestOptions;
import ai.flora.client.RetrySettings;
import ai.flora.client.StartedRun;
import ai.flora.client.internal.RunKind;
import ai.flora.client.internal.callback.CallbackUrls;
import ai.flora.client.internal.callback.StartCallbacks;
import ai.flora.client.internal.start.VirtualFlora.Reply;
import ai.flora.client.internal.time.VirtualTiming;
import ai.flora.client.observation.FloraMeterRecorder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Starts whose answer was lost, in virtual time: when FLORA is asked again, and how a
 * doubt ends.
 */
@ExtendWith(OutputCaptureExtension.class)
class UnconfirmedStartTests {

	private static final GenerationRequest REQUEST = GenerationRequest.image("A harbour");

	private static final GenerationRequest OWN_KEY = REQUEST.toBuilder().idempotencyKey("order-4711").build();

	private static final FloraRequest<JsonNode> NODES = FloraRequest.post("/workspaces/ws_1/projects/prj_1/nodes/run")
		.body(Map.of("node_ids", List.of("n1")))
		.build(JsonNode.class);

	private static final Duration LONG = Duration.ofHours(4);

	private final VirtualTiming time = new VirtualTiming();

	private final VirtualFlora flora = new VirtualFlora(this.time);

	private final CallbackUrls callbackUrls = new CallbackUrls(URI.create("https://app.example.com/flora"),
			List.of("whsec_1"));

	private final StartCallbacks callbacks = new StartCallbacks(this.callbackUrls);

	@Test
	void strangersRunIsNotHandedOutWhenEachAttemptIsSwallowed() {
		this.flora.answer(List.of(Reply.SWALLOWED, Reply.SWALLOWED, Reply.SWALLOWED));
		this.flora.strangerAfter = 2;
		StartedRun started = start(this.flora.starter(Duration.ofMinutes(2)));
		assertThat(this.flora.charged()).containsExactly(started.runId());
		assertThat(this.flora.lists()).as("a gateway's answer does not allow a look").isZero();
	}

	@Test
	void firstQuestionWaitsUntilNothingGoesOn() {
		this.flora.answer(List.of(Reply.SLOW_THEN_DONE, Reply.NORMAL));
		start(this.flora.starter(Duration.ofMinutes(2)));
		assertThat(gap(1)).as("after an attempt that timed out").isBetween(seconds(7), seconds(7.5));
		this.flora.posts.clear();
		this.flora.answer(List.of(Reply.SWALLOWED, Reply.LOST_BEFORE, Reply.PLATFORM));
		start(this.flora.starter(Duration.ofMinutes(2)));
		assertThat(gap(1)).as("after a bad gateway").isBetween(seconds(1), seconds(1.5));
		assertThat(gap(2)).as("later").isBetween(seconds(5), seconds(10.5));
		assertThat(gap(3)).as("later").isBetween(seconds(5), seconds(10.5));
	}

	@ParameterizedTest
	@EnumSource(names = { "UNAUTHORIZED", "NO_CREDITS", "NO_JSON", "INVALID" })
	void startIsUnconfirmedAtOnceWhenALaterAttemptIsRefused(Reply refusal) {
		this.flora.answer(List.of(Reply.LOST_AFTER, refusal));
		FloraStartUnconfirmedException doubt = unconfirmed(this.flora.starter(Duration.ofMinutes(2)));
		assertThat(doubt).hasCauseInstanceOf(FloraException.class);
		assertThat(this.flora.posts).hasSize(2);
	}

	/** A client that is closed interrupts its own threads. */
	@Test
	void closeIsNotCalledAnInterrupt() {
		this.flora.answer(List.of(Reply.LOST_AFTER));
		this.flora.afterPost = () -> {
			this.time.close();
			Thread.currentThread().interrupt();
		};
		FloraStartUnconfirmedException doubt = unconfirmed(this.flora.starter(Duration.ofMinutes(2)));
		assertThat(Thread.interrupted()).isTrue();
		assertThat(doubt).hasMessageContaining("the client was closed")
			.satisfies((ex) -> assertThat(ex.getMessage()).doesNotContain("interrupted"));
	}

	@Test
	void startWhoseFailureLeftARunIsUnconfirmedWithIt() {
		this.flora.answer(List.of(Reply.FAILED_WITH_RUN, Reply.FAILED_WITH_RUN, Reply.FAILED_WITH_RUN));
		FloraStartUnconfirmedException doubt = unconfirmed(this.flora.starter(Duration.ofMinutes(2)));
		assertThat(this.flora.charged()).hasSize(1);
		assertThat(doubt.candidates()).extracting(Generation::runId).isEqualTo(this.flora.charged());
		assertThat(doubt).hasCauseInstanceOf(FloraServerException.class);
	}

	@Test
	void startThatFailedIsSentAgainOnceTheListShowsNoRun() {
		this.flora.answer(List.of(Reply.FAILED));
		StartedRun started = start(this.flora.starter(Duration.ofMinutes(2)));
		assertThat(this.flora.charged()).containsExactly(started.runId());
		assertThat(this.flora.lists()).isEqualTo(1);
		assertThat(gap(1)).isBetween(seconds(3), seconds(3.5));
	}

	@Test
	void singleAttemptIsNotAskedForAgain() {
		this.flora.answer(List.of(Reply.LOST_AFTER));
		RunStarter starter = this.flora.starter(Duration.ofMinutes(2));
		assertThatExceptionOfType(FloraStartUnconfirmedException.class)
			.isThrownBy(() -> starter.start(REQUEST, RequestOptions.defaults().withMaxAttempts(1)));
		assertThat(this.flora.posts).hasSize(1);
	}

	@Test
	void singleAttemptWhoseKeyIsClaimedIsNotLookedFor() {
		this.flora.answer(List.of(Reply.DUPLICATE));
		RunStarter starter = this.flora.starter(Duration.ofMinutes(2));
		assertThatExceptionOfType(FloraStartUnconfirmedException.class)
			.isThrownBy(() -> starter.start(REQUEST, RequestOptions.defaults().withMaxAttempts(1)))
			.withMessageContaining("not to be sent twice");
		assertThat(this.flora.posts).hasSize(1);
		assertThat(this.flora.lists()).isZero();
	}

	@Test
	void listsThatFailedAreNotSaidToLackTheRun() {
		this.flora.listsFail = true;
		this.flora.answer(List.of(Reply.LOST_AFTER));
		FloraStartUnconfirmedException doubt = unconfirmed(this.flora.starter(Duration.ofMinutes(1)));
		assertThat(doubt).hasMessageContaining("newest runs could not be listed (")
			.hasMessageContaining("500")
			.hasMessageNotContaining("not among");
		assertThat(this.flora.lists()).isGreaterThan(1);
		FloraStartUnconfirmedException again = catchThrowableOfType(FloraStartUnconfirmedException.class,
				() -> TestStarters.resolve(this.flora.starter(Duration.ofMinutes(1)), doubt).run());
		assertThat(again).hasMessageContaining("newest runs could not be listed (");
	}

	@Test
	void runThatListsLackedBeforeTheyFailedIsSaidSo() {
		this.flora.neverListsOwn = true;
		this.flora.listsFailAfter = 3;
		this.flora.answer(List.of(Reply.LOST_AFTER));
		assertThat(unconfirmed(this.flora.starter(Duration.ofMinutes(1))))
			.hasMessageContaining("it was not among its project's newest runs when they were listed last, and later");
	}

	@Test
	void candidateIsNotHandedOutBeforeFloraHasClaimedTheKeyOnceMore() {
		this.flora.answer(List.of(Reply.LOST_BEFORE, Reply.DUPLICATE));
		this.flora.strangerAfter = 1;
		RunStarter starter = this.flora.starter(Duration.ofMinutes(2));
		StartedRun started = start(starter);
		assertThat(this.flora.charged()).containsExactly(started.runId());
		this.flora.answer(List.of(Reply.LOST_AFTER));
		FloraStartUnconfirmedException doubt = unconfirmed(starter);
		assertThat(doubt).hasMessageContaining("somebody else starts runs");
		assertThat(doubt.candidates()).extracting(Generation::runId).containsExactly(this.flora.charged().get(0));
	}

	@Test
	void candidateSettlesBeforeItIsAskedForAlsoWhereADeliveryMayTell() {
		RunStarter starter = this.flora.starter(Duration.ofMinutes(2), RetrySettings.defaults(), this.callbacks);
		this.flora.answer(List.of(Reply.LOST_AFTER));
		StartedRun started = start(starter);
		assertThat(this.flora.charged()).containsExactly(started.runId());
		assertThat(this.flora.posts).hasSize(3);
		assertThat(gap(2)).isGreaterThan(seconds(3));
	}

	@Test
	void lagThatASearchSeesMakesItsSecondListWait() {
		RunStarter starter = this.flora.starter(Duration.ofMinutes(2));
		this.flora.listLag = Duration.ofSeconds(10);
		StartedRun first = start(starter);
		this.flora.answer(List.of(Reply.LOST_AFTER));
		StartedRun started = start(starter);
		assertThat(this.flora.charged()).containsExactlyInAnyOrder(first.runId(), started.runId());
		assertThat(this.flora.posts).hasSize(4);
		assertThat(gap(3)).as("twice the time for which the list lacked the first run").isGreaterThan(seconds(16));
	}

	@Test
	void runThatADeliveryNamesIsHandedOutWithoutAnotherQuestion() {
		RunStarter starter = this.flora.starter(Duration.ofMinutes(2), RetrySettings.defaults(), this.callbacks);
		this.flora.answer(List.of(Reply.LOST_AFTER));
		this.flora.afterPost = () -> this.callbacks.bind(this.flora.token(), this.flora.charged().get(0));
		StartedRun started = start(starter);
		assertThat(this.flora.charged()).containsExactly(started.runId());
		assertThat(this.flora.posts).hasSize(1);
	}

	/** FLORA may have failed after it had made the run, and have released the key. */
	@Test
	void startIsNotSentAgainWhileListsLackTheRunThatADeliveryNames() {
		RunStarter starter = this.flora.starter(Duration.ofMinutes(2), RetrySettings.defaults(), this.callbacks);
		this.flora.listLag = Duration.ofMinutes(3);
		this.flora.answer(List.of(Reply.GATEWAY_AFTER));
		this.flora.afterPost = () -> {
			this.flora.forgetKeys();
			this.callbacks.bind(this.flora.token(), this.flora.charged().get(0));
		};
		FloraStartUnconfirmedException doubt = unconfirmed(starter);
		assertThat(doubt).hasMessageContaining(
				"a delivery to its own path named run " + this.flora.charged().get(0) + ", which lists do not show");
		assertThat(this.flora.posts).hasSize(1);
		assertThat(this.flora.lists()).as("not each second").isBetween(10, 60);
		this.time.sleep(Duration.ofMinutes(2));
		assertThat(TestStarters.resolve(starter, doubt).run().runId()).isEqualTo(this.flora.charged().get(0));
		assertThat(this.flora.charged()).hasSize(1);
	}

	@Test
	void runThatADeliveryNamesIsHandedOutThoughTheWallClockWasSet() {
		RunStarter starter = this.flora.starter(Duration.ofMinutes(2), RetrySettings.defaults(), this.callbacks);
		this.flora.answer(List.of(Reply.LOST_AFTER));
		this.flora.afterPost = () -> {
			this.time.setWallClockAhead(Duration.ofMinutes(30));
			this.time.in(Duration.ofSeconds(20), this::deliver);
		};
		StartedRun started = start(starter);
		assertThat(this.flora.charged()).containsExactly(started.runId());
		assertThat(this.flora.lists()).as("one that tells nothing, and one for the delivery").isEqualTo(2);
	}

	@Test
	void runThatADeliveryNamesIsHandedOutThoughFloraFailedAndTheWallClockWasSet() {
		RunStarter starter = this.flora.starter(Duration.ofMinutes(2), RetrySettings.defaults(), this.callbacks);
		this.flora.answer(List.of(Reply.FAILED_WITH_RUN));
		this.flora.afterPost = () -> {
			this.time.setWallClockAhead(Duration.ofMinutes(30));
			deliver();
		};
		StartedRun started = start(starter);
		assertThat(this.flora.charged()).containsExactly(started.runId());
		assertThat(this.flora.posts).hasSize(1);
	}

	/** Its path was made for this start alone, and so was its key. */
	@ParameterizedTest
	@EnumSource(names = { "LOST_AFTER", "FAILED_WITH_RUN" })
	void runThatADeliveryNamesIsHandedOutThoughFloraDoesNotTellTheTime(Reply reply) {
		RunStarter starter = this.flora.starter(Duration.ofMinutes(2), RetrySettings.defaults(), this.callbacks);
		this.flora.tellsTime = false;
		this.flora.answer(List.of(reply));
		this.flora.afterPost = this::deliver;
		StartedRun started = start(starter);
		assertThat(this.flora.charged()).containsExactly(started.runId());
		assertThat(this.flora.posts).hasSize(1);
	}

	/** No later list would tell more. */
	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void callUnderACallersKeyDoesNotWaitForARunThatCannotBeToldWhereFloraDoesNotTellTheTime(boolean posted) {
		RunStarter starter = this.flora.starter(Duration.ofMinutes(2), RetrySettings.defaults(), this.callbacks);
		this.flora.tellsTime = false;
		this.flora.answer(List.of(Reply.LOST_AFTER));
		this.flora.afterPost = posted ? this::deliver : null;
		long begun = this.time.nanoTime();
		assertThatExceptionOfType(FloraStartUnconfirmedException.class)
			.isThrownBy(() -> starter.start(OWN_KEY, RequestOptions.defaults()))
			.withMessageContaining("FLORA's answers do not tell the time")
			.withMessageContaining("resolve it");
		assertThat(this.flora.lists()).isEqualTo(posted ? 1 : 0);
		assertThat(Duration.ofNanos(this.time.nanoTime() - begun)).isLessThan(Duration.ofSeconds(30));
	}

	/** By a clock that is wrong, an earlier run under the same key would fit. */
	@ParameterizedTest
	@ValueSource(longs = { 0, 1 })
	void runOfAnEarlierUseOfTheKeyIsNotHandedOutWhereFloraDoesNotTellTheTime(long minutesSet) {
		this.flora.tellsTime = false;
		this.flora.starter(Duration.ofMinutes(2), RetrySettings.defaults(), this.callbacks)
			.start(OWN_KEY, RequestOptions.defaults());
		String old = this.flora.charged().get(0);
		this.time.sleep(Duration.ofHours(3));
		this.flora.forgetKeys();
		this.time.setWallClockAhead(Duration.ofHours(-3).minusMinutes(minutesSet));
		StartCallbacks callbacks = new StartCallbacks(this.callbackUrls);
		RunStarter later = this.flora.starter(Duration.ofMinutes(2), RetrySettings.defaults(), callbacks);
		this.flora.answer(Collections.nCopies(50, Reply.LOST_BEFORE));
		this.flora.afterPost = () -> {
			callbacks.bind(this.flora.token(), old);
			this.time.setWallClockAhead(Duration.ofMinutes(minutesSet));
		};
		assertThatExceptionOfType(FloraStartUnconfirmedException.class)
			.isThrownBy(() -> later.start(OWN_KEY, RequestOptions.defaults()));
	}

	/** The monotonic clock stood still: when the run began says nothing. */
	@Test
	void runThatADeliveryNamesIsNotTakenForAnothersWhereTheMachineSlept(CapturedOutput output) {
		RunStarter starter = this.flora.starter(Duration.ofMinutes(2), RetrySettings.defaults(), this.callbacks);
		this.flora.answer(List.of(Reply.GATEWAY_AFTER));
		this.flora.afterPost = () -> {
			this.flora.forgetKeys();
			deliver();
			this.time.suspend(Duration.ofMinutes(50));
		};
		assertThat(unconfirmed(starter)).hasMessageContaining("this machine slept meanwhile");
		assertThat(this.flora.posts).hasSize(1);
		assertThat(this.flora.lists()).as("no later one tells more").isOne();
		assertThat(output).doesNotContain("which cannot be its run");
	}

	@Test
	void runThatADeliveryNamesIsHandedOutAfterItsKeyMayBeForgotten() {
		RunStarter starter = this.flora.starter(Duration.ofMinutes(2), RetrySettings.defaults(), this.callbacks);
		this.flora.answer(List.of(Reply.LOST_AFTER, Reply.UNAUTHORIZED));
		FloraStartUnconfirmedException doubt = unconfirmed(starter);
		this.callbacks.bind(this.flora.token(), this.flora.charged().get(0));
		this.time.sleep(Duration.ofMinutes(101));
		assertThat(TestStarters.resolve(starter, doubt).run().runId()).isEqualTo(this.flora.charged().get(0));
	}

	@Test
	void runThatIsFoundAfterItsKeyMayBeForgottenIsNotAskedForAgain() {
		this.flora.answer(List.of(Reply.LOST_AFTER));
		this.flora.listLag = Duration.ofMinutes(110);
		FloraStartUnconfirmedException doubt = unconfirmed(this.flora.starter(LONG));
		assertThat(doubt).hasMessageContaining("forgotten its key");
		assertThat(doubt.candidates()).extracting(Generation::runId).isEqualTo(this.flora.charged());
		assertThat(this.flora.posts).hasSize(2);
	}

	@Test
	void runThatAFollowersListShowsDuringALaterAttemptIsNotSomebodyElses() {
		RunStarter starter = this.flora.starter(Duration.ofMinutes(2));
		this.flora.answer(List.of(Reply.RATE_LIMITED, Reply.LOST_AFTER));
		this.flora.retryAfter = "30";
		this.flora.afterPost = () -> this.flora.afterPost = () -> starter.observe(RunKind.GENERATION,
				GenerationQuery.all().withProjectId("prj_1"), this.flora.page(), this.time.nanoTime());
		StartedRun started = start(starter);
		assertThat(this.flora.charged()).containsExactly(started.runId());
	}

	@Test
	void runThatTheClientStartedOtherwiseIsNeitherACandidateNorSomebodyElses() {
		RunStarter starter = this.flora.starter(Duration.ofMinutes(2));
		this.flora.answer(List.of(Reply.LOST_AFTER));
		this.flora.answersNodes = true;
		this.flora.afterPost = () -> starter.otherStarts().exchange(NODES);
		StartedRun started = start(starter);
		assertThat(this.flora.charged()).containsExactly(started.runId());
	}

	@Test
	void wallClockThatIsSetForwardDoesNotWidenTheWindow() {
		this.flora.stranger();
		this.time.sleep(Duration.ofMinutes(20));
		RunStarter starter = this.flora.starter(Duration.ofMinutes(2));
		this.flora.neverListsOwn = true;
		this.flora.answer(List.of(Reply.LOST_AFTER));
		this.flora.afterPost = () -> this.time.setWallClockAhead(Duration.ofMinutes(30));
		assertThat(unconfirmed(starter).candidates()).isEmpty();
	}

	@Test
	void wallClockThatIsSetBackDoesNotHideTheRun() {
		this.flora.answer(List.of(Reply.LOST_AFTER));
		this.flora.afterPost = () -> this.time.setWallClockAhead(Duration.ofHours(-5));
		StartedRun started = start(this.flora.starter(Duration.ofMinutes(2)));
		assertThat(this.flora.charged()).containsExactly(started.runId());
	}

	@Test
	void machineThatSleptDoesNotSendAKeyThatFloraHasForgotten() {
		this.flora.answer(List.of(Reply.LOST_AFTER));
		this.flora.afterPost = () -> {
			this.time.setWallClockAhead(Duration.ofHours(3));
			this.flora.forgetKeys();
		};
		assertThat(unconfirmed(this.flora.starter(LONG))).hasMessageContaining("forgotten its key");
		assertThat(this.flora.charged()).hasSize(1);
	}

	@Test
	void startThatAMachineSleptThroughIsCounted() {
		CountedStarts counted = new CountedStarts();
		this.flora.meters = counted;
		this.flora.answer(List.of(Reply.LOST_AFTER));
		this.flora.afterPost = () -> this.time.setWallClockAhead(Duration.ofHours(3));
		unconfirmed(this.flora.starter(LONG));
		assertThat(counted.operations).containsExactly("create");
	}

	@Test
	void machineThatSleepsBeforeAQuestionDoesNotAskIt() {
		this.flora.answer(List.of(Reply.LOST_AFTER));
		this.flora.afterPost = () -> this.time.in(Duration.ofSeconds(2), () -> {
			this.time.setWallClockAhead(Duration.ofHours(3));
			this.flora.forgetKeys();
		});
		assertThat(unconfirmed(this.flora.starter(LONG))).hasMessageContaining("forgotten its key");
		assertThat(this.flora.posts).hasSize(1);
	}

	@Test
	void wishToWaitBeyondTheKeysLifeIsNotGranted() {
		this.flora.answer(List.of(Reply.LOST_AFTER, Reply.RATE_LIMITED));
		this.flora.retryAfter = "7500";
		RetrySettings patient = new RetrySettings(3, Duration.ofMillis(500), Duration.ofSeconds(30), LONG);
		assertThat(unconfirmed(this.flora.starter(LONG, patient, null))).hasMessageContaining("forgotten its key");
		assertThat(this.flora.posts).hasSize(2);
	}

	@Test
	void startIsNotSentWithoutTimeForAnAnswer() {
		RunStarter starter = this.flora.starter(Duration.ofMinutes(2));
		this.flora.answer(List.of(Reply.RATE_LIMITED));
		this.flora.retryAfter = "3";
		assertThatExceptionOfType(FloraException.class)
			.isThrownBy(() -> starter.start(REQUEST, RequestOptions.defaults().withTimeout(Duration.ofMillis(3500))))
			.isNotInstanceOf(FloraStartUnconfirmedException.class);
		assertThat(this.flora.posts).hasSize(1);
	}

	@ParameterizedTest
	@EnumSource(names = { "RATE_LIMITED", "NOT_CONNECTED" })
	void callersKeyThatWasUsedBeforeIsAConflictWithTheRunsThatItMayHaveLedTo(Reply first) {
		RunStarter starter = this.flora.starter(Duration.ofMinutes(2), RetrySettings.defaults(), this.callbacks);
		StartedRun before = starter.start(OWN_KEY, RequestOptions.defaults()).run();
		this.time.sleep(Duration.ofMinutes(5));
		this.flora.answer(List.of(first));
		long begun = this.time.nanoTime();
		FloraConflictException conflict = catchThrowableOfType(FloraConflictException.class,
				() -> starter.start(OWN_KEY, RequestOptions.defaults()));
		assertThat(conflict.candidates()).extracting(Generation::runId).containsExactly(before.runId());
		assertThat(conflict).hasMessageContaining(before.runId()).hasMessageContaining("use another key");
		assertThat(Duration.ofNanos(this.time.nanoTime() - begun)).isLessThan(Duration.ofSeconds(12));
		assertThat(this.flora.bodies.stream().distinct()).as("the same body each time").hasSize(1);
	}

	@Test
	void callersKeyAfterADoubtNeverTakesARunFromAList() {
		this.flora.answer(List.of(Reply.LOST_AFTER));
		RunStarter starter = this.flora.starter(Duration.ofMinutes(2));
		assertThatExceptionOfType(FloraStartUnconfirmedException.class)
			.isThrownBy(() -> starter.start(OWN_KEY, RequestOptions.defaults()))
			.withMessageContaining("the caller's own");
	}

	@Test
	void callersKeyThatFloraClaimsAfterItHasFailedIsNoConflict() {
		this.flora.listLag = Duration.ofSeconds(30);
		this.flora.answer(List.of(Reply.FAILED_WITH_RUN, Reply.DUPLICATE));
		RunStarter starter = this.flora.starter(Duration.ofMinutes(2));
		assertThatExceptionOfType(FloraStartUnconfirmedException.class)
			.isThrownBy(() -> starter.start(OWN_KEY, RequestOptions.defaults()));
	}

	@Test
	void runOfNodesWhoseResponseIsLostIsNotTakenForTheStarts() {
		this.flora.neverListsOwn = true;
		this.flora.answer(List.of(Reply.LOST_AFTER));
		RunStarter starter = this.flora.starter(Duration.ofMinutes(2));
		this.flora.afterPost = () -> assertThatExceptionOfType(FloraConnectionException.class)
			.isThrownBy(() -> starter.otherStarts().exchange(NODES));
		assertThatExceptionOfType(FloraStartUnconfirmedException.class)
			.isThrownBy(() -> starter.start(GenerationRequest.image("A harbour"), RequestOptions.defaults()))
			.satisfies(
					(ex) -> assertThat(ex.candidates()).extracting(Generation::runId).containsExactly("run_stranger2"));
	}

	@Test
	void runOfAQuoteWhoseResponseIsLostIsNotTakenForTheStarts() {
		this.flora.neverListsOwn = true;
		this.flora.answer(List.of(Reply.LOST_AFTER));
		RunStarter starter = this.flora.starter(Duration.ofMinutes(2));
		this.flora.afterPost = () -> assertThat(starter.otherStarts().quote(GenerationRequest.image("A harbour")))
			.isNull();
		assertThatExceptionOfType(FloraStartUnconfirmedException.class)
			.isThrownBy(() -> starter.start(GenerationRequest.image("A harbour"), RequestOptions.defaults()))
			.satisfies(
					(ex) -> assertThat(ex.candidates()).extracting(Generation::runId).containsExactly("run_stranger2"));
	}

	@Test
	void startThatFloraRefusedIsNotThisClients() {
		RunStarter starter = this.flora.starter(Duration.ofMinutes(2), RetrySettings.defaults(), this.callbacks);
		this.flora.answer(List.of(Reply.NO_CREDITS));
		assertThatExceptionOfType(FloraException.class)
			.isThrownBy(() -> starter.start(OWN_KEY, RequestOptions.defaults()));
		String token = this.flora.token();
		assertThat(this.callbacks.hasStarted(token)).isFalse();
		assertThat(this.callbackUrls.hasApiKeyOfStart(token)).isTrue();
		starter.start(OWN_KEY, RequestOptions.defaults());
		assertThat(this.flora.token()).isEqualTo(token);
		assertThat(this.callbacks.hasStarted(token)).isTrue();
	}

	@Test
	void deliveryOfAStrangersRunToTheOwnPathIsNotBelieved(CapturedOutput output) {
		RunStarter starter = this.flora.starter(Duration.ofMinutes(2), RetrySettings.defaults(), this.callbacks);
		String old = this.flora.stranger();
		this.time.sleep(Duration.ofMinutes(1));
		this.flora.neverListsOwn = true;
		this.flora.answer(List.of(Reply.LOST_AFTER));
		this.flora.afterPost = () -> this.callbacks.bind(this.flora.token(), old);
		FloraStartUnconfirmedException doubt = unconfirmed(starter);
		assertThat(doubt.candidates()).isEmpty();
		assertThat(output).contains("named run " + old);
	}

	@Test
	void deliveryThatNamesAnotherRunThanTheStartWasGivenIsAnError(CapturedOutput output) {
		RunStarter starter = this.flora.starter(Duration.ofMinutes(2), RetrySettings.defaults(), this.callbacks);
		StartedRun started = start(starter);
		this.callbacks.bind(this.flora.token(), started.runId());
		assertThat(output).doesNotContain("ERROR");
		this.callbacks.bind(this.flora.token(), "run_other");
		assertThat(output).contains("ERROR").contains(started.runId()).contains("run_other");
	}

	@Test
	void resolveFindsTheRunOfADoubt() {
		RunStarter starter = this.flora.starter(Duration.ofMinutes(2));
		this.flora.listLag = Duration.ofMinutes(5);
		this.flora.answer(List.of(Reply.LOST_AFTER));
		FloraStartUnconfirmedException doubt = unconfirmed(starter);
		this.time.sleep(Duration.ofMinutes(10));
		assertThat(this.flora.charged()).containsExactly(TestStarters.resolve(starter, doubt).run().runId());
		assertThat(this.flora.keys.stream().distinct()).containsExactly(doubt.idempotencyKey());
	}

	@Test
	void resolveByAnotherInstanceFindsTheRunOfADoubt() {
		this.flora.listLag = Duration.ofMinutes(5);
		this.flora.answer(List.of(Reply.LOST_AFTER));
		FloraStartUnconfirmedException doubt = unconfirmed(this.flora.starter(Duration.ofMinutes(2)));
		this.time.sleep(Duration.ofMinutes(10));
		RunStarter other = this.flora.starter(Duration.ofMinutes(2));
		assertThat(this.flora.charged()).containsExactly(TestStarters.resolve(other, doubt).run().runId());
	}

	@Test
	void resolveStartsTheRunThatNeverBegan() {
		RunStarter starter = this.flora.starter(Duration.ofMinutes(2));
		this.flora.answer(List.of(Reply.LOST_BEFORE, Reply.UNAUTHORIZED));
		FloraStartUnconfirmedException doubt = unconfirmed(starter);
		assertThat(doubt).hasCauseInstanceOf(FloraAuthenticationException.class);
		assertThat(this.flora.charged()).isEmpty();
		StartedRun started = TestStarters.resolve(starter, doubt).run();
		assertThat(this.flora.charged()).containsExactly(started.runId());
	}

	@Test
	void resolveWaitsUntilNothingGoesOn() {
		RunStarter starter = this.flora.starter(Duration.ofMinutes(2));
		this.flora.answer(List.of(Reply.SLOW_THEN_DONE));
		FloraStartUnconfirmedException doubt = catchThrowableOfType(FloraStartUnconfirmedException.class,
				() -> starter.start(REQUEST, RequestOptions.defaults().withMaxAttempts(1)));
		assertThat(TestStarters.resolve(starter, doubt).run().runId()).isEqualTo(this.flora.charged().get(0));
		// A run that FLORA was still making would appear by now.
		this.time.sleep(Duration.ofMinutes(1));
		assertThat(this.flora.charged()).hasSize(1);
	}

	@Test
	void resolveTooLateSendsNothing() {
		RunStarter starter = this.flora.starter(Duration.ofMinutes(2));
		this.flora.answer(List.of(Reply.LOST_AFTER, Reply.UNAUTHORIZED));
		FloraStartUnconfirmedException doubt = unconfirmed(starter);
		this.time.sleep(Duration.ofMinutes(101));
		int posts = this.flora.posts.size();
		for (RunStarter each : List.of(starter, this.flora.starter(Duration.ofMinutes(2)))) {
			assertThatExceptionOfType(FloraStartUnconfirmedException.class)
				.isThrownBy(() -> TestStarters.resolve(each, doubt).run())
				.withMessageContaining("forgotten its key");
		}
		assertThat(this.flora.posts).hasSize(posts);
	}

	@Test
	void resolveIsNotAskedTwiceAtOnce() {
		RunStarter starter = this.flora.starter(Duration.ofMinutes(2));
		this.flora.answer(List.of(Reply.LOST_AFTER, Reply.UNAUTHORIZED));
		FloraStartUnconfirmedException doubt = unconfirmed(starter);
		AtomicReference<Throwable> second = new AtomicReference<>();
		this.flora.afterPost = () -> second.set(catchThrowableOfType(FloraStartUnconfirmedException.class,
				() -> TestStarters.resolve(starter, doubt).run()));
		assertThat(TestStarters.resolve(starter, doubt).run().runId()).isEqualTo(this.flora.charged().get(0));
		assertThat(second.get()).hasMessageContaining("another call");
	}

	@Test
	void deliveryThatIsNotGenuineDoesNotHideTheOneThatIs() {
		RunStarter starter = this.flora.starter(Duration.ofMinutes(2), RetrySettings.defaults(), this.callbacks);
		String old = this.flora.stranger();
		this.time.sleep(Duration.ofMinutes(1));
		this.flora.answer(List.of(Reply.LOST_AFTER));
		this.flora.afterPost = () -> {
			this.flora.stranger();
			this.callbacks.bind(this.flora.token(), this.flora.charged().get(0));
			this.callbacks.bind(this.flora.token(), old);
		};
		StartedRun started = start(starter);
		assertThat(this.flora.charged()).containsExactly(started.runId());
	}

	@Test
	void lagOfLongAgoIsForgotten() {
		ListLag lag = new ListLag();
		GenerationRequest request = REQUEST.toBuilder().workspaceId("ws_1").projectId("prj_1").build();
		GenerationQuery query = GenerationQuery.all();
		long second = Duration.ofSeconds(1).toNanos();
		lag.expect("run_1", RunKind.GENERATION, request, 0);
		lag.observeNewest(RunKind.GENERATION, query, Set.of(), null, 90 * second);
		lag.observeNewest(RunKind.GENERATION, query, Set.of("run_1"), null, 100 * second);
		assertThat(lag.longest(100 * second)).isEqualTo(Duration.ofSeconds(90));
		assertThat(lag.longest(3800 * second)).isZero();
	}

	@Test
	void moreRunsThanOwnStartsEndTheLookAtOnce() {
		RunStarter starter = this.flora.starter(Duration.ofMinutes(2));
		this.flora.answer(List.of(Reply.LOST_AFTER, Reply.DUPLICATE));
		this.flora.afterPost = () -> {
			// Another start of this client is in doubt, too, and somebody else starts
			// two.
			this.flora.stranger();
			this.flora.stranger();
			this.flora.answerFirst(List.of(Reply.LOST_AFTER, Reply.UNAUTHORIZED));
			unconfirmed(starter);
		};
		long begun = this.time.nanoTime();
		assertThat(unconfirmed(starter)).hasMessageContaining("somebody else starts runs");
		assertThat(Duration.ofNanos(this.time.nanoTime() - begun)).isLessThan(Duration.ofSeconds(20));
	}

	@Test
	void unconfirmedStartIsCounted() {
		List<String> counted = new ArrayList<>();
		this.flora.meters = new FloraMeterRecorder() {

			@Override
			public void startUnconfirmed(String operation) {
				counted.add(operation);
				throw new IllegalStateException("The registry is closed");
			}

		};
		RunStarter starter = this.flora.starter(Duration.ofMinutes(2));
		this.flora.answer(List.of(Reply.LOST_AFTER, Reply.UNAUTHORIZED, Reply.UNAUTHORIZED));
		FloraStartUnconfirmedException doubt = unconfirmed(starter);
		assertThat(counted).containsExactly("create");
		assertThatExceptionOfType(FloraStartUnconfirmedException.class)
			.isThrownBy(() -> TestStarters.resolve(starter, doubt).run());
		assertThat(counted).as("a start counts once").containsExactly("create");
	}

	@Test
	void unconfirmedStartOfABatchCountsOnceTheBatchSaysSo() {
		CountedStarts counted = new CountedStarts();
		this.flora.meters = counted;
		RunStarter starter = this.flora.starter(Duration.ofMinutes(2));
		this.flora.answer(List.of(Reply.LOST_AFTER, Reply.UNAUTHORIZED));
		FloraStartUnconfirmedException doubt = catchThrowableOfType(FloraStartUnconfirmedException.class,
				() -> starter.forBatches().start(REQUEST, false, () -> false));
		assertThat(counted.operations).isEmpty();
		starter.forBatches().countUnconfirmed(doubt);
		assertThat(counted.operations).containsExactly("create");
	}

	@Test
	void deadlineThatIsOverBeforeAnythingIsSentIsATimeout() {
		this.flora.answer(List.of(Reply.NOT_CONNECTED, Reply.NOT_CONNECTED, Reply.NOT_CONNECTED));
		assertThatExceptionOfType(FloraException.class)
			.isThrownBy(() -> start(this.flora.starter(Duration.ofMinutes(2))))
			.isNotInstanceOf(FloraStartUnconfirmedException.class)
			.isNotInstanceOf(FloraTimeoutException.class);
		assertThat(this.flora.lists()).isZero();
	}

	private StartedRun start(RunStarter starter) {
		return starter.start(REQUEST, RequestOptions.defaults()).run();
	}

	/** FLORA posts the run of the latest start to the start's own path. */
	private void deliver() {
		this.callbacks.bind(this.flora.token(), this.flora.charged().get(0));
	}

	private FloraStartUnconfirmedException unconfirmed(RunStarter starter) {
		FloraStartUnconfirmedException thrown = catchThrowableOfType(FloraStartUnconfirmedException.class,
				() -> start(starter));
		assertThat(thrown).isNotNull();
		return thrown;
	}

	private Duration gap(int post) {
		return Duration.between(this.flora.posts.get(post - 1), this.flora.posts.get(post));
	}

	private static Duration seconds(double seconds) {
		return Duration.ofMillis(Math.round(seconds * 1000));
	}

}
