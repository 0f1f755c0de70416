package ai.flora.client.internal.follow;

import java.util.HashMap;
import java.util.Map;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Says what following has overcome, and not again within an hour: it may happen with each
 * wake-up. Thread-safe, and throws nothing, whatever the machine is short of.
 */
class FailureLog {

	private static final Log logger = LogFactory.getLog(FailureLog.class);

	private static final long INTERVAL = 3_600_000_000_000L;

	private static final int MAX_KINDS = 20;

	/** When it was said last, by kind. */
	private final Map<Class<?>, Long> told = new HashMap<>();

	void report(Throwable failure, long now) {
		try {
			if (isNews(failure, now)) {
				logger.error("Following runs failed, and goes on; nothing is said of the like for an hour", failure);
			}
		}
		catch (Throwable ex) {
			// There may be no memory to say it.
		}
	}

	private synchronized boolean isNews(Throwable failure, long now) {
		Long told = this.told.get(failure.getClass());
		if (told != null && now - told < INTERVAL) {
			return false;
		}
		if (this.told.size() > MAX_KINDS) {
			this.told.clear();
		}
		this.told.put(failure.getClass(), now);
		return true;
	}

}
