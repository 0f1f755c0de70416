package ai.flora.client;

/**
 * What to do about a failed run. Starting it again is a new run, and a new charge, which
 * this client never makes by itself.
 *
 * @since 0.1.0
 * @see RunFailure#advice()
 */
public enum FailureAdvice {

	/**
	 * The same request may succeed now. Try it again once.
	 */
	RETRY,

	/**
	 * The same request may succeed in some minutes, when FLORA or the model's provider
	 * has recovered.
	 */
	RETRY_LATER,

	/**
	 * The same request would fail again. Change its prompt, its params or its media.
	 */
	CHANGE_INPUT,

	/**
	 * Do not try again before somebody has looked: credits or rights are missing, the run
	 * was cancelled, or the code is not known to this version.
	 */
	STOP

}
