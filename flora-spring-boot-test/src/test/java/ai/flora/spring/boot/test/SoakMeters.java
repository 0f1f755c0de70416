package ai.flora.spring.boot.test;

import java.util.Collection;
import java.util.stream.Stream;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

/**
 * Sums of an application's meters since its start.
 *
 * @param registry the registry
 */
record SoakMeters(MeterRegistry registry) {

	long timed(String name, String... tags) {
		return timers(name, tags).mapToLong(Timer::count).sum();
	}

	private Stream<Timer> timers(String name, String... tags) {
		Collection<Timer> timers = this.registry.find(name).tags(tags).timers();
		return timers.stream();
	}

	long counted(String name, String... tags) {
		return (long) this.registry.find(name).tags(tags).counters().stream().mapToDouble(Counter::count).sum();
	}

	long summed(String name) {
		return this.registry.find(name).summaries().stream().mapToLong(DistributionSummary::count).sum();
	}

	double total(String name) {
		return this.registry.find(name).summaries().stream().mapToDouble(DistributionSummary::totalAmount).sum();
	}

	double gauge(String name) {
		return this.registry.get(name).gauge().value();
	}

}
