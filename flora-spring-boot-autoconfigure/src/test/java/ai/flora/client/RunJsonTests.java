package ai.flora.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.core.io.ClassPathResource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for the JSON form of {@link Run}.
 */
class RunJsonTests {

	private final JsonMapper mapper = JsonMapper.builder().build();

	@Test
	void readWhenSeedExampleReadsEveryField() {
		Run run = read("run-seed.json");
		assertThat(run)
			.isEqualTo(new Run("run_abc123", RunStatus.PENDING, BigDecimal.ZERO, Instant.EPOCH, Instant.EPOCH,
					Instant.EPOCH, BigDecimal.ZERO, "provider_error", "The provider failed to complete the generation.",
					List.of(new RunOutput("output_1", OutputType.IMAGE, "https://media.flora.ai/output.png")),
					"https://example.com"));
		assertThat(run.outputs().get(0).link()).hasToString("Optional[https://media.flora.ai/output.png]");
		assertThat(run.outputs().get(0).text()).isEmpty();
	}

	@Test
	void readWhenCompletedReadsFractionsExponentsAndText() {
		Run run = read("run-completed.json");
		assertThat(run.status()).isEqualTo(RunStatus.COMPLETED);
		assertThat(run.status().isTerminal()).isTrue();
		assertThat(run.progress()).isEqualByComparingTo("99.5");
		assertThat(run.createdAt()).isEqualTo(Instant.ofEpochMilli(1790000100000L));
		assertThat(run.startedAt()).isEqualTo(Instant.ofEpochMilli(1790000101250L));
		assertThat(run.completedAt()).isEqualTo(Instant.ofEpochMilli(1790000124900L).plusNanos(500_000));
		assertThat(run.chargedCost()).isEqualByComparingTo("0.036");
		assertThat(run.errorCode()).isNull();
		assertThat(run.errorMessage()).isNull();
		RunOutput text = run.outputs().get(1);
		assertThat(text.type()).isEqualTo(OutputType.TEXT);
		assertThat(text.text()).contains("Caption: a harbour at dusk, 100 % real {sic}");
		assertThat(text.link()).isEmpty();
	}

	@Test
	void readWhenUnforeseenReadsWhatThereIs() {
		Run run = read("run-unforeseen.json");
		assertThat(run.status()).isEqualTo(RunStatus.UNKNOWN);
		assertThat(run.status().isTerminal()).isFalse();
		assertThat(run.createdAt()).isEqualTo(Instant.ofEpochSecond(1790000100));
		assertThat(run.startedAt()).isEqualTo(Instant.parse("2026-09-21T14:15:01.25Z"));
		assertThat(run.completedAt()).isNull();
		assertThat(run.outputs()).containsExactly(
				new RunOutput("output_1", OutputType.UNKNOWN, "https://media.flora.ai/a.holo"),
				new RunOutput(null, OutputType.UNKNOWN, null), new RunOutput(null, OutputType.UNKNOWN, null));
		assertThat(run.outputs().get(0).link()).isPresent();
		assertThat(run.outputs().get(1).link()).isEmpty();
	}

	@Test
	void readWhenMapperIsStrictIgnoresUnknownFields() {
		JsonMapper strict = JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();
		assertThat(strict.readValue(json("run-unforeseen.json"), Run.class)).isEqualTo(read("run-unforeseen.json"));
	}

	@Test
	void readWhenFieldsAreNullOrMissingHasEmptyOutputs() {
		Run expected = Run.builder().runId("run_nulls").status(RunStatus.UNKNOWN).build();
		assertThat(read("run-nulls.json")).isEqualTo(expected);
		assertThat(this.mapper.readValue("{\"run_id\":\"run_nulls\"}", Run.class)).isEqualTo(expected);
	}

	@ParameterizedTest
	@CsvSource({ "pending,PENDING", "RUNNING,RUNNING", "completed,COMPLETED", "failed,FAILED", "cancelled,UNKNOWN",
			"'',UNKNOWN" })
	void readWhenStatusIsGivenReadsIt(String wire, RunStatus status) {
		assertThat(this.mapper.readValue("{\"status\":\"" + wire + "\"}", Run.class).status()).isEqualTo(status);
	}

	@ParameterizedTest
	@CsvSource({ "imageUrl,IMAGE", "videoUrl,VIDEO", "audioUrl,AUDIO", "text,TEXT", "documentUrl,DOCUMENT",
			"smell,UNKNOWN" })
	void readWhenOutputTypeIsGivenReadsIt(String wire, OutputType type) {
		assertThat(this.mapper.readValue("{\"type\":\"" + wire + "\"}", RunOutput.class).type()).isEqualTo(type);
	}

	@ParameterizedTest
	@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
	@ValueSource(strings = { "1e400", "1e999999999", "-1", "-1e400", "-1e-999999", "1e17", "[]", "{}", "true",
			"\"yesterday\"", "9223372036855", "253402300799999", "99999999999", "\"1969-12-31T23:59:59Z\"",
			"\"+1000000000-12-31T23:59:59Z\"" })
	void readWhenTimestampIsAbsurdFailsAtOnce(String timestamp) {
		assertThatExceptionOfType(JacksonException.class).isThrownBy(() -> readCreatedAt(timestamp));
	}

	@ParameterizedTest
	@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
	@ValueSource(strings = { "1e-99999999", "1e-400", "0e999999999", "0e-999999999", "0.0" })
	void readWhenTimestampIsAlmostZeroReadsTheEpochAtOnce(String timestamp) {
		assertThat(readCreatedAt(timestamp)).isEqualTo(Instant.EPOCH);
	}

	@Test
	void writeWhenMapperIsPlainHasWireForm() {
		assertWireForm(this.mapper);
	}

	@Test
	void writeWhenMapperHasNamingStrategyHasWireForm() {
		assertWireForm(JsonMapper.builder().propertyNamingStrategy(PropertyNamingStrategies.UPPER_CAMEL_CASE).build());
	}

	private void assertWireForm(JsonMapper other) {
		for (String sample : new String[] { "run-seed.json", "run-completed.json" }) {
			Run run = read(sample);
			String written = other.writeValueAsString(run);
			assertThat(this.mapper.readTree(written))
				.isEqualTo(this.mapper.readTree(json(sample).replace("1.79000010125E12", "1790000101250")));
			assertThat(other.readValue(written, Run.class)).isEqualTo(run);
			assertThat(this.mapper.readValue(written, Run.class)).isEqualTo(run);
		}
	}

	private @Nullable Instant readCreatedAt(String timestamp) {
		return this.mapper.readValue("{\"run_id\":\"run_1\",\"created_at\":" + timestamp + "}", Run.class).createdAt();
	}

	private Run read(String name) {
		return this.mapper.readValue(json(name), Run.class);
	}

	private static String json(String name) {
		try {
			return new ClassPathResource(name, RunJsonTests.class).getContentAsString(StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
