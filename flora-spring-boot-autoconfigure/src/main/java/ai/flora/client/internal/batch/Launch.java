package ai.flora.client.internal.batch;

import ai.flora.client.FloraException;
import ai.flora.client.GenerationRequest;
import ai.flora.client.RequestOptions;
import ai.flora.client.RunHandle;

/**
 * Starts a run and follows it.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface Launch {

	/**
	 * Starts a run, and follows it.
	 * @param request what to make
	 * @param options deadline of the start
	 * @return the run
	 * @throws FloraException for the reasons of {@code submit}
	 */
	Launched launch(GenerationRequest request, RequestOptions options);

	/**
	 * A run that was started.
	 *
	 * @param handle follows it
	 * @param doubted whether its start was in doubt meanwhile
	 */
	record Launched(RunHandle handle, boolean doubted) {
	}

}
