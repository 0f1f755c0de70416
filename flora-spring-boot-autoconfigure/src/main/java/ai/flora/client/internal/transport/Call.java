package ai.flora.client.internal.transport;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

import ai.flora.client.FloraException;
import ai.flora.client.RequestOptions;
import ai.flora.client.internal.Durations;
import ai.flora.client.internal.Warnings;
import ai.flora.client.internal.operation.Operation;
import ai.flora.client.internal.response.AttemptFailedException;
import ai.flora.client.internal.response.BufferedResponse;
import ai.flora.client.internal.response.Failure;
import ai.flora.client.internal.response.RetryAfter;
import ai.flora.client.internal.time.Deadline;
import ai.flora.client.internal.transport.ErrorTranslator.Effort;
import ai.flora.client.observation.FloraRequestObservationContext;
import ai.flora.client.observation.FloraRunTracer;
import ai.flora.client.observation.FloraRunTracer.RunSpan;
import io.micrometer.observation.Observation;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * One logical call: makes attempts, one at a time, and translates failures. The course of
 * the call decides what follows a failure. Not thread-safe.
 *
 * @param <T> what the operation returns
 * @since 0.1.0
 */
public final class Call<T> {

	/**
	 * The wait after an attempt that FLORA may be at still: of two requests with one key
	 * that arrive together, FLORA may carry out both.
	 */
	public static final Duration AFTER_UNANSWERED = Duration.ofSeconds(5);

	private static final Log logger = LogFactory.getLog(Call.class);

	/** The parts that all calls of a client share. */
	private final CallExecutor shared;

	private final Operation<T> operation;

	private final RequestOptions options;

	/** {@code null} if nobody observes calls. */
	private final @Nullable FloraRequestObservationContext context;

	private final Observation observation;

	private final Deadline deadline;

	private final RetryPlan plan;

	private final SentKeys keys;

	private int attempts;

	/** When the latest attempt began. */
	private long begun;

	Call(CallExecutor shared, Operation<T> operation, RequestOptions options,
			@Nullable FloraRequestObservationContext context, Observation observation) {
		this.shared = shared;
		this.operation = operation;
		this.options = options;
		this.context = context;
		this.observation = observation;
		this.deadline = shared.settings().deadline(options, shared.timing());
		this.plan = new RetryPlan(shared.settings().retry(), options.maxAttempts());
		this.keys = new SentKeys(shared.apiKey());
	}

	/**
	 * The deadline of the call.
	 * @return the deadline
	 */
	public Deadline deadline() {
		return this.deadline;
	}

	/**
	 * Attempts that were begun.
	 * @return how many
	 */
	public int attempts() {
		return this.attempts;
	}

	/**
	 * Attempts after which a failure is not retried. A start in doubt asks FLORA beyond
	 * them, unless there is one only.
	 * @return the number, at least 1
	 */
	public int maxAttempts() {
		return this.plan.maxAttempts();
	}

	/**
	 * The longest wait that FLORA may ask for.
	 * @return the time
	 */
	public Duration maxRetryAfter() {
		return this.shared.settings().retry().maxRetryAfter();
	}

	/**
	 * Makes one attempt, until the call's deadline.
	 * @return how it has ended
	 * @throws RuntimeException what an interceptor threw, or the source of the key, if
	 * the operation is free of charge
	 */
	public Attempt<T> attempt() {
		return attempt(this.deadline);
	}

	/**
	 * Makes one attempt. If the operation costs money, it is a failure whatever an
	 * interceptor throws.
	 * @param limit when the attempt has to end
	 * @return how it has ended
	 * @throws RuntimeException what an interceptor threw, or the source of the key, if
	 * the operation is free of charge
	 */
	public Attempt<T> attempt(Deadline limit) {
		SendPermit permit = new SendPermit(this.keys, this.operation.charged());
		try {
			return new Attempt.Success<>(this.operation.reader().apply(send(limit, permit)));
		}
		catch (AttemptFailedException ex) {
			return failed(ex.failure(), permit);
		}
		catch (Throwable ex) {
			// An initializer's exception has passed no interceptor.
			Failure.Unexpected failure = new Failure.Unexpected(this.keys.clean(ex));
			Attempt<T> failed = failed(failure, permit);
			if (this.operation.charged()) {
				return failed;
			}
			if (failure.cause() != ex) {
				throw exception(failure);
			}
			throw ex;
		}
	}

	/**
	 * The permit is the second witness of an attempt that costs money: interceptors may
	 * hide a response or throw by themselves, but only what FLORA or the network did, as
	 * the permit has seen it below them, tells whether there may be a run.
	 */
	private Attempt<T> failed(Failure failure, SendPermit permit) {
		boolean sent = permit.takeBack();
		Failure met = permit.met(failure);
		if (met instanceof Failure.ErrorResponse error) {
			responded(error.response(), error.errorCode());
		}
		if (met != failure && failure.cause() != null) {
			Warnings.log(logger, "FLORA responded with an error, by which the call ends or goes on. An interceptor of "
					+ "this application then failed by itself", this.keys.clean(failure.cause()));
		}
		return new Attempt.Failed<>(met, sent, permit.otherSendingMayCount(met));
	}

	/**
	 * Sends the request.
	 * @return FLORA's success
	 * @throws AttemptFailedException if there is none
	 */
	private BufferedResponse send(Deadline limit, SendPermit permit) {
		this.attempts++;
		if (this.context != null) {
			this.context.attemptStarted();
		}
		this.begun = this.shared.timing().nanoTime();
		BufferedResponse response = this.shared.runner()
			.run(this.operation, this.options.headers(), limit, this.observation, permit);
		Failure failure = response.isSuccess() ? permit.metBehindSuccess() : Failure.ErrorResponse.of(response);
		if (failure != null) {
			throw new AttemptFailedException(failure);
		}
		responded(response, null);
		return response;
	}

	/** Whatever learns from responses learns from what the attempt has met, once. */
	private void responded(BufferedResponse response, @Nullable String errorCode) {
		this.shared.runner().learn(response, this.begun, this.shared.timing());
		if (this.context != null) {
			ErrorTranslator translator = translator();
			this.context.responded(response.status(), translator.code(errorCode), translator.requestId(response));
		}
	}

	/**
	 * The wait before a failed attempt is tried again.
	 * @param failure why it failed
	 * @return the wait, or {@code null} if it is not to be tried again
	 */
	public @Nullable Duration retryDelay(Failure failure) {
		return this.plan.next(failure, attempts(), this.deadline.remaining(), now());
	}

	/** The same, of a wait that has to take some time. */
	@Nullable Duration retryDelay(Failure failure, Duration atLeast) {
		Duration delay = retryDelay(failure);
		return (delay != null && atLeast.compareTo(this.deadline.remaining()) < 0) ? Durations.max(delay, atLeast)
				: null;
	}

	/**
	 * Waits before a failed attempt is tried again.
	 * @param delay how long
	 * @param failure why it failed
	 * @throws FloraException if the calling thread is interrupted
	 */
	public void waitForRetry(Duration delay, Failure failure) {
		if (logger.isDebugEnabled()) {
			logger.debug("Attempt " + attempts() + " of FLORA's " + this.operation.name() + " failed ("
					+ failure.reason() + "), next one in " + delay.toMillis() + " ms");
		}
		this.shared.instrumentation().meters().retrying(this.operation.name(), failure.reason());
		try {
			this.shared.timing().sleep(delay);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw exception(Failure.interruption(this.shared.timing()));
		}
	}

	/**
	 * The wait that FLORA asked for, if it responded.
	 * @param failure the failure
	 * @return the time, or {@code null} if FLORA did not ask
	 */
	public @Nullable Duration retryAfter(Failure failure) {
		return (failure instanceof Failure.ErrorResponse error) ? RetryAfter.of(error.response(), now()) : null;
	}

	/**
	 * The exception that the call ends in if nothing follows a failure.
	 * @param failure the failure
	 * @return a new exception
	 */
	public FloraException exception(Failure failure) {
		List<ClientSetting> limits = (failure instanceof Failure.ErrorResponse error)
				? this.plan.limits(error, attempts(), this.deadline, now()) : List.of();
		Effort effort = new Effort(attempts(), this.deadline.elapsed(), this.deadline.timeout(), limits);
		return translator().translate(this.operation, failure, effort, now());
	}

	private ErrorTranslator translator() {
		return new ErrorTranslator(this.shared.settings(), this.keys);
	}

	/**
	 * Notes the span of this call, which the span of the run that it has started will
	 * link to.
	 * @return the span, to be made at the run's end; {@code null} if there is none
	 */
	public @Nullable RunSpan runSpan() {
		FloraRunTracer tracer = this.shared.instrumentation().runs();
		if (tracer == FloraRunTracer.NOOP) {
			return null;
		}
		String requestId = (this.context != null) ? this.context.getRequestId() : null;
		AtomicReference<@Nullable RunSpan> span = new AtomicReference<>();
		CallExecutor.quietly(() -> this.observation.scoped(() -> span.set(tracer.started(requestId))));
		return span.get();
	}

	private Instant now() {
		return this.shared.timing().now();
	}

}
