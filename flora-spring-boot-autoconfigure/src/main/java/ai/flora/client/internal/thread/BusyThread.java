package ai.flora.client.internal.thread;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * A thread that runs a task, and the time since when it does.
 */
class BusyThread {

	/** Prefixes of the classes in which the application waits for something. */
	private static final List<String> WAITING_CLASSES = List.of("java.", "jdk.", "ai.flora.client.assembly.",
			"ai.flora.client.internal.follow.");

	private final Thread thread;

	private long since;

	BusyThread(Thread thread) {
		this.thread = thread;
	}

	void begin(long now) {
		this.since = now;
	}

	/** Describes the thread that has been busy for longest, and what it is doing. */
	static String longest(Collection<BusyThread> threads, long now) {
		BusyThread longest = null;
		for (BusyThread thread : threads) {
			longest = (longest == null || thread.since - longest.since < 0) ? thread : longest;
		}
		return (longest != null) ? longest.describe(now) : "none";
	}

	private String describe(long now) {
		StackTraceElement[] stack = this.thread.getStackTrace();
		StackTraceElement at = application(stack);
		return this.thread.getName() + " for " + TimeUnit.NANOSECONDS.toMillis(now - this.since) + " ms"
				+ ((at != null) ? ", at " + at : "");
	}

	/** Returns where the application is, rather than the class that it waits in. */
	private static @Nullable StackTraceElement application(StackTraceElement[] stack) {
		for (StackTraceElement element : stack) {
			String name = element.getClassName();
			if (WAITING_CLASSES.stream().noneMatch(name::startsWith)) {
				return element;
			}
		}
		return (stack.length > 0) ? stack[0] : null;
	}

}
