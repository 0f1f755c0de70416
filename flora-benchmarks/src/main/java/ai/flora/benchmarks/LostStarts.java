package ai.flora.benchmarks;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;

import ai.flora.client.FloraStartUnconfirmedException;
import ai.flora.client.GenerationRequest;
import ai.flora.client.RequestOptions;
import ai.flora.client.RetrySettings;
import ai.flora.client.internal.start.RunStarter;
import ai.flora.client.internal.start.order.ClientDefaults;
import ai.flora.client.internal.start.order.DefaultsLookup;
import ai.flora.client.internal.thread.CallThreads;
import ai.flora.client.internal.thread.ClientThreads;
import ai.flora.client.internal.time.Timing;
import ai.flora.client.internal.transport.FloraTransport;
import ai.flora.client.internal.transport.HttpSettings;
import ai.flora.client.internal.transport.HttpSettings.RestClientCustomization;
import ai.flora.client.internal.transport.Instrumentation;
import ai.flora.client.internal.transport.SettingNames;
import ai.flora.client.internal.transport.TransportSettings;
import ai.flora.client.internal.workspace.OwnWorkspace;
import ai.flora.client.observation.FloraMeterRecorder;
import ai.flora.client.observation.FloraRunTracer;
import ai.flora.spring.boot.test.FakeClock;
import ai.flora.spring.boot.test.FakeFlora;
import ai.flora.spring.boot.test.FakeRun;
import ai.flora.spring.boot.test.FloraOperation;
import io.micrometer.observation.ObservationRegistry;

import org.springframework.boot.http.client.ClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.http.client.ClientHttpRequestFactory;

/**
 * A thousand starts of which a third loses its answer, over real HTTP, waits taking no
 * time: what is charged, and who is handed which run.
 */
public final class LostStarts {

	private static final int STARTS = 1000;

	private LostStarts() {
	}

	public static void main(String[] args) throws Exception {
		for (int together : new int[] { 1, 8 }) {
			run(together);
		}
	}

	private static void run(int together) throws Exception {
		try (FakeFlora fake = FakeFlora.start(); CallThreads threads = CallThreads.platform(ClientThreads.ofCaller())) {
			fake.clock().speed(1);
			fake.next(FloraOperation.CREATE).always().withProbability(1 / 6.0).resetAfterwards();
			fake.next(FloraOperation.CREATE).always().withProbability(1 / 5.0).half();
			RunStarter starter = starter(fake, threads);
			ExecutorService executor = Executors.newFixedThreadPool(together);
			List<Future<String>> starts = new ArrayList<>();
			for (int i = 0; i < STARTS; i++) {
				String prompt = "Prompt " + i;
				starts.add(executor.submit(() -> start(starter, prompt)));
			}
			report(together, fake, starts);
			executor.shutdown();
		}
	}

	/** The run's id, or none if it is unconfirmed. */
	private static String start(RunStarter starter, String prompt) {
		try {
			return starter.start(GenerationRequest.text(prompt), RequestOptions.defaults()).run().runId();
		}
		catch (FloraStartUnconfirmedException ex) {
			return "";
		}
	}

	private static void report(int together, FakeFlora fake, List<Future<String>> starts)
			throws InterruptedException, ExecutionException {
		Map<String, String> promptOf = new HashMap<>();
		int own = 0;
		int wrong = 0;
		int unconfirmed = 0;
		for (int i = 0; i < starts.size(); i++) {
			String runId = starts.get(i).get();
			if (promptOf.isEmpty() || !promptOf.containsKey(runId)) {
				fake.startedRuns().forEach((run) -> promptOf.put(run.runId(), prompt(run)));
			}
			if (runId.isEmpty()) {
				unconfirmed++;
			}
			else if (("Prompt " + i).equals(promptOf.get(runId))) {
				own++;
			}
			else {
				wrong++;
			}
		}
		int charged = fake.startedRuns().size();
		long prompts = fake.startedRuns().stream().map(LostStarts::prompt).distinct().count();
		System.out.printf(
				"%d at once: %d starts sent %d requests; %d charged, %d twice; handed their own run %.1f %%, "
						+ "somebody else's %d, unconfirmed %.1f %%%n",
				together, STARTS, fake.requests(FloraOperation.CREATE).size(), charged, charged - prompts,
				100.0 * own / STARTS, wrong, 100.0 * unconfirmed / STARTS);
	}

	private static String prompt(FakeRun run) {
		return run.request().map((request) -> request.prompt()).orElse("");
	}

	private static RunStarter starter(FakeFlora fake, CallThreads threads) {
		TransportSettings settings = new TransportSettings(fake.baseUrl(), fake::apiKey, Duration.ofMinutes(2),
				8 * 1024 * 1024, RetrySettings.defaults(), SettingNames.OF_BUILDER);
		Supplier<ClientHttpRequestFactory> requestFactory = () -> ClientHttpRequestFactoryBuilder.jdk()
			.build(HttpClientSettings.defaults()
				.withConnectTimeout(Duration.ofSeconds(5))
				.withReadTimeout(Duration.ofSeconds(60)));
		HttpSettings http = new HttpSettings(requestFactory, requestFactory, Duration.ofSeconds(60),
				new RestClientCustomization(List.of(), List.of()), threads);
		FloraTransport transport = new FloraTransport(settings, http,
				new Instrumentation(ObservationRegistry.NOOP, null, FloraMeterRecorder.NOOP, FloraRunTracer.NOOP),
				(pause) -> {
				}, new FakeTiming(fake.clock()));
		DefaultsLookup defaults = new DefaultsLookup(new ClientDefaults(null, "prj_1"),
				new OwnWorkspace(transport, null), null);
		return new RunStarter(transport, defaults, null, (request, deadline) -> {
		}, (request, deadline) -> request);
	}

	/**
	 * FLORA's own clock, which goes ahead while somebody sleeps.
	 */
	private record FakeTiming(FakeClock clock) implements Timing {

		private static final Instant START = Instant.now();

		@Override
		public long nanoTime() {
			return Duration.between(START, this.clock.now()).toNanos();
		}

		@Override
		public Instant now() {
			return this.clock.now();
		}

		@Override
		public void sleep(Duration duration) {
			this.clock.advance(duration);
		}

		@Override
		public boolean isClosed() {
			return false;
		}

		@Override
		public void close() {
			// No thread sleeps.
		}

	}

}
