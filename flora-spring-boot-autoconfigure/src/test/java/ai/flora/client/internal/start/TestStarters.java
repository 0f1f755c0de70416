package ai.flora.client.internal.start;

import ai.flora.client.FloraStartUnconfirmedException;
import ai.flora.client.internal.callback.StartCallbacks;
import ai.flora.client.internal.start.order.ClientDefaults;
import ai.flora.client.internal.start.order.DefaultsLookup;
import ai.flora.client.internal.start.order.GenerationOrder;
import ai.flora.client.internal.transport.FloraTransport;
import ai.flora.client.internal.workspace.OwnWorkspace;
import org.jspecify.annotations.Nullable;

/**
 * Starters that look up no project by its name, and neither check generations nor import
 * their media; and how the start of a generation is resolved.
 */
public final class TestStarters {

	private TestStarters() {
	}

	public static RunStarter of(FloraTransport transport, ClientDefaults defaults, @Nullable StartCallbacks callbacks) {
		return new RunStarter(transport, defaults(transport, defaults), callbacks, (request, deadline) -> {
		}, (request, deadline) -> request);
	}

	public static AcceptedStart resolve(RunStarter starter, FloraStartUnconfirmedException unconfirmed) {
		return starter.resolve(unconfirmed, GenerationOrder.of(unconfirmed));
	}

	static DefaultsLookup defaults(FloraTransport transport, ClientDefaults defaults) {
		return new DefaultsLookup(defaults, new OwnWorkspace(transport, defaults.workspaceId()), null);
	}

}
