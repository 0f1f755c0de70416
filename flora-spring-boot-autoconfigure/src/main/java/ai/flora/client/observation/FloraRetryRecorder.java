package ai.flora.client.observation;

/**
 * Told of each retry, right before the wait that leads to it, on the thread that waits.
 * What it throws is logged, and changes nothing.
 *
 * @since 0.1.0
 * @see <a href="https://developer.flora.ai/platform/errors/">FLORA: Errors</a>
 */
@FunctionalInterface
public interface FloraRetryRecorder {

	/**
	 * Records nothing.
	 */
	FloraRetryRecorder NOOP = (operation, reason) -> {
	};

	/**
	 * Records that an operation is about to be tried again.
	 * @param operation name of the client's method, such as {@code retrieve}
	 * @param reason an HTTP status, {@code timeout} or {@code connection}
	 */
	void retrying(String operation, String reason);

}
