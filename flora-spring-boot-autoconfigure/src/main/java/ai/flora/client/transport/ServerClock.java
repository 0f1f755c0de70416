package ai.flora.client.transport;

import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;

/**
 * FLORA's clock, as the {@code Date} headers of its answers show it: they count whole
 * seconds, but each narrows down by how much it differs from the local clock.
 * Thread-safe.
 *
 * @since 0.1.0
 * @see <a href="https://developer.flora.ai/api/">FLORA: Getting Started</a>
 */
public class ServerClock {

	/** Nanoseconds between what FLORA tells and later moments do not fit into a long. */
	private static final Instant LATEST = Instant.parse("2262-01-01T00:00:00Z");

	private final Timing timing;

	private @Nullable Range offset;

	ServerClock(Timing timing) {
		this.timing = timing;
	}

	/**
	 * The time by FLORA's clock; by the local one before the first answer.
	 * @return now
	 */
	public Instant now() {
		return toServer(this.timing.now());
	}

	/**
	 * Tells what FLORA's clock showed at a moment of the local one.
	 * @param local the moment
	 * @return the same moment by FLORA's clock
	 */
	public synchronized Instant toServer(Instant local) {
		Range known = this.offset;
		return (known != null) ? local.plus(known.low().plus(known.high()).dividedBy(2)) : local;
	}

	/**
	 * Whether it was seen at all.
	 * @return whether an answer told the time
	 */
	public synchronized boolean isKnown() {
		return this.offset != null;
	}

	/**
	 * How wrong {@link #now()} may be in both directions.
	 * @return the time; a second before the first answer
	 */
	public synchronized Duration uncertainty() {
		Range known = this.offset;
		return (known != null) ? known.high().minus(known.low()).dividedBy(2) : Duration.ofSeconds(1);
	}

	void answered(Answer answer, Instant sent, Instant received) {
		Instant date = answer.date(HttpHeaders.DATE);
		if (date == null || date.isAfter(LATEST)) {
			return;
		}
		Range seen = new Range(Duration.between(received, date), Duration.between(sent, date.plusSeconds(1)));
		synchronized (this) {
			Range both = (this.offset != null) ? this.offset.intersection(seen) : seen;
			// A clock was set in between: only the latest answer counts.
			this.offset = both.isEmpty() ? seen : both;
		}
	}

	/**
	 * What the difference between the clocks may be.
	 */
	private record Range(Duration low, Duration high) {

		Range intersection(Range other) {
			return new Range((this.low.compareTo(other.low) > 0) ? this.low : other.low,
					(this.high.compareTo(other.high) < 0) ? this.high : other.high);
		}

		boolean isEmpty() {
			return this.low.compareTo(this.high) > 0;
		}

	}

}
