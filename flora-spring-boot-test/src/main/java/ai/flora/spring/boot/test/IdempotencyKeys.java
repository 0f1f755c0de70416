package ai.flora.spring.boot.test;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The keys that requests have used up: each is accepted once within two hours, for an
 * operation in a workspace and a project. Guarded by the endpoint that has them.
 */
class IdempotencyKeys {

	private static final Duration WINDOW = Duration.ofHours(2);

	private final Map<UsedKey, Instant> used = new LinkedHashMap<>();

	/**
	 * Uses a key up.
	 * @return whether the key was free
	 */
	boolean use(String key, FloraOperation operation, String workspaceId, String projectId, Instant now) {
		this.used.values().removeIf((moment) -> !now.isBefore(moment.plus(WINDOW)));
		return this.used.putIfAbsent(new UsedKey(key, operation, workspaceId, projectId), now) == null;
	}

	List<String> all() {
		return this.used.keySet().stream().map(UsedKey::key).toList();
	}

	void clear() {
		this.used.clear();
	}

	private record UsedKey(String key, FloraOperation operation, String workspaceId, String projectId) {
	}

}
