package ai.flora.client.transport;

import java.time.Duration;
import java.time.Instant;

import ai.flora.client.FloraException;
import ai.flora.client.RequestOptions;
import ai.flora.client.observation.DefaultFloraRequestObservationConvention;
import ai.flora.client.observation.FloraObservationDocumentation;
import ai.flora.client.observation.FloraRequestObservationContext;
import ai.flora.client.transport.ErrorTranslator.Effort;
import ai.flora.client.transport.FloraJson.UnreadableAnswerException;
import io.micrometer.observation.Observation;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Runs the attempts of a logical call until there is an answer, a refusal, or no more
 * time.
 */
class CallExecutor {

	private static final Log logger = LogFactory.getLog(CallExecutor.class);

	private static final DefaultFloraRequestObservationConvention DEFAULT_CONVENTION = new DefaultFloraRequestObservationConvention();

	private final TransportSettings settings;

	private final Instrumentation instrumentation;

	private final AttemptRunner attempts;

	private final ErrorTranslator translator;

	private final Timing timing;

	private final AnswerListener answers;

	CallExecutor(TransportSettings settings, Instrumentation instrumentation, AttemptRunner attempts,
			ErrorTranslator translator, AnswerListener answers, Timing timing) {
		this.settings = settings;
		this.instrumentation = instrumentation;
		this.attempts = attempts;
		this.translator = translator;
		this.answers = answers;
		this.timing = timing;
	}

	<T> T execute(Operation<T> operation, RequestOptions options) {
		FloraRequestObservationContext context = new FloraRequestObservationContext(operation.name(),
				operation.runId());
		Observation observation = FloraObservationDocumentation.CLIENT_REQUESTS.start(this.instrumentation.convention(),
				DEFAULT_CONVENTION, () -> context, this.instrumentation.observations());
		try {
			return new Call<>(operation, options, context, observation).execute();
		}
		catch (Throwable ex) {
			quietly(() -> observation.error((ex instanceof UncertainStartException start) ? start.failure() : ex));
			throw ex;
		}
		finally {
			quietly(observation::stop);
		}
	}

	/**
	 * What an application adds to watch a call must not change what becomes of it.
	 */
	private static void quietly(Runnable watching) {
		try {
			watching.run();
		}
		catch (Throwable ex) {
			logger.warn("A call was not observed", ex);
		}
	}

	private final class Call<T> {

		private final Operation<T> operation;

		private final RequestOptions options;

		private final FloraRequestObservationContext context;

		private final Observation observation;

		private final Deadline deadline;

		private final RetryPlan plan;

		private SendPermit permit = new SendPermit();

		private boolean mayHaveTakenEffect;

		private boolean tookEffect;

		Call(Operation<T> operation, RequestOptions options, FloraRequestObservationContext context,
				Observation observation) {
			this.operation = operation;
			this.options = options;
			this.context = context;
			this.observation = observation;
			Duration timeout = (options.timeout() != null) ? options.timeout()
					: CallExecutor.this.settings.callTimeout();
			this.deadline = Deadline.in(timeout, CallExecutor.this.timing);
			this.plan = new RetryPlan(CallExecutor.this.settings.retry(), options.maxAttempts());
		}

		T execute() {
			while (true) {
				try {
					return attempt();
				}
				catch (AttemptFailedException ex) {
					remember(ex.failure());
					Duration delay = this.plan.next(ex.failure(), this.context.getAttempts(), this.deadline.remaining(),
							CallExecutor.this.timing.now());
					if (delay == null) {
						throw failed(ex.failure());
					}
					retryAfter(delay, ex.failure());
				}
			}
		}

		private T attempt() {
			this.permit = new SendPermit();
			try {
				return attemptOnce();
			}
			catch (AttemptFailedException ex) {
				throw ex;
			}
			catch (Throwable ex) {
				boolean sent = this.permit.takeBack();
				if (this.operation.charged() && (sent || this.mayHaveTakenEffect)) {
					throw new AttemptFailedException(new Failure.Unexpected(ex));
				}
				throw ex;
			}
		}

		private T attemptOnce() {
			this.context.attemptStarted();
			Instant sent = CallExecutor.this.timing.now();
			Answer answer = CallExecutor.this.attempts.run(this.operation, this.options.headers(), this.deadline,
					this.observation, this.permit);
			CallExecutor.this.answers.answered(answer, sent, CallExecutor.this.timing.now());
			if (!answer.isSuccess()) {
				ErrorEnvelope.@Nullable Content error = FloraJson.readError(answer.body());
				answered(answer, (error != null) ? error.code() : null);
				throw new AttemptFailedException(new Failure.Refused(answer, error));
			}
			answered(answer, null);
			try {
				return this.operation.reader().apply(answer);
			}
			catch (UnreadableAnswerException ex) {
				throw new AttemptFailedException(new Failure.Unreadable(String.valueOf(ex.getMessage())));
			}
		}

		private void answered(Answer answer, @Nullable String errorCode) {
			this.context.answered(answer.status(), CallExecutor.this.translator.code(errorCode),
					CallExecutor.this.translator.requestId(answer));
		}

		private void retryAfter(Duration delay, Failure failure) {
			if (logger.isDebugEnabled()) {
				logger.debug("Attempt " + this.context.getAttempts() + " of FLORA's " + this.operation.name()
						+ " failed (" + failure.reason() + "), next one in " + delay.toMillis() + " ms");
			}
			quietly(() -> CallExecutor.this.instrumentation.retries()
				.retrying(this.operation.name(), failure.reason()));
			try {
				CallExecutor.this.timing.sleep(delay);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				throw failed(new Failure.Interrupted(false));
			}
		}

		private void remember(Failure failure) {
			this.mayHaveTakenEffect |= this.permit.takeBack() && failure.mayHaveTakenEffect();
			if (failure instanceof Failure.Refused refused) {
				this.tookEffect |= refused.isDuplicate();
				// The attempts before were as wrong as this one.
				this.mayHaveTakenEffect &= !refused.isInvalid();
			}
		}

		private RuntimeException failed(Failure failure) {
			Effort effort = new Effort(this.context.getAttempts(), this.deadline.elapsed(), this.deadline.timeout());
			FloraException exception = CallExecutor.this.translator.translate(this.operation, failure, effort,
					CallExecutor.this.timing.now());
			return (this.operation.charged() && this.mayHaveTakenEffect)
					? new UncertainStartException(exception, this.tookEffect, this.context.getAttempts()) : exception;
		}

	}

}
