package ai.flora.client;

import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.core.io.ClassPathResource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class RunTests {

	private final JsonMapper json = JsonMapper.builder().build();

	@Test
	void readWhenExampleOfTheDocumentationReadsCompletely() throws IOException {
		Run run = this.json.readValue(
				new ClassPathResource("seed.json", RunTests.class).getContentAsString(StandardCharsets.UTF_8),
				Run.class);
		assertThat(run)
			.isEqualTo(new Run("run_abc123", RunStatus.PENDING, BigDecimal.ZERO, Instant.EPOCH, Instant.EPOCH,
					Instant.EPOCH, BigDecimal.ZERO, "provider_error", "The provider failed to complete the generation.",
					List.of(new RunOutput("output_1", OutputType.IMAGE, "https://media.flora.ai/output.png")),
					"https://example.com"));
		assertThat(run.outputs().get(0).link()).hasValue(URI.create("https://media.flora.ai/output.png"));
	}

	@ParameterizedTest
	@CsvSource({ "1790000124900, 2026-09-21T14:15:24.900Z", "1790000124900.5, 2026-09-21T14:15:24.900500Z",
			"1.7900001249E12, 2026-09-21T14:15:24.900Z", "1790000124, 2026-09-21T14:15:24Z",
			"1790000124.5, 2026-09-21T14:15:24.500Z", "'\"2026-09-21T14:15:24.9Z\"', 2026-09-21T14:15:24.900Z" })
	void readWhenTimestampIsOfAnyFormReadsIt(String wire, Instant expected) {
		assertThat(read("{\"run_id\":\"r\",\"created_at\":" + wire + "}").createdAt()).isEqualTo(expected);
	}

	@ParameterizedTest
	@ValueSource(strings = { "1e400", "-1790000124900", "1e999999999", "\"yesterday\"", "{}", "true" })
	void readWhenTimestampIsNonsenseFails(String wire) {
		assertThatExceptionOfType(JacksonException.class)
			.isThrownBy(() -> read("{\"run_id\":\"r\",\"created_at\":" + wire + "}"));
	}

	@Test
	void readWhenThingsAreUnknownMissingOrNullIsTolerant() {
		Run run = read("""
				{"run_id":"r","status":"cancelled","progress":null,"created_at":null,"surprise":{"a":[1]},
				"outputs":[null,{"type":"hologram","url":"x"},{"output_id":"o","type":null,"url":null}]}""");
		assertThat(run.status()).isEqualTo(RunStatus.UNKNOWN);
		assertThat(run.status().isTerminal()).isFalse();
		assertThat(run.outputs()).extracting(RunOutput::type).containsExactly(OutputType.UNKNOWN, OutputType.UNKNOWN);
		assertThat(read("{\"run_id\":\"r\"}").outputs()).isEmpty();
		assertThat(read("{\"run_id\":\"r\",\"outputs\":null,\"status\":null}").status()).isEqualTo(RunStatus.UNKNOWN);
	}

	@Test
	void outputWhenTextIsNeverALink() {
		RunOutput output = read("""
				{"run_id":"r","outputs":[{"output_id":"o","type":"text","url":"https://example.com is a text"}]}""")
			.outputs()
			.get(0);
		assertThat(output.text()).hasValue("https://example.com is a text");
		assertThat(output.link()).isEmpty();
		assertThat(new RunOutput("o", OutputType.TEXT, "https://example.com").link()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "javascript:alert(1)", "not a url", "/relative", "file:///etc/passwd", "https:opaque" })
	void outputWhenValueIsNoWebAddressHasNoLink(String value) {
		assertThat(new RunOutput("o", OutputType.IMAGE, value).link()).isEmpty();
	}

	@Test
	void writeWhenMapperHasANamingStrategyIsStillFlorasForm() {
		Run run = new Run("r", RunStatus.COMPLETED, new BigDecimal("99.5"), Instant.ofEpochMilli(1790000100000L), null,
				Instant.parse("2026-09-21T14:15:24.900500Z"), new BigDecimal("0.004"), null, null,
				List.of(new RunOutput("o", OutputType.TEXT, "Dusk")), null);
		JsonMapper renaming = JsonMapper.builder()
			.propertyNamingStrategy(PropertyNamingStrategies.UPPER_CAMEL_CASE)
			.build();
		JsonNode expected = this.json.readTree("""
				{"run_id":"r","status":"completed","progress":99.5,"created_at":1790000100000,
				"completed_at":1790000124900.5,"charged_cost":0.004,
				"outputs":[{"output_id":"o","type":"text","url":"Dusk"}]}""");
		for (JsonMapper mapper : List.of(this.json, renaming)) {
			String written = mapper.writeValueAsString(run);
			assertThat(this.json.readTree(written)).isEqualTo(expected);
			assertThat(mapper.readValue(written, Run.class)).isEqualTo(run);
		}
	}

	private Run read(String text) {
		return this.json.readValue(text, Run.class);
	}

}
