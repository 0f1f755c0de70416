package ai.flora.client.assembly;

import java.util.function.Consumer;

import ai.flora.client.FloraClient;
import ai.flora.client.FloraConnection;
import ai.flora.client.FloraGenerationsClient;
import ai.flora.client.FollowSettings;
import ai.flora.client.Run;
import ai.flora.client.internal.follow.RunFollower;
import ai.flora.client.internal.start.ClientDefaults;
import ai.flora.client.internal.start.RunStarter;
import ai.flora.client.internal.transport.FloraTransport;
import ai.flora.client.internal.transport.PathSegments;
import ai.flora.client.webhook.FloraWebhookEvent;
import org.jspecify.annotations.Nullable;

/**
 * The client: one transport, one starter and one follower, which all parts share.
 */
class DefaultFloraClient implements FloraClient {

	private final FloraTransport transport;

	private final ClientDeliveries deliveries;

	private final RunFollower follower;

	private final ClientExecutors executors;

	private final FloraGenerationsClient generations;

	private final FloraConnection connection;

	/**
	 * Creates a client.
	 * @param transport makes the calls
	 * @param defaults workspace and project of requests that name none
	 * @param follow how runs are followed
	 * @param deliveries where FLORA posts the ends of runs
	 * @param ended told of each followed run that has ended; {@code null} for nobody
	 * @param executors the client's threads
	 */
	DefaultFloraClient(FloraTransport transport, ClientDefaults defaults, FollowSettings follow,
			ClientDeliveries deliveries, @Nullable Consumer<Run> ended, ClientExecutors executors) {
		this.transport = transport;
		this.deliveries = deliveries;
		this.executors = executors;
		RunStarter starter = new RunStarter(transport, defaults, deliveries.callbacks());
		this.follower = new RunFollower(new TransportRunSource(transport, defaults, starter), follow,
				new RunFollower.Scope(defaults.projectId(), transport.settings().retry().maxRetryAfter()),
				transport.instrumentation().meters(), executors.ofFollower());
		this.follower.whenEnded(ended);
		transport.whenRateLimited(this.follower::pause);
		this.generations = new DefaultFloraGenerationsClient(transport, defaults, starter, this.follower,
				deliveries.safetyInterval());
		this.connection = new DefaultFloraConnection(transport);
	}

	@Override
	public FloraGenerationsClient generations() {
		return this.generations;
	}

	@Override
	public FloraConnection connection() {
		return this.connection;
	}

	@Override
	public boolean received(FloraWebhookEvent event, @Nullable String token) {
		String runId = event.runId();
		PathSegments.check("runId", runId);
		this.deliveries.received(runId, token);
		return this.follower.endReported(runId);
	}

	@Override
	public void close() {
		this.follower.close();
		this.transport.close();
		this.executors.close();
	}

}
