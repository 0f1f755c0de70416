package ai.flora.benchmarks;

import java.lang.management.ManagementFactory;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;

import ai.flora.client.FloraClient;
import ai.flora.client.FloraGenerationsClient;
import ai.flora.client.GenerationRequest;
import ai.flora.client.RunHandle;
import ai.flora.client.assembly.FloraClientBuilder;
import ai.flora.client.observation.FloraMeterRecorder;
import com.sun.management.OperatingSystemMXBean;

/**
 * Ten thousand runs followed at once in one JVM: heap, threads, requests a second, and
 * whether every end is found. The server is a process of its own.
 */
public final class TenThousandRuns {

	private static final int RUNS = 10_000;

	private static final int THOUSAND = 1000;

	private static final int WARM_UP = 10_000;

	private static final OperatingSystemMXBean SYSTEM = (OperatingSystemMXBean) ManagementFactory
		.getOperatingSystemMXBean();

	private TenThousandRuns() {
	}

	public static void main(String[] args) throws Exception {
		Process server = new ProcessBuilder(ProcessHandle.current().info().command().orElse("java"), "-cp",
				System.getProperty("java.class.path"), RunsServer.class.getName(), "120", "0.3", "120")
			.redirectError(ProcessBuilder.Redirect.INHERIT)
			.start();
		try (var output = server.inputReader()) {
			follow(URI.create(output.readLine().strip()));
			server.getOutputStream().close();
			System.out.println(output.readLine());
		}
		finally {
			server.destroy();
		}
	}

	private static void follow(URI url) throws Exception {
		DoubleAdder delays = new DoubleAdder();
		FloraClient flora = new FloraClientBuilder().baseUrl(url)
			.apiKey("sk_benchmark")
			.workspaceId("ws_1")
			.projectId("prj_1")
			.meterRecorder(new FloraMeterRecorder() {

				@Override
				public void noticed(Duration delay, String by) {
					delays.add(delay.toMillis() / 1000.0);
				}

			})
			.build();
		FloraGenerationsClient client = flora.generations();
		AtomicInteger ended = new AtomicInteger();
		// Loads what has to be loaded once, and compiles.
		for (int i = 0; i < WARM_UP; i++) {
			client.submit(GenerationRequest.image("A harbour")).stop();
		}
		double create = cpu(THOUSAND, (index) -> client.create(GenerationRequest.image("A harbour")));
		RunHandle[] handles = new RunHandle[RUNS];
		long before = usedHeap();
		IntConsumer submit = (index) -> handles[index] = client.submit(GenerationRequest.image("A harbour"));
		double first = cpu(RUNS - THOUSAND, submit);
		double last = cpu(THOUSAND, (index) -> submit.accept(RUNS - THOUSAND + index));
		System.out.printf("CPU of a submit, as times that of a create: %.2f in the mean, %.2f with %d followed%n",
				first / create, last / create, RUNS - THOUSAND);
		while (Arrays.stream(handles).anyMatch((handle) -> handle.latest().isEmpty())) {
			Thread.sleep(500);
		}
		long used = usedHeap() - before;
		System.out.printf("JDK %s: %d runs followed, %d bytes of heap a run, its latest state included%n",
				System.getProperty("java.version"), RUNS, used / RUNS);
		for (RunHandle handle : handles) {
			handle.completion().thenAccept((run) -> ended.incrementAndGet());
		}
		long start = System.nanoTime();
		long cpu = SYSTEM.getProcessCpuTime();
		while (ended.get() < RUNS && System.nanoTime() - start < TimeUnit.MINUTES.toNanos(9)) {
			Thread.sleep(500);
		}
		System.out.printf("%.1f %% of a core while they went on%n",
				100.0 * (SYSTEM.getProcessCpuTime() - cpu) / (System.nanoTime() - start));
		System.out.printf("ends found: %d; delay mean %.1f s; threads at most %d, now %s%n", ended.get(),
				delays.sum() / RUNS, ManagementFactory.getThreadMXBean().getPeakThreadCount(), threads());
		flora.close();
	}

	/** Nanoseconds of CPU for each, in all threads of this process. */
	private static double cpu(int times, IntConsumer action) {
		long before = SYSTEM.getProcessCpuTime();
		for (int i = 0; i < times; i++) {
			action.accept(i);
		}
		return (double) (SYSTEM.getProcessCpuTime() - before) / times;
	}

	private static Map<String, Long> threads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.collect(Collectors.groupingBy((thread) -> thread.getName().replaceAll("[0-9]+", "#"), TreeMap::new,
					Collectors.counting()));
	}

	private static long usedHeap() throws InterruptedException {
		for (int i = 0; i < 3; i++) {
			System.gc();
			Thread.sleep(200);
		}
		return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
	}

}
