package ai.flora.spring.boot.test;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import ai.flora.client.FloraClient;
import ai.flora.client.FloraConflictException;
import ai.flora.client.FloraConnectionException;
import ai.flora.client.FloraRequestRefusedException;
import ai.flora.client.FloraValidationException;
import ai.flora.client.GenerationRequest;
import ai.flora.client.OutputType;
import ai.flora.client.Run;
import ai.flora.client.RunHandle;
import ai.flora.client.RunStatus;
import ai.flora.client.action.ActionRequest;
import ai.flora.client.asset.Asset;
import ai.flora.client.asset.AssetStatus;
import ai.flora.client.technique.Technique;
import ai.flora.client.technique.Technique.Slot;
import ai.flora.client.technique.TechniqueQuery;
import ai.flora.client.technique.TechniqueRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Techniques and actions of {@link FakeFlora}.
 */
class FakeTechniquesTests {

	private static final URI PHOTO = URI.create("https://media.flora.ai/1.png");

	private static final URI CALLBACK = URI.create("http://127.0.0.1:1/flora");

	private static final String IMAGE = "{'type':'image','url':'https://media.flora.ai/1.png','name':'image'}";

	private final FakeFlora fake = FakeFlora.start();

	private final FloraClient flora = this.fake.clientBuilder().build();

	@AfterEach
	void close() {
		this.flora.close();
		this.fake.close();
	}

	@Test
	void runsATechnique() {
		this.fake.nextRun().completesWith(FakeRun.image("https://media.flora.ai/2.png"));
		Run run = this.flora.techniques().run(shots().build());
		assertThat(run.outputs()).singleElement().satisfies((output) -> assertThat(output.link()).isPresent());
		assertThat(this.fake.startedRuns()).singleElement()
			.satisfies((started) -> assertThat(started.request().orElseThrow().params()).containsEntry("mood", "warm"));
		assertThat(this.fake.requests(FloraOperation.TECHNIQUES_CREATE)).hasSize(1);
	}

	@Test
	void assetIsAnInput() {
		Asset asset = Asset.builder()
			.assetId("asset_1")
			.status(AssetStatus.READY)
			.url("https://media.flora.ai/asset_1.png")
			.build();
		this.flora.techniques()
			.create(TechniqueRequest.of("product-shots").input("photo", asset).input("mood", "warm").build());
		this.flora.actions()
			.create(ActionRequest.of("resize-image-browser").input("image", asset).param("width", 512).build());
		assertThat(this.fake.startedRuns()).extracting((run) -> run.request().orElseThrow().params().toString())
			.allMatch((params) -> params.contains("https://media.flora.ai/asset_1.png"));
		Asset pending = asset.toBuilder().status(AssetStatus.PENDING_UPLOAD).build();
		assertThatIllegalArgumentException().isThrownBy(() -> TechniqueRequest.of("x").input("photo", pending))
			.withMessageContaining("asset_1 is not ready");
		assertThatIllegalArgumentException().isThrownBy(() -> ActionRequest.of("x").input("image", pending))
			.withMessageContaining("asset_1 is not ready");
	}

	@Test
	void orderOfAnActionHasItsInputsAndParams() {
		this.flora.actions()
			.create(ActionRequest.of("resize-image-browser").input("image", PHOTO).param("width", 512).build());
		this.flora.actions()
			.create(ActionRequest.of("concat-text-browser").input("texts", List.of("a", "b", "c")).build());
		assertThat(this.fake.startedRuns()).extracting((run) -> run.request().orElseThrow().params())
			.containsExactly(Map.of("image", PHOTO.toString(), "width", 512), Map.of("texts", List.of("a", "b", "c")));
	}

	@Test
	void paramOfAnActionIsOneOfItsChoices() {
		ActionRequest.Builder request = ActionRequest.of("resize-image-browser").input("image", PHOTO);
		assertThatExceptionOfType(FloraValidationException.class)
			.isThrownBy(() -> this.flora.actions().create(request.param("mode", "bogus").build()))
			.withMessageContaining("exact, percent, longest");
		assertThat(this.fake.startedRuns()).isEmpty();
		this.flora.actions().create(request.param("mode", "percent").param("percent", 50).build());
		assertThat(this.fake).charged(1);
	}

	@ParameterizedTest
	@ValueSource(strings = { "{'url':'https://media.flora.ai/1.png','name':'image'}",
			"{'type':'picture','url':'https://media.flora.ai/1.png','name':'image'}", "{'type':1}", "'image'" })
	void inputOfAnActionHasAType(String input) throws Exception {
		assertThat(action(input, "{}").body()).contains("input_validation_error", "inputs: a type must be one of");
		assertThat(this.fake).charged(0);
	}

	@ParameterizedTest
	@ValueSource(strings = { "{'width':'wide'}", "{'width':true}", "{'bg_color':1}", "'wide'" })
	void paramOfAnActionIsOfItsType(String params) throws Exception {
		assertThat(action(IMAGE, params).body()).contains("input_validation_error", "params");
		assertThat(this.fake).charged(0);
		assertThat(action(IMAGE, "{'width':512,'bg_color':'red','height':null}").statusCode()).isEqualTo(201);
	}

	private HttpResponse<String> action(String input, String params) throws IOException, InterruptedException {
		String body = """
				{'action_id':'resize-image-browser','workspace_id':'ws_1','project_id':'prj_1','inputs':[%s],'params':%s}
				""";
		return send(request("/runs/action")
			.POST(BodyPublishers.ofString(body.formatted(input, params).replace('\'', '"'))));
	}

	/** Not even the technique is read, which could take as long as any call. */
	@Test
	void startOfADrainedClientSendsNothing() {
		this.flora.drain(Duration.ZERO);
		assertThatExceptionOfType(FloraConnectionException.class)
			.isThrownBy(() -> this.flora.techniques().submit(shots().build()))
			.withMessageContaining("Nothing was sent");
		assertThatExceptionOfType(FloraConnectionException.class).isThrownBy(
				() -> this.flora.actions().run(ActionRequest.of("resize-image-browser").input("image", PHOTO).build()))
			.withMessageContaining("Nothing was sent");
		assertThat(this.fake.requests()).isEmpty();
	}

	@Test
	void runsATechniqueOnTheNestedRouteWhereACallbackIsWanted() {
		this.fake.webhooks().silent();
		Run run = this.flora.techniques().run(shots().callbackUrl(CALLBACK).build());
		assertThat(run.status()).isEqualTo(RunStatus.COMPLETED);
		assertThat(this.fake.requests(FloraOperation.TECHNIQUE_RUNS_CREATE)).hasSize(1);
		assertThat(this.fake.requests(FloraOperation.TECHNIQUES_CREATE)).isEmpty();
		assertThat(this.fake.requests(FloraOperation.RETRIEVE)).isEmpty();
		assertThat(this.fake.idempotencyKeys()).hasSize(1);
	}

	@Test
	void severalRunsOfTechniquesAreFollowed() {
		List<RunHandle> handles = List.of(this.flora.techniques().submit(shots().build()),
				this.flora.techniques().submit(shots().build()), this.flora.techniques().submit(shots().build()),
				this.flora.techniques().submit(shots().build()), this.flora.techniques().submit(shots().build()));
		assertThat(handles).allSatisfy((handle) -> assertThat(handle.await().status()).isEqualTo(RunStatus.COMPLETED));
		assertThat(this.fake.requests(FloraOperation.LIST)).isEmpty();
	}

	@Test
	void lostResponseIsChargedOnce() {
		this.fake.next(FloraOperation.TECHNIQUES_CREATE).html(502);
		assertThat(this.flora.techniques().create(shots().build()).runId()).isNotEmpty();
		assertThat(this.fake.startedRuns()).hasSize(1);
	}

	@Test
	void runsAnAction() {
		Run run = this.flora.actions()
			.run(ActionRequest.of("resize-image-browser").input("image", PHOTO).param("width", 800).build());
		assertThat(run.status()).isEqualTo(RunStatus.COMPLETED);
		assertThat(this.fake.requests(FloraOperation.ACTIONS_CREATE)).hasSize(1);
	}

	@Test
	void hasACatalogue() {
		assertThat(this.flora.techniques().stream(TechniqueQuery.all().withLimit(1))).extracting(Technique::name)
			.containsExactly("Product shots", "Storyboard");
		assertThat(this.flora.actions().list()).hasSizeGreaterThan(4);
		assertThat(this.flora.actions().retrieve("stitch-videos").inputs().get(0).allowsSeveral()).isTrue();
		this.fake.has("posters",
				Technique.builder().techniqueId("tech_1").inputs(Slot.of("title", OutputType.TEXT)).build());
		assertThat(this.flora.techniques().retrieve("posters").techniqueId()).isEqualTo("tech_1");
		assertThatExceptionOfType(FloraRequestRefusedException.class)
			.isThrownBy(() -> this.flora.techniques().create(TechniqueRequest.of("posters").build()));
	}

	@Test
	void nestedRouteKnowsTheKeyInItsBodyOnly() throws Exception {
		String fine = "{\"inputs\":[%s,%s],\"mode\":\"async\"%s}";
		String photo = "{\"id\":\"photo\",\"type\":\"imageUrl\",\"value\":\"https://a/1\"}";
		String mood = "{\"id\":\"mood\",\"type\":\"text\",\"value\":\"warm\"}";
		assertThat(nested(fine.formatted(photo, mood, "")).statusCode()).isEqualTo(201);
		assertThat(nested(fine.formatted(photo, mood, "")).statusCode()).isEqualTo(201);
		String key = ",\"idempotency_key\":\"k\"";
		assertThat(nested(fine.formatted(photo, mood, key)).statusCode()).isEqualTo(201);
		assertThat(nested(fine.formatted(photo, mood, key)).statusCode()).isEqualTo(409);
		assertThat(nested(fine.formatted(mood, photo, "")).body()).contains("must be in the order photo, mood");
		assertThat(nested(fine.formatted(photo, mood.replace("mood", "size"), "")).body()).contains("no input size");
		assertThat(nested(fine.formatted(photo, mood + "," + mood.replace("mood", "note").replace("warm", ""), ""))
			.statusCode()).isEqualTo(400);
	}

	/** One key protects neither kind of start from the other. */
	@Test
	void keyIsOfOneOperation() {
		this.fake.webhooks().silent();
		GenerationRequest generation = GenerationRequest.image("A harbour")
			.toBuilder()
			.idempotencyKey("order-1")
			.build();
		this.flora.generations().create(generation);
		assertThatExceptionOfType(FloraConflictException.class)
			.isThrownBy(() -> this.flora.generations().create(generation));
		this.flora.actions()
			.create(ActionRequest.of("resize-image-browser").input("image", PHOTO).idempotencyKey("order-1").build());
		this.flora.techniques().create(shots().idempotencyKey("order-1").build());
		this.flora.techniques().create(shots().callbackUrl(CALLBACK).idempotencyKey("order-1").build());
		assertThat(this.fake).charged(4);
	}

	/** FLORA keeps keys by route: the client's settings must not change the route. */
	@Test
	void orderUnderTheCallersKeyIsChargedOnceWhateverTheClientsCallbacks() {
		TechniqueRequest order = shots().idempotencyKey("order-1").build();
		this.flora.techniques().create(order);
		try (FloraClient posted = this.fake.clientBuilder().callbacks(CALLBACK, List.of("whsec_1")).build()) {
			assertThatExceptionOfType(FloraConflictException.class).isThrownBy(() -> posted.techniques().create(order));
			assertThatExceptionOfType(FloraConflictException.class)
				.isThrownBy(() -> posted.techniques().create(order.toBuilder().withoutCallback().build()));
		}
		assertThat(this.fake).charged(1);
	}

	/** Always with the same key in the header. */
	private HttpResponse<String> nested(String body) throws IOException, InterruptedException {
		return send(request("/techniques/product-shots/runs").header("Idempotency-Key", "header")
			.POST(BodyPublishers.ofString(body)));
	}

	@Test
	void runOfTheNestedRouteIsReadBySlugToo() throws Exception {
		this.fake.webhooks().silent();
		String runId = this.flora.techniques().create(shots().callbackUrl(CALLBACK).build()).runId();
		assertThat(read("/techniques/tech_fake0001/runs/" + runId).statusCode()).isEqualTo(200);
		assertThat(read("/techniques/product-shots/runs/" + runId).statusCode()).isEqualTo(200);
		assertThat(read("/techniques/storyboard/runs/" + runId).statusCode()).isEqualTo(404);
		assertThat(read("/techniques/none/runs/" + runId).statusCode()).isEqualTo(404);
		assertThat(read("/runs/" + runId).statusCode()).isEqualTo(404);
		String usual = this.flora.techniques().create(shots().build()).runId();
		assertThat(read("/techniques/product-shots/runs/" + usual).statusCode()).isEqualTo(404);
		assertThat(read("/runs/" + usual).statusCode()).isEqualTo(200);
	}

	@Test
	void runsOfOneTechniqueAreListed() throws Exception {
		String generation = this.flora.generations().create(GenerationRequest.image("A harbour")).runId();
		String shots = this.flora.techniques().create(shots().build()).runId();
		String board = this.flora.techniques()
			.create(TechniqueRequest.of("storyboard").input("script", "A harbour").build())
			.runId();
		assertThat(read("/technique-runs").body()).contains(shots, board).doesNotContain(generation);
		assertThat(read("/technique-runs?technique_id=tech_fake0001").body()).contains(shots, "\"total_estimate\":1")
			.doesNotContain(board);
		assertThat(read("/generations?technique_id=tech_fake0001").body()).contains(generation);
	}

	private HttpResponse<String> read(String path) throws IOException, InterruptedException {
		return send(request(path));
	}

	private HttpRequest.Builder request(String path) {
		return HttpRequest.newBuilder(URI.create(this.fake.baseUrl() + path))
			.header("Authorization", "Bearer " + this.fake.apiKey())
			.header("Content-Type", "application/json");
	}

	private static HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
		return HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
	}

	private static TechniqueRequest.Builder shots() {
		return TechniqueRequest.of("product-shots").input("mood", "warm").input("photo", PHOTO);
	}

}
