package ai.flora.client.faults;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;

import ai.flora.client.FloraStartUnconfirmedException;
import ai.flora.client.internal.transport.Transports;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Runs a case, in a thread group of its own: whatever thread it starts belongs to it.
 */
final class FaultRun {

	/**
	 * Of each connection: more than sockets and buffers hold, and less than would hurt.
	 */
	private static final long MAX_FLOODED = 20L * 1024 * 1024;

	/** Threads of the JDK's and Reactor's clients, which all cases have in common. */
	private static final List<String> SHARED = List.of("HttpClient-", "CompletableFutureDelayScheduler", "reactor-",
			"boundedElastic-", "parallel-");

	private final FaultCase scenario;

	private final Expected expected;

	private final Duration readTimeout;

	private final LogWatch logs;

	private final List<String> problems = new ArrayList<>();

	private final ThreadGroup group;

	private boolean sentInTime = true;

	private @Nullable Outcome outcome;

	private FaultRun(FaultCase scenario, Expected expected, Duration readTimeout, LogWatch logs) {
		this.scenario = scenario;
		this.expected = expected;
		this.readTimeout = readTimeout;
		this.logs = logs;
		this.group = new ThreadGroup(scenario.toString());
	}

	/**
	 * Runs a case. Where a request was not sent in time, nothing has happened to it: that
	 * says something of the machine, and another run with more time is needed.
	 */
	static Outcome of(FaultCase scenario, LogWatch logs) throws IOException, InterruptedException {
		Expected expected = scenario.expected();
		Duration readTimeout = scenario.fault().readTimeout();
		FaultRun run = new FaultRun(scenario, expected, readTimeout, logs);
		Outcome outcome = run.run();
		for (int i = 0; i < 4 && scenario.isRealTime() && !run.sentInTime; i++) {
			expected = expected.slower();
			readTimeout = scenario.fault().readTimesOut() ? readTimeout.multipliedBy(2) : readTimeout;
			run = new FaultRun(scenario, expected, readTimeout, logs);
			outcome = run.run();
		}
		return outcome;
	}

	private Outcome run() throws IOException, InterruptedException {
		try (FaultServer server = new FaultServer(this.scenario.fault(), this.scenario.subject())) {
			Thread thread = new Thread(this.group, () -> this.outcome = run(server));
			thread.start();
			thread.join();
			return Objects.requireNonNull(this.outcome);
		}
	}

	private Outcome run(FaultServer server) {
		try {
			Wiring wiring = new Wiring(this.scenario, this.expected, this.readTimeout,
					this.scenario.fault().place().url(server.port()));
			Throwable failure = null;
			long start = wiring.nanoTime();
			try {
				wiring.call(this.expected.deadline());
			}
			catch (Throwable ex) {
				failure = ex;
			}
			Duration elapsed = Duration.ofNanos(wiring.nanoTime() - start);
			int attempts = wiring.attempts();
			Expected due = due(failure);
			int calls = (this.scenario.subject() == Subject.BATCH) ? due.callsOfBatch(attempts) : 1;
			checkOutcome(due.in(calls), failure, attempts, wiring.retries(), calls);
			check(due.in(calls).isInTime(elapsed, calls), "took " + elapsed.toMillis() + " ms");
			checkRequests(server, attempts, due.isRateLimit() ? calls : 1);
			checkLeaks(server, wiring);
			checkKey(failure, wiring);
			return new Outcome(Expected.describe(failure, attempts), elapsed, this.expected, this.problems);
		}
		catch (Exception ex) {
			return new Outcome(ex.toString(), Duration.ZERO, this.expected, List.of("the test failed: " + ex));
		}
	}

	private Expected due(@Nullable Throwable failure) {
		Expected unsent = this.scenario.fault().unsent(this.scenario.transport());
		boolean never = this.scenario.subject().isStart() && !this.scenario.subject().isQuote()
				&& !(failure instanceof FloraStartUnconfirmedException);
		return (unsent != null && never) ? unsent : this.expected;
	}

	private void checkOutcome(Expected due, @Nullable Throwable failure, int attempts, int retries, int calls) {
		Class<?> thrown = (failure != null) ? failure.getClass() : null;
		check(thrown == due.failure(), "threw " + failure);
		check(attempts == due.attempts() || (due.asked() && attempts > due.attempts()),
				"made " + attempts + " attempts");
		boolean retried = due.asked() ? (retries == 0 || this.scenario.fault().isAtAccept())
				: retries == due.attempts() - calls;
		check(retried, "recorded " + retries + " retries");
	}

	private void checkRequests(FaultServer server, int attempts, int keys) {
		Fault fault = this.scenario.fault();
		List<String> starts = server.requests()
			.stream()
			.filter((this.scenario.subject().isStart() ? this.scenario.subject() : Subject.CREATE)::isRequest)
			.toList();
		List<String> own = server.requests().stream().filter(this.scenario.subject()::isRequest).toList();
		boolean unseen = fault.startsOnTheWire(this.scenario.transport(), this.scenario.subject()) == 0;
		this.sentInTime = attempts >= this.expected.attempts() && (unseen || own.size() >= attempts);
		if (this.scenario.subject().isStart()) {
			int due = unseen ? 0 : attempts;
			check(starts.size() == due, starts.size() + " starts got to the server instead of " + due);
			check(starts.stream().map(FaultRun::idempotencyKey).distinct().count() <= keys, "starts had several keys");
		}
		else {
			boolean workspaceFound = this.scenario.subject() == Subject.WORKSPACES && this.expected.failure() == null;
			check(starts.size() == (workspaceFound ? 1 : 0), starts.size() + " runs were started");
			int seen = unseen ? 0 : attempts;
			check((own.size() == seen)
					|| (own.size() > seen && fault.isRepeated(this.scenario.transport(), this.scenario.subject())),
					own.size() + " requests for " + attempts + " attempts");
		}
		// Interim answers are read, and dropped, until the deadline.
		check(this.expected.real() || server.flooded() <= MAX_FLOODED * server.accepted(),
				server.flooded() + " bytes of an endless answer were taken");
	}

	private static String idempotencyKey(String request) {
		return request.replaceAll("(?is).*\r\nidempotency-key: *([^\r]*)\r\n.*", "$1");
	}

	private void checkLeaks(FaultServer server, Wiring wiring) {
		boolean kept = this.scenario.fault().isKept(this.scenario.transport());
		await("an exchange that was given up ends", () -> (kept || server.isUnused()) && wiring.leased() == 0);
		wiring.close();
		// The JDK's client, which cannot be closed on Java 17, keeps unused ones, and so
		// does Reactor's, which shares them with all others of the process.
		boolean keeps = this.scenario.transport() == Transports.JDK || this.scenario.transport() == Transports.REACTOR;
		await("connections are closed with the client", () -> keeps || server.isLeft());
		await("threads end with the client", () -> threads().isEmpty());
	}

	private void checkKey(@Nullable Throwable failure, Wiring wiring) {
		KeyWatch.find(failure).ifPresent((text) -> this.problems.add("the exception holds the key: " + text));
		KeyWatch.find(wiring.observations())
			.ifPresent((text) -> this.problems.add("observations hold the key: " + text));
		this.problems.addAll(this.logs.leaks(this.group.getName()));
		check(Elsewhere.contacts() == 0, "another origin was contacted");
	}

	private List<String> threads() {
		Thread[] threads = new Thread[this.group.activeCount() + 10];
		int count = this.group.enumerate(threads);
		return Arrays.stream(threads, 0, count)
			.filter((thread) -> thread != Thread.currentThread())
			.map(Thread::getName)
			.filter((name) -> SHARED.stream().noneMatch(name::startsWith))
			.toList();
	}

	private void check(boolean right, String problem) {
		if (!right) {
			this.problems.add(problem);
		}
	}

	private void await(String what, Callable<Boolean> condition) {
		try {
			Awaitility.await()
				.pollInSameThread()
				.pollDelay(Duration.ZERO)
				.pollInterval(Duration.ofMillis(5))
				.atMost(Duration.ofMinutes(1))
				.until(condition);
		}
		catch (ConditionTimeoutException ex) {
			this.problems.add("not so: " + what + " (threads " + threads() + ")");
		}
	}

}
