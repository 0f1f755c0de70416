package ai.flora.client.assembly;

import java.util.concurrent.ThreadFactory;

import ai.flora.client.internal.ClientThreads;
import ai.flora.client.internal.follow.ListenerExecutor;
import ai.flora.client.internal.follow.RunContexts;
import ai.flora.client.internal.follow.RunFollower;
import ai.flora.client.internal.transport.CallThreads;

/**
 * The threads of a client. None is started before there is something to do.
 *
 * @param calls make HTTP exchanges
 * @param listeners run what callers have chained to changes and ends of runs
 * @param events tell the application of ends: a slow listener keeps no caller waiting
 * @param timer makes the thread that wakes the follower
 */
record ClientExecutors(CallThreads calls, ListenerExecutor listeners, ListenerExecutor events, ThreadFactory timer) {

	static ClientExecutors create(boolean virtualThreads, ClientThreads threads) {
		return new ClientExecutors(virtualThreads ? CallThreads.virtual(threads) : CallThreads.platform(threads),
				ListenerExecutor.of("flora-callback-", virtualThreads, threads),
				ListenerExecutor.of("flora-event-", virtualThreads, threads), threads.platform("flora-follow-"));
	}

	RunFollower.Threads ofFollower(RunContexts contexts) {
		return new RunFollower.Threads(this.calls, this.listeners, this.events, this.timer, contexts);
	}

	void close() {
		this.calls.close();
		this.listeners.close();
		this.events.close();
	}

}
