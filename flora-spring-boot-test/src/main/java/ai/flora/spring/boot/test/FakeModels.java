package ai.flora.spring.boot.test;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

import ai.flora.client.model.ModelMedia;
import ai.flora.client.model.ModelMedia.Input;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The catalogue of {@link FakeFlora}: models of all families, in FLORA's form. It has
 * gaps, as FLORA's has. A start may name models that it lacks.
 */
final class FakeModels {

	private static final JsonMapper JSON = JsonMapper.builder().build();

	/** Price of a credit in US dollars. */
	private static final BigDecimal CREDIT = new BigDecimal("0.001");

	private static final String MODELS = """
			[
			{"model_id":"t2i-flux-2-pro","name":"FLUX.2 Pro","type":"image","provider":"bfl","capabilities":["text-to-image"],
			 "estimated_credits":36,"estimated_seconds":25,"params":[
			  {"name":"aspect_ratio","type":"string","required":false,"default":"1:1","label":"Aspect ratio","options":[
			   {"value":"1:1","label":"Square"},{"value":"16:9","label":"Wide"},{"value":"9:16","label":"Tall"}]},
			  {"name":"num_images","type":"int","required":false,"default":1,"min":1,"max":4},
			  {"name":"guidance_scale","type":"float","required":false,"default":3.5,"min":1,"max":20},
			  {"name":"seed","type":"seed","required":false}]},
			{"model_id":"t2i-nano-banana-2","name":"Nano Banana 2","type":"image","provider":"google",
			 "capabilities":["text-to-image"],"estimated_credits":72,"estimated_seconds":20,"params":[
			  {"name":"resolution","type":"string","required":false,"default":"1K","options":[
			   {"value":"1K","label":"1K"},{"value":"2K","label":"2K"},{"value":"4K","label":"4K"}]}]},
			{"model_id":"i2i-flux-kontext","name":"FLUX Kontext","type":"image","provider":"bfl",
			 "capabilities":["image-to-image"],"estimated_credits":40,"estimated_seconds":20,"params":[
			  {"name":"strength","type":"float","required":false,"default":0.8,"min":0,"max":1}]},
			{"model_id":"is2i-nano-banana-2","name":"Nano Banana 2 Edit","type":"image","provider":"google",
			 "capabilities":["image-to-image"],"estimated_credits":72,"estimated_seconds":25,"params":[]},
			{"model_id":"t2v-kling-2.5","name":"Kling 2.5","type":"video","provider":"kling",
			 "capabilities":["text-to-video"],"estimated_credits":253,"estimated_seconds":120,"params":[
			  {"name":"duration","type":"int","required":false,"default":5,"options":[
			   {"value":"5","label":"5 s"},{"value":"10","label":"10 s"}]},
			  {"name":"aspect_ratio","type":"string","required":false,"default":"16:9","options":[
			   {"value":"16:9","label":"Wide"},{"value":"9:16","label":"Tall"},{"value":"1:1","label":"Square"}]},
			  {"name":"generate_audio","type":"bool","required":false,"default":false},
			  {"name":"camera_control","type":"dict","required":false,"properties":{
			   "pan":{"default":0,"min":-10,"max":10},"tilt":{"default":0,"min":-10,"max":10}}}]},
			{"model_id":"i2v-kling-2.5","name":"Kling 2.5","type":"video","provider":"kling",
			 "capabilities":["image-to-video"],"estimated_credits":450,"estimated_seconds":150,"params":[
			  {"name":"duration","type":"int","required":false,"default":5,"options":[
			   {"value":"5","label":"5 s"},{"value":"10","label":"10 s"}]},
			  {"name":"negative_prompt","type":"string","required":false}]},
			{"model_id":"i2v-gemini-omni","name":"Gemini Omni","type":"video","provider":"google",
			 "capabilities":["image-to-video"],"estimated_credits":0,"estimated_seconds":90,"beta":true,"params":[]},
			{"model_id":"f2v-wan-2.2","name":"Wan 2.2","type":"video","provider":"wan",
			 "capabilities":["first-frame"],"estimated_credits":200,"estimated_seconds":180,"params":[
			  {"name":"num_frames","type":"int?","required":false,"min":16,"max":161}]},
			{"model_id":"iv2v-wan-animate","name":"Wan Animate","type":"video","provider":"wan",
			 "capabilities":["image-to-video","video-to-video"],"estimated_credits":300,"estimated_seconds":240,
			 "params":[]},
			{"model_id":"r2v-vidu-q1","name":"Vidu Q1","type":"video","provider":"vidu","capabilities":["references"],
			 "estimated_credits":400,"estimated_seconds":200,"params":[
			  {"name":"style","type":"string","required":true,"options":[
			   {"value":"general","label":"General"},{"value":"anime","label":"Anime"}]}]},
			{"model_id":"v2v-runway-aleph","name":"Aleph","type":"video","provider":"runway",
			 "capabilities":["video-to-video"],"estimated_credits":750,"estimated_seconds":360,"params":[]},
			{"model_id":"t2a-eleven-music","name":"Eleven Music","type":"audio","provider":"elevenlabs",
			 "capabilities":["text-to-audio"],"estimated_credits":80,"estimated_seconds":30,"params":[
			  {"name":"length_seconds","type":"int","required":false,"default":30,"min":5,"max":300}]},
			{"model_id":"t2t-gpt-5-mini","name":"GPT-5 mini","type":"text","provider":"openai",
			 "capabilities":["text"],"estimated_credits":4,"estimated_seconds":5,"params":[
			  {"name":"stop","type":"string[]","required":false}]},
			{"model_id":"i2t-gpt-5-mini","name":"GPT-5 mini","type":"text","provider":"openai",
			 "capabilities":["image-to-text"],"estimated_credits":4,"estimated_seconds":8,"params":[]},
			{"model_id":"v2t-gemini-flash","name":"Gemini Flash","type":"text","provider":"google",
			 "capabilities":["video-to-text"],"estimated_credits":10,"estimated_seconds":15,"params":[]}
			]""";

	private FakeModels() {
	}

	/** Responds to {@code GET /models}. */
	static FakeResponse list(String path) {
		int query = path.indexOf("type=");
		String type = (query >= 0) ? path.substring(query + 5).replaceAll("&.*", "") : "";
		ObjectNode response = JSON.createObjectNode();
		ArrayNode models = response.putArray("models");
		for (JsonNode model : JSON.readTree(MODELS)) {
			if (type.isEmpty() || model.path("type").asString().equals(type)) {
				models.add(model);
			}
		}
		return FakeResponse.json(response.toString());
	}

	/** The price of a model's base configuration in US dollars, or {@code null}. */
	static @Nullable BigDecimal price(String modelId) {
		for (JsonNode model : JSON.readTree(MODELS)) {
			if (model.path("model_id").asString().equals(modelId)) {
				BigDecimal credits = model.path("estimated_credits").decimalValue();
				return (credits.signum() > 0) ? credits.multiply(CREDIT) : null;
			}
		}
		return null;
	}

	/**
	 * The media that the model of a request takes, by the names and forms of its family,
	 * and that FLORA can fetch. Others are ignored, and the run is billed all the same.
	 * @param origin scheme, host and port of the fake, which serves media of its own
	 */
	static List<String> media(StartRequest request, String origin) {
		ModelMedia family = ModelMedia.of(request.modelId());
		List<String> media = new ArrayList<>();
		if (family.isStartable()) {
			add(media, request, family.images());
			add(media, request, family.videos());
		}
		return media.stream().filter((url) -> FetchableUrls.contain(url, origin)).distinct().toList();
	}

	private static void add(List<String> media, StartRequest request, @Nullable Input input) {
		Object value = (input != null) ? request.params().get(input.name()) : null;
		if (input != null && input.several() && value instanceof List<?> urls) {
			urls.forEach((url) -> media.add(String.valueOf(url)));
		}
		else if (input != null && !input.several() && value instanceof String url) {
			media.add(url);
		}
	}

	/**
	 * Tells whether a model that makes videos from an image got none, and so will fail.
	 */
	static boolean lacksImage(StartRequest request, String origin) {
		String family = ModelMedia.of(request.modelId()).family();
		return (family.equals("i2v") || family.equals("f2v")) && media(request, origin).isEmpty();
	}

}
