package ai.flora.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import ai.flora.client.FloraClient;
import ai.flora.client.FloraException;
import ai.flora.client.FloraGenerationsClient;
import ai.flora.client.FloraStartUnconfirmedException;
import ai.flora.client.GenerationRequest;
import ai.flora.client.assembly.FloraClientBuilder;
import ai.flora.spring.boot.test.FakeFlora;
import ai.flora.spring.boot.test.FakeRun;
import ai.flora.spring.boot.test.FloraOperation;

/**
 * Two processes that start runs in one project, in real time, while a third of the
 * answers is lost, and a gateway swallows a tenth of the starts: what is charged, who is
 * given which run, and how long those wait who are not told.
 */
public final class LostStartsOfTwo {

	private static final int STARTS = 500;

	private static final int TOGETHER = 8;

	private LostStartsOfTwo() {
	}

	public static void main(String[] args) throws Exception {
		if (args.length > 0) {
			start(URI.create(args[0]), args[1], args[2]);
			return;
		}
		try (FakeFlora fake = FakeFlora.start()) {
			fake.clock().speed(1);
			fake.next(FloraOperation.CREATE).always().withProbability(0.1).html(502);
			fake.next(FloraOperation.CREATE).always().withProbability(1 / 6.0).resetAfterwards();
			fake.next(FloraOperation.CREATE).always().withProbability(1 / 5.0).half();
			List<Process> processes = List.of(process(fake, "first"), process(fake, "second"));
			List<String[]> results = new ArrayList<>();
			for (Process process : processes) {
				results.addAll(results(process));
			}
			report(fake, results);
		}
	}

	private static Process process(FakeFlora fake, String name) throws IOException {
		return new ProcessBuilder(ProcessHandle.current().info().command().orElse("java"), "-cp",
				System.getProperty("java.class.path"), LostStartsOfTwo.class.getName(), fake.baseUrl().toString(),
				fake.apiKey(), name)
			.redirectError(ProcessBuilder.Redirect.INHERIT)
			.start();
	}

	private static List<String[]> results(Process process) throws IOException {
		try (BufferedReader out = process.inputReader()) {
			return out.lines().filter((line) -> line.startsWith("start\t")).map((line) -> line.split("\t")).toList();
		}
	}

	/** The other processes: a line for each start. */
	private static void start(URI baseUrl, String apiKey, String name) throws Exception {
		FloraClient flora = new FloraClientBuilder().baseUrl(baseUrl).apiKey(apiKey).projectId("prj_1").build();
		FloraGenerationsClient client = flora.generations();
		ExecutorService executor = Executors.newFixedThreadPool(TOGETHER);
		List<Future<?>> starts = new ArrayList<>();
		for (int i = 0; i < STARTS; i++) {
			String prompt = name + " " + i;
			starts.add(executor.submit(() -> start(client, prompt)));
		}
		for (Future<?> start : starts) {
			start.get();
		}
		System.exit(0);
	}

	private static void start(FloraGenerationsClient client, String prompt) {
		long begun = System.nanoTime();
		String result;
		try {
			result = client.create(GenerationRequest.text(prompt)).runId();
		}
		catch (FloraStartUnconfirmedException ex) {
			result = "unconfirmed";
		}
		catch (FloraException ex) {
			result = "failed";
		}
		System.out.println(
				String.join("\t", "start", prompt, result, Long.toString((System.nanoTime() - begun) / 1_000_000)));
	}

	private static void report(FakeFlora fake, List<String[]> results) {
		Map<String, String> promptOf = new HashMap<>();
		fake.startedRuns().forEach((run) -> promptOf.put(run.runId(), prompt(run)));
		int own = 0;
		int wrong = 0;
		List<Long> unconfirmed = new ArrayList<>();
		int failed = 0;
		for (String[] result : results) {
			switch (result[2]) {
				case "unconfirmed" -> unconfirmed.add(Long.parseLong(result[3]));
				case "failed" -> failed++;
				default -> {
					boolean isOwn = result[1].equals(promptOf.get(result[2]));
					own += isOwn ? 1 : 0;
					wrong += isOwn ? 0 : 1;
				}
			}
		}
		long[] waits = unconfirmed.stream().mapToLong(Long::longValue).sorted().toArray();
		System.out.printf(
				"%d starts sent %d requests; %d charged, %d twice; given their own run %.1f %%, somebody else's %d, "
						+ "unconfirmed %.1f %%, failed %d; the unconfirmed waited %s (median), %s (p95), %s (worst)%n",
				results.size(), fake.requests(FloraOperation.CREATE).size(), promptOf.size(),
				promptOf.size() - promptOf.values().stream().distinct().count(), 100.0 * own / results.size(), wrong,
				100.0 * waits.length / results.size(), failed, at(waits, 0.5), at(waits, 0.95), at(waits, 1));
	}

	private static String at(long[] sorted, double share) {
		return (sorted.length == 0) ? "-"
				: Duration.ofMillis(sorted[(int) Math.min(sorted.length - 1, Math.floor(share * sorted.length))])
					.toString();
	}

	private static String prompt(FakeRun run) {
		return run.request().map((request) -> request.prompt()).orElse("");
	}

}
