package ai.flora.client.observation;

import ai.flora.client.Run;
import org.jspecify.annotations.Nullable;

/**
 * Makes the span of each followed run. A run takes seconds to hours, and the call that
 * started it is over by then: its span is made at its end, and refers to the start. No
 * span is open while somebody waits. What it throws is logged, and changes nothing.
 * Thread-safe; one may serve several clients.
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
	 * A run was started; told on the thread that has started it, where the span of that
	 * call is current; of each run at most once.
	 * @param requestId FLORA's name for the call's last attempt; {@code null} if it is
	 * not known
	 * @return the run's span, to be made at its end; never, if nobody follows the run
	 */
	RunSpan started(@Nullable String requestId);

	/**
	 * A run has ended whose start this client does not know.
	 * @return its span
	 */
	RunSpan followed();

	/**
	 * The span of a run, which is not made yet.
	 */
	@FunctionalInterface
	interface RunSpan {

		/**
		 * Makes none.
		 */
		RunSpan NONE = (type, run, model, meters) -> meters.run();

		/**
		 * Makes the span; called once, when the run was seen ended, on any thread.
		 * @param type kind of run: {@code generation}, {@code technique} or
		 * {@code action}
		 * @param run the run, completed or failed
		 * @param model identifier of its model; {@code null} if it is not known
		 * @param meters writes the run's meters, to be run while the span is current; run
		 * afterwards if it was not. Throws nothing
		 */
		void ended(String type, Run run, @Nullable String model, Runnable meters);

	}

}
