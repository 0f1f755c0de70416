package ai.flora.spring.boot.test;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;

import ai.flora.client.OutputType;
import ai.flora.client.action.Action;
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
		add("resize-image-browser", image);
		add("crop-image-browser", image);
		add("rotate-image-browser", image);
		add("stitch-videos", new Action.Slot("videos", "video", false, true));
		add("merge-audio-into-video", Action.Slot.of("video", "video"), Action.Slot.of("audio", "audio"));
		add("concat-text-browser", new Action.Slot("texts", "text", false, true));
	}

	private void add(String actionId, Action.Slot... inputs) {
		this.actions.put(actionId, Action.builder().actionId(actionId).name(actionId).inputs(inputs).build());
	}

	synchronized void add(String slug, Technique technique) {
		this.techniques.put(technique.techniqueId(), technique);
		this.slugs.put(slug, technique.techniqueId());
	}

	synchronized @Nullable Technique technique(String idOrSlug) {
		return this.techniques.get(this.slugs.getOrDefault(idOrSlug, idOrSlug));
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
