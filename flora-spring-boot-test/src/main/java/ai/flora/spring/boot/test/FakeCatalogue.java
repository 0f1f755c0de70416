package ai.flora.spring.boot.test;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import ai.flora.client.OutputType;
import ai.flora.client.action.Action;
import ai.flora.client.action.Action.Param;
import ai.flora.client.technique.Technique;
import ai.flora.client.technique.Technique.Slot;
import org.jspecify.annotations.Nullable;

/**
 * The techniques and actions that a {@link FakeFlora} has. Thread-safe.
 */
class FakeCatalogue {

	private final Map<String, Technique> techniques = new LinkedHashMap<>();

	/** Identifiers of techniques by their slugs. */
	private final Map<String, String> slugs = new LinkedHashMap<>();

	private final Map<String, Action> actions = new LinkedHashMap<>();

	FakeCatalogue() {
		reset();
	}

	synchronized void reset() {
		this.techniques.clear();
		this.slugs.clear();
		this.actions.clear();
		add("product-shots",
				Technique.builder()
					.techniqueId("tech_fake0001")
					.name("Product shots")
					.runCost(new BigDecimal("0.25"))
					.inputs(Slot.of("photo", OutputType.IMAGE), Slot.of("mood", OutputType.TEXT),
							Slot.ofOptional("note", OutputType.TEXT))
					.outputs(Slot.of("shot", OutputType.IMAGE))
					.build());
		add("storyboard",
				Technique.builder()
					.techniqueId("tech_fake0002")
					.name("Storyboard")
					.runCost(new BigDecimal("0.12"))
					.inputs(Slot.of("script", OutputType.TEXT), Slot.ofSeveral("faces", OutputType.IMAGE))
					.outputs(Slot.of("board", OutputType.IMAGE))
					.build());
		Action.Slot image = Action.Slot.of("image", "image");
		add("resize-image-browser", List.of(image), Param.of("fit", "string", "contain", "cover", "stretch"),
				Param.of("mode", "string", "exact", "percent", "longest"), Param.of("height", "number"),
				Param.of("longest", "number"), Param.of("percent", "number"), Param.of("width", "number"),
				Param.of("bg_color", "string"));
		add("crop-image-browser", List.of(image), Param.of("rotation", "number"), Param.of("lock_aspect", "boolean"),
				Param.of("center", "object"), Param.of("size", "object"));
		add("rotate-image-browser", List.of(image), Param.of("canvas_mode", "string", "shrink", "keep", "expand"),
				Param.of("direction", "string", "none", "horizontal", "vertical", "both"), Param.of("angle", "number"),
				Param.of("transparent", "boolean"), Param.of("background", "string"));
		add("stitch-videos", List.of(new Action.Slot("videos", "video", false, true)),
				Param.of("aspect_ratio", "string", "auto", "21:9", "16:9", "3:2", "4:3", "5:4", "1:1", "4:5", "3:4",
						"2:3", "9:16", "9:21"),
				Param.of("background_mode", "string", "solid", "blur"),
				Param.of("fit_mode", "string", "contain", "cover"),
				Param.of("transition", "string", "none", "fade", "wipeleft", "wiperight"),
				Param.of("blur_amount", "number"), Param.of("transition_duration", "number"),
				Param.of("background_color", "string"));
		add("merge-audio-into-video", List.of(Action.Slot.of("video", "video"), Action.Slot.of("audio", "audio")),
				Param.of("duration", "string", "shortest", "video", "audio"));
		add("concat-text-browser", List.of(new Action.Slot("texts", "text", false, true)),
				Param.of("add_headers", "boolean"), Param.of("skip_empty", "boolean"),
				Param.of("trim_parts", "boolean"), Param.of("wrap_each_part", "boolean"), Param.of("prefix", "string"),
				Param.of("separator", "string"), Param.of("suffix", "string"));
	}

	private void add(String actionId, List<Action.Slot> inputs, Param... params) {
		this.actions.put(actionId,
				Action.builder()
					.actionId(actionId)
					.name(actionId)
					.inputs(inputs.toArray(Action.Slot[]::new))
					.params(params)
					.build());
	}

	synchronized void add(String slug, Technique technique) {
		this.techniques.put(technique.techniqueId(), technique);
		this.slugs.put(slug, technique.techniqueId());
	}

	synchronized @Nullable Technique technique(String idOrSlug) {
		return this.techniques.get(techniqueId(idOrSlug));
	}

	/** The identifier that a path means, whether or not there is such a technique. */
	synchronized String techniqueId(String idOrSlug) {
		return this.slugs.getOrDefault(idOrSlug, idOrSlug);
	}

	synchronized Map<String, Technique> techniques() {
		return new LinkedHashMap<>(this.techniques);
	}

	synchronized @Nullable Action action(String actionId) {
		return this.actions.get(actionId);
	}

	synchronized Map<String, Action> actions() {
		return new LinkedHashMap<>(this.actions);
	}

}
