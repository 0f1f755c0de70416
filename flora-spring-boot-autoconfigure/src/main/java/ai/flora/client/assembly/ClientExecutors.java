package ai.flora.client.assembly;

import java.util.concurrent.ThreadFactory;

import ai.flora.client.internal.context.RunContexts;
import ai.flora.client.internal.follow.RunFollower;
import ai.flora.client.internal.follow.WakeupTimer;
import ai.flora.client.internal.thread.CallThreads;
import ai.flora.client.internal.thread.ClientThreads;
import ai.flora.client.internal.thread.FallbackExecutor;
import ai.flora.client.internal.thread.ListenerExecutor;

/**
 * The threads of a client. None is started before there is something to do.
 */
class ClientExecutors {

	private final CallThreads calls;

	private final ListenerExecutor listeners;

	private final ListenerExecutor events;

	private final ClientThreads threads;

	ClientExecutors(boolean virtualThreads, ClientThreads threads) {
		this.calls = virtualThreads ? CallThreads.virtual(threads) : CallThreads.platform(threads);
		this.listeners = ListenerExecutor.of("flora-listener-", virtualThreads, threads);
		this.events = ListenerExecutor.of("flora-event-", virtualThreads, threads);
		this.threads = threads;
	}

	CallThreads calls() {
		return this.calls;
	}

	RunFollower.Threads ofFollower(RunContexts contexts) {
		ThreadFactory timer = this.threads.platform("flora-follow-");
		ThreadFactory last = this.threads.platform("flora-last-");
		return new RunFollower.Threads(this.calls, new FallbackExecutor(this.listeners, last),
				new FallbackExecutor(this.events, last), (wakeup) -> new WakeupTimer.SystemTimer(wakeup, timer),
				contexts);
	}

	void close() {
		this.calls.close();
		this.listeners.close();
		this.events.close();
	}

}
