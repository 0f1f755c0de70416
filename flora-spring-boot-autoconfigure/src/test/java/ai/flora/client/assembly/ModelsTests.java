package ai.flora.client.assembly;

import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.FutureTask;

import ai.flora.client.FloraClient;
import ai.flora.client.FloraException;
import ai.flora.client.FloraQuoteStartedRunException;
import ai.flora.client.FloraRequestRefusedException;
import ai.flora.client.FollowSettings;
import ai.flora.client.GenerationRequest;
import ai.flora.client.GenerationType;
import ai.flora.client.RequestOptions;
import ai.flora.client.internal.transport.Transports;
import ai.flora.client.model.CostEstimate;
import ai.flora.client.model.CostEstimate.Source;
import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalToJson;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.matching;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathMatching;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Models, media and prices over real sockets.
 */
@Tag("exhaustive")
@ExtendWith(OutputCaptureExtension.class)
class ModelsTests {

	private static final WireMockServer SERVER = new WireMockServer(options().dynamicPort().http2PlainDisabled(true));

	private static final String MODELS = """
			{"models":[{"model_id":"t2v-1","name":"One","type":"video","provider":"acme","capabilities":["sound"],
			 "estimated_credits":450,"estimated_seconds":60,"beta":true,"params":[
			  {"name":"duration","type":"int","required":false,"default":5,"options":[{"value":"5","label":"5 s"}]}]},
			 {"model_id":"i2v-1","type":"video","estimated_credits":0},{"model_id":"t2i-1","type":"image"},
			 {"model_id":"t2h-1","type":"hologram","new":{}}]}""";

	private static final GenerationRequest REQUEST = GenerationRequest.builder(GenerationType.VIDEO, "A harbour")
		.model("t2v-1")
		.param("duration", 5)
		.build();

	private FloraClient client = builder(Transports.JDK).build();

	static {
		SERVER.start();
	}

	@AfterAll
	static void stopServer() {
		SERVER.stop();
	}

	@BeforeEach
	void reset() {
		SERVER.resetAll();
		SERVER.stubFor(get(anyUrl()).willReturn(okJson(MODELS)));
		SERVER.stubFor(post(anyUrl())
			.willReturn(okJson("{\"run_id\":\"run_1\",\"charged_cost\":0.4,\"model\":{\"model_id\":\"t2v-1\"}}")
				.withStatus(201)));
	}

	@AfterEach
	void close() {
		this.client.close();
	}

	@ParameterizedTest
	@EnumSource
	void modelsAreListedAndFound(Transports transport) {
		this.client = builder(transport).build();
		assertThat(this.client.models().list()).hasSize(4);
		assertThat(this.client.models().list(GenerationType.VIDEO)).extracting("modelId")
			.containsExactly("t2v-1", "i2v-1");
		assertThat(this.client.models().find("t2v-1")).hasValueSatisfying((model) -> {
			assertThat(model.name()).isEqualTo("One");
			assertThat(model.param("duration")).isPresent();
			assertThat(model.estimate()).hasValueSatisfying((time) -> assertThat(time).hasSeconds(60));
			assertThat(model.media().family()).isEqualTo("t2v");
		});
		assertThat(this.client.models().find("t2v-2")).isEmpty();
		SERVER.verify(1, getRequestedFor(urlEqualTo("/api/v1/models")));
	}

	@Test
	void startWithParamsIsChecked() {
		// A start does not wait for long.
		this.client.models().list();
		GenerationRequest mistyped = GenerationRequest.builder(GenerationType.VIDEO, "A harbour")
			.model("t2v-1")
			.param("duratoin", 5)
			.build();
		assertThatExceptionOfType(FloraRequestRefusedException.class)
			.isThrownBy(() -> this.client.generations().create(mistyped));
		SERVER.verify(0, postRequestedFor(anyUrl()));
		this.client.generations().create(REQUEST);
		this.client.generations().create(REQUEST);
		SERVER.verify(1, getRequestedFor(urlEqualTo("/api/v1/models")));
		SERVER.verify(2, postRequestedFor(anyUrl()));
	}

	@Test
	void startOfABarePromptIsOneRequest() {
		this.client.generations().create(GenerationRequest.image("A harbour"));
		SERVER.verify(0, getRequestedFor(anyUrl()));
	}

	@Test
	void mediaAreSentByTheFamilysName() {
		URI image = URI.create("https://media.flora.ai/1.png");
		this.client.generations()
			.create(GenerationRequest.builder(GenerationType.VIDEO, "Pan").model("i2v-1").fromImage(image).build());
		SERVER.verify(1, postRequestedFor(urlEqualTo("/api/v1/generate")).withRequestBody(equalToJson("""
				{"type":"video","prompt":"Pan","workspace_id":"ws_1","project_id":"prj_1","model":"i2v-1",
				 "params":{"image_url":"https://media.flora.ai/1.png"}}""")));
	}

	@Test
	void catalogueThatHangsLeavesTimeForTheStart() {
		SERVER.stubFor(get(anyUrl()).willReturn(aResponse().withFixedDelay(60_000)));
		assertThat(this.client.generations()
			.create(REQUEST, RequestOptions.defaults().withTimeout(Duration.ofSeconds(12)))
			.runId()).isEqualTo("run_1");
	}

	@Test
	void priceIsTheCatalogues() {
		CostEstimate estimate = this.client.models().estimate(REQUEST);
		assertThat(estimate.source()).isEqualTo(Source.CATALOGUE);
		assertThat(estimate.low()).isEqualTo(new BigDecimal("0.225"));
		assertThat(estimate.expected()).isEqualTo(new BigDecimal("0.45"));
		assertThat(estimate.high()).isEqualTo(new BigDecimal("1.575"));
		for (String model : new String[] { "i2v-1", "t2i-1", "t2i-unlisted", null }) {
			assertThat(this.client.models().estimate(REQUEST.toBuilder().model(model).build()))
				.isEqualTo(CostEstimate.unpriced());
		}
		SERVER.verify(0, postRequestedFor(anyUrl()));
	}

	@Test
	void priceIsCorrectedByWhatRunsHaveCost() {
		this.client.generations().create(REQUEST);
		SERVER.stubFor(get(urlPathMatching("/api/v1/runs/.*"))
			.willReturn(okJson("{\"run_id\":\"run_1\",\"status\":\"completed\",\"charged_cost\":0.8}")));
		this.client.generations().retrieve("run_1");
		this.client.generations().retrieve("run_1");
		CostEstimate estimate = this.client.models().estimate(REQUEST);
		assertThat(estimate.source()).isEqualTo(Source.LEARNED);
		assertThat(estimate.low()).isEqualByComparingTo("0.225");
		assertThat(estimate.expected()).isEqualByComparingTo("0.9");
		assertThat(estimate.high()).isEqualByComparingTo("1.575");
	}

	@Test
	void priceIsCorrectedByRunsThatAreFollowed() {
		SERVER.stubFor(get(urlPathMatching("/api/v1/(runs/.*|generations)"))
			.willReturn(okJson("{\"run_id\":\"run_1\",\"status\":\"completed\",\"charged_cost\":0.2}")));
		this.client.generations().submit(REQUEST).await();
		assertThat(this.client.models().estimate(REQUEST).expected()).isEqualByComparingTo("0.225");
	}

	@Test
	void quoteIsAskedForOnce() {
		quotes(okJson("{\"estimated_cost\":0.12}"));
		CostEstimate estimate = this.client.models().estimate(REQUEST);
		assertThat(estimate.source()).isEqualTo(Source.QUOTE);
		assertThat(estimate.expected()).isEqualTo(new BigDecimal("0.12"));
		SERVER.verify(1, postRequestedFor(urlEqualTo("/api/v1/generate")).withRequestBody(equalToJson("""
				{"type":"video","prompt":"A harbour","workspace_id":"ws_1","project_id":"prj_1","model":"t2v-1",
				 "params":{"duration":5},"quote":true}""")).withHeader("Idempotency-Key", matching("[0-9a-f-]{36}")));
		this.client.models().estimate(REQUEST);
		assertThat(SERVER.getAllServeEvents()
			.stream()
			.map((event) -> event.getRequest().getHeader("Idempotency-Key"))
			.filter(Objects::nonNull)
			.distinct()).hasSize(2);
	}

	@Test
	void quoteThatStartsARunTellsWhichOne() {
		quotes(okJson("{\"run_id\":\"run_7\",\"charged_cost\":0.4,\"estimated_cost\":0.4}").withStatus(201));
		assertThatExceptionOfType(FloraQuoteStartedRunException.class)
			.isThrownBy(() -> this.client.models().estimate(REQUEST))
			.withMessageContaining("run_7")
			.satisfies((ex) -> assertThat(ex.run().quotedCost()).isEqualByComparingTo("0.4"));
		assertThat(this.client.models().estimate(REQUEST).source()).isEqualTo(Source.CATALOGUE);
		SERVER.verify(1, postRequestedFor(anyUrl()));
	}

	/** A FLORA that does not know quotes would start it. */
	@Test
	void quoteOfWhatAStartRefusesIsNotAskedFor() {
		quotes(okJson("{\"run_id\":\"run_7\",\"charged_cost\":0.4}").withStatus(201));
		GenerationRequest refused = REQUEST.toBuilder().param("duration", 7).build();
		assertThatExceptionOfType(FloraRequestRefusedException.class)
			.isThrownBy(() -> this.client.generations().create(refused));
		assertThat(this.client.models().estimate(refused).source()).isEqualTo(Source.CATALOGUE);
		SERVER.verify(0, postRequestedFor(anyUrl()));
	}

	/** Whether FLORA knows quotes is known after the first one. */
	@Test
	void quotesAtTheSameTimeStartOneRunAtMost() throws Exception {
		quotes(okJson("{\"run_id\":\"run_7\",\"charged_cost\":0.4}").withStatus(201).withFixedDelay(500));
		List<Object> ends = atOnce(6);
		SERVER.verify(1, postRequestedFor(anyUrl()));
		assertThat(ends).filteredOn(FloraQuoteStartedRunException.class::isInstance).hasSize(1);
		assertThat(ends).filteredOn(CostEstimate.class::isInstance)
			.hasSize(5)
			.allMatch((estimate) -> ((CostEstimate) estimate).source() == Source.CATALOGUE);
	}

	@Test
	void quotesAtTheSameTimeAreAllGiven() throws Exception {
		quotes(okJson("{\"estimated_cost\":0.12}").withFixedDelay(100));
		assertThat(atOnce(6)).allMatch((estimate) -> ((CostEstimate) estimate).source() == Source.QUOTE);
		SERVER.verify(6, postRequestedFor(anyUrl()));
	}

	/** What each of some estimates at the same time ends in. */
	private List<Object> atOnce(int count) throws Exception {
		List<FutureTask<Object>> estimates = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			FutureTask<Object> estimate = new FutureTask<>(() -> {
				try {
					return this.client.models().estimate(REQUEST);
				}
				catch (FloraException ex) {
					return ex;
				}
			});
			estimates.add(estimate);
			new Thread(estimate).start();
		}
		List<Object> ends = new ArrayList<>();
		for (FutureTask<Object> estimate : estimates) {
			ends.add(estimate.get());
		}
		return ends;
	}

	@Test
	void quoteWhoseAnswerIsLostIsTheLast(CapturedOutput log) {
		for (ResponseDefinitionBuilder lost : List.of(aResponse().withFault(Fault.EMPTY_RESPONSE),
				aResponse().withStatus(502), aResponse().withStatus(201).withBody("<html>"), okJson("{}"))) {
			SERVER.resetRequests();
			quotes(lost);
			assertThat(this.client.models().estimate(REQUEST).source()).isEqualTo(Source.CATALOGUE);
			assertThat(this.client.models().estimate(REQUEST).source()).isEqualTo(Source.CATALOGUE);
			SERVER.verify(1, postRequestedFor(anyUrl()));
			String key = SERVER.findAll(postRequestedFor(anyUrl())).get(0).getHeader("Idempotency-Key");
			assertThat(log.getOut().split(key, -1)).hasSize(2);
		}
	}

	@Test
	void quoteThatIsRefusedIsNotTheLast(CapturedOutput log) {
		quotes(aResponse().withStatus(429));
		assertThat(this.client.models().estimate(REQUEST).source()).isEqualTo(Source.CATALOGUE);
		assertThat(this.client.models().estimate(REQUEST).source()).isEqualTo(Source.CATALOGUE);
		SERVER.verify(2, postRequestedFor(anyUrl()));
		quotes(aResponse().withStatus(400)
			.withBody("{\"error\":{\"code\":\"input_validation_error\",\"message\":\"No.\","
					+ "\"fields\":[{\"field\":\"quote\",\"message\":\"is not a field\"}]}}"));
		SERVER.resetRequests();
		this.client.models().estimate(REQUEST);
		this.client.models().estimate(REQUEST);
		SERVER.verify(1, postRequestedFor(anyUrl()));
		assertThat(log).doesNotContain("answer is lost");
	}

	private void quotes(ResponseDefinitionBuilder answer) {
		SERVER.stubFor(post(anyUrl()).willReturn(answer));
		this.client.close();
		this.client = builder(Transports.JDK).quotes(true).build();
	}

	private static FloraClientBuilder builder(Transports transport) {
		return transport.builder(SERVER.baseUrl() + "/api/v1")
			.workspaceId("ws_1")
			.projectId("prj_1")
			.follow(new FollowSettings(Duration.ofMinutes(1), Duration.ofMillis(5), Duration.ofMillis(20), 1000));
	}

}
