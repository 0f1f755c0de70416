package ai.flora.client.internal.transport;

import java.time.Duration;
import java.util.function.BiFunction;

import ai.flora.client.FloraStartUnconfirmedException;
import ai.flora.client.RequestOptions;
import ai.flora.client.internal.Warnings;
import ai.flora.client.internal.operation.Operation;
import ai.flora.client.internal.time.Timing;
import ai.flora.client.observation.DefaultFloraRequestObservationConvention;
import ai.flora.client.observation.FloraObservationDocumentation;
import ai.flora.client.observation.FloraRequestObservationContext;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Runs logical calls, each under one observation, and holds the parts that all calls of a
 * client share.
 */
class CallExecutor {

	private static final Log logger = LogFactory.getLog(CallExecutor.class);

	private static final DefaultFloraRequestObservationConvention DEFAULT_CONVENTION = new DefaultFloraRequestObservationConvention();

	private final TransportSettings settings;

	private final Instrumentation instrumentation;

	private final Timing timing;

	private final AttemptRunner runner;

	private final ApiKey apiKey;

	CallExecutor(TransportSettings settings, Instrumentation instrumentation, Timing timing, AttemptRunner runner,
			ApiKey apiKey) {
		this.settings = settings;
		this.instrumentation = instrumentation;
		this.timing = timing;
		this.runner = runner;
		this.apiKey = apiKey;
	}

	TransportSettings settings() {
		return this.settings;
	}

	Instrumentation instrumentation() {
		return this.instrumentation;
	}

	Timing timing() {
		return this.timing;
	}

	AttemptRunner runner() {
		return this.runner;
	}

	ApiKey apiKey() {
		return this.apiKey;
	}

	/**
	 * Runs a call whose failed attempts are tried again as long as that may help.
	 */
	<T> T execute(Operation<T> operation, RequestOptions options) {
		return execute(operation, options, CallExecutor::retry);
	}

	/**
	 * Runs a call.
	 * @param course makes the attempts
	 */
	<T> T execute(Operation<T> operation, RequestOptions options, CallCourse<T> course) {
		ObservationRegistry registry = this.instrumentation.observations();
		FloraRequestObservationContext context = registry.isNoop() ? null
				: new FloraRequestObservationContext(operation.name(), operation.runId());
		Observation observation = (context != null) ? FloraObservationDocumentation.CLIENT_REQUESTS
			.start(this.instrumentation.convention(), DEFAULT_CONVENTION, () -> context, registry) : Observation.NOOP;
		try {
			return course.run(new Call<>(this, operation, options, context, observation));
		}
		catch (Throwable ex) {
			quietly(() -> observation.error(reason(ex)));
			throw ex;
		}
		finally {
			quietly(observation::stop);
		}
	}

	/** Tries failed attempts again as long as that may help. */
	static <T> T retry(Call<T> call) {
		return retry(call, (same, attempt) -> same.retryDelay(attempt.failure()));
	}

	/** Tries those attempts again whose request has certainly not been sent. */
	static <T> T retryUnsent(Call<T> call) {
		return retry(call, (same, attempt) -> attempt.sent() ? null : same.retryDelay(attempt.failure()));
	}

	/** Tries failed attempts again, but not while FLORA may be at the one before. */
	static <T> T retryApart(Call<T> call) {
		return retry(call, (same, attempt) -> same.retryDelay(attempt.failure(),
				attempt.mayGoOn() ? Call.AFTER_UNANSWERED : Duration.ZERO));
	}

	private static <T> T retry(Call<T> call, BiFunction<Call<T>, Attempt.Failed<T>, @Nullable Duration> delays) {
		while (true) {
			Attempt<T> attempt = call.attempt();
			if (attempt instanceof Attempt.Success<T> success) {
				return success.value();
			}
			Attempt.Failed<T> failed = (Attempt.Failed<T>) attempt;
			Duration delay = delays.apply(call, failed);
			if (delay == null) {
				throw call.exception(failed.failure());
			}
			call.waitForRetry(delay, failed.failure());
		}
	}

	/** An unconfirmed start is observed with the failure of its last attempt. */
	static Throwable reason(Throwable thrown) {
		return (thrown instanceof FloraStartUnconfirmedException && thrown.getCause() != null) ? thrown.getCause()
				: thrown;
	}

	/** An application's handlers of observations must not change a call's result. */
	static void quietly(Runnable watching) {
		try {
			watching.run();
		}
		catch (Throwable ex) {
			Warnings.log(logger, "A call was not observed", ex);
		}
	}

}
