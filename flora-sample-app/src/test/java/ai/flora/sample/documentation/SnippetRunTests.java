package ai.flora.sample.documentation;

import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

import ai.flora.client.FloraClient;
import ai.flora.client.FloraConflictException;
import ai.flora.client.FloraGenerationsClient;
import ai.flora.client.FloraRunEndedEvent;
import ai.flora.client.FollowSettings;
import ai.flora.client.GenerationRequest;
import ai.flora.client.RetrySettings;
import ai.flora.client.Run;
import ai.flora.client.assembly.FloraClientBuilder;
import ai.flora.client.asset.AssetQuery;
import ai.flora.spring.boot.autoconfigure.FloraAutoConfiguration;
import ai.flora.spring.boot.test.FakeFlora;
import ai.flora.spring.boot.test.FakeRun;
import ai.flora.spring.boot.test.FloraOperation;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.io.DefaultResourceLoader;
import org.springframework.core.io.FileSystemResource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Runs the pages' snippets on a fake FLORA.
 */
@Tag("exhaustive")
@ExtendWith(OutputCaptureExtension.class)
class SnippetRunTests {

	/**
	 * As the client below follows: nobody waits for what the fake's clock shows already.
	 */
	private static final String[] FAST = { "flora.follow.min-interval=5ms", "flora.follow.max-interval=10ms",
			"flora.follow.max-requests-per-second=1000" };

	private static final FakeFlora fake = FakeFlora.start().has("prj_…");

	private static final FloraClient client = new FloraClientBuilder().baseUrl(fake.baseUrl())
		.apiKey(fake.apiKey())
		.projectId("prj_1")
		.retry(new RetrySettings(1, Duration.ofMillis(1), Duration.ofMillis(1), Duration.ZERO))
		.follow(new FollowSettings(FollowSettings.defaults().timeout(), Duration.ofMillis(5), Duration.ofMillis(10),
				1000))
		.build();

	private static List<CodeBlock> blocks;

	private static CompiledSnippets snippets;

	@BeforeAll
	static void compile() throws IOException {
		blocks = MarkdownPage.all()
			.stream()
			.flatMap((page) -> page.blocks("java"))
			.filter((block) -> block.source() == null)
			.toList();
		snippets = CompiledSnippets.all();
	}

	@BeforeEach
	void reset() {
		fake.reset();
		fake.run("run_1").completesWith(FakeRun.text("Dusk"));
	}

	@AfterAll
	static void close() {
		client.close();
		fake.close();
	}

	/** None fails; the tests below look closer at some. */
	@ParameterizedTest
	@MethodSource
	void statementsRun(CodeBlock block) throws Exception {
		run(block);
	}

	static Stream<CodeBlock> statementsRun() {
		return blocks.stream().filter(CodeBlock::isStatements);
	}

	@Test
	void readmesServicePassesItsTest() throws Exception {
		Object pictures = construct(snippets.type("Pictures"), client.generations());
		invoke(construct(snippets.type("PicturesTests")), "pictureIsTheFirstLink", fake, pictures);
	}

	@Test
	void fileBecomesAVideo(@TempDir Path directory) throws Exception {
		Path picture = Files.write(directory.resolve("harbour.gif"), "GIF89a".getBytes(StandardCharsets.US_ASCII));
		invoke(construct(snippets.type("Videos"), client), "video", picture, "A harbour at dusk");
		String url = client.assets().list(AssetQuery.all()).items().get(0).url();
		assertThat(fake.startedRuns().get(0).request().orElseThrow().params()).containsEntry("image_url", url);
	}

	@Test
	void uploadIsGoneOnWith(@TempDir Path directory) throws Exception {
		Path picture = Files.write(directory.resolve("harbour.gif"), "GIF89a".getBytes(StandardCharsets.US_ASCII));
		fake.next(FloraOperation.ASSETS_RETRIEVE).status(503);
		invoke(construct(snippets.type("PatientUploads")), "upload", client.assets(), picture);
		assertThat(fake.assets()).hasSize(1);
	}

	@Test
	void outputsAreKept(@TempDir Path directory) throws Exception {
		invoke(construct(snippets.type("Album"), client), "add", "A harbour", directory);
		String runId = fake.startedRuns().get(0).runId();
		assertThat(directory.resolve(runId + ".output_1.png")).exists();
		DefaultResourceLoader loader = new DefaultResourceLoader();
		loader.addProtocolResolver((location, resources) -> location.startsWith("s3://pictures/")
				? new FileSystemResource(directory.resolve(location.substring("s3://pictures/".length()))) : null);
		invoke(construct(snippets.type("Archive"), client.outputs(), loader), "keep",
				client.generations().retrieve(runId));
		assertThat(directory.resolve(runId)).hasSameBinaryContentAs(directory.resolve(runId + ".output_1.png"));
	}

	@Test
	void techniqueRuns() throws Exception {
		Object shots = construct(snippets.type("ProductShots"), client.techniques());
		invoke(shots, "shoot", URI.create("https://media.flora.ai/1.png"));
		assertThat(fake).charged(1).received(FloraOperation.TECHNIQUES_CREATE, 1);
	}

	@Test
	void uploadedFileBecomesASmallShot(@TempDir Path directory) throws Exception {
		Path photo = Files.write(directory.resolve("shoe.gif"), "GIF89a".getBytes(StandardCharsets.US_ASCII));
		invoke(construct(snippets.type("Thumbnails"), client), "shoot", photo);
		String url = client.assets().list(AssetQuery.all()).items().get(0).url();
		assertThat(fake.startedRuns().get(0).request().orElseThrow().params()).containsEntry("photo", url);
		assertThat(fake).charged(2).received(FloraOperation.ACTIONS_CREATE, 1);
	}

	@Test
	void modelsAreReadCheckedAndPriced(CapturedOutput output) throws Exception {
		invoke(construct(snippets.type("Choice"), client.models()), "print");
		assertThat(output).contains("t2v-kling-2.5 takes ");
		GenerationRequest request = GenerationRequest.video("A harbour").toBuilder().model("t2v-kling-2.5").build();
		invoke(construct(snippets.type("Look")), "look", client.models(),
				request.toBuilder().param("duratoin", 5).build());
		assertThat(output).contains("Model t2v-kling-2.5, duratoin: given is");
		Object thrift = construct(snippets.type("Thrift"));
		invoke(thrift, "start", client, request, BigDecimal.ZERO);
		assertThat(fake).charged(0);
		invoke(thrift, "start", client, request, BigDecimal.valueOf(1000));
		assertThat(fake).charged(1);
	}

	@Test
	void costsAreLogged(CapturedOutput output) throws Exception {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(FloraAutoConfiguration.class))
			.withPropertyValues("flora.api-key=" + fake.apiKey(), "flora.base-url=" + fake.baseUrl(),
					"flora.project-id=prj_1")
			.withPropertyValues(FAST)
			.withUserConfiguration(snippets.type("CostLog"))
			.run((context) -> {
				Run run = context.getBean(FloraGenerationsClient.class).generate(GenerationRequest.image("A harbour"));
				assertThat(output).contains("Run " + run.runId() + " (generation) of model ")
					.contains(" cost " + run.chargedCost() + " USD");
			});
	}

	@Test
	void bookHasAProjectOfItsOwn() throws Exception {
		Object books = construct(snippets.type("Books"), client);
		invoke(books, "illustrate", "Moby Dick", "A white whale");
		invoke(books, "illustrate", "Moby Dick", "A harpoon");
		assertThat(fake).received(FloraOperation.PROJECTS_CREATE, 1);
		assertThat(fake.startedRuns()).extracting((run) -> run.request().orElseThrow().projectId())
			.containsExactly("prj_made0001", "prj_made0001");
	}

	@Test
	void canvasIsReadChangedAndRun() throws Exception {
		List<String> requests = new CopyOnWriteArrayList<>();
		HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		server.createContext("/", (exchange) -> {
			requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
					+ exchange.getRequestHeaders().getFirst("Idempotency-Key") + " "
					+ new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
			byte[] body = """
					{"runs":[{"node_id":"n1","status":"started","run_id":"run_7"},{"node_id":"n2","status":"skipped"}]}"""
				.getBytes(StandardCharsets.UTF_8);
			exchange.sendResponseHeaders(200, body.length);
			exchange.getResponseBody().write(body);
			exchange.close();
		});
		server.start();
		try (FloraClient flora = new FloraClientBuilder()
			.baseUrl(URI.create("http://127.0.0.1:" + server.getAddress().getPort()))
			.apiKey(fake.apiKey())
			.build()) {
			Object canvas = construct(snippets.type("Canvas"), flora);
			invoke(canvas, "graph", "ws_1", "prj_1");
			invoke(canvas, "definition", "ws_1", "prj_1");
			invoke(canvas, "add", "ws_1", "prj_1", "A harbour", "change-1");
			assertThat(invoke(canvas, "run", "ws_1", "prj_1", List.of("n1", "n2"), "run-1"))
				.isEqualTo(List.of("run_7"));
		}
		finally {
			server.stop(0);
		}
		String project = " /workspaces/ws_1/projects/prj_1";
		assertThat(requests).satisfiesExactly((graph) -> assertThat(graph).startsWith("GET" + project + "/graph null"),
				(definition) -> assertThat(definition).startsWith("GET" + project + "/canvas/definition null"),
				(add) -> assertThat(add).startsWith("POST" + project + "/canvas/changeset change-1 {\"add\":[{")
					.contains("A harbour"),
				(run) -> assertThat(run)
					.isEqualTo("POST" + project + "/nodes/run run-1 {\"node_ids\":[\"n1\",\"n2\"]}"));
	}

	@Test
	void listenerHearsOfAnEnd(CapturedOutput output) throws Exception {
		Run run = client.generations().retrieve("run_1");
		invoke(construct(snippets.type("RunLog")), "ended", FloraRunEndedEvent.builder(run).build());
		assertThat(output).contains("Run run_1 has completed");
	}

	@Test
	void eventSaysWhereOutputsLie(CapturedOutput output, @TempDir Path directory) throws Exception {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(FloraAutoConfiguration.class))
			.withPropertyValues("flora.api-key=" + fake.apiKey(), "flora.base-url=" + fake.baseUrl(),
					"flora.project-id=prj_1", "flora.outputs.directory=" + directory)
			.withPropertyValues(FAST)
			.withUserConfiguration(snippets.type("Shelf"))
			.run((context) -> {
				Run run = context.getBean(FloraGenerationsClient.class)
					.generate(GenerationRequest.image("A harbour").toBuilder().reference("order 4711").build());
				context.getBean(FloraClient.class).drain(Duration.ofMinutes(1));
				Path file = directory.resolve(run.runId() + ".output_1.png");
				assertThat(file).exists();
				assertThat(output).contains("order 4711 lies at " + file.toUri());
			});
	}

	@Test
	void unconfirmedStartIsResolvedAndChargedOnce(CapturedOutput output) throws Exception {
		fake.next(FloraOperation.CREATE).html(502);
		run(block("docs/errors.md", "flora.resolve("));
		assertThat(output).contains("Charged once, run " + fake.startedRuns().get(0).runId());
		assertThat(fake).charged(1).received(FloraOperation.CREATE, 2).idempotencyKeys().hasSize(1);
	}

	@Test
	void orderIsNotChargedTwice() throws Exception {
		CodeBlock block = block("docs/errors.md", "order-4711");
		run(block);
		assertThatExceptionOfType(FloraConflictException.class).isThrownBy(() -> run(block));
		assertThat(fake).charged(1);
	}

	@Test
	void clientsOfASecondWorkspaceAndOfAnAuditAreInjected(CapturedOutput output) throws Exception {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(FloraAutoConfiguration.class))
			.withPropertyValues("flora.api-key=" + fake.apiKey(), "flora.base-url=" + fake.baseUrl(),
					"other.flora-key=sk_of_another_workspace")
			.withUserConfiguration(snippets.type("AuditConfiguration"), snippets.type("OtherWorkspaceConfiguration"),
					snippets.type("OtherPictures"))
			.run((context) -> {
				context.getBean(FloraGenerationsClient.class).retrieve("run_1");
				assertThat(output).contains("FLORA: retrieve");
				assertThat(context).getBeans(FloraClient.class).containsOnlyKeys("floraClient", "otherWorkspace");
			});
	}

	@Test
	void connectionDetailsReplaceTheProperties() throws Exception {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(FloraAutoConfiguration.class))
			.withUserConfiguration(snippets.type("VaultConnectionDetails"))
			.run((context) -> assertThat(context.getBean(FloraClient.class).connection().baseUrl())
				.hasToString("https://app.flora.ai/api/v1"));
	}

	private static CodeBlock block(String page, String text) {
		return blocks.stream()
			.filter((block) -> block.page().equals(Path.of(page)) && block.text().contains(text))
			.findFirst()
			.orElseThrow();
	}

	private static void run(CodeBlock block) throws Exception {
		if (!block.text().contains("fake.")) {
			fake.nextRun().completesWith(FakeRun.image("https://media.flora.ai/1.png"));
		}
		SnippetFields snippet = snippets.newInstance(block);
		snippet.fake = fake;
		snippet.client = client;
		snippet.flora = client.generations();
		// A handle polls, which other snippets count.
		boolean follows = block.text().contains("handle");
		if (follows) {
			snippet.handle = client.generations().follow("run_1");
		}
		snippet.key = fake.apiKey();
		snippet.otherKey = "sk_of_another_workspace";
		snippet.meterRegistry = new SimpleMeterRegistry();
		snippet.run();
		if (follows) {
			snippet.handle.stop();
		}
	}

	private static Object construct(Class<?> type, Object... arguments) throws ReflectiveOperationException {
		Constructor<?> constructor = type.getDeclaredConstructors()[0];
		constructor.setAccessible(true);
		return constructor.newInstance(arguments);
	}

	private static Object invoke(Object target, String name, Object... arguments) throws ReflectiveOperationException {
		for (Method method : target.getClass().getDeclaredMethods()) {
			if (method.getName().equals(name)) {
				method.setAccessible(true);
				return method.invoke(target, arguments);
			}
		}
		throw new NoSuchMethodException(name);
	}

}
