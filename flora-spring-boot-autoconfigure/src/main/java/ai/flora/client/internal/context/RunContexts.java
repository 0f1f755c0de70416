package ai.flora.client.internal.context;

import java.util.concurrent.Executor;

import ai.flora.client.internal.Warnings;
import ai.flora.client.observation.FloraRunTracer;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.core.task.TaskDecorator;

/**
 * Keeps the context in which a run is started or followed: the observation that is going
 * on, by which polls and listeners belong to its trace, and what the application's
 * decorator of tasks takes along. The run's own span belongs to another trace.
 * Thread-safe.
 *
 * @since 0.1.0
 */
public final class RunContexts {

	private static final Log logger = LogFactory.getLog(RunContexts.class);

	private final ObservationRegistry observations;

	private final @Nullable TaskDecorator decorator;

	private final FloraRunTracer tracer;

	/**
	 * Creates contexts.
	 * @param observations registry of observations
	 * @param decorator the application's own; {@code null} if it has none
	 * @param tracer makes the spans of runs
	 */
	public RunContexts(ObservationRegistry observations, @Nullable TaskDecorator decorator, FloraRunTracer tracer) {
		this.observations = observations;
		this.decorator = decorator;
		this.tracer = tracer;
	}

	/**
	 * Returns what makes the spans of runs.
	 * @return the tracer
	 */
	public FloraRunTracer tracer() {
		return this.tracer;
	}

	/**
	 * Takes along the caller's context.
	 * @param executor an executor
	 * @return an executor whose tasks run in that context
	 */
	public Executor around(Executor executor) {
		return capture().around(executor);
	}

	/**
	 * Returns the caller's context. Never fails, since the run may have been started.
	 * @return the context
	 */
	public RunContext capture() {
		try {
			Observation observation = this.observations.getCurrentObservation();
			return (observation != null || this.decorator != null) ? new RunContext(observation, this.decorator)
					: RunContext.NONE;
		}
		catch (Throwable ex) {
			Warnings.log(logger, "What surrounds the start of a run was not kept", ex);
			return RunContext.NONE;
		}
	}

}
