package ai.flora.client.internal.transport;

import java.io.IOException;

import org.jspecify.annotations.Nullable;

/**
 * Why an attempt came to nothing.
 *
 * @since 0.1.0
 */
public sealed interface Failure {

	/**
	 * Whether trying again may help.
	 * @return whether it may
	 */
	default boolean isTransient() {
		return false;
	}

	/**
	 * Whether the request may have left this process, as far as the failure tells.
	 * @return {@code false} if it certainly has not
	 */
	boolean mayHaveTakenEffect();

	/**
	 * The HTTP status of the answer.
	 * @return the status, or 0 if no answer came
	 */
	default int status() {
		return 0;
	}

	/**
	 * FLORA's code, {@code error.code} of the answer.
	 * @return the code, or {@code null} if there was none
	 */
	default @Nullable String errorCode() {
		return null;
	}

	/**
	 * One word for logs and meters.
	 * @return the word
	 */
	String reason();

	/**
	 * FLORA, or a gateway before it, answered with an error.
	 */
	record Refused(BufferedResponse answer, ErrorEnvelope.@Nullable Content error) implements Failure {

		@Override
		public boolean isTransient() {
			return switch (this.answer.status()) {
				case 408, 429, 500, 502, 503, 504 -> true;
				default -> false;
			};
		}

		@Override
		public boolean mayHaveTakenEffect() {
			return true;
		}

		@Override
		public int status() {
			return this.answer.status();
		}

		@Override
		public @Nullable String errorCode() {
			return (this.error != null) ? this.error.code() : null;
		}

		@Override
		public String reason() {
			return Integer.toString(this.answer.status());
		}

	}

	/**
	 * No answer came, or only a part of one. What was thrown says nothing of whether
	 * FLORA has acted, for it may be an interceptor's: that is for {@link SendPermit} to
	 * say.
	 */
	record Broken(IOException cause, boolean timeout) implements Failure {

		@Override
		public boolean isTransient() {
			return true;
		}

		@Override
		public boolean mayHaveTakenEffect() {
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
	record DeadlinePassed(boolean mayHaveTakenEffect) implements Failure {

		@Override
		public String reason() {
			return "deadline";
		}

	}

	/**
	 * A successful answer that cannot be read.
	 */
	record Unreadable(String problem, boolean tooLarge) implements Failure {

		Unreadable(String problem) {
			this(problem, false);
		}

		@Override
		public boolean mayHaveTakenEffect() {
			return true;
		}

		@Override
		public String reason() {
			return "unreadable";
		}

	}

	/**
	 * Something failed that has nothing to do with FLORA, such as an interceptor of the
	 * application's.
	 */
	record Unexpected(Throwable cause) implements Failure {

		@Override
		public boolean mayHaveTakenEffect() {
			return true;
		}

		@Override
		public String reason() {
			return "unexpected";
		}

	}

	/**
	 * The client was closed, before the attempt or during it.
	 */
	record Closed(boolean mayHaveTakenEffect) implements Failure {

		@Override
		public String reason() {
			return "closed";
		}

	}

	/**
	 * The calling thread was interrupted, before the attempt or during it.
	 */
	record Interrupted(boolean mayHaveTakenEffect) implements Failure {

		@Override
		public String reason() {
			return "interrupted";
		}

	}

}
