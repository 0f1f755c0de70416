package ai.flora.spring.boot.test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import ai.flora.client.FloraException;
import ai.flora.client.FloraGenerationsClient;
import ai.flora.client.FloraInterruptedException;
import ai.flora.client.GenerationQuery;
import ai.flora.client.GenerationRequest;
import ai.flora.client.Run;
import ai.flora.client.RunHandle;
import ai.flora.client.RunStatus;
import ai.flora.client.StartedRun;

import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * The calls of callers, each on a thread of its own, and their outcomes.
 */
final class SoakTraffic {

	private static final int CALLERS = 24;

	private final FloraGenerationsClient client;

	private final HealthIndicator health;

	private final String name;

	private final boolean interrupts;

	private final Random random;

	private final List<SoakStart> starts = new CopyOnWriteArrayList<>();

	private final Map<RunHandle, CompletableFuture<Run>> handles = new ConcurrentHashMap<>();

	private final List<RunHandle> stopped = new CopyOnWriteArrayList<>();

	private final List<String> runIds = new CopyOnWriteArrayList<>();

	private final List<Throwable> surprises = new CopyOnWriteArrayList<>();

	private final ScheduledExecutorService interrupter = Executors.newSingleThreadScheduledExecutor();

	SoakTraffic(FloraGenerationsClient client, HealthIndicator health, String name, boolean interrupts, long seed) {
		this.client = client;
		this.health = health;
		this.name = name;
		this.interrupts = interrupts;
		this.random = new Random(seed);
	}

	/** Runs it all, and waits for its end. */
	void run(int starts) throws InterruptedException {
		List<Runnable> calls = new ArrayList<>();
		for (int i = 0; i < starts; i++) {
			int number = i;
			calls.add(() -> start(number));
			calls.add(this::retrieve);
			calls.add(this::retrieve);
			if (i % 5 == 0) {
				calls.add(() -> this.client.list(GenerationQuery.all().withLimit(50)));
				calls.add(this.health::health);
			}
			if (i % 30 == 0) {
				calls.add(() -> this.client.stream(GenerationQuery.all().withLimit(20)).limit(60).count());
			}
		}
		Collections.shuffle(calls, this.random);
		ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
		calls.forEach((call) -> callers.execute(() -> expectingFailures(call)));
		callers.shutdown();
		if (!callers.awaitTermination(10, TimeUnit.MINUTES)) {
			this.surprises.add(new AssertionError("Callers still wait"));
		}
		this.interrupter.shutdownNow();
	}

	private void expectingFailures(Runnable call) {
		try {
			call.run();
		}
		catch (FloraException ex) {
			// The faults lead to it.
			if (ex instanceof FloraInterruptedException) {
				this.surprises.add(ex);
			}
		}
		catch (Throwable ex) {
			this.surprises.add(ex);
		}
	}

	private void start(int number) {
		String prompt = this.name + ", prompt " + number;
		GenerationRequest request = GenerationRequest.text(prompt).toBuilder().model("model_" + number % 3).build();
		if (number % 4 < 2) {
			request = request.toBuilder().withoutCallback().build();
		}
		try {
			this.starts.add(start(number, prompt, request));
		}
		catch (FloraException ex) {
			this.starts.add(SoakStart.failed(prompt, ex));
		}
	}

	private SoakStart start(int number, String prompt, GenerationRequest request) {
		switch (number % 10) {
			case 0, 1, 2 -> {
				return completed(prompt, this.client.generate(request));
			}
			case 3 -> {
				return completed(prompt, this.client.generate(request, Duration.ofSeconds(2)));
			}
			case 4, 5 -> {
				RunHandle handle = this.client.submit(request);
				handle.onUpdate((run) -> this.runIds.add(run.runId())).close();
				return follow(prompt, handle);
			}
			case 6 -> {
				RunHandle handle = this.client.submit(request);
				try {
					handle.await(Duration.ofMillis(100));
				}
				finally {
					this.handles.put(handle, handle.completion());
					handle.stop();
					this.stopped.add(handle);
				}
				return SoakStart.confirmed(prompt, handle.runId(), RunStatus.COMPLETED);
			}
			case 7, 8 -> {
				StartedRun started = this.client.create(request);
				return follow(prompt, this.client.follow(started.runId()));
			}
			default -> {
				return interrupted(() -> completed(prompt, this.client.generate(request)));
			}
		}
	}

	private SoakStart follow(String prompt, RunHandle handle) {
		this.handles.put(handle, handle.completion());
		this.runIds.add(handle.runId());
		return SoakStart.confirmed(prompt, handle.runId(), null);
	}

	private SoakStart completed(String prompt, Run run) {
		this.runIds.add(run.runId());
		return SoakStart.confirmed(prompt, run.runId(), run.status());
	}

	private void retrieve() {
		int known = this.runIds.size();
		String runId = (known > 0) ? this.runIds.get((int) (Math.random() * known)) : "run_unknown";
		Run run = this.client.retrieve(runId);
		if (!run.runId().equals(runId)) {
			this.surprises.add(new AssertionError("Asked for " + runId + ", was given " + run.runId()));
		}
	}

	private SoakStart interrupted(Supplier<SoakStart> call) {
		SoakInterrupt interrupt = new SoakInterrupt(Thread.currentThread());
		if (this.interrupts) {
			this.interrupter.schedule(interrupt, (long) (Math.random() * 1000), TimeUnit.MILLISECONDS);
		}
		try {
			return call.get();
		}
		catch (FloraInterruptedException ex) {
			if (!Thread.currentThread().isInterrupted()) {
				this.surprises.add(new AssertionError("The interrupt flag was lost", ex));
			}
			throw ex;
		}
		finally {
			interrupt.over();
		}
	}

	List<SoakStart> starts() {
		return this.starts;
	}

	Map<RunHandle, CompletableFuture<Run>> handles() {
		return this.handles;
	}

	boolean isStopped(RunHandle handle) {
		return this.stopped.contains(handle);
	}

	List<Throwable> surprises() {
		return this.surprises;
	}

	/**
	 * Interrupts a thread, but not once it is about something else.
	 */
	private static final class SoakInterrupt implements Runnable {

		private final Thread thread;

		private boolean over;

		SoakInterrupt(Thread thread) {
			this.thread = thread;
		}

		@Override
		public synchronized void run() {
			if (!this.over) {
				this.thread.interrupt();
			}
		}

		@SuppressWarnings("ReturnValueIgnored")
		synchronized void over() {
			this.over = true;
			Thread.interrupted();
		}

	}

}
