package ai.flora.client.internal.action;

import java.util.List;

import ai.flora.client.action.Action;
import ai.flora.client.internal.operation.Operation;
import ai.flora.client.internal.operation.PathSegments;
import ai.flora.client.internal.response.AttemptFailedException;
import ai.flora.client.internal.response.BufferedResponse;
import ai.flora.client.internal.response.FloraJson;

/**
 * FLORA's operations on its catalogue of actions.
 *
 * @since 0.1.0
 */
public final class ActionOperations {

	private ActionOperations() {
	}

	/**
	 * Lists all actions.
	 * @return the operation
	 */
	public static Operation<List<Action>> list() {
		return new Operation<>("actions.list", "Actions", (client) -> client.get().uri("/actions"),
				(response) -> FloraJson
					.readPage(response, "actions", Action.class, (action) -> PathSegments.isPossible(action.actionId()))
					.items());
	}

	/**
	 * Reads an action.
	 * @param actionId its identifier
	 * @return the operation
	 */
	public static Operation<Action> retrieve(String actionId) {
		return new Operation<>("actions.retrieve", "Action " + actionId,
				(client) -> client.get().uri("/actions/{actionId}", actionId), (response) -> read(actionId, response));
	}

	/** The inputs of another action would be taken for its own. */
	private static Action read(String actionId, BufferedResponse response) {
		Action action = FloraJson.read(response, Action.class);
		if (!PathSegments.isPossible(action.actionId())) {
			throw AttemptFailedException.unreadable("it names no action (" + response.contentType() + ")");
		}
		if (!action.actionId().equals(actionId)) {
			throw AttemptFailedException.unreadable("it is about another action, " + action.actionId());
		}
		return action;
	}

}
