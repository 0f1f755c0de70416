package ai.flora.client;

import java.math.BigDecimal;
import java.net.URI;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import ai.flora.client.asset.Asset;
import ai.flora.client.asset.AssetStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What builders build: of what users make in tests, and of what they ask for.
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
		.model(new ModelReference("t2i-1"))
		.technique(new TechniqueReference("tech_1", "Shots"))
		.build();

	private static final StartedRun STARTED = StartedRun.builder()
		.runId("run_1")
		.type("generation")
		.quotedCost(BigDecimal.ONE)
		.estimatedSeconds(BigDecimal.TEN)
		.model(new ModelReference("t2i-1"))
		.projectId("prj_1")
		.pollUrl("https://app.flora.ai/api/v1/runs/run_1")
		.build();

	private static final Asset ASSET = Asset.builder()
		.assetId("asset_1")
		.status(AssetStatus.READY)
		.contentType("image/png")
		.uploadedVia("direct")
		.url("https://media.flora.ai/a.png")
		.name("a.png")
		.description("A harbour")
		.failureMessage("none")
		.sizeBytes(4711L)
		.width(640)
		.height(480)
		.uploadContentType("image/png")
		.createdAt(Instant.ofEpochMilli(1790000100000L))
		.workspaceId("ws_1")
		.projectId("prj_1")
		.nodeId("node_1")
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

	static Stream<Record> records() {
		return Stream.of(RUN, ASSET, OUTPUT, GENERATION, STARTED);
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
	}

	@Test
	void toBuilderKeepsEverything() {
		assertThat(RUN.toBuilder().build()).isEqualTo(RUN);
		assertThat(OUTPUT.toBuilder().build()).isEqualTo(OUTPUT);
		assertThat(ASSET.toBuilder().build()).isEqualTo(ASSET);
		assertThat(GENERATION.toBuilder().build()).isEqualTo(GENERATION);
		assertThat(STARTED.toBuilder().build()).isEqualTo(STARTED);
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
