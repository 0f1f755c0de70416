package ai.flora.client.transport;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import ai.flora.client.FloraConnectionException;
import io.micrometer.observation.Observation;

/**
 * Makes one attempt, such that deadline and interrupts are obeyed: on the calling thread
 * where the transport does so by itself, otherwise on another one, which the caller
 * abandons in time.
 */
class AttemptRunner {

	private final HttpExchange exchange;

	private final Executor executor;

	private final ExchangeBound bound;

	AttemptRunner(HttpExchange exchange, Executor executor, ExchangeBound bound) {
		this.exchange = exchange;
		this.executor = executor;
		this.bound = bound;
	}

	/**
	 * Makes one attempt.
	 * @throws AttemptFailedException if there is no answer
	 */
	Answer run(Operation<?> operation, Map<String, String> headers, Deadline deadline, Observation observation) {
		Duration before = deadline.elapsed();
		Duration remaining = deadline.remaining();
		if (Thread.currentThread().isInterrupted()) {
			throw new AttemptFailedException(new Failure.Interrupted());
		}
		if (remaining.isZero()) {
			throw new AttemptFailedException(new Failure.DeadlinePassed());
		}
		try {
			return this.bound.isWithin(remaining) ? runHere(operation, headers, observation)
					: runElsewhere(operation, headers, observation, remaining);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new AttemptFailedException(new Failure.Interrupted());
		}
		catch (TimeoutException ex) {
			throw new AttemptFailedException(new Failure.DeadlinePassed());
		}
		catch (ExecutionException ex) {
			boolean readTimeoutPassed = this.bound.isReached(deadline.elapsed().minus(before));
			throw new AttemptFailedException(HttpExchange.failureOf(ex, readTimeoutPassed));
		}
	}

	private Answer runHere(Operation<?> operation, Map<String, String> headers, Observation observation)
			throws ExecutionException, InterruptedException {
		CompletableFuture<Answer> result = new CompletableFuture<>();
		send(operation, headers, result, observation);
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

	private Answer runElsewhere(Operation<?> operation, Map<String, String> headers, Observation observation,
			Duration remaining) throws ExecutionException, InterruptedException, TimeoutException {
		CompletableFuture<Answer> result = new CompletableFuture<>();
		FutureTask<?> task = new FutureTask<>(() -> send(operation, headers, result, observation), null);
		try {
			this.executor.execute(task);
		}
		catch (RejectedExecutionException ex) {
			throw new FloraConnectionException("The FLORA client is closed, as is the application that it belongs to",
					ex);
		}
		try {
			return result.get(remaining.toNanos(), TimeUnit.NANOSECONDS);
		}
		finally {
			if (!result.isDone()) {
				task.cancel(true);
			}
		}
	}

	private void send(Operation<?> operation, Map<String, String> headers, CompletableFuture<Answer> result,
			Observation observation) {
		observation.scoped(() -> this.exchange.send(operation, headers, result));
	}

}
