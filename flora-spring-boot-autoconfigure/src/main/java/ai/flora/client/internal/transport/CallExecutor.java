package ai.flora.client.internal.transport;

import java.time.Duration;
import java.util.function.Function;

import ai.flora.client.FloraStartUnconfirmedException;
import ai.flora.client.RequestOptions;
import ai.flora.client.observation.DefaultFloraRequestObservationConvention;
import ai.flora.client.observation.FloraObservationDocumentation;
import ai.flora.client.observation.FloraRequestObservationContext;
import io.micrometer.observation.Observation;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Runs logical calls, each under one observation.
 */
class CallExecutor {

	private static final Log logger = LogFactory.getLog(CallExecutor.class);

	private static final DefaultFloraRequestObservationConvention DEFAULT_CONVENTION = new DefaultFloraRequestObservationConvention();

	private final CallSupport support;

	CallExecutor(CallSupport support) {
		this.support = support;
	}

	/**
	 * Runs a call whose failed attempts are tried again as long as that may help.
	 */
	<T> T execute(Operation<T> operation, RequestOptions options) {
		return execute(operation, options, CallExecutor::retrying);
	}

	/**
	 * Runs a call.
	 * @param course decides what follows an attempt
	 */
	<T> T execute(Operation<T> operation, RequestOptions options, Function<Call<T>, T> course) {
		FloraRequestObservationContext context = new FloraRequestObservationContext(operation.name(),
				operation.runId());
		Instrumentation instrumentation = this.support.instrumentation();
		Observation observation = FloraObservationDocumentation.CLIENT_REQUESTS.start(instrumentation.convention(),
				DEFAULT_CONVENTION, () -> context, instrumentation.observations());
		try {
			return course.apply(new Call<>(operation, options, context, observation, this.support));
		}
		catch (Throwable ex) {
			quietly(() -> observation.error(reason(ex)));
			throw ex;
		}
		finally {
			quietly(observation::stop);
		}
	}

	private static <T> T retrying(Call<T> call) {
		while (true) {
			Attempt<T> attempt = call.attempt();
			if (attempt instanceof Attempt.Success<T> success) {
				return success.value();
			}
			Failure failure = ((Attempt.Failed<T>) attempt).failure();
			Duration delay = call.retryDelay(failure);
			if (delay == null) {
				throw call.exception(failure);
			}
			call.retryAfter(delay, failure);
		}
	}

	/** A start whose run is not known is observed as what its last attempt came to. */
	static Throwable reason(Throwable thrown) {
		return (thrown instanceof FloraStartUnconfirmedException && thrown.getCause() != null) ? thrown.getCause()
				: thrown;
	}

	/**
	 * What an application adds to watch a call must not change what becomes of it.
	 */
	static void quietly(Runnable watching) {
		try {
			watching.run();
		}
		catch (Throwable ex) {
			logger.warn("A call was not observed", ex);
		}
	}

}
