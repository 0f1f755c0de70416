package ai.flora.client.internal.model;

import ai.flora.client.Page;
import ai.flora.client.internal.operation.Operation;
import ai.flora.client.internal.operation.QueryParameters;
import ai.flora.client.internal.response.FloraJson;
import ai.flora.client.model.GenerationModel;
import org.jspecify.annotations.Nullable;

/**
 * FLORA's operations on models.
 */
final class ModelOperations {

	private ModelOperations() {
	}

	/**
	 * Lists models. The call ends when the client is closed, since starts wait for it.
	 * @param cursor where to begin; {@code null} for the first page, and usually the only
	 * one
	 */
	static Operation<Page<GenerationModel>> list(@Nullable String cursor) {
		QueryParameters parameters = new QueryParameters().add("cursor", cursor);
		return new Operation<>(
				"models.list", "Models", null, (client) -> parameters.get(client, "/models"), (response) -> FloraJson
					.readPage(response, "models", GenerationModel.class, (model) -> !model.modelId().isEmpty()),
				false, true);
	}

}
