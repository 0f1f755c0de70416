package ai.flora.spring.boot.test;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * All faults that {@link FakeFault} knows, each with the same probability.
 */
final class SoakFaults {

	private final FakeFlora fake;

	private final double probability;

	private final Map<String, FakeFault> faults = new LinkedHashMap<>();

	SoakFaults(FakeFlora fake, double probability) {
		this.fake = fake;
		this.probability = probability;
		add("429", FakeFault::rateLimited);
		add("429, a second", (fault) -> fault.rateLimited(Duration.ofSeconds(1)));
		for (int status : List.of(500, 502, 503, 504)) {
			add(String.valueOf(status), (fault) -> fault.status(status));
		}
		add("delay", (fault) -> fault.delay(Duration.ofMillis(300)));
		add("reset", FakeFault::reset);
		add("reset afterwards", FakeFault::resetAfterwards);
		add("half", FakeFault::half);
		add("malformed", FakeFault::malformed);
		add("502, a page", (fault) -> fault.html(502));
	}

	private void add(String kind, Consumer<FakeFault> effect) {
		FakeFault fault = this.fake.nextRequest().always().withProbability(this.probability);
		effect.accept(fault);
		this.faults.put(kind, fault);
	}

	void stop() {
		this.faults.values().forEach((fault) -> fault.withProbability(0));
	}

	/** How often each has happened. */
	Map<String, Integer> happened() {
		Map<String, Integer> happened = new LinkedHashMap<>();
		this.faults.forEach((kind, fault) -> happened.put(kind, fault.happened()));
		return happened;
	}

	/** How many responses had a status by their fault. */
	int happened(int status) {
		return this.faults.entrySet()
			.stream()
			.filter((fault) -> fault.getKey().startsWith(String.valueOf(status)))
			.mapToInt((fault) -> fault.getValue().happened())
			.sum();
	}

}
