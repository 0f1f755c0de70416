package ai.flora.client.model;

/**
 * What is done about a start that asks for what its model does not do, as far as FLORA's
 * catalogue tells.
 *
 * @since 0.1.0
 */
public enum ModelCheck {

	/**
	 * Nothing is sent, and the caller is told.
	 */
	FAIL,

	/**
	 * The start is sent, and the log has a warning.
	 */
	WARN,

	/**
	 * Starts are not checked, and the catalogue is not read for them.
	 */
	OFF

}
