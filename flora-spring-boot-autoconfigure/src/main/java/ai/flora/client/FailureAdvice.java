package ai.flora.client;

/**
 * Advice about a failed run. Another start is a new run, and a new charge. This client
 * never makes one by itself.
 *
 * @since 0.1.0
 * @see RunFailure#advice()
 */
public enum FailureAdvice {

	/**
	 * The same request may succeed now. Try it once more.
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
	 * Look into it before another try. Credits or rights are missing, the run was
	 * cancelled, or this version does not know the code.
	 */
	STOP

}
