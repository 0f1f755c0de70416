package ai.flora.client.internal.run;

import java.net.URI;

import ai.flora.client.Generation;
import ai.flora.client.GenerationQuery;
import ai.flora.client.Page;
import ai.flora.client.Run;
import ai.flora.client.RunStatus;
import ai.flora.client.internal.RunKind;
import ai.flora.client.internal.RunPlace;
import ai.flora.client.internal.operation.Operation;
import ai.flora.client.internal.operation.QueryParameters;
import ai.flora.client.internal.response.AttemptFailedException;
import ai.flora.client.internal.response.BufferedResponse;
import ai.flora.client.internal.response.FloraJson;
import ai.flora.client.internal.transport.Origins;

/**
 * FLORA's operations that read runs.
 *
 * @since 0.1.0
 */
public final class RunOperations {

	private RunOperations() {
	}

	/**
	 * Reads a run.
	 * @param place where FLORA tells of it
	 * @param baseUrl the base URL, whose origin alone may be asked
	 */
	static Operation<Run> retrieve(String runId, RunPlace place, URI baseUrl) {
		URI url = Origins.sameOrigin(baseUrl, place.pollUrl());
		String techniqueId = place.techniqueId();
		return new Operation<>("retrieve", "Run " + runId, runId, (client) -> {
			if (url != null) {
				return client.get().uri(url);
			}
			return (techniqueId != null)
					? client.get().uri("/techniques/{techniqueId}/runs/{runId}", techniqueId, runId)
					: client.get().uri("/runs/{runId}", runId);
		}, (response) -> read(runId, response), false, false);
	}

	/** A run without an id is the one that was asked for. */
	private static Run read(String runId, BufferedResponse response) {
		Run run = FloraJson.read(response, Run.class);
		if (run.runId().isEmpty() && run.status() == RunStatus.UNKNOWN) {
			throw AttemptFailedException
				.unreadable("it is a JSON object, but not a run (" + response.contentType() + ")");
		}
		if (!run.runId().isEmpty() && !run.runId().equals(runId)) {
			throw AttemptFailedException.unreadable("it is about another run, " + run.runId());
		}
		return run.runId().isEmpty() ? run.toBuilder().runId(runId).build() : run;
	}

	static Operation<Page<Generation>> list(RunKind kind, GenerationQuery query) {
		return list(kind, query, false);
	}

	/**
	 * Lists runs of a kind, newest first, on behalf of a start: it ends at once when the
	 * client is closed.
	 * @param kind a kind that FLORA lists
	 * @param query which runs, from where, and how many
	 * @return the operation
	 */
	public static Operation<Page<Generation>> listForStart(RunKind kind, GenerationQuery query) {
		return list(kind, query, true);
	}

	private static Operation<Page<Generation>> list(RunKind kind, GenerationQuery query, boolean endsWithClient) {
		String items = (kind == RunKind.TECHNIQUE) ? "technique_runs" : "generations";
		QueryParameters parameters = new QueryParameters().add("workspace_id", query.workspaceId())
			.add("project_id", query.projectId())
			.add("status", (query.status() != null) ? query.status().wireName() : null)
			.add("cursor", query.cursor())
			.add("limit", query.limit());
		return new Operation<>("list", "Runs", null, (client) -> parameters.get(client, "/" + items.replace('_', '-')),
				(response) -> FloraJson.readPage(response, items, Generation.class, (run) -> !run.runId().isEmpty()),
				false, endsWithClient);
	}

}
