package ai.flora.client.internal.start;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

import ai.flora.client.internal.ClosedClient;
import ai.flora.client.internal.time.Deadline;
import ai.flora.client.internal.time.Timing;
import org.jspecify.annotations.Nullable;

/**
 * The calls of a client that may start runs now. Once they are to end, no further start
 * is sent, and the end of those under way can be waited for. Thread-safe.
 */
class StartsUnderWay {

	private final Timing timing;

	private boolean ending;

	private int count;

	StartsUnderWay(Timing timing) {
		this.timing = timing;
	}

	/** Lets no start be sent any more that has started nothing so far. */
	synchronized void end() {
		this.ending = true;
	}

	synchronized boolean isEnding() {
		return this.ending;
	}

	void checkEnding() {
		if (isEnding()) {
			throw ClosedClient.nothingStarted();
		}
	}

	/**
	 * Makes a call that is waited for. It checks itself whether it may begin: whoever
	 * waits has either let it see the end, or sees it.
	 */
	<T extends @Nullable Object> T during(Supplier<T> call) {
		add(1);
		try {
			return call.get();
		}
		finally {
			add(-1);
		}
	}

	/** Makes a part of such a call that is not waited for, since nothing is started. */
	boolean pausedDuring(BooleanSupplier wait) {
		add(-1);
		try {
			return wait.getAsBoolean();
		}
		finally {
			add(1);
		}
	}

	private synchronized void add(int calls) {
		this.count += calls;
		notifyAll();
	}

	/**
	 * Waits until no call is under way.
	 * @param timeout the longest wait; zero for none
	 * @return whether there is none; {@code false} too if the thread is interrupted
	 */
	synchronized boolean await(Duration timeout) {
		Deadline deadline = Deadline.in(timeout, this.timing);
		try {
			while (this.count > 0) {
				Duration left = deadline.remaining();
				if (left.isZero()) {
					return false;
				}
				this.timing.await(this, left);
			}
			return true;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

}
