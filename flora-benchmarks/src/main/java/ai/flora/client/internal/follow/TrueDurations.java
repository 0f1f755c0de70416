package ai.flora.client.internal.follow;

import java.util.Random;
import java.util.function.DoubleUnaryOperator;

/**
 * The true durations of runs in a simulation: a twentieth fails within three seconds, the
 * others take what their model takes.
 */
final class TrueDurations {

	private static final double FAILURES = 0.05;

	private static final double FAILED_BY = 3;

	/** Fine enough that a poll is a point of it. */
	static final double STEP = 0.02;

	private static final double NEGLIGIBLE = 1e-6;

	private final double[] ended;

	private final double[] partialMean;

	private final double[] medians;

	private final double sigma;

	private TrueDurations(double[] medians, double sigma) {
		this.medians = medians;
		this.sigma = sigma;
		int size = (int) (quantileBound() / STEP);
		this.ended = new double[size];
		this.partialMean = new double[size];
		for (int i = 1; i < size; i++) {
			this.ended[i] = ended(i * STEP);
			this.partialMean[i] = this.partialMean[i - 1] + (i - 0.5) * STEP * (this.ended[i] - this.ended[i - 1]);
		}
	}

	static TrueDurations logNormal(double median, double sigma) {
		return new TrueDurations(new double[] { median }, sigma);
	}

	static TrueDurations twoPeaks(double median, double other, double sigma) {
		return new TrueDurations(new double[] { median, other }, sigma);
	}

	private double quantileBound() {
		double age = 1;
		while (1 - ended(age) > NEGLIGIBLE) {
			age *= 1.1;
		}
		return age;
	}

	private double ended(double age) {
		double main = 0;
		for (double median : this.medians) {
			main += normal(Math.log(age / median) / this.sigma) / this.medians.length;
		}
		return FAILURES * Math.min(1, age / FAILED_BY) + (1 - FAILURES) * main;
	}

	/** By numerical integration: independent of what the client computes with. */
	static double normal(double x) {
		double sum = 0;
		int steps = 200;
		double bound = Math.max(-8, Math.min(8, x));
		double step = bound / steps;
		for (int i = 0; i < steps; i++) {
			double middle = (i + 0.5) * step;
			sum += Math.exp(-middle * middle / 2) * step;
		}
		return 0.5 + sum / Math.sqrt(2 * Math.PI);
	}

	double median() {
		double sum = 0;
		for (double median : this.medians) {
			sum += median / this.medians.length;
		}
		return sum;
	}

	double draw(Random random) {
		if (random.nextDouble() < FAILURES) {
			return random.nextDouble() * FAILED_BY;
		}
		double median = this.medians[random.nextInt(this.medians.length)];
		return median * Math.exp(this.sigma * random.nextGaussian());
	}

	int size() {
		return this.ended.length;
	}

	double endedAt(int point) {
		return this.ended[point];
	}

	/** The mean time for which ends between two points go unnoticed. */
	double delay(int from, int to) {
		return to * STEP * (this.ended[to] - this.ended[from]) - (this.partialMean[to] - this.partialMean[from]);
	}

	/** The cost of a schedule. */
	ScheduleCost cost(DoubleUnaryOperator next) {
		double polls = 0;
		double delay = 0;
		double last = 0;
		int lastPoint = 0;
		while (lastPoint < size() - 1) {
			double poll = next.applyAsDouble(last);
			int point = Math.min((int) Math.round(poll / STEP), size() - 1);
			polls += 1 - this.ended[lastPoint];
			delay += delay(lastPoint, point);
			last = poll;
			lastPoint = point;
		}
		return new ScheduleCost(polls, delay);
	}

	/**
	 * The cost of a schedule for a run.
	 *
	 * @param polls mean number of polls
	 * @param delay mean time between end and notice, in seconds
	 */
	record ScheduleCost(double polls, double delay) {
	}

}
