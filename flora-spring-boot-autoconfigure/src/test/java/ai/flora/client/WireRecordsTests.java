package ai.flora.client;

import java.math.BigDecimal;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import ai.flora.client.FloraApiException.FieldError;
import ai.flora.client.action.Action;
import ai.flora.client.asset.Asset;
import ai.flora.client.model.GenerationModel;
import ai.flora.client.model.ModelParam;
import ai.flora.client.model.ParamKind;
import ai.flora.client.model.ParamRange;
import ai.flora.client.output.SavedOutput;
import ai.flora.client.project.Project;
import ai.flora.client.technique.Technique;
import ai.flora.client.webhook.FloraWebhookEvent;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.PropertyNamingStrategy;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * One rule for all records that FLORA sends: their JSON is FLORA's, and not the
 * application's.
 */
class WireRecordsTests {

	private static final JsonMapper PLAIN = JsonMapper.builder().build();

	private static final Run RUN = Run.builder()
		.runId("run_1")
		.status(RunStatus.COMPLETED)
		.createdAt(Instant.ofEpochMilli(1790000100000L))
		.outputs(List.of(RunOutput.builder().outputId("output_1").type(OutputType.IMAGE).value("https://h/a").build()))
		.build();

	private static final GenerationModel MODEL = GenerationModel.builder("t2v-1", GenerationType.VIDEO)
		.estimatedCredits(BigDecimal.TEN)
		.params(ModelParam.builder("camera", ParamKind.DICT)
			.defaultValue("x")
			.options("a")
			.properties(Map.of("pan", new ParamRange(BigDecimal.ONE, null, null)))
			.build())
		.build();

	private static final Generation GENERATION = Generation.builder()
		.run(RUN)
		.workspaceId("ws_1")
		.model(ModelReference.of("t2i-flux-2-pro"))
		.build();

	private static final Technique TECHNIQUE = new Technique("tech_1", "Shots", "Shoots", new BigDecimal("0.3"),
			List.of(new Technique.Slot("photo", "Photo", OutputType.IMAGE, "A photo", true, false, true)),
			List.of(Technique.Slot.of("shot", OutputType.IMAGE)));

	private static final Action ACTION = new Action("resize-image-browser", "Resize", "Resizes", "javascript",
			BigDecimal.ZERO, List.of(new Action.Slot("image", "image", false, true)),
			List.of(Action.Slot.of("image", "image")), List.of(new Action.Param("fit", "string", "Fit", "cover",
					List.of(new Action.Choice("cover", "Cover")), BigDecimal.ONE, BigDecimal.TEN)));

	static Stream<Object> records() {
		return Stream.of(Samples.ASSET, Asset.builder().build(), RUN, Run.builder().build(), RUN.outputs().get(0),
				RunOutput.builder().build(),
				StartedRun.builder().runId("run_1").estimatedSeconds(BigDecimal.ONE).build(), GENERATION,
				ModelReference.of("t2i-flux-2-pro"), new ModelReference(null),
				new Page<>(List.of(GENERATION), "cursor", 7L), Page.of(List.of(), null),
				FloraWebhookEvent.of("whd_1", "run.completed", "run_1"),
				FloraWebhookEvent.of("whd_1", "run.completed", "run_1").data(), new FieldError("prompt", null), MODEL,
				MODEL.params().get(0), MODEL.params().get(0).options().get(0),
				MODEL.params().get(0).properties().get("pan"), FloraRunEndedEvent.builder(RUN).build(),
				new FloraRunEndedEvent(RUN, "order-4711", "t2i-flux-2-pro", "prj_1", List.of(Samples.SAVED)),
				Samples.SAVED,
				new Project("prj_1", "Harbours", "ws_1", "api", Instant.ofEpochMilli(1790000100000L),
						Instant.ofEpochMilli(1790000100001L)),
				Project.builder().build(),
				new SavedOutput("output_1", URI.create("file:///pictures/run_1.output_1.jpg"), 3, "00ff", "image/jpeg"),
				TECHNIQUE, TECHNIQUE.inputs().get(0), Technique.builder().build(),
				TechniqueReference.of("tech_1", "Shots"), ACTION, ACTION.inputs().get(0), ACTION.params().get(0),
				ACTION.params().get(0).choices().get(0), Action.builder().build(),
				new SavedOutput("output_1", URI.create("file:///tmp/run_1-output_1.jpg"), 4711, "00ff", "image/jpeg"));
	}

	@ParameterizedTest
	@MethodSource("records")
	void jsonIsTheSameWhateverTheMapper(Object value) {
		JavaType type = (value instanceof Page<?>) ? PLAIN.constructType(new TypeReference<Page<Generation>>() {
		}) : PLAIN.constructType(value.getClass());
		String json = PLAIN.writeValueAsString(value);
		for (JsonMapper mapper : mappers()) {
			assertThat(PLAIN.readTree(mapper.writeValueAsString(value))).isEqualTo(PLAIN.readTree(json));
			String more = json.equals("{}") ? "{\"new_field\":1}" : json.replaceFirst("\\{", "{\"new_field\":1,");
			assertThat(mapper.<Object>readValue(more, type)).isEqualTo(value);
		}
	}

	@Test
	void pageHasFlorasSpelling() {
		assertThat(PLAIN.writeValueAsString(new Page<>(List.of("a"), "cursor", 7L)))
			.isEqualTo("{\"items\":[\"a\"],\"next_cursor\":\"cursor\",\"total_estimate\":7}");
		assertThat(PLAIN.readValue("{}", new TypeReference<Page<String>>() {
		})).isEqualTo(Page.of(List.of(), null));
	}

	@Test
	void everyRecordThatFloraSendsIsTested() {
		List<String> tested = records().map((value) -> value.getClass().getName()).toList();
		assertThat(new ClassFileImporter().withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
			.importPackages("ai.flora.client", "ai.flora.client.asset", "ai.flora.client.model",
					"ai.flora.client.webhook")
			.stream()
			.filter((type) -> !type.getPackageName().contains(".internal"))
			.filter((type) -> type.isRecord()
					&& type.getFields().stream().anyMatch((field) -> field.isAnnotatedWith(JsonProperty.class)))
			.map(JavaClass::getName)).isNotEmpty().isSubsetOf(tested);
	}

	private static List<JsonMapper> mappers() {
		return List.of(named(PropertyNamingStrategies.SNAKE_CASE), named(PropertyNamingStrategies.UPPER_CAMEL_CASE),
				named(PropertyNamingStrategies.KEBAB_CASE), including(JsonInclude.Include.ALWAYS),
				including(JsonInclude.Include.NON_EMPTY), including(JsonInclude.Include.NON_DEFAULT),
				JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build());
	}

	private static JsonMapper named(PropertyNamingStrategy strategy) {
		return JsonMapper.builder().propertyNamingStrategy(strategy).build();
	}

	private static JsonMapper including(JsonInclude.Include include) {
		return JsonMapper.builder()
			.changeDefaultPropertyInclusion((value) -> value.withValueInclusion(include))
			.build();
	}

}
