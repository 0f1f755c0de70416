package ai.flora.client.internal.follow.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import ai.flora.client.internal.follow.plan.DurationDistribution.Component;
import ai.flora.client.internal.follow.plan.DurationDistribution.LogNormal;

/**
 * The durations of the latest runs of one model. Not thread-safe.
 */
class RecentDurations {

	private static final int CAPACITY = 64;

	/** Widths to choose from, as the standard deviation of a duration's logarithm. */
	private static final double[] WIDTHS = { 0.06, 0.09, 0.13, 0.18, 0.25, 0.35, 0.5, 0.7, 1 };

	/** Density for a run unlike all others, which must not decide on the width alone. */
	private static final double OUTLIER_DENSITY = 1e-3;

	private final double[] logs = new double[CAPACITY];

	private int added;

	private int version;

	void add(double seconds) {
		this.logs[this.added++ % CAPACITY] = Math.log(Math.min(Math.max(seconds, 0.05), 7200));
		// A plan takes long to compute, and a few more runs among many change it little.
		int since = this.added - this.version;
		if (count() < 8 || since * 5 >= this.added || since >= CAPACITY / 2) {
			this.version = this.added;
		}
	}

	int count() {
		return Math.min(this.added, CAPACITY);
	}

	/** Changes when it is worth while to compute a new plan. */
	int version() {
		return this.version;
	}

	double median() {
		double[] sorted = Arrays.copyOf(this.logs, count());
		Arrays.sort(sorted);
		return Math.exp(sorted[sorted.length / 2]);
	}

	/**
	 * A normal distribution around the logarithm of each duration.
	 * @param weight sum of their weights
	 */
	List<Component> components(double weight) {
		double width = width();
		List<Component> components = new ArrayList<>();
		for (int i = 0; i < count(); i++) {
			components.add(new LogNormal(weight / count(), Math.exp(this.logs[i]), width));
		}
		return components;
	}

	/** The width with which the other runs predict each run best. */
	private double width() {
		double best = 0.35;
		double bestLikelihood = Double.NEGATIVE_INFINITY;
		for (double width : WIDTHS) {
			double likelihood = likelihood(width);
			if (count() >= 4 && likelihood > bestLikelihood) {
				bestLikelihood = likelihood;
				best = width;
			}
		}
		return best;
	}

	private double likelihood(double width) {
		double sum = 0;
		for (int i = 0; i < count(); i++) {
			double density = 0;
			for (int j = 0; j < count(); j++) {
				double distance = (this.logs[i] - this.logs[j]) / width;
				density += (i != j) ? Math.exp(-distance * distance / 2) : 0;
			}
			sum += Math.log(OUTLIER_DENSITY + density / width / (count() - 1));
		}
		return sum;
	}

}
