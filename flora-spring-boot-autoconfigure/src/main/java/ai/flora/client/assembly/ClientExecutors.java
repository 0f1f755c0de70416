package ai.flora.client.assembly;

import ai.flora.client.internal.follow.ListenerExecutor;
import ai.flora.client.internal.follow.RunFollower;
import ai.flora.client.internal.transport.CallThreads;

/**
 * The threads of a client. None is started before there is something to do.
 *
 * @param calls make HTTP exchanges
 * @param listeners run what callers have chained to changes and ends of runs
 * @param events tell the application of ends: a slow listener keeps no caller waiting
 */
record ClientExecutors(CallThreads calls, ListenerExecutor listeners, ListenerExecutor events) {

	static ClientExecutors create(boolean virtualThreads) {
		return new ClientExecutors(virtualThreads ? CallThreads.virtual() : CallThreads.platform(),
				ListenerExecutor.of("flora-callback-", virtualThreads),
				ListenerExecutor.of("flora-event-", virtualThreads));
	}

	RunFollower.Threads ofFollower() {
		return new RunFollower.Threads(this.calls, this.listeners, this.events);
	}

	void close() {
		this.calls.close();
		this.listeners.close();
		this.events.close();
	}

}
