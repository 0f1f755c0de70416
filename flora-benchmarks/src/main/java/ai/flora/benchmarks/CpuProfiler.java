package ai.flora.benchmarks;

import java.lang.management.ManagementFactory;
import java.util.Collection;
import java.util.List;

import com.sun.management.OperatingSystemMXBean;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.ScalarResult;

/**
 * CPU of the whole process for one call: an HTTP client's own threads count, and waiting
 * for the server does not.
 */
public final class CpuProfiler implements InternalProfiler {

	/** Name of the result, as JMH shows it. */
	static final String RESULT = "cpu.norm";

	private final OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

	private long before;

	@Override
	public String getDescription() {
		return "CPU of the process, by call";
	}

	@Override
	public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
		this.before = this.system.getProcessCpuTime();
	}

	@Override
	public Collection<? extends Result<?>> afterIteration(BenchmarkParams benchmark, IterationParams iteration,
			IterationResult result) {
		double micros = (this.system.getProcessCpuTime() - this.before) / 1000.0;
		return List
			.of(new ScalarResult(RESULT, micros / result.getMetadata().getAllOps(), "us/op", AggregationPolicy.AVG));
	}

}
