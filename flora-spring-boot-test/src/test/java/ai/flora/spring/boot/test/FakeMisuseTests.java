package ai.flora.spring.boot.test;

import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

import ai.flora.client.FloraClient;
import ai.flora.client.FloraGenerationsClient;
import ai.flora.client.FloraServerException;
import ai.flora.client.FloraStartUnconfirmedException;
import ai.flora.client.FloraValidationException;
import ai.flora.client.GenerationQuery;
import ai.flora.client.GenerationRequest;
import ai.flora.client.RequestOptions;
import ai.flora.client.RunOutput;
import ai.flora.client.RunStatus;
import ai.flora.client.assembly.FloraClientBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Calls that no test can mean are refused at once, by messages that name them.
 */
class FakeMisuseTests {

	private static final GenerationRequest REQUEST = GenerationRequest.image("A harbour");

	private static final Duration NEGATIVE = Duration.ofSeconds(-1);

	private final FakeFlora fake = FakeFlora.start();

	private final FloraClient root = this.fake.clientBuilder().build();

	private final FloraGenerationsClient flora = this.root.generations();

	@AfterEach
	void stop() {
		this.root.close();
		this.fake.close();
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource
	void callIsRefused(String call, Consumer<FakeFlora> misuse) {
		assertThatIllegalArgumentException().isThrownBy(() -> misuse.accept(this.fake)).withMessageStartingWith(call);
	}

	static Stream<Arguments> callIsRefused() {
		return Stream.of(refused("takes(PT-1S)", (fake) -> fake.nextRun().takes(NEGATIVE)),
				refused("takes(null)", (fake) -> fake.nextRun().takes(null)),
				refused("isEstimatedAt(PT-1S)", (fake) -> fake.nextRun().isEstimatedAt(NEGATIVE)),
				refused("isEstimatedAt(null)", (fake) -> fake.nextRun().isEstimatedAt(null)),
				refused("reportsLate(PT-1S)", (fake) -> fake.nextRun().reportsLate(NEGATIVE)),
				refused("reportsLate(null)", (fake) -> fake.nextRun().reportsLate(null)),
				refused("reportsCostLate(PT-1S)", (fake) -> fake.nextRun().reportsCostLate(NEGATIVE)),
				refused("reportsCostLate(null)", (fake) -> fake.nextRun().reportsCostLate(null)),
				refused("costs(\"-1\")", (fake) -> fake.nextRun().costs("-1")),
				refused("costs(\"much\")", (fake) -> fake.nextRun().costs("much")),
				refused("costs(null)", (fake) -> fake.nextRun().costs(null)),
				refused("isRunning(-1)", (fake) -> fake.nextRun().isRunning(-1)),
				refused("isRunning(101)", (fake) -> fake.nextRun().isPending().thenIsRunning(101)),
				refused("isRunning(40)", (fake) -> fake.nextRun().completesWith().thenIsRunning(40)),
				refused("isPending()", (fake) -> fake.nextRun().failsWith("SERVER_ERROR", "No.").isPending()),
				refused("isPending()", (fake) -> fake.nextRun().isRunning(40).isPending()),
				refused("failsWith(\"SERVER_ERROR\"",
						(fake) -> fake.run("run_1").completesWith().thenFailsWith("SERVER_ERROR", "No.")),
				refused("completesWith(", (fake) -> fake.nextRun().completesWith().thenCompletesWith()),
				refused("completesWith(", (fake) -> fake.nextRun().neverEnds().completesWith()),
				refused("neverEnds()", (fake) -> fake.nextRun().completesWith().neverEnds()),
				refused("isRunning(40)", (fake) -> fake.nextRun().takes(Duration.ofSeconds(9)).isRunning(40)),
				refused("takes(PT9S)", (fake) -> fake.nextRun().isPending().takes(Duration.ofSeconds(9))),
				refused("failsWith( , ", (fake) -> fake.nextRun().failsWith(" ", "No.")),
				refused("answers(null)", (fake) -> fake.nextRun().answers(null)),
				refused("run( )", (fake) -> fake.run(" ")), refused("has( )", (fake) -> fake.has(" ")),
				refused("has(null)", (fake) -> fake.has("product-shots", null)),
				refused("next(null)", (fake) -> fake.next(null)),
				refused("times(0)", (fake) -> fake.nextRequest().times(0)),
				refused("withProbability(1.5)", (fake) -> fake.nextRequest().withProbability(1.5)),
				refused("withProbability(NaN)", (fake) -> fake.nextRequest().withProbability(Double.NaN)),
				refused("status(200)", (fake) -> fake.nextRequest().status(200)),
				refused("status(99)", (fake) -> fake.nextRequest().status(99, "code")),
				refused("status(302)", (fake) -> fake.nextRequest().status(302, "code", Map.of())),
				refused("status(600)", (fake) -> fake.nextRequest().status(600, "code", List.of("model: no"))),
				refused("status(500, null)", (fake) -> fake.nextRequest().status(500, (String) null)),
				refused("html(0)", (fake) -> fake.nextRequest().html(0)),
				refused("delay(PT0S)", (fake) -> fake.nextRequest().delay(Duration.ZERO)),
				refused("delay(PT-1S)", (fake) -> fake.nextRequest().delay(NEGATIVE)),
				refused("delay(null)", (fake) -> fake.nextRequest().delay(null)),
				refused("delay(PT24000H)", (fake) -> fake.nextRequest().delay(Duration.ofDays(1000))),
				refused("rateLimited(PT-1S)", (fake) -> fake.nextRequest().rateLimited(NEGATIVE)),
				refused("clock().advance(PT-1S)", (fake) -> fake.clock().advance(NEGATIVE)),
				refused("clock().advance(null)", (fake) -> fake.clock().advance(null)),
				refused("clock().speed(-1.0)", (fake) -> fake.clock().speed(-1)),
				refused("clock().speed(NaN)", (fake) -> fake.clock().speed(Double.NaN)),
				refused("webhooks().late(PT-1S)", (fake) -> fake.webhooks().late(NEGATIVE)),
				refused("webhooks().late(null)", (fake) -> fake.webhooks().late(null)),
				refused("costs(\"-5\")", (fake) -> fake.nextRun().costs("-5")),
				refused("image(null)", (fake) -> FakeRun.image(null)),
				refused("video(null)", (fake) -> FakeRun.video(null)),
				refused("audio(null)", (fake) -> FakeRun.audio(null)),
				refused("document(null)", (fake) -> FakeRun.document(null)),
				refused("text(null)", (fake) -> FakeRun.text(null)),
				refused("completesWith(null)", (fake) -> fake.nextRun().completesWith((RunOutput) null)),
				refused("completesWith(null)", (fake) -> fake.nextRun().completesWith((RunOutput[]) null)),
				refused("isRunning(3)", (fake) -> fake.nextRun().completesWith().thenAnswers("x").thenIsRunning(3)),
				refused("isPending()", (fake) -> fake.nextRun().isRunning(3).thenAnswers("x").isPending()),
				refused("status(400) with fields", (fake) -> fake.nextRequest().status(400, "c", (List<String>) null)),
				refused("status(400) with fields",
						(fake) -> fake.nextRequest().status(400, "c", Arrays.asList("model: no", null))),
				refused("status(400) with headers",
						(fake) -> fake.nextRequest().status(400, "c", (Map<String, String>) null)),
				refused("status(400)",
						(fake) -> fake.nextRequest().status(400, "c", Collections.singletonMap("X", null))),
				refused("status(400)",
						(fake) -> fake.nextRequest().status(400, "c", Collections.singletonMap(null, "x"))),
				refused("status(400)", (fake) -> fake.nextRequest().status(400, "c", Map.of(" ", "x"))),
				refused("status(400)", (fake) -> fake.nextRequest().status(400, "c", Map.of("X", "a\r\nb"))),
				refused("rateLimited(PT0.5S)", (fake) -> fake.nextRequest().rateLimited(Duration.ofMillis(500))),
				refused("has( ws_1)", (fake) -> fake.has(" ws_1")), refused("has(null)", (fake) -> fake.has(null)),
				refused("run(null)", (fake) -> fake.run(null)),
				refused("requests(null)", (fake) -> fake.requests(null)),
				refused("requests(null)", (fake) -> assertThat(fake).received(null, 0)),
				refused("start(apiKey)", (fake) -> FakeFlora.start((String) null)),
				refused("start(apiKey)", (fake) -> FakeFlora.start(" ")),
				refused("start(apiKey)", (fake) -> FakeFlora.start("sk test")),
				refused("start(…, -1)", (fake) -> FakeFlora.start("sk_test_1", -1)),
				refused("start(…, 65536)", (fake) -> FakeFlora.start("sk_test_1", 65_536)),
				refused("webhooks().repeat(0)", (fake) -> fake.webhooks().repeat(0)));
	}

	private static Arguments refused(String call, Consumer<FakeFlora> misuse) {
		return Arguments.of(call, misuse);
	}

	@Test
	void scriptOfAClosedFakeIsRefused() {
		this.fake.close();
		List<Consumer<FakeFlora>> calls = List.of(FakeFlora::nextRun, FakeFlora::nextAsset, FakeFlora::nextRequest,
				(fake) -> fake.next(FloraOperation.LIST), (fake) -> fake.run("run_1"));
		for (Consumer<FakeFlora> call : calls) {
			assertThatIllegalStateException().isThrownBy(() -> call.accept(this.fake))
				.withMessageContaining("is closed");
		}
		assertThat(this.fake.requests()).isEmpty();
		this.fake.reset();
		this.fake.close();
	}

	@Test
	void refusedCostChangesNothing() {
		FakeRun run = this.fake.nextRun();
		assertThatIllegalArgumentException().isThrownBy(() -> run.costs("-5"));
		assertThat(this.flora.create(REQUEST).quotedCost()).isEqualByComparingTo("0.036");
	}

	@Test
	void listsUseUpNoState() {
		this.fake.run("run_1").isPending().thenIsRunning(40).thenCompletesWith(FakeRun.text("Dusk"));
		for (int i = 0; i < 5; i++) {
			assertThat(this.flora.list(GenerationQuery.all()).items()).singleElement()
				.satisfies((run) -> assertThat(run.run().status()).isEqualTo(RunStatus.PENDING));
		}
		assertThat(this.flora.retrieve("run_1").status()).isEqualTo(RunStatus.PENDING);
		assertThat(this.flora.list(GenerationQuery.all()).items()).singleElement()
			.satisfies((run) -> assertThat(run.run().status()).isEqualTo(RunStatus.RUNNING));
		assertThat(this.flora.retrieve("run_1").status()).isEqualTo(RunStatus.RUNNING);
		assertThat(this.flora.retrieve("run_1").status()).isEqualTo(RunStatus.COMPLETED);
	}

	@ParameterizedTest
	@CsvSource({ "prj_nobodys, ws_1, , project_id", "prj_1, ws_nobodys, , workspace_id", "prj_1, ws_1, flux, model",
			"prj_1, ws_1, t2v-veo-3, model", "prj_1, ws_1, fake-text, model" })
	void startWhenAnIdIsUnknownIsRefusedAndSaysHowToAddIt(String project, String workspace, String model,
			String field) {
		GenerationRequest request = REQUEST.toBuilder().projectId(project).workspaceId(workspace).model(model).build();
		assertThatExceptionOfType(FloraValidationException.class).isThrownBy(() -> this.flora.create(request))
			.withMessageContaining(field + ": FakeFlora has no ")
			.withMessageContaining("fake.has(");
		this.fake.has(project).has(workspace);
		if (model != null) {
			this.fake.has(model);
		}
		this.flora.create(request);
		assertThat(this.fake).charged(1);
	}

	@Test
	void faultOfTheNextRequestIsNotForALookUpInsideAStart() {
		try (FloraClient stranger = new FloraClientBuilder().baseUrl(this.fake.baseUrl())
			.apiKey(this.fake.apiKey())
			.projectId("prj_1")
			.build()) {
			this.fake.nextRequest().status(400, "input_validation_error", List.of("prompt: is odd"));
			assertThatExceptionOfType(FloraValidationException.class)
				.isThrownBy(() -> stranger.generations().create(REQUEST))
				.withMessageContaining("prompt: is odd");
			assertThat(this.fake).received(FloraOperation.WORKSPACES, 1).received(FloraOperation.CREATE, 1);
		}
	}

	@Tag("exhaustive")
	@Test
	void testThatUsesWhatItScriptedIsFine() {
		this.fake.nextRun().completesWith();
		this.fake.nextRequest().times(3).status(503);
		this.fake.next(FloraOperation.LIST).withProbability(0.5).reset();
		assertThatExceptionOfType(FloraStartUnconfirmedException.class)
			.isThrownBy(() -> this.flora.create(REQUEST, RequestOptions.defaults().withMaxAttempts(1)))
			.withCauseInstanceOf(FloraServerException.class);
		this.fake.allowUnused();
		this.fake.checkUsed();
		this.fake.reset();
		this.fake.checkUsed();
	}

	@Test
	void testThatScriptsInVainFails() {
		this.fake.nextRun().completesWith();
		this.fake.nextRun().completesWith();
		this.fake.next(FloraOperation.LIST).times(2).status(503);
		this.fake.nextRequest().times(2);
		this.flora.create(REQUEST);
		assertThatExceptionOfType(AssertionError.class).isThrownBy(this.fake::checkUsed)
			.withMessageContaining("nextRun() was called for 1 more than the 1 runs that were started")
			.withMessageContaining("next(LIST).status(503) met no request")
			.withMessageContaining("nextRequest() does not say what goes wrong")
			.withMessageContaining("fake.allowUnused()");
	}

}
