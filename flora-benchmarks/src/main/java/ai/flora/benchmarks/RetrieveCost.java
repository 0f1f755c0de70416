package ai.flora.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.profile.JavaFlightRecorderProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * CPU and allocation of a {@code retrieve}, against bare clients and FLORA's own SDK in
 * Node, all of them with one loopback server. Several rounds of everything, so that what
 * else the machine does meets all of them.
 */
public final class RetrieveCost {

	private static final int ROUNDS = Integer.getInteger("rounds", 1);

	private static final String LIBRARIES = System.getProperty("libraries", "");

	/**
	 * Where to keep a recording of each fork, to see what is dearest; measures less
	 * truly.
	 */
	private static final String RECORDINGS = System.getProperty("recordings", "");

	private static final String ALLOCATION = "gc.alloc.rate.norm";

	private RetrieveCost() {
	}

	public static void main(String[] args) throws IOException, InterruptedException, RunnerException {
		Process server = CannedServer.launch();
		try (var port = server.inputReader()) {
			measure(Integer.parseInt(port.readLine().strip()));
		}
		finally {
			server.destroy();
		}
	}

	private static void measure(int port) throws IOException, InterruptedException, RunnerException {
		Map<String, CostSamples> costs = new LinkedHashMap<>();
		List<Double> sdk = new ArrayList<>();
		for (int round = 0; round < ROUNDS; round++) {
			for (RunResult result : new Runner(options(port).build()).run()) {
				costs.computeIfAbsent(name(result), (name) -> new CostSamples())
					.add(score(result, CpuProfiler.RESULT), score(result, ALLOCATION));
			}
			sdk.addAll(NodeSdk.cpuMicros(CannedServer.url(port)));
		}
		System.out.printf("JDK %s, median of %d rounds%n%n", System.getProperty("java.version"), ROUNDS);
		System.out.println("| call | µs of CPU | × bare | × the SDK | bytes | × bare |\n|---|---|---|---|---|---|");
		double vendor = CostSamples.median(sdk);
		costs.forEach((name, cost) -> print(name, cost, costs.get(baseline(name)), vendor));
		System.out.printf(Locale.ROOT, "| FLORA's SDK in Node | %.0f | | 1.00 | | |%n", vendor);
	}

	private static ChainedOptionsBuilder options(int port) {
		ChainedOptionsBuilder options = new OptionsBuilder().include(BareHttpClientBenchmark.class.getSimpleName())
			.include(RetrieveBenchmark.class.getSimpleName())
			.jvmArgsAppend(CannedServer.argument(port), "-Xmx512m")
			.forks(1)
			.warmupIterations(40)
			.measurementIterations(10)
			.addProfiler(CpuProfiler.class)
			.addProfiler(GCProfiler.class)
			.verbosity(VerboseMode.SILENT);
		if (!RECORDINGS.isEmpty()) {
			options.addProfiler(JavaFlightRecorderProfiler.class, "dir=" + RECORDINGS);
		}
		return LIBRARIES.isEmpty() ? options : options.param("library", LIBRARIES.split(","));
	}

	private static String name(RunResult result) {
		String method = result.getPrimaryResult().getLabel();
		String library = result.getParams().getParam("library");
		return (library != null) ? library + " " + method : method;
	}

	/** The call to compare with: the bare one of the same library, watched alike. */
	private static String baseline(String name) {
		return name.contains("Observed") ? name.replaceAll(" .*", " bareObserved") : name.replaceAll(" .*", " bare");
	}

	private static double score(RunResult result, String name) {
		for (String label : result.getSecondaryResults().keySet()) {
			if (label.endsWith(name)) {
				return result.getSecondaryResults().get(label).getScore();
			}
		}
		return Double.NaN;
	}

	private static void print(String name, CostSamples cost, CostSamples bare, double vendor) {
		System.out.printf(Locale.ROOT, "| %s | %.0f | %.2f | %.2f | %.0f | %.2f |%n", name, cost.micros(),
				cost.microsAgainst(bare), cost.micros() / vendor, cost.bytes(), cost.bytes() / bare.bytes());
	}

}
