package ai.flora.client.internal.webhook;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Warns of posts that are refused: at once of the first one of a reason, and then once a
 * minute with their number, however many there are, for anybody can post. What is logged
 * holds nothing that was posted. Thread-safe.
 */
class RefusalLog {

	private static final Log logger = LogFactory.getLog(RefusalLog.class);

	private static final Duration INTERVAL = Duration.ofMinutes(1);

	private final InstantSource clock;

	private final Map<Refusal, Count> counts = new EnumMap<>(Refusal.class);

	RefusalLog(InstantSource clock) {
		this.clock = clock;
	}

	/**
	 * Notes a refusal.
	 * @param cause what was wrong with this one, as a sentence without its full stop
	 */
	void refused(Refusal refusal, String cause) {
		String number = number(refusal);
		if (number != null) {
			logger.warn(number + " refused with " + refusal.status().value() + ". " + cause + ". " + refusal.advice());
		}
	}

	/** Counts a refusal; {@code null} if it is too soon to warn again. */
	private synchronized @Nullable String number(Refusal refusal) {
		Instant now = this.clock.instant();
		Count count = this.counts.get(refusal);
		if (count == null) {
			this.counts.put(refusal, new Count(now, 0));
			return "A post to FLORA's webhook was";
		}
		Duration since = Duration.between(count.logged(), now).abs();
		if (since.compareTo(INTERVAL) < 0) {
			this.counts.put(refusal, new Count(count.logged(), count.more() + 1));
			return null;
		}
		this.counts.put(refusal, new Count(now, 0));
		return (count.more() + 1) + " posts to FLORA's webhook within " + since.toSeconds() + " s were";
	}

	/**
	 * The refusals of one reason.
	 *
	 * @param logged when there was a warning
	 * @param more how many there have been since then
	 */
	private record Count(Instant logged, long more) {
	}

}
