package ai.flora.client.internal.model;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import ai.flora.client.GenerationRequest;
import ai.flora.client.model.GenerationModel;
import ai.flora.client.model.ModelMedia;
import ai.flora.client.model.ModelMedia.Input;
import ai.flora.client.model.RequestProblem;
import org.jspecify.annotations.Nullable;

/**
 * Finds parameters by names that are not known: the catalogue does not list them, and the
 * family of the model does not take its media by them. The catalogue never lists media,
 * so that their names are checked without one, too.
 */
final class NameCheck {

	private NameCheck() {
	}

	/**
	 * Checks the names of a request's parameters.
	 * @param params the parameters
	 * @param model the model as the catalogue lists it; {@code null} if that is not known
	 */
	static List<RequestProblem> problems(GenerationRequest request, Map<String, @Nullable Object> params,
			@Nullable GenerationModel model) {
		Set<String> known = known(request, model);
		List<RequestProblem> problems = new ArrayList<>();
		for (String name : params.keySet()) {
			if (known.contains(name) || ModelMedia.isMedia(name)) {
				continue;
			}
			String all = list(known);
			String meant = SimilarNames.nearest(name, known);
			if (meant != null && !isGiven(request, params, meant)) {
				problems.add(new RequestProblem(request.model(), GivenValues.excerpt(name), "a parameter of that name",
						GivenValues.excerpt(meant) + " (the model has " + all + ")", true));
			}
			// Where the similar name is given, too, this name is probably meant as it is.
			else if (model != null || meant != null) {
				problems.add(new RequestProblem(request.model(), GivenValues.excerpt(name),
						"a parameter that the catalogue does not list", all, false));
			}
		}
		return problems;
	}

	private static boolean isGiven(GenerationRequest request, Map<String, @Nullable Object> params, String name) {
		Object value = params.get(name);
		return ModelMedia.isMedia(name) ? GivenValues.holdsText(value) || hasMedia(request, name) : value != null;
	}

	private static boolean hasMedia(GenerationRequest request, String name) {
		return ModelMedia.of(request.model()).params(request.images(), request.videos()).containsKey(name);
	}

	private static Set<String> known(GenerationRequest request, @Nullable GenerationModel model) {
		Set<String> known = new LinkedHashSet<>();
		if (model != null) {
			model.params().forEach((param) -> known.add(param.name()));
		}
		ModelMedia media = ModelMedia.of(request.model());
		add(known, media.images());
		add(known, media.videos());
		return known;
	}

	private static void add(Set<String> known, @Nullable Input media) {
		if (media != null) {
			known.add(media.name());
		}
	}

	private static String list(Set<String> known) {
		return known.isEmpty() ? "none that the catalogue lists"
				: String.join(", ", known.stream().limit(ParamCheck.MAX_LISTED).map(GivenValues::excerpt).toList());
	}

}
