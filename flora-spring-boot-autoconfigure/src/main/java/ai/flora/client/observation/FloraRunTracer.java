package ai.flora.client.observation;

import ai.flora.client.Run;
import org.jspecify.annotations.Nullable;

/**
 * Makes the span of each followed run. A run takes seconds to hours, longer than the call
 * that has started it. So its span is made at its end, refers to the start, and is never
 * open during a wait. What a method throws is logged, and has no other effect.
 * Thread-safe; a tracer may serve several clients.
 *
 * @since 0.1.0
 * @see MicrometerFloraRunTracer
 */
public interface FloraRunTracer {

	/**
	 * Makes no spans.
	 */
	FloraRunTracer NOOP = new FloraRunTracer() {

		@Override
		public RunSpan started(@Nullable String requestId) {
			return RunSpan.NONE;
		}

		@Override
		public RunSpan followed() {
			return RunSpan.NONE;
		}

	};

	/**
	 * A run was started. Called at most once for a run, on the thread that has started
	 * it, while the span of that call is current.
	 * @param requestId FLORA's name for the last attempt of the call; {@code null} if it
	 * is not known
	 * @return the span of the run, to be made at its end; it is not made if nobody
	 * follows the run
	 */
	RunSpan started(@Nullable String requestId);

	/**
	 * A run has ended that this client did not start.
	 * @return the span of the run
	 */
	RunSpan followed();

	/**
	 * The span of a run, before it is made.
	 */
	@FunctionalInterface
	interface RunSpan {

		/**
		 * Makes no span.
		 */
		RunSpan NONE = (type, run, model, meters) -> meters.run();

		/**
		 * Makes the span. Called once, on any thread, when the run was seen ended.
		 * @param type kind of run: {@code generation}, {@code technique} or
		 * {@code action}
		 * @param run the run, completed or failed
		 * @param model identifier of its model; {@code null} if it is not known
		 * @param meters writes the meters of the run, and throws nothing. To be run while
		 * the span is current; the client runs it afterwards if this method has not
		 */
		void ended(String type, Run run, @Nullable String model, Runnable meters);

	}

}
