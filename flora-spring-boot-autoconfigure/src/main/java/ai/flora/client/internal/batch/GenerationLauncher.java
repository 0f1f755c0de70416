package ai.flora.client.internal.batch;

import java.util.function.BooleanSupplier;

import ai.flora.client.FloraException;
import ai.flora.client.FloraStartUnconfirmedException;
import ai.flora.client.GenerationRequest;
import ai.flora.client.RunHandle;
import ai.flora.client.internal.start.WithdrawnException;

/**
 * Starts the runs of items, and follows them. {@code RunLauncher} of the client
 * implements it: batches do not know the follower of runs.
 *
 * @since 0.1.0
 */
public interface GenerationLauncher {

	/**
	 * Starts a run, and follows it.
	 * @param request what to make
	 * @param checked whether the request was compared with FLORA's models already
	 * @param withdrawn tells whether the item was withdrawn meanwhile
	 * @return the run
	 * @throws WithdrawnException if it was withdrawn before it had started anything
	 * @throws FloraException for the reasons of {@code submit}
	 */
	Launched start(GenerationRequest request, boolean checked, BooleanSupplier withdrawn);

	/**
	 * Asks FLORA again what became of a start, and follows its run.
	 * @param unconfirmed what the start ended in
	 * @return the run
	 * @throws FloraException for the reasons of {@code resolve}
	 */
	Launched resolve(FloraStartUnconfirmedException unconfirmed);

	/**
	 * A run that was started.
	 *
	 * @param handle follows it
	 * @param neededLists whether an attempt to start it may have made a run that no
	 * response named
	 */
	record Launched(RunHandle handle, boolean neededLists) {
	}

}
