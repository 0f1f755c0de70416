package ai.flora.client.internal.start;

import java.time.Duration;
import java.util.Set;

import ai.flora.client.GenerationQuery;
import ai.flora.client.GenerationRequest;
import ai.flora.client.internal.RunKind;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ListLag}: a lag that is taken for too short hands out somebody else's
 * run.
 */
class ListLagTests {

	private static final GenerationQuery ALL = GenerationQuery.all();

	private static final GenerationRequest REQUEST = GenerationRequest.image("A harbour")
		.toBuilder()
		.workspaceId("ws_1")
		.projectId("prj_1")
		.build();

	private final ListLag lag = new ListLag();

	@Test
	void lagIsTheLastTimeAListLackedARunThatALaterListShows() {
		this.lag.expect("run_1", RunKind.GENERATION, REQUEST, nanos(100));
		lacks(ALL, 90);
		lacks(ALL, 110);
		lacks(ALL, 115);
		assertThat(longest(115)).as("not shown so far").isZero();
		shows("run_1", 120);
		assertThat(longest(120)).isEqualTo(Duration.ofSeconds(15));
	}

	@Test
	void runThatNoListLackedDoesNotLag() {
		this.lag.expect("run_1", RunKind.GENERATION, REQUEST, nanos(100));
		lacks(ALL, 90);
		shows("run_1", 120);
		assertThat(longest(120)).isZero();
	}

	@Test
	void listThatLeavesRunsOutLacksNone() {
		this.lag.expect("run_1", RunKind.GENERATION, REQUEST, 0);
		this.lag.observeSome(Set.of(), nanos(10));
		lacks(ALL.withProjectId("prj_2"), 10);
		lacks(ALL.withWorkspaceId("ws_2"), 10);
		shows("run_1", 20);
		assertThat(longest(20)).isZero();
		this.lag.expect("run_2", RunKind.GENERATION, REQUEST, nanos(20));
		lacks(ALL.withProjectId("prj_1").withWorkspaceId("ws_1"), 25);
		this.lag.observeSome(Set.of("run_2"), nanos(30));
		assertThat(longest(30)).isEqualTo(Duration.ofSeconds(5));
	}

	@Test
	void runThatMayBeOnALaterPageIsNotLacked() {
		this.lag.expect("run_1", RunKind.GENERATION, REQUEST, 0);
		this.lag.observeNewest(RunKind.GENERATION, ALL, Set.of(), Duration.ofSeconds(70), nanos(10));
		shows("run_1", 20);
		assertThat(longest(20)).isZero();
		this.lag.expect("run_2", RunKind.GENERATION, REQUEST, nanos(20));
		this.lag.observeNewest(RunKind.GENERATION, ALL, Set.of(), Duration.ofSeconds(70).plusNanos(1), nanos(30));
		shows("run_2", 40);
		assertThat(longest(40)).isEqualTo(Duration.ofSeconds(10));
	}

	@Test
	void runThatListsLackForTwoMinutesIsGivenUp() {
		this.lag.expect("run_1", RunKind.GENERATION, REQUEST, 0);
		lacks(ALL, 119);
		this.lag.observeSome(Set.of("run_1"), nanos(120) + 1);
		assertThat(longest(120)).isZero();
		this.lag.expect("run_2", RunKind.GENERATION, REQUEST, 0);
		lacks(ALL, 119);
		shows("run_2", 120);
		assertThat(longest(120)).isEqualTo(Duration.ofSeconds(119));
	}

	@Test
	void longestLagOfAnHourCounts() {
		lagged("run_1", 0, 10);
		lagged("run_2", 100, 5);
		assertThat(longest(100)).isEqualTo(Duration.ofSeconds(10));
		lagged("run_3", 200, 10);
		assertThat(this.lag.longest(nanos(3600 + 211))).as("of the latest of that length").hasSeconds(10);
		assertThat(this.lag.longest(nanos(3600 + 211) + 1)).isZero();
		lagged("run_4", 8000, 5);
		assertThat(longest(8010)).isEqualTo(Duration.ofSeconds(5));
	}

	private void lagged(String runId, long acceptedAt, long seconds) {
		this.lag.expect(runId, RunKind.GENERATION, REQUEST, nanos(acceptedAt));
		lacks(ALL, acceptedAt + seconds);
		shows(runId, acceptedAt + seconds + 1);
	}

	private void lacks(GenerationQuery query, long askedAt) {
		this.lag.observeNewest(RunKind.GENERATION, query, Set.of(), null, nanos(askedAt));
	}

	private void shows(String runId, long askedAt) {
		this.lag.observeNewest(RunKind.GENERATION, ALL, Set.of(runId), null, nanos(askedAt));
	}

	private Duration longest(long now) {
		return this.lag.longest(nanos(now));
	}

	private static long nanos(long seconds) {
		return Duration.ofSeconds(seconds).toNanos();
	}

}
