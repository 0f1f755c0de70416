package ai.flora.client.internal.start;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

import ai.flora.client.FloraException;
import ai.flora.client.FloraInterruptedException;
import ai.flora.client.FloraTimeoutException;
import ai.flora.client.internal.ClosedClient;
import ai.flora.client.internal.time.Deadline;
import ai.flora.client.internal.time.Timing;
import ai.flora.client.internal.transport.ClientSetting;
import ai.flora.client.internal.transport.SettingNames;

/**
 * Lets one call of the client at a time send a start: FLORA may run two requests that are
 * there together, even under one key. Thread-safe.
 */
class StartTurns {

	private final Timing timing;

	private final SettingNames names;

	private final Set<StartKey> taken = new HashSet<>();

	StartTurns(Timing timing, SettingNames names) {
		this.timing = timing;
		this.names = names;
	}

	/**
	 * Waits until no other call sends the start, and takes the turn.
	 * @param deadline when the call has to end
	 * @throws FloraException if another call still sends it when this one has no time
	 * left, the calling thread is interrupted, or the client closed
	 */
	synchronized void take(StartKey start, Deadline deadline) {
		while (!tryTake(start)) {
			Duration wait = deadline.remaining().minus(deadline.minAttemptTime());
			if (wait.compareTo(Duration.ZERO) <= 0) {
				throw new FloraTimeoutException("Start: the deadline of " + deadline.timeout().toMillis()
						+ " ms passed while another call was starting a run under the same idempotency key. "
						+ "Nothing was sent for this one. A longer one is " + this.names.of(ClientSetting.CALL_TIMEOUT)
						+ " or RequestOptions.withTimeout.", null);
			}
			try {
				this.timing.await(this, wait);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				throw this.timing.isClosed() ? ClosedClient.nothingStarted()
						: new FloraInterruptedException(
								"Start: interrupted while another call was starting a run under the same "
										+ "idempotency key. Nothing was sent for this one.",
								ex);
			}
		}
	}

	/**
	 * Takes the turn, unless another call sends the start.
	 * @return whether it was taken
	 */
	synchronized boolean tryTake(StartKey start) {
		return this.taken.add(start);
	}

	/** Tells whether a call sends the start. */
	synchronized boolean isTaken(StartKey start) {
		return this.taken.contains(start);
	}

	/** The call that took the turn has ended. */
	synchronized void end(StartKey start) {
		this.taken.remove(start);
		notifyAll();
	}

}
