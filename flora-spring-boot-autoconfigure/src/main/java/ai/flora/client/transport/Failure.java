package ai.flora.client.transport;

import java.io.IOException;

import org.jspecify.annotations.Nullable;

/**
 * Why an attempt came to nothing.
 */
sealed interface Failure {

	/**
	 * Whether trying again may help.
	 */
	boolean isTransient();

	/**
	 * One word for logs and meters.
	 */
	String reason();

	/**
	 * FLORA, or a gateway before it, answered with an error.
	 */
	record Refused(Answer answer, ErrorEnvelope.@Nullable Content error) implements Failure {

		@Override
		public boolean isTransient() {
			return switch (this.answer.status()) {
				case 408, 429, 500, 502, 503, 504 -> true;
				default -> false;
			};
		}

		@Override
		public String reason() {
			return Integer.toString(this.answer.status());
		}

	}

	/**
	 * No answer came, or only a part of one.
	 */
	record Broken(IOException cause, boolean timeout) implements Failure {

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
	 * The call's deadline passed during the attempt.
	 */
	record DeadlinePassed() implements Failure {

		@Override
		public boolean isTransient() {
			return false;
		}

		@Override
		public String reason() {
			return "deadline";
		}

	}

	/**
	 * A successful answer that cannot be read.
	 */
	record Unreadable(String problem, @Nullable Throwable cause) implements Failure {

		@Override
		public boolean isTransient() {
			return false;
		}

		@Override
		public String reason() {
			return "unreadable";
		}

	}

	/**
	 * The calling thread was interrupted.
	 */
	record Interrupted() implements Failure {

		@Override
		public boolean isTransient() {
			return false;
		}

		@Override
		public String reason() {
			return "interrupted";
		}

	}

}
