package ai.flora.client.internal.follow.plan;

import java.time.Duration;

import ai.flora.client.FollowSettings;

/**
 * The polls that cost least in all, where a second for which an end goes unnoticed costs
 * one, and a poll costs {@link #PRICE}: the inspection schedule of Barlow, Hunter and
 * Proschan (Optimum Checking Procedures, 1963), found by going through possible last
 * polls backwards.
 */
public final class OptimalPollPlan implements PollPlan {

	/**
	 * The price of a poll: leads to about five polls of a run of ten seconds, and a dozen
	 * of a run of two minutes.
	 */
	public static final double PRICE = 0.2;

	/**
	 * Age at the first poll at the latest, so that early failures are noticed; earlier,
	 * if the longest interval is shorter.
	 */
	public static final double LATEST_FIRST_POLL = 4;

	private final DurationDistribution distribution;

	private final double minInterval;

	private final double maxInterval;

	/** For each point of a last poll, the point of the next one. */
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
			int poll = DurationDistribution.pointBefore(DurationDistribution.age(last) + this.minInterval);
			do {
				poll++;
				double total = (poll < size) ? PRICE * unfinished + delay(last, poll) + cost[poll]
						: unfinished * (PRICE + this.maxInterval / 2);
				if (total < cost[last]) {
					cost[last] = total;
					next[last] = (short) poll;
				}
			}
			while (poll < size && DurationDistribution.age(poll + 1) <= latest);
		}
		return next;
	}

	private double delay(int last, int poll) {
		return DurationDistribution.age(poll) * (this.distribution.ended(poll) - this.distribution.ended(last))
				- (this.distribution.partialMean(poll) - this.distribution.partialMean(last));
	}

	private double latest(double lastPollAge) {
		return lastPollAge + ((lastPollAge > 0) ? this.maxInterval
				: Math.max(Math.min(LATEST_FIRST_POLL, this.maxInterval), this.minInterval));
	}

	@Override
	public double nextPoll(double lastPollAge) {
		int point = DurationDistribution.pointBefore(lastPollAge);
		double planned = (point < this.next.length) ? DurationDistribution.age(this.next[point])
				: lastPollAge + this.maxInterval;
		return Math.max(lastPollAge + this.minInterval, Math.min(planned, latest(lastPollAge)));
	}

	@Override
	public double unnoticed(double lastPollAge, double age) {
		return this.distribution.unnoticed(lastPollAge, age);
	}

}
