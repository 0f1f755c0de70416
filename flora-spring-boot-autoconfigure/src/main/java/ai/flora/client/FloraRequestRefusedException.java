package ai.flora.client;

/**
 * This client has refused a request before anything was sent: FLORA would not do what is
 * asked for, a technique or an action has no such inputs, FLORA takes no file of that
 * type, or an output's URL leads where nothing is fetched from. The message says what was
 * given, and what is allowed.
 *
 * @since 0.1.0
 */
public class FloraRequestRefusedException extends FloraException {

	/**
	 * Creates an exception.
	 * @param message what was given, and what is allowed; without the key
	 */
	public FloraRequestRefusedException(String message) {
		super(message, null);
	}

}
