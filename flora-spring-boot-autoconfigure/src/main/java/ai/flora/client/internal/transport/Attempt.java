package ai.flora.client.internal.transport;

import ai.flora.client.internal.response.Failure;

/**
 * The end of one attempt of a call.
 *
 * @param <T> what the operation returns
 * @since 0.1.0
 */
public sealed interface Attempt<T> {

	/**
	 * FLORA has responded with success.
	 *
	 * @param <T> what the operation returns
	 * @param value the result
	 */
	record Success<T>(T value) implements Attempt<T> {
	}

	/**
	 * The attempt has led to no result.
	 *
	 * @param <T> what the operation returns
	 * @param failure why; if the operation costs money, what FLORA or the network did,
	 * whatever an interceptor made of it
	 * @param sent whether the request may have left this process
	 * @param otherSendingMayCount whether the request was sent more than once, by the
	 * HTTP client or, if it is free, an interceptor, and may have taken effect without
	 * the failure telling so
	 */
	record Failed<T>(Failure failure, boolean sent, boolean otherSendingMayCount) implements Attempt<T> {

		/** Tells whether FLORA may be at work on the request still. */
		boolean mayGoOn() {
			return this.otherSendingMayCount || (this.sent && (this.failure instanceof Failure.NoResponse
					|| this.failure.status() == 408 || this.failure.status() == 504));
		}

	}

}
