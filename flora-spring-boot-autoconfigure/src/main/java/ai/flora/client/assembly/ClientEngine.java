package ai.flora.client.assembly;

import java.time.Duration;

import ai.flora.client.internal.follow.RunContexts;
import ai.flora.client.internal.follow.RunFollower;
import ai.flora.client.internal.start.RunStarter;
import ai.flora.client.internal.transport.FloraTransport;

/**
 * What does the work of a client: one transport, one starter and one follower, which all
 * parts of the client share.
 */
class ClientEngine {

	private final ClientExecutors executors;

	private final FloraTransport transport;

	private final RunStarter starter;

	private final RunFollower follower;

	ClientEngine(ClientSettings settings) {
		this.executors = ClientExecutors.create(settings.virtualThreads(), settings.threads());
		this.transport = new FloraTransport(settings.transport(), settings.http().apply(this.executors.calls()),
				settings.instrumentation(), this::rateLimited);
		this.starter = new RunStarter(this.transport, settings.defaults(), settings.deliveries().callbacks());
		this.follower = new RunFollower(new TransportRunSource(this.transport, settings.defaults(), this.starter),
				settings.follow(), settings.defaults().projectId(), settings.instrumentation().meters(),
				this.executors
					.ofFollower(new RunContexts(settings.instrumentation().observations(), settings.taskDecorator())),
				settings.ended());
	}

	/** Polls are what can wait best. */
	private void rateLimited(Duration pause) {
		this.follower.pause(pause);
	}

	FloraTransport transport() {
		return this.transport;
	}

	RunStarter starter() {
		return this.starter;
	}

	RunFollower follower() {
		return this.follower;
	}

	boolean drain(Duration timeout) {
		this.starter.end();
		return this.follower.drain(timeout);
	}

	void close() {
		this.follower.close();
		this.transport.close();
		this.executors.close();
	}

}
