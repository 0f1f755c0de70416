package ai.flora.client;

import java.util.List;
import java.util.Set;

/**
 * The threads of clients that began after this was made. Those of earlier tests in the
 * same JVM may still be ending.
 */
public final class NewThreads {

	private final Set<Thread> before = Thread.getAllStackTraces().keySet();

	/** The names of those that live and whose name begins so. */
	public List<String> named(String prefix) {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> !this.before.contains(thread))
			.map(Thread::getName)
			.filter((name) -> name.startsWith(prefix))
			.toList();
	}

}
