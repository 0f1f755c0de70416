package ai.flora.client.start;

import java.util.List;
import java.util.Objects;

import ai.flora.client.FloraStartUnconfirmedException;
import ai.flora.client.Generation;
import ai.flora.client.GenerationRequest;
import ai.flora.client.StartedRun;
import ai.flora.client.transport.Deadline;
import org.jspecify.annotations.Nullable;

/**
 * A start that may be lost.
 *
 * @param request what was to be started, with its workspace and project
 * @param idempotencyKey the key of all its attempts
 * @param window when its run must have begun
 * @param deadline when its caller wants to know
 * @param token the token of its callback, if it has one
 */
record LostStart(GenerationRequest request, String idempotencyKey, StartWindow window, Deadline deadline,
		@Nullable String token) {

	String projectId() {
		return Objects.requireNonNull(this.request.projectId());
	}

	StartedRun found(Generation generation) {
		return new StartedRun(generation.runId(), "generation", null, null, generation.model(), projectId(),
				generation.run().pollUrl());
	}

	StartedRun told(String runId) {
		return new StartedRun(runId, "generation", null, null, null, projectId(), null);
	}

	FloraStartUnconfirmedException unconfirmed(String reason, List<Generation> candidates, @Nullable Throwable cause) {
		return new FloraStartUnconfirmedException(reason, this.idempotencyKey, this.request, candidates, cause);
	}

}
