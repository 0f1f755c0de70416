package ai.flora.client.internal.start;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import ai.flora.client.FloraException;
import ai.flora.client.FloraStartUnconfirmedException;
import ai.flora.client.Generation;
import ai.flora.client.GenerationQuery;
import ai.flora.client.GenerationRequest;
import ai.flora.client.Page;
import ai.flora.client.Run;
import ai.flora.client.RunStatus;
import ai.flora.client.StartedRun;
import ai.flora.client.internal.RunKind;
import ai.flora.client.internal.start.order.GenerationOrder;
import ai.flora.client.internal.time.VirtualTiming;
import ai.flora.client.internal.transport.TestTransports;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.test.util.ReflectionTestUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link OutstandingStarts} and {@link ProjectStarts}: which runs may be a
 * start's, and when that cannot be told.
 */
class OutstandingStartsTests {

	private static final Duration TEN_MINUTES = Duration.ofMinutes(10);

	private final VirtualTiming time = new VirtualTiming();

	private final OutstandingStarts outstanding = new OutstandingStarts(
			TestTransports.of("https://app.flora.ai/api/v1", () -> (uri, method) -> {
				throw new UnsupportedOperationException();
			}, Duration.ofSeconds(1)).build(this.time).clock());

	@Test
	void runInTheWindowIsTheOnlyCandidate() {
		PendingStart start = closed("key_1", "prj_1");
		Generation run = run("run_1", "prj_1", now());
		Generation anywhere = run("run_1", null, now());
		assertThat(match(start, run).only()).isEqualTo(run);
		assertThat(match(start, anywhere).only()).isEqualTo(anywhere);
		assertThat(this.outstanding.mayBeOf(start, run)).isTrue();
		assertThat(this.outstanding.mayBeOf(start, anywhere)).isTrue();
	}

	@Test
	void runOfAnotherProjectIsNeitherACandidateNorSomebodyElses() {
		PendingStart start = closed("key_1", "prj_1");
		for (Instant createdAt : List.of(now(), now().minusSeconds(60))) {
			Candidates candidates = match(start, run("run_1", "prj_2", createdAt));
			assertThat(candidates.runs()).isEmpty();
			assertThat(candidates.foreign()).isFalse();
		}
		assertThat(this.outstanding.mayBeOf(start, run("run_1", "prj_2", now()))).isFalse();
	}

	@Test
	void runOfThisClientsIsNotTakenAgain() {
		PendingStart first = closed("key_1", "prj_1");
		this.outstanding.removeAccepted(first, started("run_1"), this.time.nanoTime());
		assertThat(this.outstanding.isKnown("run_1")).isTrue();
		assertThat(this.outstanding.isKnown("run_2")).isFalse();
		PendingStart second = closed("key_2", "prj_1");
		Candidates candidates = match(second, run("run_1", "prj_1", now()));
		assertThat(candidates.runs()).isEmpty();
		assertThat(this.outstanding.mayBeOf(second, run("run_1", "prj_1", now()))).isFalse();
		assertThat(match(second, run("run_1", "prj_1", now().minusSeconds(60))).foreign()).isFalse();
	}

	@Test
	void runInTheWindowOfAnAcceptedStartIsSomebodyElses() {
		PendingStart first = closed("key_1", "prj_1");
		Generation foreign = run("run_9", "prj_1", now());
		this.outstanding.removeAccepted(first, started("run_1"), this.time.nanoTime());
		this.time.sleep(Duration.ofMinutes(1));
		assertThat(match(closed("key_2", "prj_1"), foreign).foreign()).isTrue();
	}

	@Test
	void runWithoutATimeMakesTheMatchUnsure() {
		PendingStart start = closed("key_1", "prj_1");
		Candidates candidates = match(start, run("run_1", "prj_1", now()), run("run_2", "prj_1", null));
		assertThat(candidates.runs()).hasSize(1);
		assertThat(candidates.only()).isNull();
		assertThat(candidates.isHopeless()).isFalse();
		assertThat(this.outstanding.mayBeOf(start, run("run_2", "prj_1", null))).isFalse();
	}

	@Test
	void runThatMayBeAnotherStartsIsNotTaken() {
		PendingStart first = closed("key_1", "prj_1");
		PendingStart second = closed("key_2", "prj_1");
		Candidates candidates = match(second, run("run_1", "prj_1", now()));
		assertThat(candidates.only()).isNull();
		assertThat(candidates.isHopeless()).isFalse();
		assertThat(match(second, run("run_1", "prj_1", now()), run("run_2", "prj_1", now())).foreign()).isFalse();
		this.outstanding.remove(first);
		assertThat(match(second, run("run_1", "prj_1", now())).only()).isNotNull();
	}

	@Test
	void moreRunsThanStartsAreSomebodyElses() {
		// Neither run can be of this start.
		closed("key_0", "prj_1");
		this.time.sleep(Duration.ofMinutes(1));
		PendingStart start = closed("key_1", "prj_1");
		Candidates candidates = match(start, run("run_1", "prj_1", now()), run("run_2", "prj_1", now()));
		assertThat(candidates.foreign()).isTrue();
		assertThat(candidates.isHopeless()).isTrue();
		assertThat(match(start, run("run_1", "prj_1", now())).only()).as("not while it counts").isNull();
	}

	@Test
	void somebodyElsesRunCountsForTenMinutes() {
		PendingStart start = closed("key_1", "prj_1");
		Instant foreign = now().minusSeconds(60);
		assertThat(match(start, run("run_9", "prj_1", foreign)).foreign()).isTrue();
		Generation own = run("run_1", "prj_1", now());
		this.time.sleep(TEN_MINUTES.minusSeconds(60).minusNanos(1));
		assertThat(match(start, own).foreign()).isTrue();
		this.time.sleep(Duration.ofNanos(1));
		assertThat(match(start, own).foreign()).isFalse();
		assertThat(match(start, own).only()).isEqualTo(own);
	}

	@Test
	void runsOfLongAgoAndOfTheFutureAreNobodysConcern() {
		PendingStart start = closed("key_1", "prj_1");
		assertThat(match(start, run("run_9", "prj_1", now().minus(TEN_MINUTES))).foreign()).isFalse();
		assertThat(match(start, run("run_9", "prj_1", now().plus(TEN_MINUTES))).foreign()).isFalse();
		assertThat(match(start, run("run_9", "prj_1", now().plus(TEN_MINUTES).minusNanos(1))).foreign()).isTrue();
	}

	@Test
	void latestOfSomebodyElsesRunsCounts() {
		PendingStart start = closed("key_1", "prj_1");
		match(start, run("run_9", "prj_1", now().minusSeconds(60)), run("run_8", "prj_1", now().minusSeconds(300)));
		this.time.sleep(Duration.ofMinutes(6));
		assertThat(match(start).foreign()).isTrue();
	}

	@Test
	void listsOfFollowersShowSomebodyElsesRunsToo() {
		PendingStart start = closed("key_1", "prj_1");
		observe(run("run_1", "prj_1", now()), run("run_2", "prj_2", now().minusSeconds(60)),
				run("run_3", "prj_1", null));
		assertThat(match(start).foreign()).isFalse();
		observe(run("run_9", "prj_1", now().minusSeconds(60)));
		assertThat(match(start).foreign()).isTrue();
	}

	@Test
	void candidateThatWasSomebodyElsesCounts() {
		PendingStart start = closed("key_1", "prj_1");
		this.outstanding.observeForeign(start, run("run_9", "prj_1", null));
		assertThat(match(start).foreign()).isFalse();
		this.outstanding.observeForeign(start, run("run_9", "prj_1", now()));
		assertThat(match(start).foreign()).isTrue();
	}

	@Test
	void somebodyElsesRunIsNotForgottenWithTheLastStartOfItsProject() {
		PendingStart first = closed("key_1", "prj_1");
		observe(run("run_9", "prj_1", now().minusSeconds(60)));
		this.outstanding.remove(first);
		closed("key_2", "prj_2");
		assertThat(match(closed("key_3", "prj_1")).foreign()).isTrue();
	}

	@Test
	void startWhoseRunWasNeverFoundKeepsOthersFromTakingItForTwoHours() {
		PendingStart lost = closed("key_1", "prj_1");
		Generation run = run("run_1", "prj_1", now());
		this.time.sleep(Duration.ofHours(2));
		closed("key_2", "prj_1");
		assertThat(match(lost, run).only()).isEqualTo(run);
		PendingStart later = pending("key_3", "prj_1", VirtualTiming.BEGIN);
		this.outstanding.add(later, this.time.nanoTime());
		assertThat(match(later, run).only()).isNull();
		this.time.sleep(Duration.ofNanos(1));
		closed("key_4", "prj_1");
		assertThat(match(later, run).only()).isEqualTo(run);
	}

	@Test
	void startsThatCannotBeResolvedAnyMoreAreForgottenInAllProjects() {
		for (int i = 0; i < 3; i++) {
			closed("key_" + i, "prj_" + i);
		}
		this.time.sleep(Duration.ofHours(3));
		closed("key_3", "prj_3");
		assertThat(ReflectionTestUtils.getField(this.outstanding, "projects"))
			.asInstanceOf(InstanceOfAssertFactories.MAP)
			.hasSize(1);
	}

	@Test
	void startIsInDoubtOnceACallLeavesItSoAndForTwoHours() {
		PendingStart start = closed("key_1", "prj_1");
		start.doubt().arise();
		assertThat(inDoubt("key_1", "prj_1")).as("its call goes on").isNull();
		start.doubt().leftBy(unconfirmed(start, now()));
		assertThat(inDoubt("key_1", "prj_1")).isSameAs(start);
		assertThat(inDoubt("key_1", "prj_2")).isNull();
		assertThat(inDoubt("key_2", "prj_1")).isNull();
		this.time.sleep(Duration.ofHours(2));
		assertThat(inDoubt("key_1", "prj_1")).isSameAs(start);
		this.time.sleep(Duration.ofNanos(1));
		assertThat(inDoubt("key_1", "prj_1")).isNull();
	}

	@Test
	void runOfAStartThatWasLeftInDoubtIsToldAgain() {
		Instant since = now();
		PendingStart start = closed("key_1", "prj_1");
		start.doubt().arise();
		start.doubt().leftBy(unconfirmed(start, since));
		assertThat(this.outstanding.resolved(start.startKey(), since)).isNull();
		this.outstanding.removeAccepted(start, started("run_1"), this.time.nanoTime());
		this.outstanding.removeAccepted(closed("key_2", "prj_1"), started("run_2"), this.time.nanoTime());
		assertThat(inDoubt("key_1", "prj_1")).isNull();
		assertThat(this.outstanding.resolved(start.startKey(), since)).isEqualTo(started("run_1"));
		assertThat(this.outstanding.resolved(start.startKey(), since.plusSeconds(1))).as("the key was used again")
			.isNull();
		assertThat(this.outstanding.resolved(key("key_1", "prj_2"), since)).isNull();
		assertThat(this.outstanding.resolved(key("key_2", "prj_1"), since)).isNull();
	}

	@Test
	void startThatACallGoesOnWithIsNotForgotten() {
		closed("key_1", "prj_1").callBegun();
		Generation run = run("run_1", "prj_1", now());
		this.time.sleep(Duration.ofHours(3));
		PendingStart later = pending("key_2", "prj_1", VirtualTiming.BEGIN);
		this.outstanding.add(later, this.time.nanoTime());
		assertThat(match(later, run).only()).as("may be that one's").isNull();
	}

	@Test
	void attemptsOfAStartAreForgottenOneByOne() {
		PendingStart start = closed("key_1", "prj_1");
		Generation run = run("run_1", "prj_1", now());
		this.time.sleep(Duration.ofMinutes(90));
		this.outstanding.reopenWindow(start, this.time.nanoTime());
		this.outstanding.closeWindow(start, this.time.nanoTime());
		this.time.sleep(Duration.ofMinutes(60));
		PendingStart later = pending("key_2", "prj_1", VirtualTiming.BEGIN);
		this.outstanding.add(later, this.time.nanoTime());
		assertThat(match(later, run).only()).isEqualTo(run);
	}

	@Test
	void runThatACallWithoutAnOrderMayHaveMadeIsNotTakenForTwoHours() {
		CreationWindow other = new CreationWindow(this.time.nanoTime(), null);
		this.outstanding.addOther("prj_1", other, this.time.nanoTime());
		Generation run = run("run_1", "prj_1", now());
		PendingStart start = pending("key_1", "prj_1", VirtualTiming.BEGIN);
		this.outstanding.add(start, this.time.nanoTime());
		assertThat(match(start, run).only()).as("its call goes on").isNull();
		this.time.sleep(Duration.ofMinutes(1));
		this.outstanding.closeOther(other, this.time.nanoTime());
		this.time.sleep(Duration.ofMinutes(1));
		assertThat(match(start, run("run_2", "prj_1", now())).only()).as("began later").isNotNull();
		this.time.sleep(Duration.ofHours(2));
		this.outstanding.add(start, this.time.nanoTime());
		assertThat(match(start, run).only()).isEqualTo(run);
	}

	@Test
	void startInDoubtMayBeMixedUpUntilServersThatDifferAgree() {
		PendingStart start = closed("key_1", "prj_1");
		start.doubt().arise();
		this.time.sleep(Duration.ofSeconds(3));
		assertThat(this.outstanding.mayBeMixedUp(start.kindAndProject(), null, this.time.nanoTime())).isTrue();
		this.time.sleep(Duration.ofNanos(1));
		assertThat(this.outstanding.mayBeMixedUp(start.kindAndProject(), null, this.time.nanoTime())).isFalse();
	}

	@Test
	void failedStartThatACallGoesOnWithIsKeptBeyondTheLimit() {
		failed("key_0").callBegun();
		this.time.sleep(Duration.ofSeconds(60));
		for (int i = 1; i <= 1_001; i++) {
			failed("key_" + i);
		}
		assertThat(match(closed("key_x", "prj_1"), run("run_1", "prj_1", now().minusSeconds(60))).foreign()).isFalse();
	}

	@Test
	void failedStartsThatNoCallGoesOnWithAreKeptUpToALimit() {
		for (int i = 0; i < 1_001; i++) {
			failed("key_" + i);
			this.time.sleep(Duration.ofSeconds(i == 0 ? 60 : 0));
		}
		PendingStart later = closed("key_x", "prj_1");
		assertThat(match(later, run("run_1", "prj_1", now())).only()).as("may be one of those").isNull();
		assertThat(match(later, run("run_2", "prj_1", now().minusSeconds(60))).foreign()).as("the first is forgotten")
			.isTrue();
	}

	/** What tells that a start is withdrawn may hold a whole batch. */
	@Test
	void startThatIsKeptAfterItsCallDoesNotHoldWhatWithdrawsIt() {
		GenerationOrder order = new GenerationOrder(GenerationRequest.image("A harbour"));
		PendingStart start = new PendingStart(new SentOrder(order, order, "key_1"), order, "key_1", null,
				new CreationWindow(this.time.nanoTime(), null), StartMoment.now(this.time), () -> true);
		start.callBegun();
		assertThat(start.isWithdrawn()).isTrue();
		start.callEnded();
		assertThat(start.isWithdrawn()).isFalse();
	}

	@Test
	void listsSettleInTwiceTheirLongestLag() {
		Duration least = Duration.ofSeconds(3);
		assertThat(this.outstanding.settlingTime(least, this.time.nanoTime())).isEqualTo(least);
		this.outstanding.removeAccepted(closed("key_1", "prj_1"), started("run_1"), this.time.nanoTime());
		Instant createdAt = now();
		this.time.sleep(Duration.ofSeconds(20));
		observe();
		this.time.sleep(Duration.ofSeconds(1));
		observe(run("run_1", "prj_1", createdAt));
		assertThat(this.outstanding.settlingTime(least, this.time.nanoTime())).isEqualTo(Duration.ofSeconds(40));
		assertThat(this.outstanding.settlingTime(Duration.ofMinutes(1), this.time.nanoTime()))
			.isEqualTo(Duration.ofMinutes(1));
	}

	/** The first page reaches back long enough; a later list leaves other runs out. */
	@Test
	void listsThatShowSomeRunsTellTheLagOfListsToo() {
		this.outstanding.removeAccepted(closed("key_1", "prj_1"), started("run_1"), this.time.nanoTime());
		Generation run = run("run_1", "prj_1", now());
		this.time.sleep(Duration.ofSeconds(20));
		Generation older = run("run_0", "prj_1", now().minusSeconds(300));
		this.outstanding.observe(RunKind.GENERATION, GenerationQuery.all(), new Page<>(List.of(older), "next", null),
				this.time.nanoTime());
		this.time.sleep(Duration.ofSeconds(1));
		this.outstanding.observe(RunKind.GENERATION, GenerationQuery.all().withStatus(RunStatus.RUNNING),
				new Page<>(List.of(run), null, null), this.time.nanoTime());
		assertThat(this.outstanding.settlingTime(Duration.ZERO, this.time.nanoTime()))
			.isEqualTo(Duration.ofSeconds(40));
	}

	private @Nullable PendingStart inDoubt(String key, String projectId) {
		return this.outstanding.inDoubt(key(key, projectId), this.time.nanoTime()).stream().findFirst().orElse(null);
	}

	private static FloraStartUnconfirmedException unconfirmed(PendingStart start, Instant since) {
		return new FloraStartUnconfirmedException("no answer", true, start.key(), start.order().request(), List.of(),
				since, null);
	}

	private static StartKey key(String key, String projectId) {
		return new StartKey(new KindAndProject(RunKind.GENERATION, projectId), "ws_1", key);
	}

	private Candidates match(PendingStart start, Generation... newest) {
		return this.outstanding.match(start, List.of(newest));
	}

	private void observe(Generation... shown) {
		this.outstanding.observe(RunKind.GENERATION, GenerationQuery.all(), new Page<>(List.of(shown), null, null),
				this.time.nanoTime());
	}

	/** A start that was sent now, and has ended without telling its run. */
	private PendingStart closed(String key, String projectId) {
		PendingStart start = pending(key, projectId);
		this.outstanding.add(start, this.time.nanoTime());
		this.outstanding.closeWindow(start, this.time.nanoTime());
		return start;
	}

	private PendingStart failed(String key) {
		PendingStart start = closed(key, "prj_1");
		start.doubt().floraFailed(new FloraException("failed", null), StartMoment.now(this.time));
		this.outstanding.keepFailed(start);
		return start;
	}

	private PendingStart pending(String key, String projectId) {
		return pending(key, projectId, this.time.nanoTime());
	}

	private PendingStart pending(String key, String projectId, long from) {
		GenerationRequest request = GenerationRequest.image("A harbour")
			.toBuilder()
			.workspaceId("ws_1")
			.projectId(projectId)
			.build();
		GenerationOrder order = new GenerationOrder(request);
		return new PendingStart(new SentOrder(order, order, key), order, key, null, new CreationWindow(from, null),
				StartMoment.now(this.time), () -> false);
	}

	private Instant now() {
		return this.time.flora();
	}

	private static StartedRun started(String runId) {
		return new StartedRun(runId, "generation", null, null, null, "prj_1", null);
	}

	private static Generation run(String runId, @Nullable String projectId, @Nullable Instant createdAt) {
		return new Generation(Run.builder().runId(runId).status(RunStatus.RUNNING).createdAt(createdAt).build(), "ws_1",
				projectId, null, null);
	}

}
