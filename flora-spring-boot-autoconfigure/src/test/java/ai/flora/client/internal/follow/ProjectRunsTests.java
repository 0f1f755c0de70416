package ai.flora.client.internal.follow;

import java.time.Duration;

import ai.flora.client.FollowSettings;
import ai.flora.client.internal.RunKind;
import ai.flora.client.internal.RunOrigin;
import ai.flora.client.internal.context.RunContext;
import ai.flora.client.internal.follow.plan.ModelDurations;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ProjectRuns}.
 */
class ProjectRunsTests {

	private final FollowLimits limits = FollowLimits.of(FollowSettings.defaults());

	private final ProjectRuns project = new ProjectRuns(RunKind.GENERATION, "prj_1", this.limits);

	ProjectRunsTests() {
		// Not started here, so that it is due at once.
		this.project.add(new FollowedRun("run_1", 0, false, RunOrigin.UNKNOWN, RunContext.NONE,
				new ModelDurations(FollowSettings.defaults()), this.limits));
	}

	@Test
	void untilPollWhenLastScanWasShortIsTheRestOfTheInterval() {
		assertThat(untilPollAfterScanThatTook(Duration.ofMillis(200))).isEqualTo(Duration.ofMillis(300));
	}

	@Test
	void untilPollWhenLastScanTookLongerThanTheIntervalIsNothing() {
		assertThat(untilPollAfterScanThatTook(Duration.ofMillis(600))).isEqualTo(Duration.ZERO);
	}

	private Duration untilPollAfterScanThatTook(Duration duration) {
		WatchingScans scans = this.project.watchingScans();
		scans.beginPoll(0);
		scans.endPoll(true);
		scans.scanEnded(duration.toNanos());
		return Duration.ofNanos(scans.untilPoll(duration.toNanos()));
	}

}
