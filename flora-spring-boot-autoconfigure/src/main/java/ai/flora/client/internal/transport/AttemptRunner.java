package ai.flora.client.internal.transport;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

import ai.flora.client.FloraException;
import ai.flora.client.internal.Warnings;
import ai.flora.client.internal.operation.Operation;
import ai.flora.client.internal.response.AttemptFailedException;
import ai.flora.client.internal.response.BufferedResponse;
import ai.flora.client.internal.response.Failure;
import ai.flora.client.internal.response.RetryAfter;
import ai.flora.client.internal.time.Deadline;
import ai.flora.client.internal.time.Timing;
import io.micrometer.observation.Observation;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Makes one attempt, such that deadline and interrupts are obeyed: on the calling thread
 * where the HTTP client does so by itself, otherwise on another thread, which the caller
 * abandons in time. Operations that have to end with the client have another thread with
 * each HTTP client.
 */
class AttemptRunner {

	private static final Log logger = LogFactory.getLog(AttemptRunner.class);

	private final Connection connection;

	private final HttpExchange exchange;

	private final ServerClock clock;

	private final Consumer<Duration> rateLimited;

	private final BackgroundExchanges elsewhere;

	/**
	 * Creates a runner.
	 * @param connection what exchanges are made on
	 * @param exchange makes them
	 * @param executor for exchanges that may have to be abandoned
	 * @param clock learns from each response what time it is at FLORA's
	 * @param rateLimited told how long FLORA wants the client to wait
	 */
	AttemptRunner(Connection connection, HttpExchange exchange, Executor executor, ServerClock clock,
			Consumer<Duration> rateLimited) {
		this.connection = connection;
		this.exchange = exchange;
		this.elsewhere = new BackgroundExchanges(executor);
		this.clock = clock;
		this.rateLimited = rateLimited;
	}

	/**
	 * Wakes the callers that wait for an exchange of another thread: the client is
	 * closed.
	 */
	void close() {
		this.elsewhere.close();
	}

	/**
	 * Makes one attempt.
	 * @param permit used once the request may leave this process
	 * @throws AttemptFailedException if there is no response
	 * @throws FloraException if the request was refused before it was sent
	 * @throws RuntimeException if an application's interceptor failed
	 */
	BufferedResponse run(Operation<?> operation, Map<String, String> headers, Deadline deadline,
			Observation observation, SendPermit permit) {
		Duration remaining = deadline.remaining();
		if (deadline.timing().isClosed()) {
			throw AttemptFailedException.closed();
		}
		if (Thread.currentThread().isInterrupted()) {
			throw new AttemptFailedException(new Failure.Interrupted());
		}
		if (remaining.isZero()) {
			throw new AttemptFailedException(new Failure.DeadlinePassed());
		}
		PendingResponse pending = new PendingResponse(deadline);
		Runnable send = () -> send(operation, headers, permit, pending, observation);
		boolean here = this.connection.endsWithin(remaining) && !operation.endsWithClient();
		try {
			return here ? runHere(send, pending) : this.elsewhere.make(send, pending, permit, pending::await);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new AttemptFailedException(Failure.interruption(deadline.timing()));
		}
	}

	/**
	 * Learns from what an attempt has met what concerns the whole client.
	 * @param sent when the attempt began, by {@link Timing#nanoTime()}
	 */
	void learn(BufferedResponse response, long sent, Timing timing) {
		this.clock.observe(response, sent, timing.nanoTime());
		if (response.status() == 429) {
			Duration wish = RetryAfter.of(response, timing.now());
			this.rateLimited.accept((wish != null) ? wish : RetryAfter.WHEN_RATE_LIMITED);
		}
	}

	private static BufferedResponse runHere(Runnable send, PendingResponse pending) throws InterruptedException {
		send.run();
		if (pending.isFailed() && Thread.currentThread().isInterrupted()) {
			throw new InterruptedException();
		}
		return pending.get();
	}

	private void send(Operation<?> operation, Map<String, String> headers, SendPermit permit, PendingResponse pending,
			Observation observation) {
		try {
			observation.scoped(() -> this.exchange.send(operation, headers, permit, pending));
		}
		catch (Throwable ex) {
			// Most likely, an application's handler of observations has failed. The
			// caller must not wait for a response that will not come, and gets a
			// response that is there.
			boolean waiting = pending.fail(this.exchange.failureOf(ex, pending.elapsed()));
			if (!waiting && !pending.isFailed()) {
				Warnings.log(logger, "A call was not observed", ex);
			}
		}
	}

}
