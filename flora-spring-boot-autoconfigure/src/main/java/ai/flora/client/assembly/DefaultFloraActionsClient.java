package ai.flora.client.assembly;

import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

import ai.flora.client.FloraStartUnconfirmedException;
import ai.flora.client.RequestOptions;
import ai.flora.client.Run;
import ai.flora.client.RunHandle;
import ai.flora.client.StartedRun;
import ai.flora.client.action.Action;
import ai.flora.client.action.ActionRequest;
import ai.flora.client.action.FloraActionsClient;
import ai.flora.client.internal.BlockingCalls;
import ai.flora.client.internal.action.ActionInputs;
import ai.flora.client.internal.action.ActionOperations;
import ai.flora.client.internal.action.ActionOrder;
import ai.flora.client.internal.operation.PathSegments;
import ai.flora.client.internal.start.AcceptedStart;
import ai.flora.client.internal.transport.FloraTransport;

/**
 * Actions: read by the transport, started by the starter, their runs followed by the
 * follower.
 */
class DefaultFloraActionsClient implements FloraActionsClient {

	private final Supplier<ClientEngine> engine;

	DefaultFloraActionsClient(Supplier<ClientEngine> engine) {
		this.engine = engine;
	}

	private FloraTransport transport() {
		return this.engine.get().transport();
	}

	private RunLauncher launcher() {
		return this.engine.get().launcher();
	}

	@Override
	public List<Action> list() {
		BlockingCalls.checkCall("actions.list()");
		return transport().call(ActionOperations.list(), RequestOptions.defaults());
	}

	@Override
	public Action retrieve(String actionId) {
		BlockingCalls.checkCall("actions.retrieve(…)");
		PathSegments.check("actionId", actionId);
		return transport().call(ActionOperations.retrieve(actionId), RequestOptions.defaults());
	}

	@Override
	public StartedRun create(ActionRequest request, RequestOptions options) {
		BlockingCalls.checkStart("actions.create(…)");
		return launcher().create((call) -> start(request, call), options);
	}

	@Override
	public RunHandle submit(ActionRequest request) {
		BlockingCalls.checkStart("actions.submit(…)");
		return launcher().submit((call) -> start(request, call), RequestOptions.defaults());
	}

	@Override
	public Run run(ActionRequest request) {
		BlockingCalls.checkStart("actions.run(…)");
		return launcher().run((call) -> start(request, call));
	}

	@Override
	public Run run(ActionRequest request, Duration timeout) {
		BlockingCalls.checkStart("actions.run(…)");
		return launcher().run((call) -> start(request, call), timeout);
	}

	@Override
	public StartedRun resolve(FloraStartUnconfirmedException unconfirmed) {
		BlockingCalls.checkStart("actions.resolve(…)");
		return launcher().resolve(unconfirmed, ActionOrder.of(unconfirmed));
	}

	private AcceptedStart start(ActionRequest request, RequestOptions options) {
		PathSegments.check("action", request.action());
		return this.engine.get().starter().fitAndStart(new ActionOrder(request), (deadline) -> {
			Action action = transport().call(ActionOperations.retrieve(request.action()), deadline.within(options));
			return ActionInputs.fit(request, action);
		}, options);
	}

}
