package ai.flora.client.internal.run;

import ai.flora.client.internal.transport.FloraTransport;

/**
 * Calls that read runs, whose lists nobody observes.
 */
public final class TestRuns {

	private TestRuns() {
	}

	public static RunCalls of(FloraTransport transport) {
		return new RunCalls(transport, (kind, query, page, askedAt) -> {
		});
	}

}
