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
 * Actions: to list and to run. Thread-safe. Every method waits for FLORA.
 * <p>
 * A run is started as {@link ai.flora.client.FloraGenerationsClient} starts one: a lost
 * answer never starts a second one. But FLORA does not list runs of actions, so that a
 * run whose answer was lost ends in a {@link FloraStartUnconfirmedException} without
 * candidates. Before each start the action is read once, and the inputs are compared with
 * what it declares.
 *
 * @since 0.1.0
 * @see ai.flora.client.FloraClient#actions()
 */
public interface FloraActionsClient {

	/**
	 * Lists all actions.
	 * @return the actions
	 * @throws FloraException if there is no list to return
	 */
	List<Action> list();

	/**
	 * Reads an action.
	 * @param actionId its identifier, such as {@code resize-image-browser}
	 * @return the action
	 * @throws IllegalArgumentException if the id cannot be one
	 * @throws FloraException if there is no action to return
	 */
	Action retrieve(String actionId);

	/**
	 * Estimates what a run costs, as the action says it: actions are free as a rule, and
	 * then it is 0.
	 * @param actionId identifier of the action, such as {@code resize-image-browser}
	 * @return the estimate; unpriced if FLORA says nothing
	 * @throws IllegalArgumentException if the id cannot be one
	 * @throws FloraException if there is no such action to read
	 */
	default CostEstimate estimate(String actionId) {
		return CostEstimate.of(retrieve(actionId).chargedCost());
	}

	/**
	 * Starts a run.
	 * @param request what to run
	 * @return the started run
	 * @throws FloraRequestRefusedException if the inputs are not those that the action
	 * declares; nothing was started
	 * @throws FloraStartUnconfirmedException if FLORA may have accepted the start, and
	 * its run is not known
	 * @throws FloraException if nothing was started
	 */
	default StartedRun create(ActionRequest request) {
		return create(request, RequestOptions.defaults());
	}

	/**
	 * Starts a run.
	 * @param request what to run
	 * @param options deadline, attempts and headers of this call
	 * @return as {@link #create(ActionRequest)}
	 */
	StartedRun create(ActionRequest request, RequestOptions options);

	/**
	 * Starts a run and follows it.
	 * @param request what to run
	 * @return a handle of the run
	 * @throws FloraException as {@link #create(ActionRequest)}
	 */
	RunHandle submit(ActionRequest request);

	/**
	 * Runs an action, and waits for the end.
	 * @param request what to run
	 * @return the completed run
	 * @throws ai.flora.client.FloraRunFailedException if the run fails
	 * @throws FloraException as {@link #create(ActionRequest)}, and as
	 * {@link RunHandle#await()}
	 */
	Run run(ActionRequest request);

	/**
	 * Runs an action, and waits for the end.
	 * @param request what to run
	 * @param timeout how long to wait, start included; positive
	 * @return the completed run
	 * @throws ai.flora.client.FloraAwaitTimeoutException if the run has not ended by then
	 * @throws FloraException as {@link #run(ActionRequest)}
	 */
	Run run(ActionRequest request, Duration timeout);

	/**
	 * Asks FLORA again, under the same key, what became of a start in doubt.
	 * @param unconfirmed what the start of an action ended in
	 * @return its run; the same each time
	 * @throws IllegalArgumentException if it was no start of an action
	 * @throws FloraStartUnconfirmedException if it is still not known
	 * @throws FloraException if nothing was started
	 */
	StartedRun resolve(FloraStartUnconfirmedException unconfirmed);

}
