package ai.flora.client.internal.technique;

import ai.flora.client.Page;
import ai.flora.client.internal.operation.Operation;
import ai.flora.client.internal.operation.PathSegments;
import ai.flora.client.internal.operation.QueryParameters;
import ai.flora.client.internal.response.AttemptFailedException;
import ai.flora.client.internal.response.BufferedResponse;
import ai.flora.client.internal.response.FloraJson;
import ai.flora.client.technique.Technique;
import ai.flora.client.technique.TechniqueQuery;

/**
 * FLORA's operations on its catalogue of techniques.
 *
 * @since 0.1.0
 */
public final class TechniqueOperations {

	private TechniqueOperations() {
	}

	/**
	 * Lists techniques.
	 * @param query which ones
	 * @return the operation
	 */
	public static Operation<Page<Technique>> list(TechniqueQuery query) {
		QueryParameters parameters = new QueryParameters().add("query", query.text())
			.add("workspace_id", query.workspaceId())
			.add("cursor", query.cursor())
			.add("limit", query.limit());
		return new Operation<>("techniques.list", "Techniques", (client) -> parameters.get(client, "/techniques"),
				(response) -> FloraJson.readPage(response, "techniques", Technique.class,
						(technique) -> PathSegments.isPossible(technique.techniqueId())));
	}

	/**
	 * Reads a technique.
	 * @param idOrSlug its identifier or slug
	 * @return the operation
	 */
	public static Operation<Technique> retrieve(String idOrSlug) {
		return new Operation<>("techniques.retrieve", "Technique " + idOrSlug,
				(client) -> client.get().uri("/techniques/{techniqueId}", idOrSlug),
				(response) -> read(idOrSlug, response));
	}

	/** Another technique would be charged; of a slug, the response does not tell. */
	private static Technique read(String idOrSlug, BufferedResponse response) {
		Technique technique = FloraJson.read(response, Technique.class);
		if (!PathSegments.isPossible(technique.techniqueId())) {
			throw AttemptFailedException.unreadable("it names no technique (" + response.contentType() + ")");
		}
		if (idOrSlug.startsWith("tech_") && !technique.techniqueId().equals(idOrSlug)) {
			throw AttemptFailedException.unreadable("it is about another technique, " + technique.techniqueId());
		}
		return technique;
	}

}
