package ai.flora.sample;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import ai.flora.client.FloraClient;
import ai.flora.client.action.ActionRequest;
import ai.flora.client.technique.TechniqueRequest;
import ai.flora.spring.boot.test.FakeFlora;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The sample with Spring Boot's starter for OpenTelemetry, set up as docs/operations.md
 * says: from a measurement of Prometheus to the run, and from there to its start.
 */
class TracingTests {

	private static final Pattern EXEMPLAR = Pattern
		.compile("(flora_runs\\w*)\\{.*} \\S+ # \\{(?=.*span_id=\"(\\w+)\").*trace_id=\"(\\w+)\".*");

	private final HttpClient http = HttpClient.newHttpClient();

	private final FakeFlora fake = FakeFlora.start();

	private ConfigurableApplicationContext application;

	@AfterEach
	void stop() {
		this.application.close();
		this.fake.close();
	}

	@BeforeEach
	void start(@TempDir Path directory) throws IOException {
		Path settings = Files.writeString(directory.resolve("documented.yaml"), documentedSettings());
		this.application = SpringApplication.from(SampleApplication::main)
			.with(Spans.class)
			.run("--spring.config.additional-location=" + settings.toUri(), "--server.port=0",
					"--flora.base-url=" + this.fake.baseUrl(), "--flora.api-key=" + this.fake.apiKey(),
					"--flora.project-id=prj_1", "--management.otlp.metrics.export.enabled=false")
			.getApplicationContext();
	}

	private static String documentedSettings() throws IOException {
		String page = Files.readString(Path.of("../docs/operations.md"));
		Matcher block = Pattern.compile("```yaml\n([^`]*probability[^`]*)```").matcher(page);
		assertThat(block.find()).isTrue();
		return block.group(1);
	}

	@Test
	void bucketLeadsToTheRunAndToTheRequestThatStartedIt() throws Exception {
		post("/api/generations", "{\"type\":\"image\",\"prompt\":\"A harbour\"}");
		SpanData run = span("flora.run");
		assertThat(exemplars()).contains("flora_runs_seconds_bucket " + run.getTraceId() + " " + run.getSpanId());
		SpanData start = span("flora create");
		assertThat(run.getLinks()).singleElement()
			.satisfies((link) -> assertThat(link.getSpanContext().getSpanId()).isEqualTo(start.getSpanId()));
		assertThat(start.getTraceId()).isEqualTo(span("http post /api/generations").getTraceId())
			.isNotEqualTo(run.getTraceId());
	}

	@Test
	void runsOfTechniquesAndActionsAreLinkedToTheirStarts() {
		FloraClient client = this.application.getBean(FloraClient.class);
		client.techniques().run(TechniqueRequest.of("storyboard").input("script", "A harbour").build());
		assertLinkedTo("flora techniques.create", "technique");
		this.application.getBean(InMemorySpanExporter.class).reset();
		client.actions().run(ActionRequest.of("resize-image-browser").input("image", URI.create("https://media.flora.ai/1.png")).build());
		assertLinkedTo("flora actions.create", "action");
	}

	private void assertLinkedTo(String start, String type) {
		SpanData run = span("flora.run");
		assertThat(run.getLinks()).singleElement()
			.satisfies((link) -> assertThat(link.getSpanContext().getSpanId()).isEqualTo(span(start).getSpanId()));
		assertThat(run.getAttributes().get(AttributeKey.stringKey("type"))).isEqualTo(type);
	}

	private SpanData span(String name) {
		InMemorySpanExporter exporter = this.application.getBean(InMemorySpanExporter.class);
		return Awaitility.await().until(() -> {
			this.application.getBean(SdkTracerProvider.class).forceFlush();
			return exporter.getFinishedSpanItems()
				.stream()
				.filter((span) -> span.getName().equals(name))
				.findFirst()
				.orElse(null);
		}, (span) -> span != null);
	}

	private List<String> exemplars() throws Exception {
		HttpResponse<String> scrape = this.http
			.send(HttpRequest.newBuilder(uri("/actuator/prometheus"))
				.header("Accept", "application/openmetrics-text; version=1.0.0")
				.build(), BodyHandlers.ofString());
		assertThat(scrape.statusCode()).isEqualTo(200);
		return scrape.body()
			.lines()
			.map(EXEMPLAR::matcher)
			.filter(Matcher::matches)
			.map((line) -> line.group(1) + " " + line.group(3) + " " + line.group(2))
			.toList();
	}

	private void post(String path, String body) throws Exception {
		HttpResponse<String> response = this.http.send(HttpRequest.newBuilder(uri(path))
			.header("Content-Type", "application/json")
			.POST(HttpRequest.BodyPublishers.ofString(body))
			.build(), BodyHandlers.ofString());
		assertThat(response.statusCode()).isEqualTo(202);
	}

	private URI uri(String path) {
		return URI
			.create("http://127.0.0.1:" + this.application.getEnvironment().getProperty("local.server.port") + path);
	}

	@TestConfiguration(proxyBeanMethods = false)
	static class Spans {

		@Bean
		InMemorySpanExporter spans() {
			return InMemorySpanExporter.create();
		}

	}

}
