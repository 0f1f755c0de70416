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
	default boolean isTransient() {
		return false;
	}

	/**
	 * Whether FLORA may have done what it was asked for all the same.
	 */
	boolean mayHaveTakenEffect();

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

		/**
		 * FLORA's own errors tell that it did nothing; a gateway cannot know, and what it
		 * means by a status beyond all standards, nobody else can.
		 */
		@Override
		public boolean mayHaveTakenEffect() {
			int status = this.answer.status();
			return isDuplicate() || (this.error == null && (status == 408 || status >= 500));
		}

		/** An earlier request with the same idempotency key took effect. */
		boolean isDuplicate() {
			return this.answer.status() == 409 && this.error != null
					&& "idempotency_duplicate".equals(this.error.code());
		}

		/** The request itself is wrong, and was so in every attempt. */
		boolean isInvalid() {
			return this.error != null && !"idempotency_conflict".equals(this.error.code())
					&& (this.answer.status() == 400 || this.answer.status() == 422);
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
		public boolean mayHaveTakenEffect() {
			return NetworkFailures.isConnected(this.cause);
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
	record Unreadable(String problem) implements Failure {

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
