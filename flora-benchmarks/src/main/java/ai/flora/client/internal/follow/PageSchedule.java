package ai.flora.client.internal.follow;

import java.util.Arrays;

/**
 * The best polls of one page of a list, all of whose runs were started at the same
 * moment, if a poll has its price and a second in which an end goes unnoticed costs one:
 * by dynamic programming over the moment of the last poll and the number of runs that had
 * not ended then. More cannot be known than the two, so that no other schedule costs
 * less, save that polls are at multiples of a step.
 */
final class PageSchedule {

	private static final double NEGLIGIBLE = 1e-12;

	private final double step;

	private final int minSteps;

	private final int runs;

	/** The probability that a run has ended at a point of time, and its integral. */
	private final double[] ended;

	private final double[] integral;

	/** More runs than that have hardly ever not ended at a point. */
	private final int[] most;

	private final double[][] cost;

	private final int[][] next;

	/**
	 * Prepares for a distribution.
	 * @param runs most runs in the page
	 */
	PageSchedule(RunTimes times, double step, double minInterval, int runs) {
		this.step = step;
		this.minSteps = (int) Math.round(minInterval / step);
		this.runs = runs;
		int points = (int) (times.horizon() / step) + 1;
		int fine = (int) Math.round(step / 0.01);
		double[] finely = times.ended(step / fine, (points - 1) * fine + 1);
		this.ended = new double[points];
		this.integral = new double[points];
		for (int point = 1; point < points; point++) {
			double area = 0;
			for (int i = (point - 1) * fine; i < point * fine; i++) {
				area += (finely[i] + finely[i + 1]) / 2 * step / fine;
			}
			this.integral[point] = this.integral[point - 1] + area;
			this.ended[point] = finely[point * fine];
		}
		this.ended[points - 1] = 1;
		this.most = new int[points];
		Arrays.setAll(this.most, (point) -> (int) Math.min(runs, 10 + runs * (1 - this.ended[point])
				+ 6 * Math.sqrt(runs * this.ended[point] * (1 - this.ended[point]))));
		this.cost = new double[points][runs + 1];
		this.next = new int[points][runs + 1];
	}

	int points() {
		return this.ended.length;
	}

	/** Expected time that the end of one run, unfinished at a point, goes unnoticed. */
	private double delay(int from, int to) {
		double area = this.integral[to] - this.integral[from] - this.ended[from] * (to - from) * this.step;
		return Math.max(0, area) / (1 - this.ended[from]);
	}

	private double unfinished(int from, int to) {
		return Math.min(1, (1 - this.ended[to]) / (1 - this.ended[from]));
	}

	/**
	 * Finds the best polls.
	 * @param price of a poll at each point
	 * @return what they and the delay of all runs cost, by number of runs in the page
	 */
	double[] solve(double[] price) {
		double cheapest = Arrays.stream(price).min().orElseThrow();
		int end = points() - 1;
		double[] later = new double[this.runs + 1];
		for (int from = end - 1; from >= 0; from--) {
			double[] best = this.cost[from];
			int most = this.most[from];
			Arrays.fill(best, 1, best.length, Double.MAX_VALUE);
			int to = Math.min(from + this.minSteps, end);
			boolean more = true;
			while (more) {
				double delay = delay(from, to);
				expected(this.cost[to], most, unfinished(from, to), later);
				more = false;
				for (int left = 1; left <= most; left++) {
					double total = price[to] + left * delay + later[left];
					if (total < best[left]) {
						best[left] = total;
						this.next[from][left] = to;
					}
					more |= cheapest + left * delay < best[left];
				}
				more &= ++to <= end;
			}
			// Too little rather than too much: it stays a bound.
			Arrays.fill(best, most + 1, best.length, best[most]);
			Arrays.fill(this.next[from], most + 1, best.length, this.next[from][most]);
		}
		return this.cost[0];
	}

	/**
	 * Computes the expected values for so many runs, each of which goes on with a
	 * probability.
	 */
	private static void expected(double[] values, int most, double probability, double[] expected) {
		double[] row = Arrays.copyOf(values, most + 1);
		expected[0] = row[0];
		for (int left = 1; left <= most; left++) {
			for (int i = 0; i <= most - left; i++) {
				row[i] += probability * (row[i + 1] - row[i]);
			}
			expected[left] = row[0];
		}
	}

	/**
	 * Returns how many polls are expected at each point, by what was found last.
	 */
	double[] polls(int runsInPage) {
		double[] polls = new double[points()];
		double[][] mass = new double[points()][this.runs + 1];
		mass[0][runsInPage] = 1;
		for (int from = 0; from < points() - 1; from++) {
			for (int most = runsInPage; most > 0; most--) {
				if (mass[from][most] > NEGLIGIBLE) {
					int to = this.next[from][most];
					polls[to] += move(mass[from], most, from, to, mass[to]);
				}
			}
		}
		return polls;
	}

	/** Moves all that is polled next at the same point. */
	private double move(double[] mass, int most, int from, int to, double[] target) {
		double unfinished = unfinished(from, to);
		double[] moved = new double[most + 1];
		double sum = 0;
		for (int left = most; left >= 0; left--) {
			for (int i = most; i > 0; i--) {
				moved[i] += unfinished * (moved[i - 1] - moved[i]);
			}
			moved[0] *= 1 - unfinished;
			if (left > 0 && this.next[from][left] == to) {
				moved[0] += mass[left];
				sum += mass[left];
				mass[left] = 0;
			}
		}
		for (int i = 0; i <= most; i++) {
			target[i] += moved[i];
		}
		return sum;
	}

}
