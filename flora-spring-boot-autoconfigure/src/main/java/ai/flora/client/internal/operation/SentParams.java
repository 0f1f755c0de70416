package ai.flora.client.internal.operation;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

import ai.flora.client.GenerationRequest;
import ai.flora.client.model.ModelMedia;

/**
 * The parameters of a generation as they are sent: those of the request, and its media by
 * the names and in the form that the model's family takes.
 */
public final class SentParams {

	private SentParams() {
	}

	public static Map<String, Object> of(GenerationRequest request) {
		Map<String, Object> params = new LinkedHashMap<>(request.params());
		params.putAll(ModelMedia.of(request.model()).params(request.images(), request.videos()));
		return Collections.unmodifiableMap(params);
	}

}
