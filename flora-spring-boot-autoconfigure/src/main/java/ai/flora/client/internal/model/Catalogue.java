package ai.flora.client.internal.model;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import ai.flora.client.model.GenerationModel;
import org.jspecify.annotations.Nullable;

/**
 * FLORA's models, as they were at one moment.
 *
 * @param models all of them, in FLORA's order
 * @param byId the same, by identifier
 */
record Catalogue(List<GenerationModel> models, Map<String, GenerationModel> byId) {

	static Catalogue of(List<GenerationModel> models) {
		Map<String, GenerationModel> byId = new HashMap<>();
		models.forEach((model) -> byId.putIfAbsent(model.modelId(), model));
		return new Catalogue(List.copyOf(models), Map.copyOf(byId));
	}

	@Nullable GenerationModel find(String modelId) {
		return this.byId.get(modelId);
	}

}
