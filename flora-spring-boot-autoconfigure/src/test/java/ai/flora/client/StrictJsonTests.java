package ai.flora.client;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

import ai.flora.client.FloraApiException.Details;
import ai.flora.client.FloraApiException.FieldError;
import ai.flora.client.FloraConnection.LastCall;
import ai.flora.client.output.SavedOutput;
import ai.flora.client.webhook.FloraWebhookEvent;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

/**
 * Public records are read back by strict mappers, of Jackson 2 too: an application stores
 * them, as Spring Modulith does with events.
 */
class StrictJsonTests {

	private static final Instant NOW = Instant.parse("2026-09-21T14:15:01.25Z");

	private static final RunOutput OUTPUT = new RunOutput("output_1", OutputType.IMAGE, "https://media.flora.ai/a.png");

	private static final Run RUN = new Run("run_1", RunStatus.COMPLETED, BigDecimal.TEN, NOW, NOW, NOW,
			new BigDecimal("0.036"), "provider_error", "It failed.", List.of(OUTPUT), "https://example.com");

	private static final ModelReference MODEL = ModelReference.of("t2i-1");

	private static final Generation GENERATION = new Generation(RUN, "ws_1", "prj_1", MODEL, null);

	private final JsonMapper mapper = JsonMapper.builder()
		.enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
		.build();

	private final ObjectMapper mapperOfJackson2 = new ObjectMapper().registerModule(new JavaTimeModule())
		.enable(com.fasterxml.jackson.databind.DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

	static Stream<Object> records() {
		return Stream.of(OUTPUT, Samples.ASSET, RUN, Run.builder().runId("run_2").build(), MODEL, GENERATION,
				new StartedRun("run_1", "generation", BigDecimal.ONE, BigDecimal.TEN, MODEL, "prj_1",
						"https://example.com"),
				new FloraWebhookEvent("whd_1", "run.completed", "2026-06-11", BigDecimal.valueOf(1790000122456L),
						new FloraWebhookEvent.Data("run_1", "generation", "ws_1", RunStatus.COMPLETED, null, null)),
				FloraWebhookEvent.of("whd_1", "run.failed", "run_1"),
				new FloraRunEndedEvent(RUN, "order 4711", "t2i-1", "prj_1", List.of(Samples.SAVED)),
				FloraRunEndedEvent.builder(RUN).build(), Samples.SAVED,
				new SavedOutput(null, null, 7, "0".repeat(64), "application/octet-stream"), new Details(400,
						"input_validation_error", List.of(new FieldError("prompt", "is missing")), "req_1", "excerpt"),
				new LastCall(1, NOW, Duration.ofMillis(5)));
	}

	@ParameterizedTest
	@MethodSource("records")
	void recordIsReadBackByAStrictMapper(Object value) {
		String json = this.mapper.writeValueAsString(value);
		assertThat((Object) this.mapper.readValue(json, value.getClass())).as(json).isEqualTo(value);
	}

	@ParameterizedTest
	@MethodSource("records")
	void recordIsReadBackByAStrictMapperOfJackson2(Object value) throws Exception {
		String json = this.mapperOfJackson2.writeValueAsString(value);
		assertThat((Object) this.mapperOfJackson2.readValue(json, value.getClass())).as(json).isEqualTo(value);
	}

	/** An application that turns to Jackson 3, or back, has stored events. */
	@ParameterizedTest
	@MethodSource("records")
	void recordIsReadByOneJacksonAsTheOtherHasWrittenIt(Object value) throws Exception {
		assumeFalse(value instanceof LastCall);
		String json = this.mapper.writeValueAsString(value);
		assertThat((Object) this.mapperOfJackson2.readValue(json, value.getClass())).as(json).isEqualTo(value);
		String jsonOfJackson2 = this.mapperOfJackson2.writeValueAsString(value);
		assertThat((Object) this.mapper.readValue(jsonOfJackson2, value.getClass())).as(jsonOfJackson2)
			.isEqualTo(value);
		ObjectMapper iso = this.mapperOfJackson2.copy().disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS);
		assertThat((Object) this.mapper.readValue(iso.writeValueAsString(value), value.getClass())).isEqualTo(value);
		assertThat((Object) iso.readValue(json, value.getClass())).isEqualTo(value);
	}

	@Test
	void pageIsReadBackByStrictMappers() throws Exception {
		Page<Generation> page = new Page<>(List.of(GENERATION), "cur_2", 7L);
		assertThat(this.mapper.readValue(this.mapper.writeValueAsString(page),
				new tools.jackson.core.type.TypeReference<Page<Generation>>() {
				}))
			.isEqualTo(page);
		assertThat(this.mapperOfJackson2.readValue(this.mapperOfJackson2.writeValueAsString(page),
				new com.fasterxml.jackson.core.type.TypeReference<Page<Generation>>() {
				}))
			.isEqualTo(page);
	}

	/** As earlier versions wrote it. */
	@Test
	void eventWithADerivedPropertyIsReadAllTheSame() throws Exception {
		String json = "{\"run\":{\"run_id\":\"run_1\",\"status\":\"completed\"},\"completed\":true}";
		assertThat(this.mapper.readValue(json, FloraRunEndedEvent.class).runId()).isEqualTo("run_1");
		assertThat(this.mapperOfJackson2.readValue(json, FloraRunEndedEvent.class).runId()).isEqualTo("run_1");
	}

	/** Applications store events, and read them with a later version. */
	@Test
	void eventOfAnEarlierVersionHasNoOutputs() throws Exception {
		for (String json : List.of(
				"{\"run\":{\"run_id\":\"run_1\",\"status\":\"completed\"},\"reference\":\"order 4711\"}",
				"{\"run\":{\"run_id\":\"run_1\",\"status\":\"completed\"},\"reference\":\"order 4711\","
						+ "\"saved_outputs\":null}",
				"{\"run\":{\"run_id\":\"run_1\",\"status\":\"completed\"},\"reference\":\"order 4711\","
						+ "\"saved_outputs\":[null]}")) {
			assertThat(this.mapper.readValue(json, FloraRunEndedEvent.class).outputs()).isEmpty();
			assertThat(this.mapperOfJackson2.readValue(json, FloraRunEndedEvent.class).outputs()).isEmpty();
		}
	}

	@Test
	void eventWritesWhereItsOutputsLie() throws Exception {
		FloraRunEndedEvent event = new FloraRunEndedEvent(RUN, null, null, null, List.of(Samples.SAVED));
		String saved = "\"saved_outputs\":[{\"output_id\":\"output_1\",\"location\":\"file:///pictures/run_1-1.jpg\","
				+ "\"size\":4711,\"sha256\":\"" + "ab".repeat(32) + "\",\"media_type\":\"image/jpeg\"}]";
		assertThat(this.mapper.writeValueAsString(event)).contains(saved);
		assertThat(this.mapperOfJackson2.writeValueAsString(event)).contains(saved);
		assertThat(this.mapper.writeValueAsString(FloraRunEndedEvent.builder(RUN).build()))
			.contains("\"saved_outputs\":[]");
	}

}
