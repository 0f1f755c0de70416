package ai.flora.spring.boot.autoconfigure;

import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import ai.flora.client.FloraClient;
import ai.flora.client.FloraGenerationsClient;
import ai.flora.client.FloraRunEndedEvent;
import ai.flora.client.internal.signature.WebhookSigner;
import ai.flora.client.webhook.FloraWebhookVerifier;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mockito.Mockito;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.context.event.EventListener;
import org.springframework.http.MediaType;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.bean.override.mockito.MockitoBean;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * An application that wraps, replaces or mocks the part that it uses: health, webhooks
 * and meters are those of the whole client, and stay.
 */
@Tag("exhaustive")
class ReplacedGenerationsClientTests {

	private static final String SECRET = "whsec_test_1";

	private static final String ENDED = """
			{"run_id":"run_1","type":"generation","status":"completed","created_at":1790000100000,"workspaces":[],
			 "completed_at":1790000109000,"charged_cost":0.02,"outputs":[]}""";

	private final FloraServer server = new FloraServer().answers(200, ENDED);

	@AfterEach
	void stop() {
		this.server.close();
	}

	@ParameterizedTest
	@ValueSource(classes = { Decorated.class, Preferred.class })
	void clientOfTheApplicationIsInjectedAndTheRestStays(Class<?> configuration) {
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class, configuration)
			.run(properties(this.server).stream().map((property) -> "--" + property).toArray(String[]::new))) {
			FloraGenerationsClient injected = context.getBean(FloraGenerationsClient.class);
			assertThat(injected).isNotSameAs(context.getBean(FloraClient.class).generations());
			assertTheRestStays(context);
			if (configuration == Decorated.class) {
				assertThat(injected.retrieve("run_1").runId()).isEqualTo("run_1");
				assertThat(context.getBean(Decorated.class).calls).containsExactly("retrieve");
			}
		}
	}

	/** Nothing else that is injected needs the key. */
	@Test
	void keyIsNotNeededWhereNothingUsesTheClient() {
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class, Preferred.class)
			.run("--server.port=0", "--server.address=127.0.0.1", "--spring.main.banner-mode=off")) {
			assertThat(context.getBean(FloraGenerationsClient.class)).isNotNull();
			assertThat(((HealthIndicator) context.getBean("floraHealthContributor")).health().getStatus())
				.isEqualTo(Status.UNKNOWN);
		}
	}

	private static List<String> properties(FloraServer server) {
		return List.of("server.port=0", "server.address=127.0.0.1", "flora.api-key=sk_test_1",
				"flora.base-url=" + server.url(), "flora.project-id=prj_1", "flora.workspace-id=ws_1",
				"flora.webhook.enabled=true", "flora.webhook.secrets=" + SECRET, "spring.main.banner-mode=off");
	}

	private static void assertTheRestStays(ApplicationContext context) {
		assertThat(((HealthIndicator) context.getBean("floraHealthContributor")).health().getStatus())
			.isEqualTo(Status.UP);
		assertThat(deliver(context)).isEqualTo(200);
		Awaitility.await().until(() -> !context.getBean(Application.class).ended.isEmpty());
		MeterRegistry meters = context.getBean(MeterRegistry.class);
		assertThat(meters.get("flora.webhook.deliveries").tag("outcome", "accepted").timer().count()).isOne();
		assertThat(meters.get("flora.runs").timer().count()).isOne();
	}

	private static int deliver(ApplicationContext context) {
		byte[] body = "{\"id\":\"whd_1\",\"type\":\"run.completed\",\"data\":{\"run_id\":\"run_1\"}}"
			.getBytes(StandardCharsets.UTF_8);
		return RestClient.create()
			.post()
			.uri("http://127.0.0.1:{port}/flora/webhook", context.getEnvironment().getProperty("local.server.port"))
			.header(FloraWebhookVerifier.SIGNATURE_HEADER,
					WebhookSigner.header(SECRET, Instant.now().getEpochSecond(), body))
			.contentType(MediaType.APPLICATION_JSON)
			.body(body)
			.retrieve()
			.toBodilessEntity()
			.getStatusCode()
			.value();
	}

	/** In a test of a user's. */
	@Nested
	@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, classes = Application.class)
	class Mocked {

		private static final FloraServer FLORA = new FloraServer().answers(200, ENDED);

		@MockitoBean
		private FloraGenerationsClient client;

		@Autowired
		private ApplicationContext context;

		@DynamicPropertySource
		static void flora(DynamicPropertyRegistry registry) {
			for (String property : properties(FLORA)) {
				String[] parts = property.split("=", 2);
				registry.add(parts[0], () -> parts[1]);
			}
		}

		@Test
		void mockIsInjectedAndTheRestStays() {
			assertThat(Mockito.mockingDetails(this.client).isMock()).isTrue();
			assertThat(this.context.getBean(FloraGenerationsClient.class)).isSameAs(this.client);
			assertTheRestStays(this.context);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		final List<FloraRunEndedEvent> ended = new CopyOnWriteArrayList<>();

		@Bean
		SimpleMeterRegistry meters() {
			return new SimpleMeterRegistry();
		}

		@EventListener
		void ended(FloraRunEndedEvent event) {
			this.ended.add(event);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Decorated {

		final List<String> calls = new CopyOnWriteArrayList<>();

		@Bean
		FloraGenerationsClient counted(FloraClient flora) {
			return (FloraGenerationsClient) Proxy.newProxyInstance(getClass().getClassLoader(),
					new Class<?>[] { FloraGenerationsClient.class }, (proxy, method, arguments) -> {
						if (method.getDeclaringClass() == FloraGenerationsClient.class) {
							this.calls.add(method.getName());
						}
						return method.invoke(flora.generations(), arguments);
					});
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Preferred {

		@Bean
		@Primary
		FloraGenerationsClient own() {
			return mock();
		}

	}

}
