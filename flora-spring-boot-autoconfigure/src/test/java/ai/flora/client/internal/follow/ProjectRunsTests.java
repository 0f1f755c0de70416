package ai.flora.client.internal.follow;

import ai.flora.client.FollowSettings;
import ai.flora.client.internal.follow.plan.ModelDurations;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ProjectRuns}.
 */
class ProjectRunsTests {

	private final FollowSettings settings = FollowSettings.defaults();

	private final ProjectRuns group = new ProjectRuns("prj_1", this.settings);

	ProjectRunsTests() {
		// Somebody else's, so that it is due at once.
		this.group.add(new FollowedRun("run_1", 0, null, null, new ModelDurations(this.settings)));
	}

	@Test
	void untilWalkWhenLastWalkWasShortIsTheRestOfTheInterval() {
		assertThat(untilWalkAfterOneThatTook(Duration.ofMillis(200))).isEqualTo(Duration.ofMillis(300));
	}

	@Test
	void untilWalkWhenLastWalkTookLongerThanTheIntervalIsNothing() {
		assertThat(untilWalkAfterOneThatTook(Duration.ofMillis(600))).isEqualTo(Duration.ZERO);
	}

	private Duration untilWalkAfterOneThatTook(Duration duration) {
		this.group.beginLook(0);
		this.group.endLook();
		this.group.walked(duration.toNanos());
		return Duration.ofNanos(this.group.untilWalk(duration.toNanos()));
	}

}
