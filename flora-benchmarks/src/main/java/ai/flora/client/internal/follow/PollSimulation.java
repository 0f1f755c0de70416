package ai.flora.client.internal.follow;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;

import ai.flora.client.FollowSettings;
import ai.flora.client.internal.follow.TrueDurations.ScheduleCost;
import ai.flora.client.internal.follow.plan.ModelDurations;
import ai.flora.client.internal.follow.plan.PollPlan;
import org.jspecify.annotations.Nullable;

/**
 * Computes how long the end of a run that is followed alone goes unnoticed, against the
 * optimum schedule for its true distribution of durations with the same mean number of
 * polls. In virtual time, and without chance but for the draws that are learnt from.
 */
public final class PollSimulation {

	private static final FollowSettings SETTINGS = FollowSettings.defaults();

	private static final int DRAWS = 20;

	private static final int LEARNT = 50;

	private PollSimulation() {
	}

	public static void main(String[] args) {
		Map<String, TrueDurations> models = new LinkedHashMap<>();
		models.put("images", TrueDurations.logNormal(9, 0.3));
		models.put("videos of 2 minutes", TrueDurations.logNormal(120, 0.25));
		models.put("videos of 5 minutes", TrueDurations.logNormal(300, 0.4));
		models.put("heavy-tailed", TrueDurations.logNormal(15, 1));
		models.put("bimodal", TrueDurations.twoPeaks(8, 45, 0.2));
		System.out.printf("%-20s %-26s %6s %9s %9s %6s%n", "durations", "known", "polls", "delay s", "optimum s",
				"ratio");
		models.forEach(PollSimulation::report);
	}

	private static void report(String name, TrueDurations durations) {
		OptimumSchedule optimum = new OptimumSchedule(durations, SETTINGS);
		Duration estimate = Duration.ofMillis(Math.round(durations.median() * 1000));
		print(name, "estimate", optimum, durations, List.of(new ModelDurations(SETTINGS).plan("m", estimate)));
		print(name, "nothing", optimum, durations, List.of(new ModelDurations(SETTINGS).plan("m", null)));
		List<PollPlan> learnt = new ArrayList<>();
		for (int draw = 0; draw < DRAWS; draw++) {
			learnt.add(learn(durations, new Random(draw), null));
		}
		print(name, LEARNT + " earlier runs", optimum, durations, learnt);
		print(name, "(a poll every 2 s)", optimum, durations, List.of(fixed(2)));
	}

	private static PollPlan learn(TrueDurations durations, Random random, @Nullable Duration estimate) {
		ModelDurations models = new ModelDurations(SETTINGS);
		for (int i = 0; i < LEARNT; i++) {
			models.ended("m", Duration.ofNanos((long) (durations.draw(random) * 1e9)));
		}
		return models.plan("m", estimate);
	}

	private static PollPlan fixed(double interval) {
		return new PollPlan() {

			@Override
			public double nextPoll(double lastPoll) {
				return lastPoll + interval;
			}

			@Override
			public double unnoticed(double lastPoll, double age) {
				throw new UnsupportedOperationException();
			}

		};
	}

	private static void print(String name, String known, OptimumSchedule optimum, TrueDurations durations,
			List<PollPlan> plans) {
		double polls = 0;
		double delay = 0;
		double best = 0;
		double ratio = 0;
		for (PollPlan plan : plans) {
			DoubleUnaryOperator next = plan::nextPoll;
			ScheduleCost cost = durations.cost(next);
			double optimal = optimum.delay(cost.polls());
			polls += cost.polls() / plans.size();
			delay += cost.delay() / plans.size();
			best += optimal / plans.size();
			ratio += cost.delay() / optimal / plans.size();
		}
		System.out.printf("%-20s %-26s %6.2f %9.3f %9.3f %6.2f%n", name, known, polls, delay, best, ratio);
	}

}
