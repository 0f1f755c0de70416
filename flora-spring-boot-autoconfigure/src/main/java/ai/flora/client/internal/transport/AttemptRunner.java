package ai.flora.client.internal.transport;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.micrometer.observation.Observation;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Makes one attempt, such that deadline and interrupts are obeyed: on the calling thread
 * where the transport does so by itself, otherwise on another one, which the caller
 * abandons in time.
 */
class AttemptRunner {

	private static final Log logger = LogFactory.getLog(AttemptRunner.class);

	private final HttpExchange exchange;

	private final Executor executor;

	private final ExchangeBound bound;

	private final Set<CompletableFuture<BufferedResponse>> elsewhere = ConcurrentHashMap.newKeySet();

	AttemptRunner(HttpExchange exchange, Executor executor, ExchangeBound bound) {
		this.exchange = exchange;
		this.executor = executor;
		this.bound = bound;
	}

	/**
	 * Wakes all who wait for an answer: the client is closed.
	 */
	void close() {
		this.elsewhere.forEach((result) -> result.completeExceptionally(closed(true)));
	}

	/**
	 * Makes one attempt.
	 * @param permit used once the request may leave this process
	 * @throws AttemptFailedException if there is no answer
	 */
	BufferedResponse run(Operation<?> operation, Map<String, String> headers, Deadline deadline,
			Observation observation, SendPermit permit) {
		Duration before = deadline.elapsed();
		Duration remaining = deadline.remaining();
		if (deadline.timing().isClosed()) {
			throw closed(false);
		}
		if (Thread.currentThread().isInterrupted()) {
			throw new AttemptFailedException(new Failure.Interrupted(false));
		}
		if (remaining.isZero()) {
			throw new AttemptFailedException(new Failure.DeadlinePassed(false));
		}
		boolean here = this.bound.isWithin(remaining) && !operation.endsWithClient();
		try {
			return here ? runHere(operation, headers, observation, permit)
					: runElsewhere(operation, headers, observation, permit, deadline);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new AttemptFailedException(new Failure.Interrupted(true));
		}
		catch (TimeoutException ex) {
			throw new AttemptFailedException(new Failure.DeadlinePassed(true));
		}
		catch (ExecutionException ex) {
			if (ex.getCause() instanceof AttemptFailedException failed) {
				throw failed;
			}
			if (deadline.timing().isClosed()) {
				throw closed(true);
			}
			boolean readTimeoutPassed = this.bound.isReached(deadline.elapsed().minus(before));
			throw new AttemptFailedException(HttpExchange.failureOf(ex, readTimeoutPassed));
		}
	}

	private BufferedResponse runHere(Operation<?> operation, Map<String, String> headers, Observation observation,
			SendPermit permit) throws ExecutionException, InterruptedException {
		CompletableFuture<BufferedResponse> result = new CompletableFuture<>();
		send(operation, headers, permit, result, observation);
		if (result.isCompletedExceptionally() && Thread.currentThread().isInterrupted()) {
			throw new InterruptedException();
		}
		try {
			// Not get(), which looks at the interrupt flag: an answer that is there is
			// given.
			return result.join();
		}
		catch (CompletionException ex) {
			throw new ExecutionException(ex.getCause());
		}
	}

	private static AttemptFailedException closed(boolean mayHaveTakenEffect) {
		return new AttemptFailedException(new Failure.Closed(mayHaveTakenEffect));
	}

	private BufferedResponse runElsewhere(Operation<?> operation, Map<String, String> headers, Observation observation,
			SendPermit permit, Deadline deadline) throws ExecutionException, InterruptedException, TimeoutException {
		CompletableFuture<BufferedResponse> result = new CompletableFuture<>();
		FutureTask<?> task = new FutureTask<>(() -> send(operation, headers, permit, result, observation), null);
		this.elsewhere.add(result);
		try {
			this.executor.execute(task);
			if (deadline.timing().isClosed()) {
				close();
			}
			return result.get(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (RejectedExecutionException ex) {
			throw closed(false);
		}
		finally {
			this.elsewhere.remove(result);
			if (!result.isDone()) {
				task.cancel(true);
				permit.abort();
			}
		}
	}

	private void send(Operation<?> operation, Map<String, String> headers, SendPermit permit,
			CompletableFuture<BufferedResponse> result, Observation observation) {
		try {
			observation.scoped(() -> this.exchange.send(operation, headers, permit, result));
		}
		catch (Throwable ex) {
			// An application's handler of observations, most likely: nobody shall
			// wait for an answer that will not come, and one that is there is given.
			if (!result.completeExceptionally(ex) && !result.isCompletedExceptionally()) {
				logger.warn("A call was not observed", ex);
			}
		}
	}

}
