package ai.flora.client.internal.follow.plan;

import ai.flora.client.FollowSettings;

import java.time.Duration;

/**
 * The looks that cost least in all, where a second in which an end goes unnoticed costs
 * one, and a look costs {@link #PRICE}: the inspection schedule of Barlow, Hunter and
 * Proschan (Optimum Checking Procedures, 1963), found by going through possible last
 * looks backwards.
 */
public final class OptimalPollPlan implements PollPlan {

	/**
	 * What a look costs: about five of them for a run of ten seconds, a dozen for one of
	 * two minutes.
	 */
	public static final double PRICE = 0.2;

	/** However long runs usually take, one that fails at once is noticed soon. */
	private static final double FIRST_LOOK = 4;

	private final DurationDistribution distribution;

	private final double minInterval;

	private final double maxInterval;

	/** For each point of a last look, the one of the next look. */
	private final short[] next;

	OptimalPollPlan(DurationDistribution distribution, FollowSettings settings) {
		this.distribution = distribution;
		this.minInterval = seconds(settings.minInterval());
		this.maxInterval = seconds(settings.maxInterval());
		this.next = solve();
	}

	private static double seconds(Duration duration) {
		return duration.toNanos() / 1e9;
	}

	private short[] solve() {
		int size = this.distribution.size();
		double[] cost = new double[size];
		short[] next = new short[size];
		for (int last = size - 1; last >= 0; last--) {
			double unfinished = 1 - this.distribution.ended(last);
			cost[last] = Double.MAX_VALUE;
			double latest = latest(DurationDistribution.age(last));
			int look = DurationDistribution.pointBefore(DurationDistribution.age(last) + this.minInterval);
			do {
				look++;
				double total = (look < size) ? PRICE * unfinished + delay(last, look) + cost[look]
						: unfinished * (PRICE + this.maxInterval / 2);
				if (total < cost[last]) {
					cost[last] = total;
					next[last] = (short) look;
				}
			}
			while (look < size && DurationDistribution.age(look + 1) <= latest);
		}
		return next;
	}

	private double delay(int last, int look) {
		return DurationDistribution.age(look) * (this.distribution.ended(look) - this.distribution.ended(last))
				- (this.distribution.partialMean(look) - this.distribution.partialMean(last));
	}

	private double latest(double lastLook) {
		return lastLook + ((lastLook > 0) ? this.maxInterval : Math.max(FIRST_LOOK, this.minInterval));
	}

	@Override
	public double nextLook(double lastLook) {
		int point = DurationDistribution.pointBefore(lastLook);
		double planned = (point < this.next.length) ? DurationDistribution.age(this.next[point])
				: lastLook + this.maxInterval;
		return Math.max(lastLook + this.minInterval, Math.min(planned, latest(lastLook)));
	}

	@Override
	public double unnoticed(double lastLook, double age) {
		return this.distribution.unnoticed(lastLook, age);
	}

}
