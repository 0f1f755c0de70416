package ai.flora.client;

import java.math.BigDecimal;
import java.net.URI;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import ai.flora.client.FloraApiException.Details;
import ai.flora.client.FloraApiException.FieldError;
import ai.flora.client.GenerationBatch.Item;
import ai.flora.client.GenerationBatch.Progress;
import ai.flora.client.GenerationBatch.State;
import ai.flora.client.action.Action;
import ai.flora.client.action.ActionRequest;
import ai.flora.client.asset.Asset;
import ai.flora.client.model.GenerationModel;
import ai.flora.client.model.ModelParam;
import ai.flora.client.model.ParamKind;
import ai.flora.client.model.ParamOption;
import ai.flora.client.model.ParamRange;
import ai.flora.client.model.RequestProblem;
import ai.flora.client.output.SavedOutput;
import ai.flora.client.project.Project;
import ai.flora.client.technique.Technique;
import ai.flora.client.technique.TechniqueRequest;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.mockito.Mockito.mock;

/**
 * The builders and factories of what users make in tests, and of what they ask for.
 */
class BuilderTests {

	private static final RunOutput OUTPUT = RunOutput.builder()
		.outputId("output_1")
		.type(OutputType.IMAGE)
		.value("https://media.flora.ai/a.png")
		.build();

	private static final Run RUN = Run.builder()
		.runId("run_1")
		.status(RunStatus.FAILED)
		.progress(BigDecimal.ONE)
		.createdAt(Instant.ofEpochSecond(1))
		.startedAt(Instant.ofEpochSecond(2))
		.completedAt(Instant.ofEpochSecond(3))
		.chargedCost(BigDecimal.TEN)
		.errorCode("code")
		.errorMessage("message")
		.outputs(List.of(OUTPUT))
		.pollUrl("https://app.flora.ai/api/v1/runs/run_1")
		.build();

	private static final Generation GENERATION = Generation.builder()
		.run(RUN)
		.workspaceId("ws_1")
		.projectId("prj_1")
		.model(ModelReference.of("t2i-1"))
		.technique(TechniqueReference.of("tech_1", "Shots"))
		.build();

	private static final StartedRun STARTED = StartedRun.builder()
		.runId("run_1")
		.type("generation")
		.quotedCost(BigDecimal.ONE)
		.estimatedSeconds(BigDecimal.TEN)
		.model(ModelReference.of("t2i-1"))
		.projectId("prj_1")
		.pollUrl("https://app.flora.ai/api/v1/runs/run_1")
		.build();

	private static final Project PROJECT = Project.builder()
		.projectId("prj_1")
		.name("Harbours")
		.workspaceId("ws_1")
		.origin("api")
		.createdAt(Instant.ofEpochMilli(1790000100000L))
		.lastModified(Instant.ofEpochMilli(1790000100001L))
		.build();

	private static final Technique TECHNIQUE = Technique.builder()
		.techniqueId("tech_1")
		.name("Shots")
		.description("Shoots")
		.runCost(BigDecimal.ONE)
		.inputs(Technique.Slot.of("photo", OutputType.IMAGE), Technique.Slot.ofOptional("mood", OutputType.TEXT))
		.outputs(Technique.Slot.ofSeveral("shots", OutputType.IMAGE))
		.build();

	private static final Action ACTION = Action.builder()
		.actionId("resize-image-browser")
		.name("Resize")
		.description("Resizes")
		.language("javascript")
		.chargedCost(BigDecimal.ONE)
		.inputs(Action.Slot.of("image", "image"))
		.outputs(Action.Slot.of("image", "image"))
		.params(Action.Param.of("fit", "string", "cover", "contain"))
		.build();

	private static final ModelParam PARAM = ModelParam.builder("camera", ParamKind.DICT)
		.required(true)
		.defaultValue("still")
		.label("Camera")
		.description("Moves the camera")
		.range(BigDecimal.ZERO, BigDecimal.TEN)
		.options("still")
		.properties(Map.of("pan", ParamRange.of(BigDecimal.ZERO, BigDecimal.TEN)))
		.build();

	private static final GenerationModel MODEL = GenerationModel.builder("t2v-1", GenerationType.VIDEO)
		.name("Video 1")
		.provider("somebody")
		.capabilities("sound")
		.estimatedCredits(BigDecimal.TEN)
		.estimatedSeconds(BigDecimal.ONE)
		.beta(false)
		.params(PARAM)
		.build();

	private static final SavedOutput SAVED = SavedOutput.builder()
		.outputId("output_1")
		.location(URI.create("file:///pictures/run_1.output_1.jpg"))
		.size(4711)
		.sha256("ab".repeat(32))
		.mediaType("image/jpeg")
		.build();

	private static final FloraRunEndedEvent EVENT = FloraRunEndedEvent.builder(RUN)
		.reference("order 4711")
		.model("t2i-1")
		.projectId("prj_1")
		.outputs(List.of(SAVED))
		.build();

	private static final GenerationRequest REQUEST = GenerationRequest.video("A harbour")
		.toBuilder()
		.workspaceId("ws_1")
		.projectId("prj_1")
		.model("t2v-1")
		.param("duration", 5)
		.callbackUrl(URI.create("https://app.example.com/flora"))
		.idempotencyKey("key_1")
		.reference("order 4711")
		.build();

	private static final Item ITEM = Item.builder(REQUEST)
		.index(1)
		.state(State.FAILED)
		.handle(mock(RunHandle.class))
		.run(RUN)
		.reason(new FloraRunFailedException(RUN))
		.build();

	static Stream<Record> records() {
		return Stream.of(RUN, Samples.ASSET, OUTPUT, GENERATION, STARTED, PROJECT, TECHNIQUE, ACTION, PARAM, MODEL,
				SAVED, EVENT, ITEM);
	}

	@ParameterizedTest
	@MethodSource("records")
	void builderSetsEachComponent(Record built) throws Exception {
		for (var component : built.getClass().getRecordComponents()) {
			assertThat(component.getAccessor().invoke(built)).as(component.getName()).isNotNull().isNotEqualTo("");
		}
		assertThat(Arrays.stream(built.getClass().getRecordComponents()).map((component) -> component.getName()))
			.containsExactlyElementsOf(
					Arrays.stream(Class.forName(built.getClass().getName() + "$Builder").getDeclaredFields())
						.map((field) -> field.getName())
						.toList());
	}

	@Test
	void builderOfARecordBeginsAsIfFloraHadLeftOutEverything() {
		JsonMapper mapper = JsonMapper.builder().build();
		assertThat(Run.builder().build()).isEqualTo(mapper.readValue("{}", Run.class));
		assertThat(RunOutput.builder().build()).isEqualTo(mapper.readValue("{}", RunOutput.class));
		assertThat(StartedRun.builder().build()).isEqualTo(mapper.readValue("{}", StartedRun.class));
		assertThat(Asset.builder().build()).isEqualTo(mapper.readValue("{}", Asset.class));
		assertThat(Generation.builder().build()).isEqualTo(mapper.readValue("{}", Generation.class));
		assertThat(Project.builder().build()).isEqualTo(mapper.readValue("{}", Project.class));
		assertThat(Technique.builder().build()).isEqualTo(mapper.readValue("{}", Technique.class));
		assertThat(Action.builder().build()).isEqualTo(mapper.readValue("{}", Action.class));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "photo.png", "/photo.png", "//media.flora.ai/photo.png" })
	void inputOfATechniqueOrAnActionTakesNoLinkThatLeadsNowhere(URI link) {
		for (ThrowingCallable inputs : List.<ThrowingCallable>of(
				() -> TechniqueRequest.of("tech_1").input("photo", link),
				() -> TechniqueRequest.of("tech_1").input("photo", List.of("a text", link)),
				() -> ActionRequest.of("resize").input("photo", link),
				() -> ActionRequest.of("resize").input("photo", List.of("a text", link)))) {
			assertThatIllegalArgumentException().isThrownBy(inputs)
				.withMessage("Input 'photo' must be texts or absolute URIs, such as https://…");
		}
	}

	@Test
	void inputOfATechniqueOrAnActionTakesNoNull() {
		for (ThrowingCallable inputs : List.<ThrowingCallable>of(
				() -> TechniqueRequest.of("tech_1").input("photo", Arrays.asList("a text", null)),
				() -> TechniqueRequest.of("tech_1").input("photo", (String) null),
				() -> TechniqueRequest.of("tech_1").input("photo", (URI) null),
				() -> ActionRequest.of("resize").input("photo", Arrays.asList("a text", null)),
				() -> ActionRequest.of("resize").input("photo", (String) null),
				() -> ActionRequest.of("resize").input("photo", (URI) null))) {
			assertThatIllegalArgumentException().isThrownBy(inputs)
				.withMessageStartingWith("Input 'photo' must be texts or absolute URIs");
		}
	}

	@Test
	void recordsWithoutABuilderAreMadeOfWhatTestsNeed() {
		assertThat(ParamOption.of("still")).isEqualTo(new ParamOption("still", "still", null));
		assertThat(ParamRange.of(BigDecimal.ZERO, null)).isEqualTo(new ParamRange(null, BigDecimal.ZERO, null));
		assertThat(ModelReference.of("t2i-1").modelId()).isEqualTo("t2i-1");
		assertThat(TechniqueReference.of("tech_1", "Shots").name()).isEqualTo("Shots");
		assertThat(RequestProblem.of("t2i-1", "seed", "a text", "a number").certain()).isTrue();
		assertThat(new FloraNotFoundException("No.", Details.of(404, "not_found")).errorCode()).isEqualTo("not_found");
		FieldError fieldError = FieldError.of("prompt", "is missing");
		assertThat(Details.of(400, "input_validation_error", fieldError).fieldErrors()).containsExactly(fieldError);
	}

	@Test
	void failureIsThatOfARunThatHasFailed() {
		Run run = Run.builder().status(RunStatus.FAILED).errorCode("GENERATION_PROMPT_MODERATED").build();
		assertThat(run.failure()).isNotNull().extracting(RunFailure::moderated).isEqualTo(true);
	}

	@Test
	void progressCountsItems() {
		Run paid = Run.builder().chargedCost(new BigDecimal("0.5")).build();
		List<Item> items = Stream.of(State.values())
			.map((state) -> Item.builder(REQUEST).state(state).run(paid).build())
			.toList();
		assertThat(Progress.of(items)).isEqualTo(new Progress(1, 1, 1, 1, 1, 1, 1, 1, new BigDecimal("2.5")));
		assertThat(Progress.of(List.of(ITEM, Item.builder(REQUEST).state(State.COMPLETED).build())))
			.isEqualTo(new Progress(0, 0, 0, 1, 1, 0, 0, 0, BigDecimal.TEN));
	}

	@Test
	void toBuilderKeepsEverything() {
		assertThat(RUN.toBuilder().build()).isEqualTo(RUN);
		assertThat(OUTPUT.toBuilder().build()).isEqualTo(OUTPUT);
		assertThat(Samples.ASSET.toBuilder().build()).isEqualTo(Samples.ASSET);
		assertThat(GENERATION.toBuilder().build()).isEqualTo(GENERATION);
		assertThat(STARTED.toBuilder().build()).isEqualTo(STARTED);
		assertThat(PROJECT.toBuilder().build()).isEqualTo(PROJECT);
		assertThat(REQUEST.toBuilder().build()).isEqualTo(REQUEST).hasSameHashCodeAs(REQUEST);
	}

	@Test
	void requestsThatDifferAreNotEqual() {
		Stream<GenerationRequest> others = Stream.of(GenerationRequest.audio("A harbour"),
				GenerationRequest.video("A bay"), REQUEST.toBuilder().workspaceId(null).build(),
				REQUEST.toBuilder().projectId(null).build(), REQUEST.toBuilder().model(null).build(),
				REQUEST.toBuilder().param("duration", 6).build(), REQUEST.toBuilder().callbackUrl(null).build(),
				REQUEST.toBuilder().withoutCallback().build(), REQUEST.toBuilder().idempotencyKey(null).build(),
				REQUEST.toBuilder().withoutImport().build());
		assertThat(others).doesNotContain(REQUEST).doesNotHaveDuplicates();
	}

}
