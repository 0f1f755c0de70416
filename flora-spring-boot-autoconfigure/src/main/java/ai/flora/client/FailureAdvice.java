package ai.flora.client;

/**
 * What to do about a failed run. Starting it again is a new run, and a new charge, which
 * this client never makes by itself.
 *
 * @since 0.1.0
 */
public enum FailureAdvice {

	/** The same request may succeed: try it again once. */
	RETRY,

	/**
	 * The same request may succeed in some minutes, when FLORA or a provider has
	 * recovered.
	 */
	RETRY_LATER,

	/** The same request fails again: change its prompt, params or media. */
	CHANGE_INPUT,

	/** No request helps before somebody acts, such as topping up credits. */
	STOP

}
