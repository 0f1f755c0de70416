package ai.flora.spring.boot.autoconfigure;

import java.lang.reflect.Proxy;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import ai.flora.client.FloraClient;
import ai.flora.client.GenerationRequest;
import ai.flora.client.RunHandle;
import ai.flora.client.assembly.FloraClientBuilder;
import ai.flora.client.internal.signature.WebhookSigner;
import ai.flora.client.internal.webhook.WebhookReceiver;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpStatus;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Two clients, of a workspace each, and the one endpoint that FLORA posts to for both.
 */
@Tag("exhaustive")
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, classes = SecondClientWebhookTests.Application.class,
		properties = { "flora.api-key=sk_first", "flora.webhook.enabled=true",
				"flora.webhook.secrets=whsec_first,whsec_second", "flora.workspace-id=ws_1", "flora.project-id=prj_1",
				"flora.webhook.callback-url=http://localhost:1/flora/webhook", "spring.main.banner-mode=off" })
class SecondClientWebhookTests {

	private static final FloraServer FIRST = new FloraServer();

	private static final FloraServer SECOND = new FloraServer();

	private final HttpClient http = HttpClient.newHttpClient();

	@Autowired
	private FloraClient first;

	@Autowired
	@Qualifier("second")
	private FloraClient second;

	@LocalServerPort
	private int port;

	@DynamicPropertySource
	static void flora(DynamicPropertyRegistry properties) {
		properties.add("flora.base-url", FIRST::url);
	}

	@AfterAll
	static void stop() {
		FIRST.close();
		SECOND.close();
	}

	@Test
	void runsAreToldToTheirOwnClientByThePathOfTheirStart() throws Exception {
		RunHandle firstRun = start(this.first, FIRST, "run_1");
		RunHandle secondRun = start(this.second, SECOND, "run_2");
		post("whd_2", "run_2", token(SECOND), "whsec_second");
		assertThat(secondRun.await(Duration.ofSeconds(30)).runId()).isEqualTo("run_2");
		post("whd_1", "run_1", token(FIRST), "whsec_first");
		assertThat(firstRun.await(Duration.ofSeconds(30)).runId()).isEqualTo("run_1");
		assertThat(FIRST.requests()).noneMatch((request) -> request.contains("run_2"));
		assertThat(SECOND.requests()).noneMatch((request) -> request.contains("run_1"));
		assertThat(FIRST.authorizations()).containsOnly("Bearer sk_first");
		assertThat(SECOND.authorizations()).containsOnly("Bearer sk_second");
	}

	@Test
	void healthOfTheClientThatPlainInjectionGetsTellsTheLastDelivery(
			@Autowired @Qualifier("floraHealthContributor") HealthContributor health) {
		CompositeHealthContributor clients = (CompositeHealthContributor) health;
		assertThat(details(clients, "floraClient")).containsKey("lastDelivery");
		assertThat(details(clients, "second")).doesNotContainKey("lastDelivery");
	}

	private static Map<String, Object> details(CompositeHealthContributor clients, String name) {
		HealthIndicator client = Objects.requireNonNull((HealthIndicator) clients.getContributor(name));
		return Objects.requireNonNull(client.health(true)).getDetails();
	}

	/** The beans that an application wraps show nothing but the interface. */
	@Test
	void wrappedClientIsToldOfItsOwnRuns() {
		try (FloraServer one = new FloraServer(); FloraServer other = new FloraServer()) {
			new WebApplicationContextRunner()
				.withConfiguration(
						AutoConfigurations.of(FloraAutoConfiguration.class, FloraWebhookAutoConfiguration.class))
				.withPropertyValues("flora.webhook.enabled=true", "flora.webhook.secrets=whsec_1")
				.withBean("first", FloraClient.class, () -> wrapped(one, "sk_first"),
						(definition) -> definition.setPrimary(true))
				.withBean("second", FloraClient.class, () -> wrapped(other, "sk_second"),
						(definition) -> ((AbstractBeanDefinition) definition).setDefaultCandidate(false))
				.run((context) -> {
					RunHandle run = start(context.getBean("second", FloraClient.class), other, "run_2");
					byte[] body = "{\"id\":\"whd_2\",\"type\":\"run.completed\",\"data\":{\"run_id\":\"run_2\"}}"
						.getBytes(StandardCharsets.UTF_8);
					String signature = WebhookSigner.header("whsec_1", Instant.now().getEpochSecond(), body);
					assertThat(
							context.getBean(WebhookReceiver.class).receive(body, body.length, signature, token(other)))
						.isEqualTo(HttpStatus.OK);
					assertThat(run.await(Duration.ofSeconds(20)).runId()).isEqualTo("run_2");
					assertThat(one.requests()).isEmpty();
				});
		}
	}

	private static FloraClient wrapped(FloraServer flora, String apiKey) {
		FloraClient client = new FloraClientBuilder().baseUrl(URI.create(flora.url()))
			.apiKey(apiKey)
			.workspaceId("ws_1")
			.projectId("prj_1")
			.callbacks(URI.create("https://app.example.com/flora/webhook"), List.of("whsec_1"))
			.expectDeliveries(Duration.ofHours(1))
			.build();
		return (FloraClient) Proxy.newProxyInstance(FloraClient.class.getClassLoader(),
				new Class<?>[] { FloraClient.class }, (proxy, method, arguments) -> method.invoke(client, arguments));
	}

	/** A start's response is like a run's: the fake knows no other one. */
	private static RunHandle start(FloraClient client, FloraServer flora, String runId) {
		flora.answers(200,
				"{\"run_id\":\"" + runId + "\",\"status\":\"running\",\"estimated_seconds\":3600,\"generations\":[]}");
		RunHandle handle = client.generations().submit(GenerationRequest.image("A harbour"));
		flora.answers(200, "{\"run_id\":\"" + runId + "\",\"status\":\"completed\",\"generations\":[],\"outputs\":"
				+ "[{\"output_id\":\"1\",\"type\":\"imageUrl\",\"url\":\"https://media.flora.ai/a.png\"}]}");
		return handle;
	}

	private static String token(FloraServer flora) {
		return flora.bodies()
			.stream()
			.filter((body) -> body.contains("/flora/webhook/"))
			.findFirst()
			.orElseThrow()
			.replaceAll(".*/flora/webhook/([^\"]*).*", "$1");
	}

	private void post(String id, String runId, String token, String secret) throws Exception {
		String body = "{\"id\":\"" + id + "\",\"type\":\"run.completed\",\"data\":{\"run_id\":\"" + runId
				+ "\",\"status\":\"completed\"}}";
		HttpRequest request = HttpRequest
			.newBuilder(URI.create("http://127.0.0.1:" + this.port + "/flora/webhook/" + token))
			.header("Content-Type", "application/json")
			.header("Flora-Signature",
					WebhookSigner.header(secret, Instant.now().getEpochSecond(), body.getBytes(StandardCharsets.UTF_8)))
			.POST(BodyPublishers.ofString(body))
			.build();
		assertThat(this.http.send(request, BodyHandlers.discarding()).statusCode()).isEqualTo(200);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean(defaultCandidate = false)
		FloraClient second(FloraClientBuilder builder) {
			return builder.baseUrl(URI.create(SECOND.url())).apiKey("sk_second").projectId("prj_2").build();
		}

	}

}
