package ai.flora.client;

/**
 * This client has refused a request, and has sent nothing. FLORA would ignore what the
 * request asks for, the technique or action has no such inputs, FLORA takes no file of
 * that type, or an output's URL leads to a place that is not fetched from. The message
 * tells what was given and what is allowed.
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
