package ai.flora.client.internal.model;

import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import ai.flora.client.FloraRequestRefusedException;
import ai.flora.client.GenerationRequest;
import ai.flora.client.GenerationType;
import ai.flora.client.internal.time.Deadline;
import ai.flora.client.internal.time.VirtualTiming;
import ai.flora.client.model.ModelCheck;
import ai.flora.client.model.RequestProblem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Requests that are refused before a start, and those that a warning is logged for.
 */
@ExtendWith(OutputCaptureExtension.class)
class RequestCheckTests {

	private static final URI URL = URI.create("https://media.flora.ai/1.png");

	private static final URI URL_2 = URI.create("https://media.flora.ai/2.png");

	private static final String MODELS = """
			{"models":[{"model_id":"t2v-1","type":"video","estimated_credits":450,"params":[
			 {"name":"aspect_ratio","type":"string","required":false,"default":"16:9",
			  "options":[{"value":"16:9","label":"Wide"},{"value":"9:16","label":"Tall"}]},
			 {"name":"duration","type":"int","required":false,"options":[{"value":"5"},{"value":"10"}]},
			 {"name":"steps","type":"int?","min":1,"max":50},
			 {"name":"cfg","type":"float","min":0,"max":1.5},
			 {"name":"loop","type":"bool"},
			 {"name":"seed","type":"seed"},
			 {"name":"tags","type":"string[]","options":[{"value":"a"},{"value":"b"}]},
			 {"name":"camera","type":"dict","properties":{"pan":{"default":0,"min":-10,"max":10},"tilt":{"default":0}}},
			 {"name":"note","type":"string"},
			 {"name":"hologram","type":"quaternion","min":1}]},
			 {"model_id":"i2v-1","type":"video","params":[]},
			 {"model_id":"i2v-gemini-omni","params":[]},{"model_id":"v2v-1","params":[]},
			 {"model_id":"t2i-needy","params":[{"name":"style","type":"string","required":true},
			  {"name":"size","type":"string","required":true,"default":"1k"},
			  {"name":"steps","type":"int?","required":true,"default":null},
			  {"name":"prompt","type":"string","required":true}]}]}""";

	/** A catalogue that contradicts itself, or lists what cannot be given. */
	private static final String NONSENSE = """
			{"models":[{"model_id":"t2v-1","params":[
			 {"name":"duration","type":"int","options":[{"value":"short"},{"value":"5"}]},
			 {"name":"fps","type":"int","max":30,"options":[{"value":"24"},{"value":"60"}]},
			 {"name":"seed","type":"seed","min":0,"default":-1},
			 {"name":"speed","type":"float","min":5,"max":1},
			 {"name":"scale","type":"float","min":0,"max":1,"default":-1,"options":[{"value":"0.5"}]},
			 {"name":"loop","type":"bool","options":[{"value":"on"},{"value":"off"}]},
			 {"name":"tags","type":"string[]","default":["x"],"options":[{"value":"a"}]},
			 {"name":"zoom","type":"dict","default":"none","options":[{"value":"auto"}]},
			 {"name":"camera","type":"dict","default":{"pan":0,"roll":5},
			  "properties":{"pan":{"default":0,"min":1,"max":10},"tilt":{"default":-1,"min":0}}}]}]}""";

	private final VirtualTiming timing = new VirtualTiming();

	private final ScriptedModels flora = new ScriptedModels(MODELS);

	private final Models fail = models(ModelCheck.FAIL);

	private Models models(ModelCheck check) {
		return new Models(this.flora.transport(this.timing), new ModelSettings(check, Duration.ofMinutes(10), false),
				(request) -> null);
	}

	static Stream<Arguments> refused() {
		return Stream.of(arguments("aspect_ratoi", "16:9", "aspect_ratio"),
				arguments("aspectRatio", "16:9", "aspect_ratio"), arguments("Duration", 5, "duration"),
				arguments("aspect_ratio", "4:3", "16:9, 9:16"), arguments("aspect_ratio", 5, "a text"),
				arguments("duration", 7, "5, 10"), arguments("duration", "5", "a whole number"),
				arguments("duration", 5.5, "a whole number"), arguments("steps", 0, "from 1 to 50"),
				arguments("steps", 51L, "from 1 to 50"), arguments("cfg", 1.6, "from 0 to 1.5"),
				arguments("cfg", Double.NaN, "a number"), arguments("loop", "true", "true or false"),
				arguments("seed", "x", "a whole number"), arguments("tags", "a", "a list of texts"),
				arguments("tags", List.of("a", "c"), "one of a, b"), arguments("camera", 1, "an object of pan, tilt"),
				arguments("camera", Map.of("pan", 11), "from -10 to 10"), arguments("camera", Map.of("pna", 1), "pan"),
				arguments("note", List.of("x"), "a text"), arguments("sed", 5, "seed"));
	}

	@ParameterizedTest
	@MethodSource
	void refused(String name, Object value, String allowed) {
		GenerationRequest request = request("t2v-1").param(name, value).build();
		assertThatExceptionOfType(FloraRequestRefusedException.class).isThrownBy(() -> start(this.fail, request))
			.withMessageContaining("t2v-1")
			.withMessageContaining(name)
			.withMessageContaining(allowed)
			.withMessageContaining("unchecked()")
			.withMessageContaining("FloraClientBuilder.modelCheck")
			.withMessageContaining("Nothing was sent");
		assertThat(this.fail.check().problems(request)).singleElement().matches(RequestProblem::certain);
		start(this.fail, request.toBuilder().unchecked().build());
		start(models(ModelCheck.WARN), request);
		start(models(ModelCheck.OFF), request);
	}

	static Stream<Arguments> accepted() {
		Map<String, Object> nothing = new HashMap<>();
		nothing.put("pan", null);
		return Stream.of(arguments("aspect_ratio", "9:16"), arguments("aspect_ratio", new StringBuilder("9:16")),
				arguments("duration", 10), arguments("duration", 10.0), arguments("duration", new BigDecimal("1E+1")),
				arguments("steps", 50), arguments("steps", (short) 1), arguments("cfg", 1), arguments("cfg", 0.5f),
				arguments("loop", true), arguments("seed", -1), arguments("seed", Long.MAX_VALUE),
				arguments("tags", List.of()), arguments("tags", new String[] { "a", "b" }),
				arguments("camera", Map.of("pan", -10, "tilt", 1e9)), arguments("camera", nothing),
				arguments("note", "anything"), arguments("note", Optional.of("x")), arguments("steps", null),
				arguments("aspect_ratio", Optional.empty()), arguments("note", Unwritable.INSTANCE));
	}

	@ParameterizedTest
	@MethodSource
	void accepted(String name, Object value, CapturedOutput log) {
		GenerationRequest request = request("t2v-1").param(name, value).build();
		start(this.fail, request);
		assertThat(this.fail.check().problems(request)).isEmpty();
		assertThat(log).doesNotContain("FLORA may ignore");
	}

	@ParameterizedTest
	@CsvSource({ "guidance, 5", "image_url, https://x/1.png", "video_urls, x", "hologram, 0", "fps, 24", "x, 1" })
	void whatTheCatalogueDoesNotTellWarnsOnceAtMost(String name, String value, CapturedOutput log) {
		for (int i = 0; i < 3; i++) {
			start(this.fail, request("t2v-1").param(name, value + i).build());
		}
		assertThat(log.getOut().split("FLORA may ignore", -1)).hasSize(2);
	}

	@Test
	void modelThatIsNotListedWarnsOnce(CapturedOutput log) {
		for (int i = 0; i < 3; i++) {
			start(this.fail, request("t2v-new").param("p" + i, i).build());
		}
		assertThat(log.getOut().split("FLORA may ignore", -1)).hasSize(2);
	}

	@Test
	void requiredParamIsMissing() {
		assertThatExceptionOfType(FloraRequestRefusedException.class)
			.isThrownBy(() -> start(this.fail, request("t2i-needy").param("size", "1k").build()))
			.withMessageContaining("style")
			.withMessageContaining("required");
		assertThatExceptionOfType(FloraRequestRefusedException.class)
			.isThrownBy(() -> start(this.fail, request("t2i-needy").param("style", Optional.empty()).build()))
			.withMessageContaining("required");
		start(this.fail, request("t2i-needy").param("style", "noir").build());
		start(this.fail, request("t2i-needy").param("style", "noir").param("steps", Optional.empty()).build());
	}

	@Test
	void requiredParamOfAnUnknownKindWarns(CapturedOutput log) {
		this.flora.answers = (query) -> """
				{"models":[{"model_id":"i2v-1","params":[{"name":"image","type":"media","required":true}]}]}""";
		start(this.fail, request("i2v-1").fromImage(URL).build());
		assertThat(log).contains("image: given is nothing, allowed is a value, and it is required");
	}

	static Stream<Arguments> media() {
		return Stream.of(arguments("t2v-1", List.of(URL), List.of(), "t2v- models take no images"),
				arguments("i2v-1", List.of(), List.of(URL), "i2v- models take no videos"),
				arguments("i2v-1", List.of(URL, URL_2), List.of(), "i2v- models take one image"),
				arguments("iv2v-1", List.of(URL), List.of(), "iv2v- models need them, as video_url"),
				arguments("is2i-1", List.of(), List.of(), "is2i- models need them, as image_urls"),
				arguments("i2v-1", List.of(), List.of(), "i2v- models need them, as image_url"),
				arguments("v2v-1", List.of(), List.of(URL), "edge of the canvas"),
				arguments("v2v-1", List.of(), List.of(), "edge of the canvas"),
				arguments(null, List.of(URL), List.of(), "default model would ignore them"),
				arguments(null, List.of(), List.of(URL), "default model would ignore them"));
	}

	@ParameterizedTest
	@MethodSource
	void media(String model, List<URI> images, List<URI> videos, String allowed) {
		GenerationRequest request = request(model).fromImages(images.toArray(URI[]::new))
			.fromVideos(videos.toArray(URI[]::new))
			.build();
		assertThatExceptionOfType(FloraRequestRefusedException.class).isThrownBy(() -> start(this.fail, request))
			.withMessageContaining(allowed)
			.withMessageContaining("unchecked()");
		assertThat(this.flora.requests).isEmpty();
		assertThat(this.fail.check().problems(request)).isNotEmpty();
		start(this.fail, request.toBuilder().unchecked().build());
	}

	@Test
	void mediaThatFitAreAccepted(CapturedOutput log) {
		start(this.fail, request("i2v-1").fromImage(URL).build());
		start(this.fail, request("i2v-1").param("image_url", URL.toString()).build());
		start(this.fail, request("i2v-gemini-omni").fromImages(URL, URL_2).build());
		assertThat(log).doesNotContain("FLORA may ignore");
		start(this.fail, request("x2y-1").fromImage(URL).build());
		start(this.fail, request("i2v-1").param("image_urls", List.of(URL)).build());
		start(this.fail, request("i2v-1").param("first_frame", URL.toString()).build());
		assertThat(log).contains("x2y-1").contains("FLORA ignores other names");
	}

	static Stream<Arguments> valueWithoutATextIsNoMedia() {
		return Stream.of(arguments("i2v-1", "image_url", ""), arguments("i2v-1", "image_url", "  "),
				arguments("i2v-1", "image_url", Optional.empty()), arguments("i2v-1", "image_url", Map.of("url", "")),
				arguments("i2v-1", "image_urls", List.of()), arguments("is2i-1", "image_urls", new String[0]),
				arguments("is2i-1", "image_urls", List.of("", " ")),
				arguments("is2i-1", "image_urls", Optional.of(List.of())));
	}

	@ParameterizedTest
	@MethodSource
	void valueWithoutATextIsNoMedia(String model, String name, Object value) {
		GenerationRequest request = request(model).param(name, value).build();
		assertThatExceptionOfType(FloraRequestRefusedException.class).isThrownBy(() -> start(this.fail, request))
			.withMessageContaining("given is none");
		assertThat(this.flora.requests).isEmpty();
	}

	static Stream<Arguments> linkByANameThatIsNotKnownMayBeMedia() throws Exception {
		return Stream.of(arguments(URL), arguments(URL.toURL()), arguments(Optional.of(URL.toString())),
				arguments(new Frame(URL)), arguments(List.of(new Frame(URL))),
				arguments(Map.of("frame", new Frame(URL))), arguments(Map.of(Position.FIRST, URL)),
				arguments((Object) new URI[] { URL }), arguments("DATA:x"));
	}

	@ParameterizedTest
	@MethodSource
	void linkByANameThatIsNotKnownMayBeMedia(Object value) {
		start(this.fail, request("i2v-1").param("first_frame", value).build());
	}

	/** The catalogue lists no media, so that it is not needed to tell. */
	@ParameterizedTest
	@CsvSource({ "i2v-1, imageUrl, image_url", "i2v-1, image_ulr, image_url", "i2v-1, Image_URL, image_url",
			"i2v-1, imageUrls, image_url", "is2i-1, image_urlss, image_urls", "v2t-1, videoUrls, video_urls",
			"i2v-gemini-omni, imageUrls, image_urls" })
	void mistypedNameOfMediaIsRefused(String model, String name, String meant) {
		GenerationRequest request = request(model).param(name, URL).build();
		for (String catalogue : new String[] { MODELS, "500" }) {
			this.flora.answers = (query) -> catalogue;
			assertThatExceptionOfType(FloraRequestRefusedException.class)
				.isThrownBy(() -> start(models(ModelCheck.FAIL), request))
				.withMessageContaining(name + ": given is a parameter of that name, allowed is " + meant);
		}
	}

	@Test
	void mistypedNameOfMediaIsRefusedBesideOtherMedia() {
		assertThatExceptionOfType(FloraRequestRefusedException.class)
			.isThrownBy(() -> start(this.fail, request("iv2v-1").fromImage(URL).param("videoUrl", URL_2).build()))
			.withMessageContaining("allowed is video_url");
		assertThatExceptionOfType(FloraRequestRefusedException.class)
			.isThrownBy(() -> start(this.fail, request("i2v-1").param("image_url", "").param("imageUrl", URL).build()))
			.withMessageContaining("allowed is image_url");
	}

	/** What the catalogue lists is no mistake, however similar it is to another name. */
	@Test
	void nameThatTheCatalogueListsIsNotTakenForAnother() {
		this.flora.answers = (query) -> """
				{"models":[{"model_id":"i2v-1","params":[{"name":"image_uri","type":"string"}]}]}""";
		start(this.fail, request("i2v-1").param("image_uri", URL).build());
	}

	/** FLORA would get what is meant: the other name is not a mistake for it. */
	@Test
	void nameBesideTheOneThatItIsSimilarToWarns(CapturedOutput log) {
		start(this.fail, request("t2v-1").param("cfg", 1).param("cfgs", 1).build());
		start(this.fail, request("t2v-1").param("camera", Map.of("pan", 1, "span", 1)).build());
		start(this.fail, request("i2v-1").fromImage(URL).param("image_url2", URL_2).build());
		assertThat(log.getOut().split("FLORA may ignore", -1)).hasSize(4);
	}

	static Stream<Arguments> mediaByTheirNames() {
		return Stream.of(arguments("t2v-1", "image_url", URL, "t2v- models take no images"),
				arguments("i2v-1", "video_url", URL, "i2v- models take no videos"),
				arguments("i2v-1", "image_url", List.of(URL), "image_url, one text"),
				arguments("i2v-1", "image_url", new Frame(URL), "image_url, one text"),
				arguments("i2v-gemini-omni", "image_urls", URL, "image_urls, a list of texts"),
				arguments("iv2v-1", "video_urls", List.of(URL), "video_url, one text"),
				arguments("v2t-1", "video_urls", URL.toString(), "video_urls, a list of texts"),
				arguments(null, "image_url", URL, "default model would ignore them"));
	}

	/** FLORA ignores what it does not expect, and bills. */
	@ParameterizedTest
	@MethodSource
	void mediaByTheirNames(String model, String name, Object value, String allowed, CapturedOutput log) {
		GenerationRequest request = request(model).param(name, value)
			.fromImages("iv2v-1".equals(model) ? new URI[] { URL } : new URI[0])
			.build();
		assertThat(this.fail.check().problems(request)).anyMatch((problem) -> !problem.certain()
				&& problem.message().contains(allowed) && problem.parameter().equals(name));
		start(this.fail, request);
		start(this.fail, request);
		assertThat(log.getOut().split(allowed, -1)).hasSize(2);
	}

	static Stream<Arguments> nonsenseInTheCatalogueRefusesNothing() {
		return Stream.of(arguments("duration", 7), arguments("duration", "short"), arguments("fps", 60),
				arguments("seed", -1), arguments("seed", -1.0), arguments("speed", 3), arguments("scale", -1L),
				arguments("scale", new BigDecimal("-1.00")), arguments("scale", 0.50), arguments("loop", true),
				arguments("loop", "on"), arguments("tags", List.of("x")), arguments("zoom", "none"),
				arguments("zoom", "auto"), arguments("camera", Map.of("pan", 0.0, "roll", 5)),
				arguments("camera", Map.of("pan", 0.0, "tilt", new BigDecimal("-1.0"))));
	}

	@ParameterizedTest
	@MethodSource
	void nonsenseInTheCatalogueRefusesNothing(String name, Object value) {
		this.flora.answers = (query) -> NONSENSE;
		GenerationRequest request = request("t2v-1").param(name, value).build();
		start(this.fail, request);
		assertThat(this.fail.check().problems(request)).isEmpty();
	}

	/** The start will say so. */
	@Test
	void valueWithoutAnEndIsNotCompared() {
		Map<String, Object> map = new HashMap<>();
		map.put("pan", map);
		map.put("tilt", map);
		Object[] array = new Object[2];
		Arrays.fill(array, array);
		Object deep = "x";
		for (int i = 0; i < 100_000; i++) {
			deep = List.of(deep);
		}
		for (Object value : List.of(map, array, deep)) {
			GenerationRequest request = request("t2v-1").param("camera", value).build();
			start(this.fail, request);
			assertThat(this.fail.check().problems(request)).isEmpty();
		}
	}

	/** A text that stands for a value of the kind is not the value. */
	static Stream<Arguments> textIsNoOptionOfAnotherKind() {
		return Stream.of(arguments("duration", "5"), arguments("duration", "Short"), arguments("fps", "24"),
				arguments("scale", "0.5"), arguments("loop", "true"), arguments("tags", "a"),
				arguments("camera", "pan"));
	}

	@ParameterizedTest
	@MethodSource
	void textIsNoOptionOfAnotherKind(String name, String value) {
		this.flora.answers = (query) -> NONSENSE;
		assertThatExceptionOfType(FloraRequestRefusedException.class)
			.isThrownBy(() -> start(this.fail, request("t2v-1").param(name, value).build()));
	}

	@Test
	void barePromptReadsNoCatalogue() {
		start(this.fail, request("t2v-1").build());
		start(this.fail, GenerationRequest.image("A harbour"));
		start(models(ModelCheck.OFF), request("t2v-1").param("duratoin", 5).build());
		assertThat(this.flora.requests).isEmpty();
	}

	@Test
	void barePromptIsComparedWithAKnownCatalogue(CapturedOutput log) {
		GenerationRequest bare = request("t2i-needy").build();
		start(this.fail, bare);
		assertThat(this.fail.check().problems(bare)).singleElement().matches(RequestProblem::certain);
		assertThatExceptionOfType(FloraRequestRefusedException.class).isThrownBy(() -> start(this.fail, bare))
			.withMessageContaining("style");
		start(this.fail, request("t2v-1").build());
		start(this.fail, request("t2v-new").build());
		assertThat(this.flora.requests).hasSize(1);
		assertThat(log).doesNotContain("FLORA may ignore");
	}

	@Test
	void oldCatalogueRefusesNoBarePrompt() {
		this.fail.check().problems(request("t2v-1").build());
		this.timing.sleep(Duration.ofMinutes(11));
		this.flora.answers = (query) -> "{\"models\":[{\"model_id\":\"t2i-needy\"}]}";
		start(this.fail, request("t2v-1").build());
		assertThat(this.flora.requests).hasSize(1);
		start(this.fail, request("t2i-needy").build());
		assertThat(this.flora.requests).hasSize(2);
	}

	@Test
	void catalogueThatIsAwayRefusesNothing(CapturedOutput log) {
		this.flora.answers = (query) -> "500";
		start(this.fail, request("t2v-1").param("duratoin", 5).build());
		start(this.fail, request("t2v-1").param("duratoin", 5).build());
		assertThat(log.getOut().split("WARN", -1)).hasSize(2);
	}

	@Test
	void problemIsFitForALog() {
		GenerationRequest request = request("t2v-1").param("aspect_ratio", "a\nb\u202e" + "x".repeat(500)).build();
		assertThat(this.fail.check().problems(request).get(0).message()).doesNotContain("\n", "\u202e")
			.hasSizeLessThan(300);
	}

	@ParameterizedTest
	@CsvSource({ "abcd, abdc, 1", "abc, abc, 0", "'', ab, 2", "kitten, sitting, 3" })
	void distanceCountsLetters(String first, String second, int distance) {
		assertThat(SimilarNames.distance(first, second)).isEqualTo(distance);
	}

	@Test
	void shortNamesAreSimilarOnlyWhenTheyAre() {
		assertThat(SimilarNames.nearest("n", List.of("id", "fps"))).isNull();
		assertThat(SimilarNames.nearest("fp", List.of("fps"))).isEqualTo("fps");
		assertThat(SimilarNames.nearest("size", List.of("seed"))).isNull();
	}

	private void start(Models models, GenerationRequest request) {
		models.check().beforeStart(request, Deadline.in(Duration.ofMinutes(2), this.timing));
	}

	private static GenerationRequest.Builder request(String model) {
		return GenerationRequest.builder(GenerationType.VIDEO, "A harbour").model(model);
	}

	private record Frame(URI url) {
	}

	private enum Position {

		FIRST

	}

	/** Jackson cannot write it; the start will say so. */
	private enum Unwritable {

		INSTANCE;

		@com.fasterxml.jackson.annotation.JsonValue
		Object value() {
			throw new IllegalStateException();
		}

	}

}
