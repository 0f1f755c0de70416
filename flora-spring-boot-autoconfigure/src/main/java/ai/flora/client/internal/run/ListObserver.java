package ai.flora.client.internal.run;

import ai.flora.client.Generation;
import ai.flora.client.GenerationQuery;
import ai.flora.client.Page;
import ai.flora.client.internal.RunKind;

/**
 * Learns from the lists that others have asked for.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface ListObserver {

	/**
	 * Sees a list.
	 * @param kind the kind of runs that it shows
	 * @param query what was asked for
	 * @param page what FLORA has sent
	 * @param askedAt when it was asked for, on the monotonic clock
	 */
	void observe(RunKind kind, GenerationQuery query, Page<Generation> page, long askedAt);

}
