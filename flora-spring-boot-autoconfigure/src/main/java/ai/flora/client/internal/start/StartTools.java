package ai.flora.client.internal.start;

import ai.flora.client.internal.transport.FloraTransport;
import org.jspecify.annotations.Nullable;

/**
 * What all starts of a client share.
 *
 * @param transport sends starts, and lists runs
 * @param ledger what is known of the runs in the client's projects
 * @param newestRuns reads the newest of them
 * @param callbacks where FLORA posts ends; {@code null} for nowhere
 */
record StartTools(FloraTransport transport, OutstandingStarts ledger, NewestRuns newestRuns,
		@Nullable CallbackUrls callbacks) {
}
