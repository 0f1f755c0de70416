package ai.flora.sample;

import java.math.BigDecimal;
import java.util.List;

import ai.flora.client.asset.FloraAssetsClient;
import ai.flora.client.model.CostEstimate;
import ai.flora.client.model.FloraModelsClient;
import ai.flora.client.model.GenerationModel;
import ai.flora.client.model.ModelParam;
import ai.flora.client.model.ParamOption;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Pattern;
import org.jspecify.annotations.Nullable;

import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * Shows the models for a run, and its price, before it is started.
 */
@RestController
@RequestMapping("/api")
class ModelController {

	/** FLORA's credit, in US dollars. */
	private static final BigDecimal CREDIT = new BigDecimal("0.001");

	private final FloraModelsClient models;

	private final FloraAssetsClient assets;

	ModelController(FloraModelsClient models, FloraAssetsClient assets) {
		this.models = models;
		this.assets = assets;
	}

	@GetMapping("/models")
	List<Choice> models(@RequestParam @Pattern(regexp = GenerationForm.TYPES) String type) {
		return this.models.list(GenerationForm.generationType(type))
			.stream()
			.filter((model) -> model.media().isStartable())
			.map(Choice::of)
			.toList();
	}

	/**
	 * Estimates what a run costs. Nothing but JSON is taken, as for a start.
	 */
	@PostMapping(path = "/estimates", consumes = MediaType.APPLICATION_JSON_VALUE)
	CostEstimate estimate(@Valid @RequestBody GenerationForm form) {
		return this.models.estimate(form.withAnyPrompt().toRequest(this.assets));
	}

	/**
	 * A model, as the page shows it.
	 *
	 * @param id its identifier
	 * @param name its name
	 * @param estimatedSeconds how long its runs take; {@code null} if FLORA does not say
	 * @param price what its usual run costs, in US dollars; {@code null} if FLORA does
	 * not say
	 * @param takesPicture whether it begins with a picture
	 * @param params its parameters
	 */
	record Choice(String id, String name, @Nullable BigDecimal estimatedSeconds, @Nullable BigDecimal price,
			boolean takesPicture, List<Field> params) {

		static Choice of(GenerationModel model) {
			BigDecimal credits = model.estimatedCredits();
			BigDecimal price = (credits != null && credits.signum() > 0) ? credits.multiply(CREDIT) : null;
			return new Choice(model.modelId(), (model.name() != null) ? model.name() : model.modelId(),
					model.estimatedSeconds(), price, model.media().images() != null,
					model.params().stream().map(Field::of).toList());
		}

	}

	/**
	 * A parameter of a model, as the page shows it.
	 *
	 * @param name its name
	 * @param kind its kind, as FLORA spells it
	 * @param required whether a run needs it
	 * @param defaultValue what it is if nothing is said; {@code null} if FLORA does not
	 * say
	 * @param label what a person calls it; {@code null} for its name
	 * @param description what it does; {@code null} if FLORA does not say
	 * @param min its smallest value; {@code null} for none
	 * @param max its largest value; {@code null} for none
	 * @param options its values, if there are but some
	 */
	record Field(String name, String kind, boolean required, @Nullable Object defaultValue, @Nullable String label,
			@Nullable String description, @Nullable BigDecimal min, @Nullable BigDecimal max,
			List<ParamOption> options) {

		static Field of(ModelParam param) {
			return new Field(param.name(), param.kind().wireName(), param.required(), param.defaultValue(),
					param.label(), param.description(), param.min(), param.max(), param.options());
		}

	}

}
