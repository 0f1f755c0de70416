package ai.flora.client.webhook;

/**
 * A delivery that must not be acted upon. Its message holds nothing of the delivery.
 *
 * @since 0.1.0
 */
public class InvalidFloraWebhookException extends RuntimeException {

	/** The reason why the delivery is refused. */
	private final Reason reason;

	InvalidFloraWebhookException(Reason reason, String message) {
		super(message, null, false, false);
		this.reason = reason;
	}

	/**
	 * The reason.
	 * @return the reason
	 */
	public Reason reason() {
		return this.reason;
	}

	/**
	 * The reasons to refuse a delivery.
	 */
	public enum Reason {

		/**
		 * The delivery is not signed by one of the secrets, or not signed at all.
		 */
		BAD_SIGNATURE,

		/**
		 * The delivery is signed, but too old, or from the future.
		 */
		EXPIRED,

		/**
		 * The post is signed, but not a delivery.
		 */
		MALFORMED

	}

}
