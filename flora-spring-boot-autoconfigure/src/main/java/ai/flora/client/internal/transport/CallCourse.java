package ai.flora.client.internal.transport;

import ai.flora.client.FloraException;

/**
 * The course of a call: makes its attempts, and decides what follows each of them.
 *
 * @param <T> what the operation returns
 * @since 0.1.0
 */
@FunctionalInterface
public interface CallCourse<T> {

	/**
	 * Makes attempts until the call has its result.
	 * @param call the call, of which no attempt was made
	 * @return the result
	 * @throws FloraException if there is none
	 */
	T run(Call<T> call);

}
