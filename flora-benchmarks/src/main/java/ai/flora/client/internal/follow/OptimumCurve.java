package ai.flora.client.internal.follow;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import ai.flora.client.FollowSettings;

/**
 * The least mean delay for a mean number of polls that any schedule reaches which knows
 * how long runs take, but not the single run: a bound from below, for runs that were
 * started at the same moment.
 * <p>
 * A poll shows a page of up to a hundred of them, always the same ones, or a single run
 * of it, with one request, in whatever order and however many at a time; the same page
 * not more often than the shortest interval allows, and in no second more than the
 * ceiling, on average over all draws. A follower has it harder: it reaches a page only
 * through those before it, waits for each of them, and has to learn.
 * <p>
 * For each price of a poll, the best schedule costs a sum of polls and delay below which
 * no schedule comes: a line below all that can be reached. The same holds with a further
 * price for requests in busy seconds, whatever it is, so that the search for it costs
 * precision at worst. The highest of the lines is the bound.
 */
final class OptimumCurve {

	private static final double[] PRICES = prices();

	private static final int MOST_ROUNDS = 40;

	private static final int PATIENCE = 6;

	private final double fewestPolls;

	private final List<Line> lines = new ArrayList<>();

	private OptimumCurve(int runs) {
		this.fewestPolls = (double) pages(runs) / runs;
	}

	/** From dear to free of charge. */
	private static double[] prices() {
		double[] prices = new double[30];
		for (int i = 0; i < prices.length - 1; i++) {
			prices[i] = 3000 * Math.pow(1.5, -i);
		}
		return prices;
	}

	private static int pages(int runs) {
		return (runs + ProjectRuns.MAX_PAGE_SIZE - 1) / ProjectRuns.MAX_PAGE_SIZE;
	}

	/**
	 * Computes the curves for some numbers of runs, of which each is so small that the
	 * ceiling hardly matters.
	 */
	static List<OptimumCurve> withoutCeiling(RunTimes times, double step, FollowSettings settings, int... runs) {
		PageSchedule schedule = schedule(times, step, settings);
		double[] price = new double[schedule.points()];
		List<OptimumCurve> curves = new ArrayList<>();
		for (int count : runs) {
			curves.add(new OptimumCurve(count));
		}
		for (double perPoll : PRICES) {
			Arrays.fill(price, perPoll);
			double[] cost = schedule.solve(price);
			for (int i = 0; i < runs.length; i++) {
				curves.get(i).lines.add(new Line(perPoll, total(cost, runs[i]) / runs[i]));
			}
		}
		return curves;
	}

	/**
	 * Computes the curve for full pages under the ceiling.
	 * @param bin seconds for which one further price holds
	 */
	static OptimumCurve underCeiling(RunTimes times, double step, FollowSettings settings, int runs, double bin) {
		PageSchedule schedule = schedule(times, step, settings);
		OptimumCurve curve = new OptimumCurve(runs);
		int perBin = (int) Math.round(bin / step);
		double requestsPerBin = settings.maxRequestsPerSecond() * bin;
		double[] further = new double[schedule.points() / perBin + 1];
		Arrays.fill(further, 0.1);
		for (double perPoll : PRICES) {
			double best = Double.NEGATIVE_INFINITY;
			int lastGain = 0;
			for (int round = 0; round < MOST_ROUNDS && round - lastGain < PATIENCE; round++) {
				double[] price = new double[schedule.points()];
				Arrays.setAll(price, (point) -> perPoll + further[point / perBin]);
				double cost = total(schedule.solve(price), runs);
				double height = (cost - requestsPerBin * Arrays.stream(further).sum()) / runs;
				curve.lines.add(new Line(perPoll, height));
				if (height > best + 1e-3 * Math.abs(best)) {
					lastGain = round;
				}
				best = Math.max(best, height);
				adapt(further, schedule.polls(ProjectRuns.MAX_PAGE_SIZE), perBin, pages(runs) / requestsPerBin,
						0.6 / (1 + round / 8.0));
			}
		}
		return curve;
	}

	/** Requests become dearer where there are too many, and cheaper where too few. */
	private static void adapt(double[] further, double[] polls, int perBin, double perPoll, double rate) {
		double[] used = new double[further.length];
		for (int point = 0; point < polls.length; point++) {
			used[point / perBin] += polls[point] * perPoll;
		}
		for (int i = 0; i < further.length; i++) {
			double excess = Math.max(-1, Math.min(1, used[i] - 1));
			further[i] = Math.max(1e-3, further[i] * Math.exp(rate * excess));
		}
	}

	private static PageSchedule schedule(RunTimes times, double step, FollowSettings settings) {
		return new PageSchedule(times, step, settings.minInterval().toMillis() / 1000.0, ProjectRuns.MAX_PAGE_SIZE);
	}

	private static double total(double[] costByRuns, int runs) {
		int full = runs / ProjectRuns.MAX_PAGE_SIZE;
		return full * costByRuns[ProjectRuns.MAX_PAGE_SIZE] + costByRuns[runs % ProjectRuns.MAX_PAGE_SIZE];
	}

	/** The least mean delay in seconds with so many polls per run, on average. */
	double delay(double polls) {
		double highest = this.lines.stream().mapToDouble((line) -> line.at(polls)).max().orElseThrow();
		// The half of a request that passes after FLORA has answered it.
		return highest + VirtualFlora.REQUEST.toMillis() / 2000.0;
	}

	/**
	 * Points of the curve, from few polls to as many as are of use.
	 */
	List<Followed> points() {
		List<Followed> points = new ArrayList<>();
		double polls = this.fewestPolls;
		double least = Double.MAX_VALUE;
		while (delay(polls) < least * 0.999) {
			least = delay(polls);
			points.add(new Followed(polls, least));
			polls *= 1.04;
		}
		return points;
	}

	/**
	 * The least that polls and delay cost together.
	 *
	 * @param slope price of a poll, in seconds of delay
	 * @param height sum of both
	 */
	private record Line(double slope, double height) {

		double at(double polls) {
			return this.height - this.slope * polls;
		}

	}

}
