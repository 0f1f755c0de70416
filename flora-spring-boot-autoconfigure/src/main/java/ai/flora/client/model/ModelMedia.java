package ai.flora.client.model;

import java.io.Serializable;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * The media that a family of models takes, and the parameters that carry them. FLORA's
 * catalogue does not tell: both follow from the prefix of the model's identifier, such as
 * {@code i2v-}. FLORA ignores other names and forms without an error, and bills the run.
 * <p>
 * The constructor is not part of the contract. Tests begin with {@link #of}.
 *
 * @param family the prefix, such as {@code i2v}; empty for a family that this version
 * does not know
 * @param images the form of images; {@code null} if the family takes none, or is not
 * known
 * @param videos the form of videos; {@code null} if the family takes none, or is not
 * known
 * @since 0.1.0
 */
public record ModelMedia(String family, @Nullable Input images, @Nullable Input videos) implements Serializable {

	/** The parameters that carry media, of all families. */
	private static final Set<String> NAMES = Set.of("image_url", "image_urls", "video_url", "video_urls");

	private static final Input IMAGE = new Input("image_url", false);

	private static final Input IMAGES = new Input("image_urls", true);

	private static final Input VIDEO = new Input("video_url", false);

	private static final Input VIDEOS = new Input("video_urls", true);

	private static final ModelMedia UNKNOWN = new ModelMedia("", null, null);

	/** Gemini Omni takes another form than its family does. */
	private static final ModelMedia GEMINI_OMNI = new ModelMedia("i2v", IMAGES, null);

	private static final Map<String, ModelMedia> FAMILIES = Map.ofEntries(family("t2i", null, null),
			family("t2v", null, null), family("t2a", null, null), family("t2t", null, null), family("i2i", IMAGE, null),
			family("i2v", IMAGE, null), family("f2v", IMAGE, null), family("iv2v", IMAGE, VIDEO),
			family("is2i", IMAGES, null), family("r2v", IMAGES, null), family("i2t", IMAGES, null),
			family("v2t", null, VIDEOS), family("v2v", null, VIDEO));

	private static Map.Entry<String, ModelMedia> family(String family, @Nullable Input images, @Nullable Input videos) {
		return Map.entry(family, new ModelMedia(family, images, videos));
	}

	/**
	 * Returns the media of a model.
	 * @param modelId identifier of the model; {@code null} for the workspace's default,
	 * whose media are not known
	 * @return the media of its family
	 */
	public static ModelMedia of(@Nullable String modelId) {
		String id = (modelId != null) ? modelId.toLowerCase(Locale.ROOT) : "";
		int end = id.indexOf('-');
		ModelMedia media = (end > 0) ? FAMILIES.getOrDefault(id.substring(0, end), UNKNOWN) : UNKNOWN;
		return (media.family.equals("i2v") && id.contains("gemini") && id.contains("omni")) ? GEMINI_OMNI : media;
	}

	/**
	 * Tells whether a parameter carries media in any family.
	 * @param param name of the parameter
	 * @return {@code true} if it does
	 */
	public static boolean isMedia(String param) {
		return NAMES.contains(param);
	}

	/**
	 * Tells whether this version knows the family.
	 * @return {@code true} if it does
	 */
	public boolean isKnown() {
		return !this.family.isEmpty();
	}

	/**
	 * Tells whether a start can give the family its media. It cannot for {@code v2v},
	 * video to video, whose source must be an edge of the canvas. A start without that
	 * source makes, and bills, a video from the text alone.
	 * @return {@code false} for {@code v2v}
	 */
	public boolean isStartable() {
		return !this.family.equals("v2v");
	}

	/**
	 * Returns the parameters that carry media. Media that the family does not take have
	 * the form of other families.
	 * @param images URLs of images
	 * @param videos URLs of videos
	 * @return values by name, each a text or a list of texts; empty if there are no media
	 */
	public Map<String, Object> params(List<URI> images, List<URI> videos) {
		if (images.isEmpty() && videos.isEmpty()) {
			return Map.of();
		}
		Map<String, Object> params = new LinkedHashMap<>();
		put(params, images, this.images, IMAGE, IMAGES);
		put(params, videos, this.videos, VIDEO, VIDEOS);
		return params;
	}

	private static void put(Map<String, Object> params, List<URI> urls, @Nullable Input own, Input one, Input several) {
		if (urls.isEmpty()) {
			return;
		}
		Input usual = (urls.size() == 1) ? one : several;
		Input input = (own != null && (own.several() || urls.size() == 1)) ? own : usual;
		List<String> texts = urls.stream().map(URI::toString).toList();
		params.put(input.name(), input.several() ? texts : texts.get(0));
	}

	/**
	 * The form of media of one kind.
	 *
	 * @param name name of the parameter
	 * @param several whether the parameter is a list of at least one text; otherwise it
	 * is one text
	 * @since 0.1.0
	 */
	public record Input(String name, boolean several) implements Serializable {
	}

}
