package ai.flora.client.internal.follow;

import java.util.ArrayList;
import java.util.List;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * What is found out under the follower's lock, and told once the lock is released.
 */
class Notifications {

	private static final Log logger = LogFactory.getLog(Notifications.class);

	private final List<Runnable> items = new ArrayList<>();

	void add(Runnable item) {
		this.items.add(item);
	}

	void tell() {
		this.items.forEach(Notifications::tell);
	}

	/** One who cannot bear the news must not keep it from others. */
	static void tell(Runnable item) {
		try {
			item.run();
		}
		catch (Throwable ex) {
			warn(ex);
		}
	}

	private static void warn(Throwable failure) {
		try {
			logger.warn("What was seen of a run could not be told", failure);
		}
		catch (Throwable ex) {
			// Nor can this.
		}
	}

}
