package ai.flora.client.internal.follow.plan;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import ai.flora.client.FollowSettings;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ModelDurationsTests {

	private final ModelDurations durations = new ModelDurations(FollowSettings.defaults());

	@Test
	void firstPollIsWithinSecondsWhateverTheEstimate() {
		assertThat(this.durations.plan("video", Duration.ofMinutes(2)).nextPoll(0)).isBetween(0.5, 4.0);
		assertThat(this.durations.plan("video", null).nextPoll(0)).isBetween(0.5, 4.0);
	}

	@Test
	void pollsKeepToTheIntervals() {
		List<Double> polls = polls(this.durations.plan("video", Duration.ofMinutes(2)), 3600);
		for (int i = 1; i < polls.size(); i++) {
			assertThat(polls.get(i) - polls.get(i - 1)).isBetween(0.5 - 1e-6, 15 + 1e-6);
		}
	}

	@Test
	void pollsAreDenserWhereRunsHaveEnded() {
		for (int i = 0; i < 50; i++) {
			this.durations.ended("image", Duration.ofMillis(8500 + 20 * i));
		}
		List<Double> polls = polls(this.durations.plan("image", null), 12);
		assertThat(polls).filteredOn((age) -> age > 8 && age < 10).hasSizeGreaterThanOrEqualTo(2);
		assertThat(polls).filteredOn((age) -> age > 5 && age < 7.5).hasSizeLessThanOrEqualTo(1);
	}

	@Test
	void unnoticedTimeGrowsWithTheRunsThatMayHaveEnded() {
		PollPlan plan = this.durations.plan("image", Duration.ofSeconds(10));
		assertThat(plan.unnoticed(4, 4)).isZero();
		assertThat(plan.unnoticed(4, 12)).isGreaterThan(plan.unnoticed(4, 10)).isLessThan(8);
	}

	private static List<Double> polls(PollPlan plan, double until) {
		List<Double> polls = new ArrayList<>();
		double age = plan.nextPoll(0);
		while (age < until) {
			polls.add(age);
			age = plan.nextPoll(age);
		}
		return polls;
	}

}
