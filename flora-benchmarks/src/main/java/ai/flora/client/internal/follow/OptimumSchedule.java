package ai.flora.client.internal.follow;

import ai.flora.client.FollowSettings;

import ai.flora.client.internal.follow.TrueDurations.Looked;

/**
 * The least delay that any schedule reaches with so many looks, for a known distribution
 * of durations: by dynamic programming for a price of a look, and a search for the price.
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
	 * @param looks mean number of looks
	 */
	double delay(double looks) {
		double cheap = 1e-4;
		double dear = 1e3;
		Looked more = solve(cheap);
		Looked fewer = solve(dear);
		for (int i = 0; i < 40 && dear / cheap > 1.001; i++) {
			double price = Math.sqrt(cheap * dear);
			Looked look = solve(price);
			if (look.looks() > looks) {
				cheap = price;
				more = look;
			}
			else {
				dear = price;
				fewer = look;
			}
		}
		double span = more.looks() - fewer.looks();
		double share = (span > 1e-9) ? Math.min(1, Math.max(0, (looks - fewer.looks()) / span)) : 0;
		// Between two schedules one may toss a coin.
		return fewer.delay() + share * (more.delay() - fewer.delay());
	}

	private Looked solve(double price) {
		int size = this.durations.size();
		double[] cost = new double[size];
		int[] next = new int[size];
		for (int last = size - 2; last >= 0; last--) {
			double unfinished = 1 - this.durations.endedAt(last);
			int latest = (last == 0) ? size - 1 : Math.min(size - 1, last + this.maxStep);
			cost[last] = Double.MAX_VALUE;
			for (int look = Math.min(size - 1, last + this.minStep); look <= latest; look++) {
				double total = price * unfinished + this.durations.delay(last, look) + cost[look];
				if (total < cost[last]) {
					cost[last] = total;
					next[last] = look;
				}
			}
		}
		double looks = 0;
		double delay = 0;
		int last = 0;
		while (last < size - 1) {
			looks += 1 - this.durations.endedAt(last);
			delay += this.durations.delay(last, next[last]);
			last = next[last];
		}
		return new Looked(looks, delay);
	}

}
