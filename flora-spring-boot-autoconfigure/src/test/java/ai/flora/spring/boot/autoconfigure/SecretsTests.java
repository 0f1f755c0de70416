package ai.flora.spring.boot.autoconfigure;

import java.net.URI;
import java.util.List;
import java.util.Map;

import ai.flora.client.FloraException;
import ai.flora.client.FloraGenerationsClient;
import ai.flora.client.GenerationRequest;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.MapPropertySource;
import org.springframework.web.client.RestClient;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathTemplate;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Everything exposed, every value shown, every logger at TRACE: the key is nowhere.
 */
@Tag("exhaustive")
@ExtendWith(OutputCaptureExtension.class)
class SecretsTests {

	private static final String KEY = "sk_test_c0ffee5ecre7";

	private static final String SECRET = "whsec_c0ffee5ecre7";

	@RegisterExtension
	static WireMockExtension server = WireMockExtension.newInstance()
		.options(WireMockConfiguration.options().bindAddress("127.0.0.1").dynamicPort().http2PlainDisabled(true))
		.build();

	@AfterEach
	void quieten() {
		LoggingSystem.get(getClass().getClassLoader()).setLogLevel(LoggingSystem.ROOT_LOGGER_NAME, LogLevel.INFO);
	}

	@Test
	void keyIsInNoOutputOfTheApplication(CapturedOutput output) {
		for (String factory : List.of("jdk", "http-components")) {
			run(factory, output);
		}
	}

	private void run(String factory, CapturedOutput output) {
		server.stubFor(
				get("/runs/good").willReturn(aResponse().withBody("{\"run_id\":\"good\",\"status\":\"running\"}")));
		server.stubFor(get("/runs/bad").willReturn(aResponse().withStatus(401)
			.withHeader("request-id", KEY)
			.withBody("{\"error\":{\"code\":\"" + KEY + "\",\"message\":\"" + KEY + " is wrong\"}}")));
		server.stubFor(post("/generate").willReturn(aResponse().withStatus(403).withBody("<html>" + KEY)));
		server.stubFor(get("/runs/gateway").willReturn(aResponse().withStatus(502).withBody("<html>" + KEY)));
		SpringApplication application = new SpringApplication(Application.class);
		application.addInitializers((context) -> context.getEnvironment()
			.getPropertySources()
			.addFirst(new MapPropertySource("command line",
					Map.of("my.own.key", KEY, "sun.java.command", "app.jar --flora.api-key=" + KEY,
							"flora.webhook.secrets", SECRET, "my.own.secret", "kept " + SECRET))));
		try (ConfigurableApplicationContext context = application.run("--server.port=0", "--server.address=127.0.0.1",
				"--flora.api-key=${my.own.key}", "--flora.base-url=http://127.0.0.1:" + server.getPort(),
				"--flora.webhook.enabled=true", "--flora.project-id=prj_1", "--flora.workspace-id=ws_1",
				"--flora.webhook.callback-url=http://localhost:1/flora/webhook", "--flora.retry.initial-delay=1ms",
				"--spring.http.clients.imperative.factory=" + factory, "--management.endpoints.web.exposure.include=*",
				"--management.endpoint.env.show-values=always", "--management.endpoint.configprops.show-values=always",
				"--management.endpoint.quartz.show-values=always", "--management.endpoint.health.show-details=always",
				"--logging.level.root=trace",
				// A transport's own wire log cannot be masked; SECURITY.md says so.
				"--logging.level.org.apache.hc.client5.http.wire=info",
				"--logging.level.org.apache.hc.client5.http.headers=info")) {
			FloraGenerationsClient client = context.getBean(FloraGenerationsClient.class);
			client.retrieve("good");
			assertThatExceptionOfType(FloraException.class)
				.isThrownBy(() -> client.create(GenerationRequest.image("A harbour")))
				.satisfies((ex) -> assertThat(ex.toString()).doesNotContain(KEY).doesNotContain(SECRET));
			assertThatExceptionOfType(FloraException.class).isThrownBy(() -> client.retrieve("bad"))
				.satisfies((ex) -> assertThat(ex.toString()).doesNotContain(KEY));
			assertThatExceptionOfType(FloraException.class).isThrownBy(() -> client.retrieve("gateway"));
			int port = context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
			checkEndpoints("http://127.0.0.1:" + port + "/actuator");
		}
		server.verify(
				getRequestedFor(urlPathTemplate("/runs/{id}")).withHeader("Authorization", equalTo("Bearer " + KEY)));
		assertThat(output.getAll()).contains("TRACE").contains("Attempt 1 of FLORA's retrieve failed (502)");
		assertThat(output.getAll().lines().filter((line) -> line.contains(KEY) || line.contains(SECRET)).toList())
			.isEmpty();
	}

	private void checkEndpoints(String actuator) {
		JsonNode links = JsonMapper.builder().build().readTree(text(actuator)).get("_links");
		List<String> endpoints = links.valueStream()
			.filter((link) -> !link.get("templated").asBoolean())
			.map((link) -> link.get("href").asString())
			.filter((href) -> !href.endsWith("heapdump") && !href.endsWith("/actuator"))
			.toList();
		assertThat(endpoints).hasSizeGreaterThan(8);
		for (String endpoint : endpoints) {
			assertThat(text(endpoint)).as(endpoint).doesNotContain(KEY).doesNotContain(SECRET);
		}
		assertThat(text(actuator + "/env/flora.api-key")).contains("******");
		assertThat(text(actuator + "/env/my.own.key")).contains("******");
		assertThat(text(actuator + "/env/my.own.secret")).contains("******");
		assertThat(text(actuator + "/env/sun.java.command")).contains("******");
		assertThat(text(actuator + "/env/server.address")).contains("127.0.0.1");
	}

	private static String text(String url) {
		return RestClient.create()
			.get()
			.uri(URI.create(url))
			.exchange((request, response) -> new String(response.getBody().readAllBytes()));
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
