package ai.flora.client.action;

import java.time.Duration;
import java.util.List;

import ai.flora.client.FloraException;
import ai.flora.client.FloraRequestRefusedException;
import ai.flora.client.FloraStartUnconfirmedException;
import ai.flora.client.RequestOptions;
import ai.flora.client.Run;
import ai.flora.client.RunHandle;
import ai.flora.client.StartedRun;
import ai.flora.client.model.CostEstimate;

/**
 * The client of FLORA's actions: lists and runs them. Thread-safe. Every method waits for
 * FLORA.
 * <p>
 * {@link #run} starts a run and waits for its end, as {@code generate} does with
 * generations. Any run is followed by
 * {@link ai.flora.client.FloraGenerationsClient#follow generations().follow}.
 * <p>
 * A lost response never leads to a second run, as with
 * {@link ai.flora.client.FloraGenerationsClient#create}. But FLORA does not list runs of
 * actions. If it says that the key of a lost response is taken, the start ends with a
 * {@link FloraStartUnconfirmedException} without candidates.
 * <p>
 * Before each start, the client reads the action once and compares the inputs with those
 * that it declares.
 *
 * @since 0.1.0
 * @see ai.flora.client.FloraClient#actions()
 */
public interface FloraActionsClient {

	/**
	 * Lists all actions.
	 * @return the actions
	 * @throws FloraException if FLORA refuses the call, does not respond, or its response
	 * cannot be read
	 */
	List<Action> list();

	/**
	 * Reads an action.
	 * @param actionId its identifier, such as {@code resize-image-browser}
	 * @return the action
	 * @throws IllegalArgumentException if the id cannot be one
	 * @throws FloraException if there is no such action, or it cannot be read
	 */
	Action retrieve(String actionId);

	/**
	 * Estimates what a run costs by the price that the action states. Actions are usually
	 * free: the price is 0 then.
	 * @param actionId identifier of the action, such as {@code resize-image-browser}
	 * @return the estimate; unpriced if FLORA states no price
	 * @throws IllegalArgumentException if the id cannot be one
	 * @throws FloraException if there is no such action, or it cannot be read
	 */
	default CostEstimate estimate(String actionId) {
		return CostEstimate.of(retrieve(actionId).chargedCost());
	}

	/**
	 * Starts a run, which FLORA charges.
	 * @param request the request
	 * @return FLORA's response to the start
	 * @throws FloraRequestRefusedException if the inputs are not those that the action
	 * declares; nothing was sent
	 * @throws FloraStartUnconfirmedException if FLORA may have accepted the start, and
	 * its run is not known
	 * @throws FloraException if nothing was started
	 */
	default StartedRun create(ActionRequest request) {
		return create(request, RequestOptions.defaults());
	}

	/**
	 * Starts a run as {@link #create(ActionRequest)} does, with options for this call
	 * alone.
	 * @param request the request
	 * @param options deadline, attempts and headers of this call
	 * @return FLORA's response to the start
	 * @throws FloraException for the reasons of {@link #create(ActionRequest)}
	 */
	StartedRun create(ActionRequest request, RequestOptions options);

	/**
	 * Starts a run, which FLORA charges, and follows it. Returns once FLORA has accepted
	 * the start.
	 * @param request the request
	 * @return a handle to wait with, or to be told of changes
	 * @throws FloraException for the reasons of {@link #create(ActionRequest)}
	 */
	RunHandle submit(ActionRequest request);

	/**
	 * Starts a run, which FLORA charges, and waits until it has ended, for at most
	 * {@code flora.follow.timeout}.
	 * @param request the request
	 * @return the completed run
	 * @throws ai.flora.client.FloraRunFailedException if the run has failed
	 * @throws FloraException for the reasons of {@link #create(ActionRequest)} and
	 * {@link RunHandle#await()}
	 */
	Run run(ActionRequest request);

	/**
	 * Starts a run and waits for it as {@link #run(ActionRequest)} does, but not longer
	 * than the timeout.
	 * @param request the request
	 * @param timeout the longest time for start and wait together, positive
	 * @return the completed run
	 * @throws ai.flora.client.FloraAwaitTimeoutException if the run had not ended in time
	 * @throws FloraException for the reasons of {@link #run(ActionRequest)}
	 */
	Run run(ActionRequest request, Duration timeout);

	/**
	 * Settles an unconfirmed start: the client asks FLORA again under the start's key, so
	 * that FLORA charges it once.
	 * @param unconfirmed the exception that the start ended with
	 * @return the run of the start; the same with each call
	 * @throws IllegalArgumentException if the start was none of an action
	 * @throws FloraStartUnconfirmedException if the run is still not known, for whatever
	 * reason
	 */
	StartedRun resolve(FloraStartUnconfirmedException unconfirmed);

}
