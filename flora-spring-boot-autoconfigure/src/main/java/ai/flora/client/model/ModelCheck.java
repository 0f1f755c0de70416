package ai.flora.client.model;

/**
 * The effect of a start that asks for what its model does not do, as far as FLORA's
 * catalogue tells.
 *
 * @since 0.1.0
 */
public enum ModelCheck {

	/**
	 * The start throws an exception, and nothing is sent.
	 */
	FAIL,

	/**
	 * The start is sent, and the log has a warning.
	 */
	WARN,

	/**
	 * Starts are not checked, and do not read the catalogue.
	 */
	OFF

}
