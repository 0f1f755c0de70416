package ai.flora.client.internal.transport;

import java.time.Duration;
import java.time.Instant;

import ai.flora.client.internal.response.BufferedResponse;
import ai.flora.client.internal.time.Timing;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;

/**
 * FLORA's clock, as the {@code Date} headers of its responses show it: they count whole
 * seconds, but each narrows down by how much it differs from the local clock. The local
 * clock is the monotonic one, since somebody may set the wall clock at any moment.
 * Thread-safe.
 *
 * @since 0.1.0
 */
public class ServerClock {

	/** A later date is nonsense: nanoseconds until then do not fit into a long. */
	private static final Instant LATEST = Instant.parse("2262-01-01T00:00:00Z");

	/** FLORA's servers need not agree on the time among themselves. */
	private static final Duration SERVER_SKEW = Duration.ofSeconds(1);

	private final Timing timing;

	/**
	 * The monotonic clock may begin anywhere, and overflow: only differences mean
	 * anything.
	 */
	private final long begun;

	private @Nullable Range origin;

	private volatile @Nullable ReadDate lastDate;

	/** When the latest response that told the time was received. */
	private @Nullable Long lastSeen;

	ServerClock(Timing timing) {
		this.timing = timing;
		this.begun = timing.nanoTime();
	}

	/**
	 * The time by FLORA's clock; by the local wall clock before the first response.
	 * @return now
	 */
	public Instant now() {
		return at(this.timing.nanoTime());
	}

	/**
	 * Tells what FLORA's clock showed at a moment of the monotonic one.
	 * @param nanoTime the moment, by {@link Timing#nanoTime()}
	 * @return the same moment by FLORA's clock
	 */
	public synchronized Instant at(long nanoTime) {
		Range known = this.origin;
		if (known == null) {
			return this.timing.now().plusNanos(nanoTime - this.timing.nanoTime());
		}
		return known.middle().plusNanos(nanoTime - this.begun);
	}

	/**
	 * The earliest time that one of FLORA's servers may have noted for what began at a
	 * moment.
	 * @param nanoTime the moment, by {@link Timing#nanoTime()}
	 * @return the time
	 */
	public Instant earliest(long nanoTime) {
		return at(nanoTime).minus(tolerance());
	}

	/**
	 * The latest time that one of FLORA's servers may have noted for what had ended at a
	 * moment.
	 * @param nanoTime the moment, by {@link Timing#nanoTime()}
	 * @return the time
	 */
	public Instant latest(long nanoTime) {
		return at(nanoTime).plus(tolerance());
	}

	private Duration tolerance() {
		return SERVER_SKEW.plus(uncertainty());
	}

	/**
	 * Tells whether FLORA's clock was seen at all.
	 * @return whether a response told the time
	 */
	public synchronized boolean isKnown() {
		return this.origin != null;
	}

	/**
	 * Tells whether a response told the time since some moment. The monotonic clock
	 * stands still while a machine sleeps, so that what was known before may be wrong.
	 * @param nanoTime the moment, by {@link Timing#nanoTime()}
	 * @return whether one did
	 */
	public synchronized boolean isKnownSince(long nanoTime) {
		return this.lastSeen != null && this.lastSeen - nanoTime >= 0;
	}

	/**
	 * The error that {@link #now()} may have in both directions.
	 * @return the time; a second before the first response
	 */
	public synchronized Duration uncertainty() {
		Range known = this.origin;
		return (known != null) ? known.width().dividedBy(2) : Duration.ofSeconds(1);
	}

	void observe(BufferedResponse response, long sent, long received) {
		Instant date = date(response);
		if (date == null || date.isAfter(LATEST)) {
			return;
		}
		Range seen = new Range(date.minusNanos(received - this.begun),
				date.plusSeconds(1).minusNanos(sent - this.begun));
		synchronized (this) {
			Range both = (this.origin != null) ? this.origin.intersection(seen) : seen;
			// FLORA's clock was set, or the machine has slept: only the latest counts.
			this.origin = both.isEmpty() ? seen : both;
			this.lastSeen = received;
		}
	}

	/** A header that says the same as the last one is not read again. */
	private @Nullable Instant date(BufferedResponse response) {
		String text = response.header(HttpHeaders.DATE);
		ReadDate last = this.lastDate;
		if (last == null || !last.text().equals(text)) {
			Instant date = response.date(HttpHeaders.DATE);
			if (text == null || date == null) {
				return null;
			}
			last = new ReadDate(text, date);
			this.lastDate = last;
		}
		return last.date();
	}

	private record ReadDate(String text, Instant date) {
	}

	/**
	 * The times that FLORA's clock may have shown when this one was made.
	 */
	private record Range(Instant earliest, Instant latest) {

		Range intersection(Range other) {
			return new Range(this.earliest.isAfter(other.earliest) ? this.earliest : other.earliest,
					this.latest.isBefore(other.latest) ? this.latest : other.latest);
		}

		boolean isEmpty() {
			return this.earliest.isAfter(this.latest);
		}

		Duration width() {
			return Duration.between(this.earliest, this.latest);
		}

		Instant middle() {
			return this.earliest.plus(width().dividedBy(2));
		}

	}

}
