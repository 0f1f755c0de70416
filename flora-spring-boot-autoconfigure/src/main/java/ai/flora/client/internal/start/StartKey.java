package ai.flora.client.internal.start;

import java.time.Duration;

import ai.flora.client.RunRequest;
import ai.flora.client.internal.RunKind;
import org.jspecify.annotations.Nullable;

/**
 * A start, as FLORA tells it from others.
 *
 * @param runs the runs among which its own may be
 * @param workspaceId the workspace that pays
 * @param key its idempotency key
 */
record StartKey(KindAndProject runs, @Nullable String workspaceId, String key) {

	/** The time for which FLORA keeps a key at most. */
	static final Duration LIFE = Duration.ofHours(2);

	/**
	 * The key of a start.
	 * @param request the request, with its workspace and project
	 */
	static StartKey of(RunKind kind, RunRequest request, String key) {
		return new StartKey(new KindAndProject(kind, request.projectId()), request.workspaceId(), key);
	}

	/**
	 * The same as one text, of which tokens of callbacks are made: it must not change
	 * with a version, since a repeated start has to have the same body.
	 */
	String text() {
		return this.runs.kind() + "\n" + this.workspaceId + "\n" + this.runs.projectId() + "\n" + this.key;
	}

}
