package ai.flora.client.internal.follow.notification;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Logs failures that following has survived: each kind once an hour, since it may happen
 * with each wake-up. Thread-safe, and throws nothing, whatever the machine is short of.
 *
 * @since 0.1.0
 */
public final class FailureLog {

	private static final Log logger = LogFactory.getLog(FailureLog.class);

	private static final long LOG_INTERVAL = Duration.ofHours(1).toNanos();

	private static final int MAX_KINDS = 20;

	/** Time of the last log entry, by kind of failure. */
	private final Map<Object, Long> logged = new HashMap<>();

	/**
	 * Reports a failure.
	 * @param failure the failure
	 * @param now the time, in nanoseconds
	 */
	public void report(Throwable failure, long now) {
		try {
			if (isDue(failure.getClass(), now)) {
				logger.error("Following runs failed, and goes on; nothing is said of the like for an hour", failure);
			}
		}
		catch (Throwable ex) {
			// Memory may have run out.
		}
	}

	/**
	 * Warns of a failure that a message is enough for.
	 * @param kind failures of an equal kind are logged once
	 */
	void warn(Object kind, long now, Supplier<String> message) {
		try {
			if (isDue(kind, now)) {
				logger.warn(message.get() + "; nothing is said of the like for an hour");
			}
		}
		catch (Throwable ex) {
			// Memory may have run out.
		}
	}

	private synchronized boolean isDue(Object kind, long now) {
		Long logged = this.logged.get(kind);
		if (logged != null && now - logged < LOG_INTERVAL) {
			return false;
		}
		if (this.logged.size() > MAX_KINDS) {
			this.logged.clear();
		}
		this.logged.put(kind, now);
		return true;
	}

}
