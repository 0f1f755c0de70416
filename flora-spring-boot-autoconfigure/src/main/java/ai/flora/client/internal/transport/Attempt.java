package ai.flora.client.internal.transport;

/**
 * How one attempt of a call has ended.
 *
 * @param <T> what the operation answers
 * @since 0.1.0
 */
public sealed interface Attempt<T> {

	/**
	 * FLORA answered with success.
	 *
	 * @param <T> what the operation answers
	 * @param value the answer
	 */
	record Success<T>(T value) implements Attempt<T> {
	}

	/**
	 * There is no such answer.
	 *
	 * @param <T> what the operation answers
	 * @param failure why
	 * @param sent whether the request may have left this process
	 */
	record Failed<T>(Failure failure, boolean sent) implements Attempt<T> {
	}

}
