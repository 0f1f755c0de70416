package ai.flora.client.internal.operation;

import java.net.URI;
import java.util.Map;

import ai.flora.client.GenerationRequest;
import ai.flora.client.GenerationType;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * FLORA's form of a start. It refuses fields that it does not know.
 *
 * @param type what to make
 * @param prompt description of what to make
 * @param workspaceId workspace to bill
 * @param projectId project to file the run under
 * @param model identifier of the model
 * @param params the model's parameters
 * @param callbackUrl where to post the end of the run
 * @param quote whether FLORA is only to tell the price; {@code null} for a start
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record StartBody(@JsonProperty("type") GenerationType type, @JsonProperty("prompt") String prompt,
		@JsonProperty("workspace_id") @Nullable String workspaceId,
		@JsonProperty("project_id") @Nullable String projectId, @JsonProperty("model") @Nullable String model,
		@JsonProperty("params") @Nullable Map<String, Object> params,
		@JsonProperty("callback_url") @Nullable URI callbackUrl, @JsonProperty("quote") @Nullable Boolean quote) {

	static StartBody of(GenerationRequest request) {
		return of(request, request.callbackUrl(), null);
	}

	static StartBody quoteOf(GenerationRequest request) {
		return of(request, null, true);
	}

	private static StartBody of(GenerationRequest request, @Nullable URI callbackUrl, @Nullable Boolean quote) {
		Map<String, Object> params = SentParams.of(request);
		return new StartBody(request.type(), request.prompt(), request.workspaceId(), request.projectId(),
				request.model(), params.isEmpty() ? null : params, callbackUrl, quote);
	}

}
