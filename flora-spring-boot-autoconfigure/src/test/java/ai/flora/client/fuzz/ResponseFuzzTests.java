package ai.flora.client.fuzz;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import ai.flora.client.FloraClient;
import ai.flora.client.FloraGenerationsClient;
import ai.flora.client.Generation;
import ai.flora.client.GenerationQuery;
import ai.flora.client.GenerationRequest;
import ai.flora.client.GenerationType;
import ai.flora.client.RequestOptions;
import ai.flora.client.RetrySettings;
import ai.flora.client.assembly.FloraClientBuilder;
import ai.flora.client.asset.Asset;
import ai.flora.client.asset.AssetQuery;
import ai.flora.client.asset.AssetUpload;
import ai.flora.client.fuzz.FuzzInputs.Input;
import ai.flora.client.fuzz.FuzzedFlora.Reply;
import ai.flora.client.internal.RunPlace;
import ai.flora.client.internal.asset.AssetCalls;
import ai.flora.client.internal.asset.DefaultFloraAssetsClient;
import ai.flora.client.internal.model.DefaultFloraModelsClient;
import ai.flora.client.internal.model.ModelSettings;
import ai.flora.client.internal.model.Models;
import ai.flora.client.internal.project.DefaultFloraProjectsClient;
import ai.flora.client.internal.project.ProjectCalls;
import ai.flora.client.internal.run.TestRuns;
import ai.flora.client.internal.start.RunStarter;
import ai.flora.client.internal.start.TestStarters;
import ai.flora.client.internal.start.order.ClientDefaults;
import ai.flora.client.internal.time.VirtualTiming;
import ai.flora.client.internal.transport.FloraTransport;
import ai.flora.client.internal.transport.TestTransports;
import ai.flora.client.internal.workspace.OwnWorkspace;
import ai.flora.client.model.FloraModelsClient;
import ai.flora.client.model.ModelCheck;
import ai.flora.client.project.Project;
import ai.flora.client.project.ProjectQuery;
import ai.flora.client.technique.TechniqueQuery;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import org.springframework.core.io.ByteArrayResource;
import org.springframework.http.HttpMethod;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever FLORA answers: a value, or one of the documented exceptions.
 */
@Tag("exhaustive")
class ResponseFuzzTests {

	private static final RetrySettings RETRY = new RetrySettings(1, Duration.ofMillis(1), Duration.ofMillis(1),
			Duration.ofMinutes(5));

	/** Too large to be sent to FLORA itself. */
	private static final int LARGE = 4 * 1024 * 1024 + 1;

	private final FuzzedFlora flora = new FuzzedFlora();

	private final FloraClient root = new FloraClientBuilder().apiKey(HostileJson.KEY)
		.requestFactory((connect, read) -> this.flora)
		.maxResponseSize(250_000)
		.projectId("prj_1")
		.retry(RETRY)
		.build();

	private final FloraGenerationsClient client = this.root.generations();

	@Test
	void callGivesAValueOrADocumentedException() {
		FuzzInputs.run("calls", 1, (input) -> {
			String call = call(input);
			String outcome = outcome(call, input);
			this.flora.answers((method, uri) -> FuzzedFlora.valid(Documents.run(input, "run_1", Instant.now()), input,
					Instant.now()));
			assertThat(this.client.retrieve("run_1").runId()).isEqualTo("run_1");
			return call + ": " + outcome;
		});
	}

	/** A start is a whole search, most of the time. */
	private static String call(Input input) {
		return input.chance(0.05) ? "start"
				: input.pick("retrieve", "retrieve", "list", "stream", "probe", "retried", "asset", "assets", "upload",
						"project", "projects", "named project", "technique", "techniques", "action", "actions",
						"models");
	}

	private String outcome(String call, Input input) throws Throwable {
		try {
			switch (call) {
				case "retrieve" -> Inspection.value(retrieve(input));
				case "list" -> Inspection.value(list(input));
				case "stream" -> stream(input);
				case "probe" -> probe(input);
				case "asset" -> Inspection.value(asset(input));
				case "assets" -> assets(input);
				case "upload" -> upload(input);
				case "technique" ->
					answered(input, Documents.technique(input), () -> this.root.techniques().retrieve("tech_1"));
				case "techniques" -> answered(input, page("techniques", Documents.technique(input)),
						() -> this.root.techniques().list(TechniqueQuery.all()));
				case "action" ->
					answered(input, Documents.action(input), () -> this.root.actions().retrieve("stitch-videos"));
				case "actions" ->
					answered(input, page("actions", Documents.action(input)), () -> this.root.actions().list());
				case "models" -> models(input);
				case "retried" -> retried(input);
				case "project" -> project(input);
				case "projects" -> projects(input);
				case "named project" -> namedProject(input);
				default -> start(input);
			}
			return "a value";
		}
		catch (IllegalArgumentException ex) {
			// A key may cover none or several workspaces; the request does not say which.
			assertThat(ex).hasMessageStartingWith("A start needs a workspace");
			return ex.getClass().getSimpleName();
		}
		catch (Exception ex) {
			return Inspection.exception(ex);
		}
	}

	private Object retrieve(Input input) {
		Reply answer = input
			.note(FuzzedFlora.fuzzed(Documents.run(input, "run_1", Instant.now()), input, Instant.now()));
		this.flora.answers((method, uri) -> answer);
		return this.client.retrieve("run_1");
	}

	private Object list(Input input) {
		Reply answer = input.note(page(input, input.pick(null, "cur_2"), Instant.now()));
		this.flora.answers((method, uri) -> answer);
		return this.client.list(GenerationQuery.all());
	}

	/** A client of its own: what one has read before, it uses on. */
	private void models(Input input) throws Exception {
		VirtualTiming timing = new VirtualTiming();
		this.flora.answers((method, uri) -> input
			.note(FuzzedFlora.fuzzed(Documents.models(input, input.pick(null, null, "cur_2")), input, timing.now())));
		ModelSettings settings = new ModelSettings(ModelCheck.FAIL, Duration.ZERO, false);
		Models models = new Models(transport(timing), settings, (request) -> null);
		FloraModelsClient client = new DefaultFloraModelsClient(() -> models);
		Inspection.value(client.list());
		GenerationRequest request = GenerationRequest.builder(GenerationType.VIDEO, "A harbour")
			.model("t2v-1")
			.param("param_1", input.pick("5", 7, true))
			.param("parma_2", 1)
			.build();
		client.check(request);
		Inspection.value(client.estimate(request));
	}

	private static Reply page(Input input, String cursor, Instant now) {
		return FuzzedFlora.fuzzed(Documents.page(input, now, cursor), input, now);
	}

	private void stream(Input input) throws Exception {
		this.flora
			.answers((method, uri) -> input.note(page(input, "cur_" + input.random().nextInt(50), Instant.now())));
		for (Generation generation : this.client.stream(GenerationQuery.all()).limit(5).toList()) {
			Inspection.value(generation);
		}
	}

	private Object asset(Input input) {
		Reply answer = input
			.note(FuzzedFlora.fuzzed(Documents.asset(input, "asset_1", Instant.now()), input, Instant.now()));
		this.flora.answers((method, uri) -> answer);
		return this.root.assets().retrieve("asset_1");
	}

	private void assets(Input input) throws Exception {
		this.flora.answers((method, uri) -> input.note(FuzzedFlora
			.fuzzed(Documents.assets(input, Instant.now(), input.pick(null, "cur_2")), input, Instant.now())));
		for (Asset asset : this.root.assets().stream(AssetQuery.all()).limit(5).toList()) {
			Inspection.value(asset);
		}
	}

	/** Each answer on the way to an asset may be nonsense. */
	private void upload(Input input) throws Exception {
		VirtualTiming timing = new VirtualTiming();
		FloraTransport transport = transport(timing);
		this.flora.answers((method,
				uri) -> input.note(FuzzedFlora.fuzzed(uri.getPath().endsWith("/assets") && method.equals(HttpMethod.GET)
						? Documents.assets(input, timing.now(), null)
						: method.equals(HttpMethod.GET) ? Documents.asset(input, "asset_1", timing.now())
								: Documents.ticket(input, timing.now()),
						input, timing.now())));
		byte[] file = Arrays.copyOf("GIF89a".getBytes(StandardCharsets.US_ASCII), input.pick(100, 100, LARGE));
		AssetCalls calls = new AssetCalls(transport, new OwnWorkspace(transport, "ws_1"));
		Inspection.value(new DefaultFloraAssetsClient(() -> calls).upload(AssetUpload.builder()
			.content(new ByteArrayResource(file))
			.assetId(input.pick(null, "asset_1"))
			.options(RequestOptions.defaults().withMaxAttempts(2).withTimeout(Duration.ofSeconds(25)))
			.build()));
	}

	private void answered(Input input, Map<String, @Nullable Object> document, Supplier<?> call) throws Exception {
		Reply answer = input.note(FuzzedFlora.fuzzed(document, input, Instant.now()));
		this.flora.answers((method, uri) -> answer);
		Inspection.value(call.get());
	}

	private static Map<String, @Nullable Object> page(String items, Map<String, @Nullable Object> item) {
		Map<String, @Nullable Object> page = new LinkedHashMap<>();
		page.put(items, new ArrayList<Object>(List.of(item)));
		page.put("meta", new LinkedHashMap<String, @Nullable Object>(Map.of("total_estimate", 1)));
		return page;
	}

	private void probe(Input input) {
		Reply answer = input.note(FuzzedFlora.fuzzed(Documents.workspaces(), input, Instant.now()));
		this.flora.answers((method, uri) -> answer);
		this.root.connection().probe(Duration.ofSeconds(30));
	}

	private void project(Input input) throws Exception {
		Reply answer = input.note(FuzzedFlora.fuzzed(Documents.project(input, Instant.now()), input, Instant.now()));
		this.flora.answers((method, uri) -> answer);
		Inspection.value(this.root.projects().retrieve("prj_1"));
	}

	private void projects(Input input) throws Exception {
		this.flora.answers((method, uri) -> input.note(uri.getPath().endsWith("/workspaces")
				? FuzzedFlora.valid(Documents.workspaces(), input, Instant.now()) : projectPage(input, Instant.now())));
		for (Project project : this.root.projects().stream(ProjectQuery.all()).limit(5).toList()) {
			Inspection.value(project);
		}
	}

	private static Reply projectPage(Input input, Instant now) {
		return FuzzedFlora.fuzzed(Documents.projects(input, now, input.pick(null, null, "cur_2", "cur_3")), input, now);
	}

	/** With waits for a project that FLORA says is there. */
	private void namedProject(Input input) throws Exception {
		VirtualTiming timing = new VirtualTiming();
		FloraTransport transport = transport(timing);
		ProjectCalls calls = new ProjectCalls(transport, new OwnWorkspace(transport, "ws_1"));
		this.flora.answers((method,
				uri) -> input.note(method.equals(HttpMethod.POST)
						? FuzzedFlora.fuzzed(Documents.project(input, timing.now()), input, timing.now())
						: projectPage(input, timing.now())));
		Inspection.value(new DefaultFloraProjectsClient(() -> calls).findOrCreate("Harbours"));
	}

	private void retried(Input input) throws Exception {
		VirtualTiming timing = new VirtualTiming();
		this.flora.answers((method, uri) -> input
			.note(FuzzedFlora.fuzzed(Documents.run(input, "run_1", timing.now()), input, timing.now())));
		Inspection.value(TestRuns.of(transport(timing))
			.retrieve("run_1", RunPlace.USUAL, RequestOptions.defaults().withMaxAttempts(4)));
	}

	/** Most answers to starts get lost, so that their runs are looked for. */
	private void start(Input input) throws Exception {
		VirtualTiming timing = new VirtualTiming();
		FloraTransport transport = transport(timing);
		this.flora.answers((method, uri) -> input.note(answer(input, method, uri, timing.now())));
		RunStarter starter = TestStarters.of(transport, new ClientDefaults(input.pick(null, "ws_1", "ws_1"), "prj_1"),
				null);
		Inspection.value(
				starter
					.start(GenerationRequest.image("A harbour"),
							RequestOptions.defaults().withMaxAttempts(2).withTimeout(Duration.ofSeconds(25)))
					.run());
	}

	private static Reply answer(Input input, HttpMethod method, URI uri, Instant now) {
		if (uri.getPath().endsWith("/workspaces")) {
			return input.chance(0.6) ? FuzzedFlora.valid(Documents.workspaces(), input, now)
					: FuzzedFlora.fuzzed(Documents.workspaces(), input, now);
		}
		return method.equals(HttpMethod.POST) ? FuzzedFlora.fuzzed(Documents.started("run_1"), input, now)
				: page(input, input.pick(null, null, "cur_2"), VirtualTiming.START.plusMillis(300));
	}

	private FloraTransport transport(VirtualTiming timing) {
		return TestTransports.of("https://app.flora.ai/api/v1", () -> this.flora, Duration.ofSeconds(60))
			.apiKey(HostileJson.KEY)
			.maxResponseSize(250_000)
			.retry(RETRY)
			.build(timing);
	}

}
