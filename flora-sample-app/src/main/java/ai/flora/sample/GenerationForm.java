package ai.flora.sample;

import java.util.Locale;
import java.util.Map;

import ai.flora.client.FloraNotFoundException;
import ai.flora.client.GenerationRequest;
import ai.flora.client.GenerationType;
import ai.flora.client.asset.Asset;
import ai.flora.client.asset.FloraAssetsClient;
import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;

/**
 * The form that a caller sends.
 *
 * @param type {@code image}, {@code video}, {@code audio} or {@code text}
 * @param prompt description of what to make
 * @param model identifier of the model; {@code null} for the workspace's default
 * @param params the model's parameters, if any
 * @param image asset of the picture to begin with, if the model takes one
 */
record GenerationForm(@Nullable String type, @Nullable String prompt, @Nullable String model,
		@Nullable Map<String, Object> params, @Nullable String image) {

	private static final int MAX_PROMPT = 4000;

	/**
	 * Makes a request of it.
	 * @param assets knows the picture
	 * @throws InvalidFormException if something is missing or too long
	 */
	GenerationRequest toRequest(FloraAssetsClient assets) {
		String prompt = this.prompt;
		if (prompt == null || prompt.isBlank()) {
			throw new InvalidFormException("prompt", "must not be empty");
		}
		if (prompt.codePointCount(0, prompt.length()) > MAX_PROMPT) {
			throw new InvalidFormException("prompt", "must not be longer than " + MAX_PROMPT + " characters");
		}
		String model = StringUtils.hasText(this.model) ? this.model : null;
		if (model != null && StringUtils.containsWhitespace(model)) {
			throw new InvalidFormException("model", "must be an identifier, without spaces");
		}
		GenerationRequest.Builder request = GenerationRequest.builder(generationType(this.type), prompt).model(model);
		if (this.params != null) {
			this.params.forEach(request::param);
		}
		if (StringUtils.hasText(this.image)) {
			request.fromImage(picture(assets, this.image));
		}
		return request.build();
	}

	private static Asset picture(FloraAssetsClient assets, String id) {
		try {
			return assets.retrieve(id);
		}
		catch (FloraNotFoundException ex) {
			throw new InvalidFormException("image", "is not there; choose the picture again");
		}
	}

	/** With a prompt of some kind: what a run may cost is asked before it is written. */
	GenerationForm withAnyPrompt() {
		return StringUtils.hasText(this.prompt) ? this
				: new GenerationForm(this.type, "A picture", this.model, this.params, this.image);
	}

	/**
	 * The type of that name.
	 * @throws InvalidFormException if there is none
	 */
	static GenerationType generationType(@Nullable String name) {
		for (GenerationType type : GenerationType.values()) {
			if (name != null && type.wireName().equals(name.toLowerCase(Locale.ROOT))) {
				return type;
			}
		}
		throw new InvalidFormException("type", "must be image, video, audio or text");
	}

	/**
	 * A field that cannot be taken as it is.
	 */
	static class InvalidFormException extends RuntimeException {

		private final String field;

		private final String problem;

		InvalidFormException(String field, String problem) {
			super(field + " " + problem);
			this.field = field;
			this.problem = problem;
		}

		String field() {
			return this.field;
		}

		String problem() {
			return this.problem;
		}

	}

}
