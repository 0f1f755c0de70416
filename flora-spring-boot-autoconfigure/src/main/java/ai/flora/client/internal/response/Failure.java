package ai.flora.client.internal.response;

import java.io.IOException;

import ai.flora.client.internal.time.Timing;
import org.jspecify.annotations.Nullable;

/**
 * The reason why an attempt has led to no result. It does not tell whether the request
 * may have left this process nonetheless.
 *
 * @since 0.1.0
 */
public sealed interface Failure {

	/**
	 * Tells whether trying again may help.
	 * @return whether it may
	 */
	default boolean isTransient() {
		return false;
	}

	/**
	 * The HTTP status of the response.
	 * @return the status, or 0 if there is none that can be read
	 */
	default int status() {
		return 0;
	}

	/**
	 * FLORA's code, {@code error.code} of the response.
	 * @return the code, or {@code null} if there is none
	 */
	default @Nullable String errorCode() {
		return null;
	}

	/**
	 * The exception that has led to the failure.
	 * @return the exception, or {@code null} if none tells more than the failure does
	 */
	default @Nullable Throwable cause() {
		return null;
	}

	/**
	 * One word for logs and meters.
	 * @return the word
	 */
	String reason();

	/**
	 * FLORA, or a gateway before it, responded with an error.
	 */
	record ErrorResponse(BufferedResponse response, ErrorEnvelope.@Nullable Content error) implements Failure {

		/**
		 * Reads an error.
		 * @param response a response that is no success
		 * @return the failure
		 */
		public static ErrorResponse of(BufferedResponse response) {
			return new ErrorResponse(response, FloraJson.readError(response.body()));
		}

		@Override
		public boolean isTransient() {
			return switch (this.response.status()) {
				case 408, 429, 500, 502, 503, 504 -> true;
				default -> false;
			};
		}

		@Override
		public int status() {
			return this.response.status();
		}

		@Override
		public @Nullable String errorCode() {
			return (this.error != null) ? this.error.code() : null;
		}

		@Override
		public String reason() {
			return Integer.toString(this.response.status());
		}

	}

	/**
	 * No response came, or only a part of it. The cause may be an interceptor's.
	 */
	record NoResponse(IOException cause, boolean timeout) implements Failure {

		@Override
		public boolean isTransient() {
			return true;
		}

		@Override
		public String reason() {
			return this.timeout ? "timeout" : "connection";
		}

	}

	/**
	 * The call's deadline passed, before the attempt or during it.
	 */
	record DeadlinePassed() implements Failure {

		@Override
		public String reason() {
			return "deadline";
		}

	}

	/**
	 * A successful response that cannot be read.
	 */
	record Unreadable(String problem, boolean tooLarge) implements Failure {

		/** An interceptor has put something else in place of FLORA's success. */
		public static final Unreadable REPLACED = new Unreadable(
				"an interceptor of this application put another answer in its place", false);

		@Override
		public String reason() {
			return "unreadable";
		}

	}

	/**
	 * The application failed, such as an interceptor of its own, or refused to send.
	 */
	record Unexpected(Throwable cause) implements Failure {

		@Override
		public String reason() {
			return "unexpected";
		}

	}

	/**
	 * The client was closed, before the attempt or during it.
	 */
	record Closed() implements Failure {

		@Override
		public String reason() {
			return "closed";
		}

	}

	/**
	 * The failure of an attempt whose thread was interrupted. A client that is closed
	 * interrupts its own threads.
	 * @param timing tells whether it is closed
	 * @return the failure
	 */
	static Failure interruption(Timing timing) {
		return timing.isClosed() ? new Closed() : new Interrupted();
	}

	/**
	 * The calling thread was interrupted, before the attempt or during it.
	 */
	record Interrupted() implements Failure {

		@Override
		public String reason() {
			return "interrupted";
		}

	}

}
