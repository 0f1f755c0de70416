package ai.flora.client.internal.follow;

import ai.flora.client.FollowSettings;

import ai.flora.client.internal.follow.TrueDurations.ScheduleCost;

/**
 * The least delay that any schedule reaches with so many polls, for a known distribution
 * of durations: by dynamic programming for a price of a poll, and a search for the price.
 */
final class OptimumSchedule {

	private final TrueDurations durations;

	private final int minStep;

	private final int maxStep;

	OptimumSchedule(TrueDurations durations, FollowSettings settings) {
		this.durations = durations;
		this.minStep = (int) Math.round(settings.minInterval().toMillis() / 1000.0 / TrueDurations.STEP);
		this.maxStep = (int) Math.round(settings.maxInterval().toMillis() / 1000.0 / TrueDurations.STEP);
	}

	/**
	 * The least mean delay.
	 * @param polls mean number of polls
	 */
	double delay(double polls) {
		double cheap = 1e-4;
		double dear = 1e3;
		ScheduleCost more = solve(cheap);
		ScheduleCost fewer = solve(dear);
		for (int i = 0; i < 40 && dear / cheap > 1.001; i++) {
			double price = Math.sqrt(cheap * dear);
			ScheduleCost middle = solve(price);
			if (middle.polls() > polls) {
				cheap = price;
				more = middle;
			}
			else {
				dear = price;
				fewer = middle;
			}
		}
		double span = more.polls() - fewer.polls();
		double share = (span > 1e-9) ? Math.min(1, Math.max(0, (polls - fewer.polls()) / span)) : 0;
		// Between two schedules one may toss a coin.
		return fewer.delay() + share * (more.delay() - fewer.delay());
	}

	private ScheduleCost solve(double price) {
		int size = this.durations.size();
		double[] cost = new double[size];
		int[] next = new int[size];
		for (int last = size - 2; last >= 0; last--) {
			double unfinished = 1 - this.durations.endedAt(last);
			int latest = (last == 0) ? size - 1 : Math.min(size - 1, last + this.maxStep);
			cost[last] = Double.MAX_VALUE;
			for (int poll = Math.min(size - 1, last + this.minStep); poll <= latest; poll++) {
				double total = price * unfinished + this.durations.delay(last, poll) + cost[poll];
				if (total < cost[last]) {
					cost[last] = total;
					next[last] = poll;
				}
			}
		}
		double polls = 0;
		double delay = 0;
		int last = 0;
		while (last < size - 1) {
			polls += 1 - this.durations.endedAt(last);
			delay += this.durations.delay(last, next[last]);
			last = next[last];
		}
		return new ScheduleCost(polls, delay);
	}

}
