package ai.flora.sample.documentation;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import ai.flora.client.FloraException;
import ai.flora.client.FloraGenerationsClient;
import ai.flora.client.FloraRunFailedException;
import ai.flora.client.FloraStartUnconfirmedException;
import ai.flora.client.GenerationRequest;
import ai.flora.client.RequestOptions;
import ai.flora.sample.HeldPort;
import ai.flora.sample.SampleApplication;
import ai.flora.spring.boot.test.FakeFault;
import ai.flora.spring.boot.test.FakeFlora;
import ai.flora.spring.boot.test.FakeRun;
import ai.flora.spring.boot.test.FloraOperation;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * The dashboard and the alerts in docs/grafana: whatever they ask for, the sample has it,
 * once it has met everything that happens to an application that uses FLORA.
 */
class DashboardTests {

	private static final Pattern LEGEND = Pattern.compile("\\{\\{(?: *\\$labels\\.)?(\\w+) *}}");

	private static final Pattern ANNOTATION = Pattern.compile("\\$labels\\.(\\w+)");

	private static final Pattern VARIABLE = Pattern.compile("label_values\\((.*), (.*)\\)");

	private static final Scrape SMALL = Scrape.parse("""
			# TYPE flora_runs_seconds summary
			flora_runs_seconds_count{model="a",outcome="completed"} 2
			flora_runs_seconds_count{model="a \\"b\\"",outcome="failed"} 1
			flora_runs_followed 0.0
			""");

	@ParameterizedTest
	@ValueSource(strings = { "sum(flora_run_seconds_count)", "sum by (modell) (flora_runs_seconds_count)",
			"sum(flora_runs_seconds_count) without (modell)", "flora_runs_seconds_count{result=\"completed\"}",
			"flora_runs_seconds_count{outcome=\"succeeded\"}", "flora_runs_seconds_count{outcome=~\"failed|broken\"}",
			"flora_runs_seconds_count{outcome!~\"failed|broken\"}", "flora_runs_followed > 0 and flora_runs_noticed",
			"1 - sum(rate(flora_runs_seconds_count[1h])) / sum(rate(flora_runs_total[1h] offset 1h))",
			"histogram_quantile(0.9, sum by (le) (rate(flora_runs_seconds_count[1h])))",
			"flora_runs_seconds_count * on (model) group_left (name) flora_runs_followed" })
	void whatIsNotInTheScrapeIsAProblem(String expression) {
		assertThat(SMALL.problems(expression, Set.of())).isNotEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "sum(flora_runs_seconds_count)", "flora_runs_followed > 0",
			"sum by (model, job) (increase(flora_runs_seconds_count{job=~\"$job\",outcome!=\"failed\"}[1h] offset 5m))",
			"sum without (model) (flora_runs_seconds_count) or vector(0)",
			"flora_runs_seconds_count{outcome=~\"failed|completed\"} unless flora_runs_followed offset 1h" })
	void whatIsInTheScrapeIsNoProblem(String expression) {
		assertThat(SMALL.problems(expression, Set.of())).isEmpty();
	}

	@Test
	void labelThatAnExpressionDropsIsAProblem() {
		String expression = "sum by (model) (flora_runs_seconds_count)";
		assertThat(SMALL.problems(expression, Set.of("model"))).isEmpty();
		assertThat(SMALL.problems(expression, Set.of("outcome"))).hasSize(1);
		String joined = "sum by (model) (flora_runs_seconds_count and on (job) flora_runs_followed)";
		assertThat(SMALL.problems(joined, Set.of("model"))).isEmpty();
		assertThat(SMALL.problems(joined, Set.of("job"))).hasSize(1);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "1 + 2", "sum(flora_runs_followed) # why", "flora_runs_followed; 1" })
	void whatIsNotUnderstoodIsNoExpression(String expression) {
		assertThatIllegalArgumentException().isThrownBy(() -> PromQl.parse(expression));
	}

	@Test
	@Tag("exhaustive")
	void everyMetricAndLabelOfTheDashboardAndTheAlertsIsInAScrapeOfTheSample() throws IOException {
		Scrape scrape = scrapeUnderTraffic();
		List<String> problems = new ArrayList<>();
		JsonNode dashboard = new JsonMapper().readTree(Files.readString(file("flora.json")));
		for (JsonNode panel : dashboard.path("panels")) {
			for (JsonNode target : panel.path("targets")) {
				problems.addAll(scrape.problems(target.path("expr").asString(),
						labels(LEGEND, target.path("legendFormat").asString())));
			}
		}
		for (JsonNode variable : dashboard.path("templating").path("list")) {
			String definition = variable.path("definition").asString("");
			VARIABLE.matcher(definition)
				.results()
				.forEach((values) -> problems
					.addAll(scrape.problems("count by (" + values.group(2) + ") (" + values.group(1) + ")", Set.of())));
		}
		for (Map<?, ?> rule : rules()) {
			problems.addAll(scrape.problems((String) rule.get("expr"),
					labels(ANNOTATION, String.valueOf(rule.get("annotations")))));
		}
		assertThat(problems).isEmpty();
	}

	@Test
	void dashboardTakesItsDataFromWhereverAskedTo() throws IOException {
		JsonNode dashboard = new JsonMapper().readTree(Files.readString(file("flora.json")));
		assertThat(dashboard.path("schemaVersion").asInt()).as("Grafana 10").isGreaterThanOrEqualTo(38);
		assertThat(dashboard.path("panels")).isNotEmpty().allSatisfy((panel) -> {
			assertThat(panel.path("datasource").path("uid").asString()).isEqualTo("${datasource}");
			assertThat(panel.path("targets")).isNotEmpty()
				.allSatisfy((target) -> assertThat(target.path("expr").asString()).contains("job=~\"$job\""));
		});
		assertThat(dashboard.path("templating").path("list")).extracting((variable) -> variable.path("name").asString())
			.containsExactly("datasource", "job");
	}

	private static Path file(String name) {
		return MarkdownPage.root().resolve("docs/grafana").resolve(name);
	}

	private static List<Map<?, ?>> rules() throws IOException {
		Map<?, ?> file = new Yaml().load(Files.readString(file("alerts.yaml")));
		List<Map<?, ?>> rules = new ArrayList<>();
		for (Object group : (List<?>) file.get("groups")) {
			((List<?>) ((Map<?, ?>) group).get("rules")).forEach((rule) -> rules.add((Map<?, ?>) rule));
		}
		assertThat(rules).isNotEmpty();
		return rules;
	}

	private static Set<String> labels(Pattern pattern, String text) {
		return pattern.matcher(text)
			.results()
			.map((name) -> name.group(1))
			.collect(Collectors.toCollection(TreeSet::new));
	}

	private static Scrape scrapeUnderTraffic() throws IOException {
		try (HeldPort held = new HeldPort();
				FakeFlora fake = FakeFlora.start();
				ConfigurableApplicationContext application = SpringApplication.run(SampleApplication.class,
						"--server.port=" + held.port(), "--flora.base-url=" + fake.baseUrl(),
						"--flora.api-key=" + fake.apiKey(), "--flora.project-id=prj_1",
						"--flora.retry.initial-delay=1ms", "--flora.webhook.enabled=true",
						"--flora.webhook.secrets=" + fake.webhooks().secret(),
						"--flora.webhook.callback-url="
								+ URI.create("http://127.0.0.1:" + held.port() + "/flora/webhook"),
						"--management.metrics.distribution.slo.flora.runs=5s,1m")) {
			FloraGenerationsClient client = application.getBean(FloraGenerationsClient.class);
			run(fake, client);
			call(fake, client);
			return Scrape.parse(RestClient.create()
				.get()
				.uri("http://127.0.0.1:" + held.port() + "/actuator/prometheus")
				.retrieve()
				.body(String.class));
		}
	}

	/** Runs that end well, fail and are refused, and deliveries of each kind. */
	private static void run(FakeFlora fake, FloraGenerationsClient client) {
		fake.webhooks().repeat(2);
		client.generate(GenerationRequest.image("A harbour"));
		for (String code : List.of("SERVER_ERROR", "GENERATION_PROMPT_MODERATED")) {
			fake.nextRun().failsWith(code, "No.");
			assertThatExceptionOfType(FloraRunFailedException.class)
				.isThrownBy(() -> client.generate(GenerationRequest.image("A harbour")));
		}
		Awaitility.await().until(() -> fake.webhooks().deliveries().size() >= 6);
		fake.webhooks().tampered();
		client.create(GenerationRequest.text("A harbour"));
		Awaitility.await()
			.until(() -> fake.webhooks().deliveries().stream().anyMatch((delivery) -> delivery.status() == 401));
	}

	/** Calls that end in every way, and a start that nobody knows of. */
	private static void call(FakeFlora fake, FloraGenerationsClient client) {
		fake.run("run_1").completesWith(FakeRun.text("Dusk"));
		fake.next(FloraOperation.RETRIEVE).status(429, "rate_limited", Map.of("retry-after-ms", "1"));
		client.retrieve("run_1");
		RequestOptions once = RequestOptions.defaults().withMaxAttempts(1);
		List<Consumer<FakeFault>> faults = List.of(
				(fault) -> fault.status(429, "rate_limited", Map.of("retry-after-ms", "1")),
				(fault) -> fault.status(401, "invalid_api_key"), (fault) -> fault.status(500),
				(fault) -> fault.times(10).reset(), FakeFault::malformed);
		for (Consumer<FakeFault> fault : faults) {
			fake.reset();
			fake.run("run_1").completesWith(FakeRun.text("Dusk"));
			fault.accept(fake.next(FloraOperation.RETRIEVE));
			assertThatExceptionOfType(FloraException.class).isThrownBy(() -> client.retrieve("run_1", once));
		}
		fake.reset();
		fake.run("run_1").completesWith(FakeRun.text("Dusk"));
		fake.next(FloraOperation.RETRIEVE).delay(Duration.ofMinutes(1));
		assertThatExceptionOfType(FloraException.class)
			.isThrownBy(() -> client.retrieve("run_1", once.withTimeout(Duration.ofMillis(300))));
		fake.reset();
		fake.next(FloraOperation.CREATE).resetAfterwards();
		fake.next(FloraOperation.LIST).always().status(503);
		assertThatExceptionOfType(FloraStartUnconfirmedException.class)
			.isThrownBy(() -> client.create(GenerationRequest.text("A harbour"), once));
	}

}
