package ai.flora.client.transport;

import java.util.concurrent.atomic.AtomicReference;

/**
 * Tells for sure whether an attempt's request may have left this process: whoever gives
 * the attempt up takes the permit back, unless it was used.
 */
class SendPermit {

	/** Attribute of a request under which it carries its permit. */
	static final String ATTRIBUTE = SendPermit.class.getName();

	private final AtomicReference<State> state = new AtomicReference<>(State.READY);

	/**
	 * Uses the permit. An interceptor may do so more than once.
	 * @return whether the request may be sent
	 */
	boolean use() {
		return this.state.compareAndSet(State.READY, State.USED) || this.state.get() == State.USED;
	}

	/**
	 * Takes the permit back.
	 * @return whether it was used before
	 */
	boolean takeBack() {
		return !this.state.compareAndSet(State.READY, State.TAKEN_BACK) && this.state.get() == State.USED;
	}

	private enum State {

		READY, USED, TAKEN_BACK

	}

}
