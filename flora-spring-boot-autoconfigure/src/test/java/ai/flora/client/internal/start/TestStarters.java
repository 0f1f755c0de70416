package ai.flora.client.internal.start;

import ai.flora.client.internal.transport.FloraTransport;
import ai.flora.client.internal.workspace.OwnWorkspace;
import org.jspecify.annotations.Nullable;

/**
 * Makes starters that look up no project by its name, and neither check generations nor
 * import their media.
 */
public final class TestStarters {

	private TestStarters() {
	}

	public static RunStarter of(FloraTransport transport, ClientDefaults defaults, @Nullable CallbackUrls callbacks) {
		return new RunStarter(transport, defaults(transport, defaults), callbacks, (request, deadline) -> {
		}, (request, deadline) -> request);
	}

	static DefaultsLookup defaults(FloraTransport transport, ClientDefaults defaults) {
		return new DefaultsLookup(defaults, new OwnWorkspace(transport, defaults.workspaceId()), null);
	}

}
