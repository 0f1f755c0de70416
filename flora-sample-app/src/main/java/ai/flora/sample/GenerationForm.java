package ai.flora.sample;

import java.util.List;
import java.util.Locale;
import java.util.Map;

import ai.flora.client.FloraNotFoundException;
import ai.flora.client.GenerationRequest;
import ai.flora.client.GenerationType;
import ai.flora.client.asset.Asset;
import ai.flora.client.asset.FloraAssetsClient;
import ai.flora.sample.GenerationController.FieldProblem;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.groups.Default;
import org.hibernate.validator.constraints.CodePointLength;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;
import org.springframework.util.StringUtils;
import org.springframework.web.ErrorResponseException;

/**
 * The form that a caller sends.
 *
 * @param type {@code image}, {@code video}, {@code audio} or {@code text}
 * @param prompt description of what to make; an estimate needs none
 * @param model identifier of the model; {@code null} for the workspace's default
 * @param params the model's parameters, if any
 * @param image asset of the picture to begin with, if the model takes one
 */
record GenerationForm(@NotNull(message = NO_TYPE) @Pattern(regexp = TYPES, message = NO_TYPE) String type,
		@NotBlank(message = "must not be empty", groups = Start.class) @CodePointLength(max = 4000,
				message = "must not be longer than {max} characters") String prompt,
		@Pattern(regexp = "\\p{javaWhitespace}*|\\P{javaWhitespace}+",
				message = "must be an identifier, without spaces") @Nullable String model,
		@Nullable Map<String, Object> params, @Nullable String image) {

	static final String TYPES = "(?i)image|video|audio|text";

	static final String NO_TYPE = "must be image, video, audio or text";

	/**
	 * Makes a request of a form that has been validated.
	 * @param assets knows the picture
	 * @throws ErrorResponseException if there is no such picture
	 */
	GenerationRequest toRequest(FloraAssetsClient assets) {
		GenerationRequest.Builder request = GenerationRequest.builder(generationType(this.type), this.prompt)
			.model(StringUtils.hasText(this.model) ? this.model : null);
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
			throw new ErrorResponseException(HttpStatus.BAD_REQUEST,
					FloraProblems.invalid(List.of(new FieldProblem("image", "is not there; choose the picture again"))),
					null);
		}
	}

	/** With a prompt of some kind: what a run may cost is asked before it is written. */
	GenerationForm withAnyPrompt() {
		return StringUtils.hasText(this.prompt) ? this
				: new GenerationForm(this.type, "A picture", this.model, this.params, this.image);
	}

	/** The type of a name that has been validated. */
	static GenerationType generationType(String name) {
		return GenerationType.valueOf(name.toUpperCase(Locale.ROOT));
	}

	/**
	 * The checks of a start, for an estimate needs no prompt.
	 */
	interface Start extends Default {

	}

}
