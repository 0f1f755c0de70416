package ai.flora.client.internal.follow;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Logs failures that following has survived: each kind once an hour, since it may happen
 * with each wake-up. Thread-safe, and throws nothing, whatever the machine is short of.
 */
class FailureLog {

	private static final Log logger = LogFactory.getLog(FailureLog.class);

	private static final long INTERVAL = 3_600_000_000_000L;

	private static final int MAX_KINDS = 20;

	/** Time of the last log entry, by kind of failure. */
	private final Map<Object, Long> logged = new HashMap<>();

	void report(Throwable failure, long now) {
		try {
			if (isDue(failure.getClass(), now)) {
				logger.error("Following runs failed, and goes on; nothing is said of the like for an hour", failure);
			}
		}
		catch (Throwable ex) {
			// There may be no memory to log it.
		}
	}

	/**
	 * Warns of a failure that a message is enough for.
	 * @param kind what is alike in failures of which one is to be logged
	 */
	void warn(Object kind, long now, Supplier<String> message) {
		try {
			if (isDue(kind, now)) {
				logger.warn(message.get() + "; nothing is said of the like for an hour");
			}
		}
		catch (Throwable ex) {
			// There may be no memory to log it.
		}
	}

	private synchronized boolean isDue(Object kind, long now) {
		Long logged = this.logged.get(kind);
		if (logged != null && now - logged < INTERVAL) {
			return false;
		}
		if (this.logged.size() > MAX_KINDS) {
			this.logged.clear();
		}
		this.logged.put(kind, now);
		return true;
	}

}
