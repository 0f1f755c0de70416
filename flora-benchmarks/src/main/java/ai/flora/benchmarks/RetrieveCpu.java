package ai.flora.benchmarks;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import ai.flora.client.FloraGenerationsClient;
import ai.flora.client.RequestOptions;
import ai.flora.client.Run;
import ai.flora.client.assembly.FloraClientBuilder;
import ai.flora.client.observation.FloraRetryRecorder;
import ai.flora.client.transport.FloraTransport;
import ai.flora.client.transport.HttpStack;
import ai.flora.client.transport.HttpStack.RestClientCustomization;
import ai.flora.client.transport.Instrumentation;
import ai.flora.client.transport.RetrySettings;
import ai.flora.client.transport.TransportSettings;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;

import org.springframework.boot.http.client.ClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.web.client.RestClient;

/**
 * CPU of a {@code retrieve} against a bare {@code RestClient} call on the same transport,
 * in turns within one run. The server is a process of its own; what is counted is the
 * whole process of the client, its transport's threads included.
 */
public final class RetrieveCpu {

	private static final int CALLS = 3000;

	private static final int ROUNDS = 11;

	private RetrieveCpu() {
	}

	public static void main(String[] args) throws IOException {
		Process server = new ProcessBuilder(ProcessHandle.current().info().command().orElse("java"), "-cp",
				System.getProperty("java.class.path"), CannedServer.class.getName())
			.redirectError(ProcessBuilder.Redirect.INHERIT)
			.start();
		try {
			int port = Integer.parseInt(server.inputReader().readLine().strip());
			System.out.println("JDK " + System.getProperty("java.version") + ", " + ROUNDS + " rounds of " + CALLS
					+ " calls, median µs of CPU a call");
			measure("JDK HttpClient", ClientHttpRequestFactoryBuilder.jdk(), port);
			measure("Apache HttpComponents", ClientHttpRequestFactoryBuilder.httpComponents(), port);
		}
		finally {
			server.destroy();
		}
	}

	private static void measure(String transport, ClientHttpRequestFactoryBuilder<?> factories, int port) {
		URI baseUrl = URI.create("http://127.0.0.1:" + port + "/api/v1");
		MeterRegistry meters = new SimpleMeterRegistry();
		ObservationRegistry observations = ObservationRegistry.create();
		observations.observationConfig().observationHandler(new DefaultMeterObservationHandler(meters));
		RestClient bare = RestClient.builder()
			.requestFactory(factory(factories, Duration.ofSeconds(5), Duration.ofSeconds(60)))
			.baseUrl(baseUrl)
			.defaultHeader("Authorization", "Bearer sk_benchmark")
			.build();
		RestClient observed = bare.mutate().observationRegistry(observations).build();
		FloraGenerationsClient flora = new FloraClientBuilder().baseUrl(baseUrl)
			.apiKey("sk_benchmark")
			.requestFactory((connect, read) -> factory(factories, connect, read))
			.observationRegistry(observations)
			.customizeFirst((builder) -> builder.observationRegistry(observations))
			.build();
		FloraTransport onThisThread = new FloraTransport(
				new TransportSettings(baseUrl, () -> "sk_benchmark", Duration.ofMinutes(2), 8 * 1024 * 1024,
						RetrySettings.defaults()),
				new HttpStack(() -> factory(factories, Duration.ofSeconds(5), Duration.ofSeconds(60)),
						Duration.ofSeconds(60), new RestClientCustomization(
								(builder) -> builder.observationRegistry(observations), (builder) -> {
								}),
						Runnable::run),
				new Instrumentation(observations, null, FloraRetryRecorder.NOOP));
		RequestOptions options = RequestOptions.defaults();
		RequestOptions handedOff = options.withTimeout(Duration.ofSeconds(30));
		Map<String, Runnable> contestants = new LinkedHashMap<>();
		contestants.put("bare RestClient", () -> read(bare));
		contestants.put("bare RestClient, observed", () -> read(observed));
		contestants.put("flora, no hand-off", () -> onThisThread.retrieve("run_abc123", options));
		contestants.put("flora, with hand-off", () -> flora.retrieve("run_abc123", handedOff));
		report(transport, contestants);
	}

	private static void report(String transport, Map<String, Runnable> contestants) {
		Map<String, List<Double>> micros = new LinkedHashMap<>();
		for (int round = -4; round < ROUNDS; round++) {
			for (Map.Entry<String, Runnable> contestant : contestants.entrySet()) {
				double spent = cpu(contestant.getValue());
				if (round >= 0) {
					micros.computeIfAbsent(contestant.getKey(), (name) -> new ArrayList<>()).add(spent);
				}
			}
		}
		double baseline = median(Objects.requireNonNull(micros.get("bare RestClient")));
		double observed = median(Objects.requireNonNull(micros.get("bare RestClient, observed")));
		micros.forEach((name, spent) -> System.out.printf("%-22s %-28s %6.1f  %.2f x bare  %.2f x bare observed%n",
				transport, name, median(spent), median(spent) / baseline, median(spent) / observed));
	}

	private static double cpu(Runnable call) {
		var system = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
		long before = system.getProcessCpuTime();
		for (int i = 0; i < CALLS; i++) {
			call.run();
		}
		return (system.getProcessCpuTime() - before) / 1000.0 / CALLS;
	}

	private static double median(List<Double> values) {
		double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
		Arrays.sort(sorted);
		return sorted[sorted.length / 2];
	}

	private static void read(RestClient client) {
		Objects.requireNonNull(client.get().uri("/runs/{runId}", "run_abc123").retrieve().body(Run.class));
	}

	private static ClientHttpRequestFactory factory(ClientHttpRequestFactoryBuilder<?> factories, Duration connect,
			Duration read) {
		return factories.build(HttpClientSettings.defaults().withConnectTimeout(connect).withReadTimeout(read));
	}

}
