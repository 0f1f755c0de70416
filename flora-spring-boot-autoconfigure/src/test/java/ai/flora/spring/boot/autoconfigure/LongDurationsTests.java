package ai.flora.spring.boot.autoconfigure;

import java.beans.PropertyDescriptor;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

import ai.flora.client.FloraGenerationsClient;
import ai.flora.client.FloraRunEndedEvent;
import ai.flora.client.FloraServerException;
import ai.flora.client.GenerationRequest;
import ai.flora.client.RequestOptions;
import ai.flora.client.RunHandle;
import ai.flora.client.RunStatus;
import ai.flora.client.internal.signature.WebhookSigner;
import ai.flora.client.webhook.FloraWebhookVerifier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.BeanUtils;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.http.MediaType;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Whoever means "forever" may say so: with any duration as long as can be written, an
 * application works.
 */
@Tag("exhaustive")
class LongDurationsTests {

	private static final String SECRET = "whsec_test_1";

	private static final String ENDED = """
			{"run_id":"run_1","type":"generation","status":"completed","created_at":1790000100000,"workspaces":[],
			 "completed_at":1790000109000,"charged_cost":0.02,"outputs":[]}""";

	private final FloraServer server = new FloraServer().answers(200, ENDED);

	@AfterEach
	void stop() {
		this.server.close();
	}

	static Stream<String> properties() {
		return durations("flora", FloraProperties.class);
	}

	private static Stream<String> durations(String prefix, Class<?> properties) {
		return Arrays.stream(BeanUtils.getPropertyDescriptors(properties))
			.filter((property) -> !property.getName().equals("class"))
			.flatMap((property) -> durations(prefix, property));
	}

	private static Stream<String> durations(String prefix, PropertyDescriptor property) {
		String name = prefix + "." + property.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
		if (property.getPropertyType() == Duration.class) {
			return Stream.of(ConfigurationPropertyName.of(name).toString());
		}
		return (property.getPropertyType().getEnclosingClass() == FloraProperties.class)
				? durations(name, property.getPropertyType()) : Stream.empty();
	}

	@Test
	void everyDurationIsFound() {
		assertThat(properties()).contains("flora.call-timeout", "flora.connect-timeout", "flora.retry.max-retry-after",
				"flora.follow.max-interval", "flora.webhook.safety-interval", "flora.health.timeout");
	}

	@ParameterizedTest
	@MethodSource("properties")
	void applicationWithOneDurationForeverWorks(String property) {
		// A first delay needs a longest one, and so does the shortest interval.
		List<String> longest = property.equals("flora.retry.initial-delay") ? List.of("flora.retry.max-delay")
				: property.equals("flora.follow.min-interval") ? List.of("flora.follow.max-interval") : List.of();
		check("jdk", Stream.concat(Stream.of(property), longest.stream()).toList(), Duration.ofSeconds(Long.MAX_VALUE));
		check("jdk", Stream.concat(Stream.of(property), longest.stream()).toList(), ChronoUnit.FOREVER.getDuration());
	}

	@ParameterizedTest
	@ValueSource(strings = { "jdk", "http-components", "simple" })
	void applicationWithEveryDurationForeverWorks(String factory) {
		check(factory, properties().toList(), ChronoUnit.FOREVER.getDuration());
	}

	/** A wait of that length fits into no deadline. */
	@Test
	void callThatWouldWaitForeverFailsAtOnceWithItsOwnException() {
		this.server.answers(503, "{\"error\":{\"code\":\"service_unavailable\",\"message\":\"Later\"}}");
		String forever = "=" + DurationStyle.ISO8601.print(ChronoUnit.FOREVER.getDuration());
		try (ConfigurableApplicationContext context = application("jdk",
				Stream.of("--flora.retry.initial-delay", "--flora.retry.max-delay", "--flora.call-timeout")
					.map((option) -> option + forever))) {
			FloraGenerationsClient client = context.getBean(FloraGenerationsClient.class);
			assertThatExceptionOfType(FloraServerException.class).isThrownBy(() -> client.retrieve("run_1"));
			assertThat(this.server.requests()).hasSize(1);
		}
	}

	private void check(String factory, List<String> properties, Duration duration) {
		Stream<String> durations = properties.stream()
			.map((property) -> "--" + property + "=" + DurationStyle.ISO8601.print(duration));
		try (ConfigurableApplicationContext context = application(factory, durations)) {
			FloraGenerationsClient client = context.getBean(FloraGenerationsClient.class);
			assertThat(client.create(GenerationRequest.image("A harbour")).runId()).isEqualTo("run_1");
			assertThat(client.retrieve("run_1", RequestOptions.defaults().withTimeout(duration)).status())
				.isEqualTo(RunStatus.COMPLETED);
			assertThat(((HealthIndicator) context.getBean("floraHealthContributor")).health().getStatus())
				.isEqualTo(Status.UP);
			RunHandle handle = client.submit(GenerationRequest.image("A harbour"));
			assertThat(handle.runId()).isEqualTo("run_1");
			assertThat(deliver(context)).isEqualTo(200);
			Awaitility.await().until(() -> !context.getBean(Application.class).ended.isEmpty());
		}
	}

	private ConfigurableApplicationContext application(String factory, Stream<String> durations) {
		Stream<String> arguments = Stream.of("--server.port=0", "--server.address=127.0.0.1",
				"--flora.api-key=sk_test_1", "--flora.base-url=" + this.server.url(), "--flora.project-id=prj_1",
				"--flora.workspace-id=ws_1", "--flora.webhook.enabled=true", "--flora.webhook.secrets=" + SECRET,
				"--flora.webhook.callback-url=http://127.0.0.1:1/flora/webhook",
				"--spring.http.clients.imperative.factory=" + factory, "--spring.main.banner-mode=off");
		return new SpringApplicationBuilder(Application.class)
			.run(Stream.concat(arguments, durations).toArray(String[]::new));
	}

	private static int deliver(ConfigurableApplicationContext context) {
		String body = "{\"id\":\"whd_1\",\"type\":\"run.completed\",\"data\":{\"run_id\":\"run_1\"}}";
		byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
		return RestClient.create()
			.post()
			.uri("http://127.0.0.1:{port}/flora/webhook", context.getEnvironment().getProperty("local.server.port"))
			.header(FloraWebhookVerifier.SIGNATURE_HEADER,
					WebhookSigner.header(SECRET, Instant.now().getEpochSecond(), bytes))
			.contentType(MediaType.APPLICATION_JSON)
			.body(bytes)
			.retrieve()
			.toBodilessEntity()
			.getStatusCode()
			.value();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		final List<FloraRunEndedEvent> ended = new CopyOnWriteArrayList<>();

		@EventListener
		void ended(FloraRunEndedEvent event) {
			this.ended.add(event);
		}

	}

}
