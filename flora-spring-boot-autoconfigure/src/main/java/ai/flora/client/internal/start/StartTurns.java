package ai.flora.client.internal.start;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

import ai.flora.client.FloraException;
import ai.flora.client.FloraInterruptedException;
import ai.flora.client.FloraTimeoutException;
import ai.flora.client.internal.ClosedClient;
import ai.flora.client.internal.transport.Deadline;
import ai.flora.client.internal.transport.Timing;
import org.jspecify.annotations.Nullable;

/**
 * Lets one call of the client at a time send a start, and the next one not before FLORA
 * has done with the last attempt: it may run two requests that are there together, even
 * under one key. Thread-safe.
 */
class StartTurns {

	private final Timing timing;

	private final Set<StartKey> taken = new HashSet<>();

	StartTurns(Timing timing) {
		this.timing = timing;
	}

	/**
	 * Waits until no other call sends the start, and takes the turn.
	 * @param deadline when the call has to end
	 * @throws FloraException if another call still sends it when this one has no time
	 * left, or the calling thread is interrupted
	 */
	synchronized void take(StartKey start, Deadline deadline) {
		while (!tryTake(start)) {
			Duration wait = timeToWait(deadline);
			if (wait.compareTo(Duration.ZERO) <= 0) {
				throw noTime(deadline);
			}
			try {
				this.timing.await(this, wait);
			}
			catch (InterruptedException ex) {
				throw interrupted(ex);
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

	/**
	 * Waits until FLORA has done with the last attempt of an earlier call.
	 * @param unanswered when that call gave it up, on the monotonic clock; {@code null}
	 * if there was none
	 * @param deadline when the call has to end
	 * @throws FloraException if there is no time for that, the calling thread is
	 * interrupted, or the client closed
	 */
	void rest(@Nullable Long unanswered, Deadline deadline) {
		if (unanswered == null) {
			return;
		}
		Duration wait = StartWaits.AFTER_UNANSWERED.minusNanos(this.timing.nanoTime() - unanswered);
		if (wait.compareTo(Duration.ZERO) <= 0) {
			return;
		}
		if (wait.compareTo(timeToWait(deadline)) > 0) {
			throw noTime(deadline);
		}
		try {
			this.timing.sleep(wait);
		}
		catch (InterruptedException ex) {
			throw interrupted(ex);
		}
		if (this.timing.isClosed()) {
			throw ClosedClient.nothingStarted();
		}
	}

	/** The call that took the turn has ended. */
	synchronized void end(StartKey start) {
		this.taken.remove(start);
		notifyAll();
	}

	private static Duration timeToWait(Deadline deadline) {
		return deadline.remaining().minus(StartWaits.minAttemptTime(deadline.timeout()));
	}

	private static FloraTimeoutException noTime(Deadline deadline) {
		return new FloraTimeoutException("Start: the deadline of " + deadline.timeout().toMillis()
				+ " ms passed while another call was starting a run under the same idempotency key. "
				+ "Nothing was sent for this one.", null);
	}

	private static FloraInterruptedException interrupted(InterruptedException cause) {
		Thread.currentThread().interrupt();
		return new FloraInterruptedException("Start: interrupted while another call was starting a run under the same "
				+ "idempotency key. Nothing was sent for this one.", cause);
	}

}
