package ai.flora.spring.boot.test;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The keys that starts have used up: each is accepted once within two hours, in a
 * workspace and a project. Guarded by the service's lock.
 */
class IdempotencyKeys {

	private static final Duration WINDOW = Duration.ofHours(2);

	private final Map<Scope, Instant> used = new LinkedHashMap<>();

	boolean use(String key, StartRequest order, Instant now) {
		return use(key, order.workspaceId(), order.projectId(), now);
	}

	/**
	 * Uses a key up.
	 * @return whether it was not used before
	 */
	boolean use(String key, String workspaceId, String projectId, Instant now) {
		this.used.values().removeIf((moment) -> !now.isBefore(moment.plus(WINDOW)));
		return this.used.putIfAbsent(new Scope(key, workspaceId, projectId), now) == null;
	}

	List<String> all() {
		return this.used.keySet().stream().map(Scope::key).toList();
	}

	void clear() {
		this.used.clear();
	}

	private record Scope(String key, String workspaceId, String projectId) {
	}

}
