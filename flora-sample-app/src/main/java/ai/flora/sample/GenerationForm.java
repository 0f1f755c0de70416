package ai.flora.sample;

import java.util.Locale;
import java.util.Map;

import ai.flora.client.GenerationRequest;
import ai.flora.client.GenerationType;
import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;

/**
 * The form that a caller sends.
 *
 * @param type {@code image}, {@code video}, {@code audio} or {@code text}
 * @param prompt description of what to make
 * @param model identifier of the model; {@code null} for the workspace's default
 * @param params the model's parameters, if any
 */
record GenerationForm(@Nullable String type, @Nullable String prompt, @Nullable String model,
		@Nullable Map<String, Object> params) {

	private static final int MAX_PROMPT = 4000;

	/**
	 * Makes a request of it.
	 * @throws InvalidFormException if something is missing or too long
	 */
	GenerationRequest toRequest() {
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
		GenerationRequest.Builder request = GenerationRequest.builder(generationType(), prompt).model(model);
		if (this.params != null) {
			this.params.forEach(request::param);
		}
		return request.build();
	}

	private GenerationType generationType() {
		for (GenerationType type : GenerationType.values()) {
			if (this.type != null && type.wireName().equals(this.type.toLowerCase(Locale.ROOT))) {
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
