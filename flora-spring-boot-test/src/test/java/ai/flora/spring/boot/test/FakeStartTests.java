package ai.flora.spring.boot.test;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

import javax.imageio.ImageIO;

import ai.flora.client.FloraApiException.FieldError;
import ai.flora.client.FloraClient;
import ai.flora.client.FloraConflictException;
import ai.flora.client.FloraGenerationsClient;
import ai.flora.client.FloraInsufficientCreditsException;
import ai.flora.client.FloraRunFailedException;
import ai.flora.client.FloraStartUnconfirmedException;
import ai.flora.client.FloraValidationException;
import ai.flora.client.Generation;
import ai.flora.client.GenerationQuery;
import ai.flora.client.GenerationRequest;
import ai.flora.client.Page;
import ai.flora.client.Run;
import ai.flora.client.RunStatus;
import ai.flora.client.StartedRun;
import ai.flora.client.assembly.FloraClientBuilder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.http.MediaType;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Starting and listing runs of {@link FakeFlora}.
 */
@Tag("exhaustive")
class FakeStartTests {

	private static final GenerationRequest REQUEST = GenerationRequest.image("A harbour");

	private final FakeFlora fake = FakeFlora.start();

	private final FloraClient flora = new FloraClientBuilder().baseUrl(this.fake.baseUrl())
		.apiKey(this.fake.apiKey())
		.projectId("prj_1")
		.build();

	private final FloraGenerationsClient client = this.flora.generations();

	@AfterEach
	void stop() throws Exception {
		this.flora.close();
		this.fake.close();
	}

	@Test
	void runWhenStartedLivesOnTheClock() {
		this.fake.clock().stop();
		this.fake.nextRun().takes(Duration.ofSeconds(10)).completesWith(FakeRun.text("Dusk"));
		StartedRun started = this.client.create(REQUEST);
		assertThat(started.estimate()).hasValue(Duration.ofSeconds(10));
		assertThat(status(started)).isEqualTo(RunStatus.PENDING);
		this.fake.clock().advance(Duration.ofSeconds(4));
		Run running = this.client.retrieve(started.runId());
		assertThat(running.status()).isEqualTo(RunStatus.RUNNING);
		assertThat(running.progress()).isEqualByComparingTo("40");
		this.fake.clock().advance(Duration.ofSeconds(6));
		Run ended = this.client.retrieve(started.runId());
		assertThat(ended.outputs().get(0).text()).contains("Dusk");
		assertThat(ended.createdAt()).isNotNull();
		assertThat(ended.completedAt()).isEqualTo(ended.createdAt().plusSeconds(10));
		assertThat(started.pollUrl()).isEqualTo(this.fake.baseUrl() + "/runs/" + started.runId());
	}

	@Test
	void runWhenNotTimedEndsAtTheFirstLook() {
		this.fake.nextRun().completesWith(FakeRun.text("Dusk"));
		assertThat(this.client.generate(REQUEST).outputs().get(0).text()).contains("Dusk");
		this.fake.nextRun().failsWith("GENERATION_PROMPT_MODERATED", "No.");
		assertThatExceptionOfType(FloraRunFailedException.class).isThrownBy(() -> this.client.generate(REQUEST));
		assertThat(this.fake.startedRuns()).extracting((run) -> run.request().orElseThrow().prompt())
			.containsExactly("A harbour", "A harbour");
	}

	@Test
	void runWhenNobodyScriptedItMakesWhatWasAskedFor() {
		this.fake.clock().stop();
		List<StartedRun> started = List.of(this.client.create(REQUEST),
				this.client.create(GenerationRequest.text("Dusk")));
		this.fake.clock().advance(Duration.ofSeconds(9));
		assertThat(this.client.retrieve(started.get(0).runId()).outputs().get(0).link()).isPresent();
		assertThat(this.client.retrieve(started.get(1).runId()).outputs().get(0).text()).isPresent();
	}

	@Test
	void outputsAreReal() throws IOException {
		byte[] png = output(REQUEST);
		assertThat(ImageIO.read(new ByteArrayInputStream(png)).getWidth()).isEqualTo(640);
		byte[] wav = output(GenerationRequest.audio("Gulls"));
		assertThat(new String(wav, 0, 4, StandardCharsets.US_ASCII)).isEqualTo("RIFF");
		assertThat(wav).hasSizeGreaterThan(9000);
		byte[] mp4 = output(GenerationRequest.video("Waves"));
		assertThat(new String(mp4, 4, 4, StandardCharsets.US_ASCII)).isEqualTo("ftyp");
		assertThat(mp4).hasSizeBetween(10_000, 100_000);
	}

	@Test
	void outputsAreOfTheirPromptAndModel() {
		byte[] picture = FakeMedia.png("Harbour", "t2i-flux-2-pro");
		assertThat(FakeMedia.png("Harbour", "t2i-flux-2-pro")).isEqualTo(picture);
		assertThat(FakeMedia.png("Harbour", "t2i-nano-banana-2")).isNotEqualTo(picture);
		assertThat(FakeMedia.png("Another harbour", "t2i-flux-2-pro")).isNotEqualTo(picture);
		Set<Integer> videos = new HashSet<>();
		for (int i = 0; i < 20; i++) {
			videos.add(FakeMedia.mp4("Waves " + i, "t2v-kling-2.5").length);
			assertThat(FakeMedia.mp4("Waves", "v" + i)).isEqualTo(FakeMedia.mp4("Waves", "v" + i));
		}
		assertThat(videos).hasSize(3);
	}

	@ParameterizedTest
	@CsvSource({ "bytes=0-99,206,0-99,100", "bytes=100-,206,100-*,*", "bytes=-50,206,*,50", "bytes=0-,206,0-*,*",
			"bytes=999999999-,416,,", "bytes=-,200,,", "bytes=0-1;2-3,200,,", "bytes=9-3,416,,", "lines=1-2,200,,",
			"'',200,," })
	void playersGetPartsOfFiles(String range, int status, @Nullable String part, @Nullable String length) {
		this.fake.clock().stop();
		URI link = ended(GenerationRequest.video("Waves"));
		byte[] whole = Objects.requireNonNull(RestClient.create().get().uri(link).retrieve().body(byte[].class));
		RestClient.create().get().uri(link).header("Range", range).exchange((request, response) -> {
			assertThat(response.getStatusCode().value()).isEqualTo(status);
			assertThat(response.getHeaders().getFirst("Accept-Ranges")).isEqualTo("bytes");
			if (status == 206) {
				byte[] got = response.getBody().readAllBytes();
				String told = String.valueOf(response.getHeaders().getFirst("Content-Range"));
				int from = Integer.parseInt(told.substring("bytes ".length(), told.indexOf('-')));
				assertThat(got).isEqualTo(Arrays.copyOfRange(whole, from, from + got.length));
				assertThat(told).endsWith("/" + whole.length)
					.matches("bytes " + String.valueOf(part).replace("*", "[0-9]*") + "[0-9-]*/.*");
				assertThat(String.valueOf(length)).isIn("*", String.valueOf(got.length));
			}
			return status;
		});
	}

	private byte[] output(GenerationRequest request) {
		this.fake.clock().stop();
		return Objects.requireNonNull(RestClient.create().get().uri(ended(request)).retrieve().body(byte[].class));
	}

	private URI ended(GenerationRequest request) {
		StartedRun started = this.client.create(request);
		this.fake.clock().advance(Duration.ofSeconds(9));
		return link(started);
	}

	private URI link(StartedRun started) {
		return this.client.retrieve(started.runId()).outputs().get(0).link().orElseThrow();
	}

	@Test
	void runTakesWhatItTakesWhateverItWasEstimatedAt() {
		this.fake.clock().stop();
		this.fake.nextRun().isEstimatedAt(Duration.ofMinutes(1)).takes(Duration.ofSeconds(10));
		StartedRun started = this.client.create(REQUEST);
		assertThat(started.estimate()).hasValue(Duration.ofMinutes(1));
		this.fake.clock().advance(Duration.ofSeconds(10));
		assertThat(status(started)).isEqualTo(RunStatus.COMPLETED);
	}

	@Test
	void runWhenReportedLateTellsTheTruthInTheEnd() {
		this.fake.clock().stop();
		this.fake.nextRun()
			.takes(Duration.ofSeconds(10))
			.reportsLate(Duration.ofMinutes(30))
			.reportsCostLate(Duration.ofHours(1));
		StartedRun started = this.client.create(REQUEST);
		this.fake.clock().advance(Duration.ofMinutes(30));
		assertThat(status(started)).isEqualTo(RunStatus.RUNNING);
		this.fake.clock().advance(Duration.ofSeconds(10));
		Run ended = this.client.retrieve(started.runId());
		assertThat(ended.completedAt()).isEqualTo(this.fake.clock().now().minus(Duration.ofMinutes(30)));
		assertThat(ended.chargedCost()).isNull();
		this.fake.clock().advance(Duration.ofHours(1));
		assertThat(this.client.retrieve(started.runId()).chargedCost()).isEqualByComparingTo("0.036");
	}

	@Test
	void runWhenItNeverEndsNeverEnds() {
		this.fake.clock().stop();
		this.fake.nextRun().neverEnds();
		StartedRun started = this.client.create(REQUEST);
		this.fake.clock().advance(Duration.ofDays(30));
		assertThat(status(started)).isEqualTo(RunStatus.RUNNING);
	}

	@Test
	void startWhenRefusedListsFields() {
		GenerationRequest request = REQUEST.toBuilder()
			.workspaceId("workspace")
			.projectId("project")
			.callbackUrl(URI.create("http://example.com"))
			.build();
		assertThatExceptionOfType(FloraValidationException.class).isThrownBy(() -> this.client.create(request))
			.satisfies((ex) -> assertThat(ex.fieldErrors()).containsExactly(
					new FieldError("workspace_id", "must start with ws_"),
					new FieldError("project_id", "must start with prj_"),
					new FieldError("callback_url", "must be an https URL of a public host")));
		assertThat(this.fake.startedRuns()).isEmpty();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "{|invalid_json", "[]|invalid_json", "''|invalid_json",
			"{}|type: is required",
			"{\"type\":\"t2i\",\"prompt\":\"x\",\"workspace_id\":\"ws_1\",\"project_id\":\"prj_1\"}|type: must be one of",
			"{\"type\":\"image\",\"prompt\":\"\",\"workspace_id\":\"ws_1\",\"project_id\":\"prj_1\"}|prompt: must be",
			"{\"type\":\"image\",\"prompt\":\"x\",\"workspace_id\":\"ws_1\",\"project_id\":\"prj_1\",\"idempotency_key\":\"k\"}|idempotency_key: is not a field" })
	void bodyWhenWrongIsRefused(String body, String expected) {
		String statusAndBody = RestClient.create()
			.post()
			.uri(this.fake.baseUrl() + "/generate")
			.header("Authorization", "Bearer " + this.fake.apiKey())
			.contentType(MediaType.APPLICATION_JSON)
			.body(body)
			.exchange((request, response) -> response.getStatusCode().value() + " "
					+ new String(response.getBody().readAllBytes()));
		assertThat(statusAndBody).startsWith("400 ").contains(expected);
	}

	@Test
	void keyIsAcceptedOnceWithinTwoHours() {
		this.fake.clock().stop();
		GenerationRequest request = REQUEST.toBuilder().idempotencyKey("order-1").build();
		this.fake.next(FloraOperation.CREATE).status(402);
		assertThatExceptionOfType(FloraInsufficientCreditsException.class)
			.isThrownBy(() -> this.client.create(request));
		this.client.create(request);
		assertThatExceptionOfType(FloraConflictException.class).isThrownBy(() -> this.client.create(request));
		this.fake.clock().advance(Duration.ofHours(2));
		this.client.create(request);
		assertThat(this.fake.startedRuns()).hasSize(2);
	}

	@Test
	void startWhenItsResponseIsLostIsCharged() {
		for (int i = 0; i < 2; i++) {
			this.fake.reset();
			FakeFault lost = this.fake.next(FloraOperation.CREATE);
			if (i == 0) {
				lost.resetAfterwards();
			}
			else {
				lost.half();
			}
			this.fake.next(FloraOperation.LIST).always().status(503);
			GenerationRequest request = REQUEST.toBuilder().idempotencyKey("order-1").build();
			assertThatExceptionOfType(FloraStartUnconfirmedException.class)
				.isThrownBy(() -> this.client.create(request));
			assertThat(this.fake.startedRuns()).hasSize(1);
		}
	}

	@Test
	void listIsNewestFirstPageByPage() {
		this.fake.clock().stop();
		List<String> ids = List.of(this.client.create(REQUEST).runId(), this.client.create(REQUEST).runId(),
				this.client.create(REQUEST).runId());
		this.client.create(REQUEST.toBuilder().projectId("prj_2").build());
		Page<Generation> first = this.client.list(GenerationQuery.all().withLimit(2));
		assertThat(first.items()).extracting(Generation::runId).containsExactly(ids.get(2), ids.get(1));
		assertThat(first.totalEstimate()).isEqualTo(3);
		assertThat(first.items().get(0).modelId()).contains("fake-image");
		this.client.create(REQUEST);
		Page<Generation> second = this.client.list(GenerationQuery.all().withLimit(2).withCursor(first.nextCursor()));
		assertThat(second.items()).extracting(Generation::runId).containsExactly(ids.get(0));
		assertThat(second.nextCursor()).isNull();
		assertThat(this.client.stream(GenerationQuery.all().withLimit(1))).hasSize(4);
	}

	@Test
	void listWhenFilteredShowsNoOthers() {
		this.fake.clock().stop();
		this.fake.nextRun().takes(Duration.ofSeconds(1)).failsWith("SERVER_ERROR", "No.");
		StartedRun failed = this.client.create(REQUEST);
		this.client.create(REQUEST);
		this.fake.clock().advance(Duration.ofSeconds(2));
		assertThat(this.client.list(GenerationQuery.all().withStatus(RunStatus.FAILED)).items())
			.extracting(Generation::runId)
			.containsExactly(failed.runId());
		assertThat(this.client.list(GenerationQuery.all().withWorkspaceId("ws_other")).items()).isEmpty();
	}

	@Test
	void listWhenCursorIsForeignIsRefused() {
		assertThatExceptionOfType(FloraValidationException.class)
			.isThrownBy(() -> this.client.list(GenerationQuery.all().withCursor("nonsense")));
	}

	private RunStatus status(StartedRun started) {
		return this.client.retrieve(started.runId()).status();
	}

}
