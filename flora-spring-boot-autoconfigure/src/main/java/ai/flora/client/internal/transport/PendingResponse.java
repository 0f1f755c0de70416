package ai.flora.client.internal.transport;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import ai.flora.client.internal.response.AttemptFailedException;
import ai.flora.client.internal.response.BufferedResponse;
import ai.flora.client.internal.response.Failure;
import ai.flora.client.internal.time.Deadline;
import org.jspecify.annotations.Nullable;

/**
 * The response of one attempt, on its way from the exchange to the caller who waits for
 * it, perhaps on another thread. Completed once: what comes later is ignored.
 */
class PendingResponse {

	private final CompletableFuture<BufferedResponse> result = new CompletableFuture<>();

	private final Deadline deadline;

	private final Duration begun;

	/** Read to its end; used only by the thread that makes the exchange. */
	private @Nullable BufferedResponse whole;

	PendingResponse(Deadline deadline) {
		this.deadline = deadline;
		this.begun = deadline.elapsed();
	}

	/** Tells whether the client was closed, which ends the attempt. */
	boolean isClientClosed() {
		return this.deadline.timing().isClosed();
	}

	/** Time since the attempt began. */
	Duration elapsed() {
		return this.deadline.elapsed().minus(this.begun);
	}

	/**
	 * Hands over a response whose exchange goes on: to close it may take long on some
	 * HTTP clients, since they read on to the end.
	 */
	void complete(BufferedResponse response) {
		this.result.complete(response);
	}

	/**
	 * Keeps a response that was read to its end, to be handed over once its exchange is
	 * over and recorded.
	 */
	void keep(BufferedResponse response) {
		this.whole = response;
	}

	boolean isKept() {
		return this.whole != null;
	}

	/** The exchange is over: hands over the response that was kept. */
	void completeKept() {
		if (this.whole != null) {
			this.result.complete(this.whole);
		}
	}

	/**
	 * Ends the waiting: there is no response.
	 * @return whether anybody was still waiting
	 */
	boolean fail(Throwable failure) {
		return this.result.completeExceptionally(failure);
	}

	boolean isDone() {
		return this.result.isDone();
	}

	boolean isFailed() {
		return this.result.isCompletedExceptionally();
	}

	/**
	 * The response of an exchange that is over, whatever the interrupt flag says.
	 * @throws RuntimeException why there is none: what {@link #fail} got, or the client's
	 * end
	 */
	BufferedResponse get() {
		try {
			return this.result.join();
		}
		catch (CompletionException ex) {
			throw failure(ex);
		}
	}

	/**
	 * Waits for the response until the deadline.
	 * @throws AttemptFailedException if the deadline passes
	 * @throws RuntimeException why there is none: what {@link #fail} got, or the client's
	 * end
	 */
	BufferedResponse await() throws InterruptedException {
		try {
			return await(this.deadline.remaining());
		}
		catch (TimeoutException ex) {
			throw new AttemptFailedException(new Failure.DeadlinePassed());
		}
	}

	/**
	 * Waits for the response for some time, and perhaps again afterwards.
	 * @throws RuntimeException why there is none: what {@link #fail} got, or the client's
	 * end
	 */
	BufferedResponse await(Duration duration) throws InterruptedException, TimeoutException {
		try {
			return this.result.get(duration.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (ExecutionException ex) {
			throw failure(ex);
		}
	}

	/** Closing a client breaks its exchanges in many ways. */
	private RuntimeException failure(Exception wrapper) {
		if (isClientClosed()) {
			return AttemptFailedException.closed();
		}
		Throwable cause = Objects.requireNonNull(wrapper.getCause());
		if (cause instanceof Error error) {
			throw error;
		}
		return (RuntimeException) cause;
	}

}
