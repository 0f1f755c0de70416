package ai.flora.client.internal.follow.notification;

import java.util.ArrayList;
import java.util.List;

import ai.flora.client.internal.Warnings;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Calls of handles, meters and listeners: collected under the follower's lock, and
 * delivered once the lock is released.
 *
 * @since 0.1.0
 */
public final class Notifications {

	private static final Log logger = LogFactory.getLog(Notifications.class);

	private final List<Runnable> notifications = new ArrayList<>();

	private final List<Runnable> last = new ArrayList<>(0);

	/**
	 * Adds a notification.
	 * @param notification called once
	 */
	public void add(Runnable notification) {
		this.notifications.add(notification);
	}

	/**
	 * Adds one that comes after all others, also those that are added later.
	 * @param notification called once
	 */
	public void addLast(Runnable notification) {
		this.last.add(notification);
	}

	/** Delivers all, to be called without locks. */
	public void deliver() {
		this.notifications.forEach(Notifications::deliver);
		this.last.forEach(Notifications::deliver);
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
		Warnings.log(logger, "What was seen of a run could not be told", failure);
	}

}
