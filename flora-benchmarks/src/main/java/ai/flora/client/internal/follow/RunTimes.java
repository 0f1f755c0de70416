package ai.flora.client.internal.follow;

import java.util.Random;

/**
 * The true durations of runs of a model: log-normal, after a queue of exponential length.
 *
 * @param median median without the queue, in seconds
 * @param sigma standard deviation of the logarithm without the queue
 * @param queue mean time in the queue, in seconds
 */
record RunTimes(double median, double sigma, double queue) {

	private static final double NEGLIGIBLE = 1e-6;

	double draw(Random random) {
		return this.median * Math.exp(this.sigma * random.nextGaussian())
				- this.queue * Math.log(1 - random.nextDouble());
	}

	/** A time by which hardly any run goes on. */
	double horizon() {
		return this.median * Math.exp(this.sigma * 5) - this.queue * Math.log(NEGLIGIBLE);
	}

	/**
	 * The probability that a run has ended, at multiples of a step.
	 */
	double[] ended(double step, int size) {
		double[] ended = new double[size];
		double kept = Math.exp(-step / this.queue);
		for (int i = 1; i < size; i++) {
			double without = TrueDurations.normal(Math.log((i - 0.5) * step / this.median) / this.sigma);
			ended[i] = ended[i - 1] * kept + without * (1 - kept);
		}
		return ended;
	}

}
