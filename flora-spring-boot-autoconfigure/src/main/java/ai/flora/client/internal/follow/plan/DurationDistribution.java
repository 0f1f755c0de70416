package ai.flora.client.internal.follow.plan;

import java.util.Arrays;

/**
 * The durations of runs, as a mixture of log-normal distributions, with some that fail
 * early. Immutable; ages are in seconds.
 */
final class DurationDistribution {

	/** Ages for which values are kept: fine at first, then in proportion to the age. */
	private static final double FINE_STEP = 0.1;

	private static final double FINE_UNTIL = 20;

	private static final int FINE_POINTS = (int) Math.round(FINE_UNTIL / FINE_STEP);

	private static final double GROWTH = Math.log1p(FINE_STEP / FINE_UNTIL);

	/** The share of runs that may not have ended by the last point. */
	private static final double NEGLIGIBLE = 1e-5;

	private static final double LAST_AGE = 7200;

	private final double[] ended;

	private final double[] partialMean;

	private DurationDistribution(double[] ended, double[] partialMean) {
		this.ended = ended;
		this.partialMean = partialMean;
	}

	/**
	 * A mixture.
	 * @param components its components, whose weights sum up to one
	 */
	static DurationDistribution of(Component... components) {
		int size = pointBefore(LAST_AGE) + 1;
		double[] ended = new double[size];
		double[] partialMean = new double[size];
		int last = 1;
		while (last < size) {
			for (Component component : components) {
				ended[last] += component.weight() * component.ended(age(last));
			}
			double middle = (age(last) + age(last - 1)) / 2;
			partialMean[last] = partialMean[last - 1] + middle * (ended[last] - ended[last - 1]);
			last++;
			if (ended[last - 1] > 1 - NEGLIGIBLE) {
				break;
			}
		}
		return new DurationDistribution(Arrays.copyOf(ended, last), Arrays.copyOf(partialMean, last));
	}

	int size() {
		return this.ended.length;
	}

	/** The age of a point. */
	static double age(int point) {
		return (point <= FINE_POINTS) ? point * FINE_STEP : FINE_UNTIL * Math.exp((point - FINE_POINTS) * GROWTH);
	}

	/** The last point that is not later than an age. */
	static int pointBefore(double age) {
		return (int) (positionOf(age) + 1e-9);
	}

	private static double positionOf(double age) {
		return (age <= FINE_UNTIL) ? age / FINE_STEP : FINE_POINTS + Math.log(age / FINE_UNTIL) / GROWTH;
	}

	/** The probability that a run has ended at a point. */
	double ended(int point) {
		return this.ended[point];
	}

	/** The part of the mean duration that runs make up which have ended at a point. */
	double partialMean(int point) {
		return this.partialMean[point];
	}

	/**
	 * For a run that has not ended at an age, the expected time between its end and a
	 * later age, where none counts for a run that has not ended by then either.
	 */
	double unnoticed(double from, double to) {
		double position = positionOf(from);
		double unfinished = 1 - interpolate(this.ended, position);
		if (position >= size() - 1 || unfinished <= NEGLIGIBLE) {
			// Beyond what was learnt, a run may take twice as long.
			return (to - from) * (to - from) / (2 * Math.max(from, 1));
		}
		double end = positionOf(to);
		double ended = interpolate(this.ended, end) - interpolate(this.ended, position);
		double mean = interpolate(this.partialMean, end) - interpolate(this.partialMean, position);
		return Math.max(0, (to * ended - mean) / unfinished);
	}

	private static double interpolate(double[] values, double position) {
		int point = (int) position;
		if (point >= values.length - 1) {
			return values[values.length - 1];
		}
		return values[point] + (position - point) * (values[point + 1] - values[point]);
	}

	/**
	 * A part of a mixture.
	 */
	interface Component {

		double weight();

		/** The probability that a run of this part has ended at an age. */
		double ended(double age);

	}

	/**
	 * Runs that take about as long, by a factor.
	 *
	 * @param weight share of all runs
	 * @param median median duration in seconds
	 * @param sigma standard deviation of the duration's logarithm
	 */
	record LogNormal(double weight, double median, double sigma) implements Component {

		@Override
		public double ended(double age) {
			return (age > 0) ? normal(Math.log(age / this.median) / this.sigma) : 0;
		}

		/** The normal distribution by Abramowitz and Stegun 26.2.17, to seven digits. */
		private static double normal(double x) {
			double t = 1 / (1 + 0.2316419 * Math.abs(x));
			double tail = Math.exp(-x * x / 2) * 0.3989422804014327 * t
					* (0.319381530 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
			return (x >= 0) ? 1 - tail : tail;
		}

	}

	/**
	 * Runs that fail early, at any moment alike.
	 *
	 * @param weight share of all runs
	 * @param within all have failed by this age, in seconds
	 */
	record EarlyFailure(double weight, double within) implements Component {

		@Override
		public double ended(double age) {
			return Math.min(1, age / this.within);
		}

	}

}
