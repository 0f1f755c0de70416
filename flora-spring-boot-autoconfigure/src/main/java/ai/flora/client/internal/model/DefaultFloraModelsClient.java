package ai.flora.client.internal.model;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

import ai.flora.client.GenerationRequest;
import ai.flora.client.GenerationType;
import ai.flora.client.internal.BlockingCalls;
import ai.flora.client.model.CostEstimate;
import ai.flora.client.model.FloraModelsClient;
import ai.flora.client.model.GenerationModel;
import ai.flora.client.model.RequestProblem;

import org.springframework.util.Assert;

/**
 * The models, as callers see them.
 *
 * @since 0.1.0
 */
public class DefaultFloraModelsClient implements FloraModelsClient {

	private final Supplier<Models> models;

	/**
	 * Creates a client.
	 * @param models does the work
	 */
	public DefaultFloraModelsClient(Supplier<Models> models) {
		this.models = models;
	}

	private Catalogue catalogue() {
		return this.models.get().catalogue().get();
	}

	@Override
	public List<GenerationModel> list() {
		BlockingCalls.checkCall("models.list()");
		return catalogue().models();
	}

	@Override
	public List<GenerationModel> list(GenerationType type) {
		Assert.notNull(type, "'type' must not be null");
		BlockingCalls.checkCall("models.list(…)");
		return catalogue().models().stream().filter((model) -> model.type() == type).toList();
	}

	@Override
	public Optional<GenerationModel> find(String modelId) {
		Assert.hasText(modelId, "'modelId' must not be blank");
		BlockingCalls.checkCall("models.find(…)");
		return Optional.ofNullable(catalogue().find(modelId));
	}

	@Override
	public List<RequestProblem> check(GenerationRequest request) {
		BlockingCalls.checkCall("models.check(…)");
		return this.models.get().check().problems(request);
	}

	@Override
	public CostEstimate estimate(GenerationRequest request) {
		// A FLORA that does not know quotes takes one for a start.
		BlockingCalls.checkStart("models.estimate(…)");
		return this.models.get().prices().estimate(request);
	}

}
