package ai.flora.client.internal.start;

/**
 * How an order compares with a start under the same key of the caller's, which may have
 * sent several orders under it.
 */
enum Likeness {

	/** It is the same order, made once more. */
	SAME,

	/** It may be the same order, as far as what was sent can be compared with it. */
	MAYBE,

	/** It is another order for sure. */
	OTHER

}
