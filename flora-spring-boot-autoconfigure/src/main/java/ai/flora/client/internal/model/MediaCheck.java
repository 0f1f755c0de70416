package ai.flora.client.internal.model;

import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

import ai.flora.client.GenerationRequest;
import ai.flora.client.model.ModelMedia;
import ai.flora.client.model.ModelMedia.Input;
import ai.flora.client.model.RequestProblem;
import org.jspecify.annotations.Nullable;

/**
 * Compares the media of a request with those that the family of its model takes. Needs no
 * catalogue.
 */
class MediaCheck {

	private static final String WITHOUT_MODEL = "a model that takes them: the workspace's default model would ignore them, "
			+ "and bill";

	private final GenerationRequest request;

	private final Map<String, @Nullable Object> params;

	private final ModelMedia media;

	private final List<RequestProblem> problems = new ArrayList<>();

	private MediaCheck(GenerationRequest request, Map<String, @Nullable Object> params) {
		this.request = request;
		this.params = params;
		this.media = ModelMedia.of(request.model());
	}

	/**
	 * Checks the media of a request.
	 * @param params the JSON form of its parameters
	 */
	static List<RequestProblem> problems(GenerationRequest request, Map<String, @Nullable Object> params) {
		MediaCheck check = new MediaCheck(request, params);
		check.run();
		return check.problems;
	}

	private void run() {
		boolean given = !this.request.images().isEmpty() || !this.request.videos().isEmpty();
		if (this.request.model() == null) {
			if (given) {
				add(this.request.images().isEmpty() ? "videos" : "images", count(), WITHOUT_MODEL, true);
			}
			this.params.keySet().stream().filter(ModelMedia::isMedia).forEach((name) -> ignored(name, WITHOUT_MODEL));
		}
		else if (!this.media.isStartable()) {
			add("model", "a model that makes videos of videos",
					"another family, or the canvas: a v2v- model takes its source from an edge of the canvas alone "
							+ "(changeset, then nodes/run). A start would make a video of the prompt only, and bill it",
					true);
		}
		else if (!this.media.isKnown()) {
			if (given) {
				add(this.request.images().isEmpty() ? "videos" : "images", count(),
						"unknown: this version does not know the family of the model", false);
			}
		}
		else {
			checkInput("images", this.request.images(), this.media.images(), "image");
			checkInput("videos", this.request.videos(), this.media.videos(), "video");
		}
	}

	private void checkInput(String name, List<URI> urls, @Nullable Input input, String kind) {
		if (input == null) {
			String none = "none: " + this.media.family() + "- models take no " + name;
			if (!urls.isEmpty()) {
				add(name, urls.size() + " of them", none, true);
			}
			ignored(kind + "_url", none);
			ignored(kind + "_urls", none);
			return;
		}
		if (urls.size() > 1 && !input.several()) {
			add(name, urls.size() + " of them", "one: " + this.media.family() + "- models take one " + kind, true);
		}
		String other = kind + (input.several() ? "_url" : "_urls");
		if (urls.isEmpty() && !isGiven(input.name()) && !isGiven(other)) {
			// A parameter that the catalogue lacks may carry the media.
			boolean elsewhere = GivenValues.anyText(this.params, MediaCheck::isLink);
			add(name, elsewhere ? "none by a name that is known" : "none", (input.several() ? "one or more" : "one")
					+ ": " + this.media.family() + "- models need them, as " + input.name(), !elsewhere);
		}
		if (!isGiven(input.name())) {
			ignored(other, form(input) + ": FLORA ignores other names, and bills");
		}
		else if (!hasForm(this.params.get(input.name()), input)) {
			ignored(input.name(), form(input) + ": FLORA ignores other forms, and bills");
		}
	}

	/** Few sources tell which names and forms FLORA takes: this refuses no start. */
	private void ignored(String param, String allowed) {
		if (isGiven(param)) {
			add(param, "media under that name", allowed, false);
		}
	}

	private static String form(Input input) {
		return input.name() + (input.several() ? ", a list of texts" : ", one text");
	}

	private static boolean hasForm(@Nullable Object value, Input input) {
		return value == GivenValues.UNKNOWN
				|| (input.several() ? value instanceof Collection<?> : value instanceof String);
	}

	/** Tells whether a parameter holds media: FLORA bills a start without them. */
	private boolean isGiven(String param) {
		return GivenValues.holdsText(this.params.get(param));
	}

	private static boolean isLink(String text) {
		return text.regionMatches(true, 0, "http", 0, 4) || text.regionMatches(true, 0, "data:", 0, 5)
				|| text.startsWith("asset_");
	}

	private String count() {
		int images = this.request.images().size();
		int videos = this.request.videos().size();
		return ((images > 0) ? images + ((images == 1) ? " image" : " images") : "")
				+ ((images > 0 && videos > 0) ? " and " : "")
				+ ((videos > 0) ? videos + ((videos == 1) ? " video" : " videos") : "");
	}

	private void add(String parameter, String given, String allowed, boolean certain) {
		this.problems.add(new RequestProblem(this.request.model(), parameter, given, allowed, certain));
	}

}
