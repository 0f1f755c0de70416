package ai.flora.benchmarks;

import java.util.ArrayList;
import java.util.List;

/**
 * Costs of a call, round by round.
 */
final class CostSamples {

	private final List<Double> micros = new ArrayList<>();

	private final List<Double> bytes = new ArrayList<>();

	void add(double micros, double bytes) {
		this.micros.add(micros);
		this.bytes.add(bytes);
	}

	double micros() {
		return median(this.micros);
	}

	double bytes() {
		return median(this.bytes);
	}

	/** Median of the ratios, each within a round. */
	double microsAgainst(CostSamples other) {
		List<Double> ratios = new ArrayList<>();
		for (int round = 0; round < this.micros.size(); round++) {
			ratios.add(this.micros.get(round) / other.micros.get(round));
		}
		return median(ratios);
	}

	static double median(List<Double> values) {
		double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
		return (sorted.length > 0) ? sorted[sorted.length / 2] : Double.NaN;
	}

}
