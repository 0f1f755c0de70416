package ai.flora.client.internal.follow;

import java.util.ArrayList;
import java.util.List;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Calls of handles, meters and listeners: collected under the follower's lock, and
 * delivered once the lock is released.
 */
class Notifications {

	private static final Log logger = LogFactory.getLog(Notifications.class);

	private final List<Runnable> notifications = new ArrayList<>();

	void add(Runnable notification) {
		this.notifications.add(notification);
	}

	void deliver() {
		this.notifications.forEach(Notifications::deliver);
	}

	/** A notification that fails must not keep others from theirs. */
	static void deliver(Runnable notification) {
		try {
			notification.run();
		}
		catch (Throwable ex) {
			warn(ex);
		}
	}

	static void warn(Throwable failure) {
		try {
			logger.warn("What was seen of a run could not be told", failure);
		}
		catch (Throwable ex) {
			// There may be no memory to log it.
		}
	}

}
