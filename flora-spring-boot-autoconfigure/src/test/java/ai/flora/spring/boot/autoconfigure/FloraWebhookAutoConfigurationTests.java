package ai.flora.spring.boot.autoconfigure;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import ai.flora.client.FloraClient;
import ai.flora.client.assembly.FloraClientBuilder;
import ai.flora.client.internal.callback.CallbackTokens;
import ai.flora.client.internal.signature.WebhookSigner;
import ai.flora.client.internal.webhook.WebhookReceiver;
import ai.flora.client.webhook.FloraWebhookVerifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.http.client.autoconfigure.HttpClientAutoConfiguration;
import org.springframework.boot.http.client.autoconfigure.imperative.ImperativeHttpClientAutoConfiguration;
import org.springframework.boot.restclient.autoconfigure.RestClientAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.http.HttpStatus;
import org.springframework.web.servlet.DispatcherServlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

@ExtendWith(OutputCaptureExtension.class)
class FloraWebhookAutoConfigurationTests {

	private static final AutoConfigurations CONFIGURATIONS = AutoConfigurations.of(FloraAutoConfiguration.class,
			FloraWebhookAutoConfiguration.class, RestClientAutoConfiguration.class, HttpClientAutoConfiguration.class,
			ImperativeHttpClientAutoConfiguration.class);

	private final WebApplicationContextRunner runner = new WebApplicationContextRunner()
		.withConfiguration(CONFIGURATIONS)
		.withPropertyValues("flora.api-key=sk_test_1");

	@Test
	void endpointByDefaultIsAbsent() {
		this.runner.withPropertyValues("flora.webhook.secrets=whsec_1")
			.run((context) -> assertThat(context).doesNotHaveBean(FloraWebhookVerifier.class)
				.doesNotHaveBean("floraWebhookDeliveries"));
	}

	@Test
	void endpointWhenEnabledIsThere() {
		this.runner.withPropertyValues("flora.webhook.enabled=true", "flora.webhook.secrets=whsec_1")
			.run((context) -> assertThat(context).hasSingleBean(FloraWebhookVerifier.class)
				.hasBean("floraWebhookDeliveries"));
	}

	@Test
	void endpointInAReactiveApplicationIsThere() {
		new ReactiveWebApplicationContextRunner().withConfiguration(CONFIGURATIONS)
			.withPropertyValues("flora.api-key=sk_test_1", "flora.webhook.enabled=true",
					"flora.webhook.secrets=whsec_1")
			.run((context) -> assertThat(context).hasSingleBean(FloraWebhookVerifier.class)
				.hasBean("floraWebhookDeliveries"));
	}

	@Test
	void endpointWhenFloraIsDisabledIsAbsent() {
		this.runner.withPropertyValues("flora.webhook.enabled=true", "flora.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("floraWebhookDeliveries"));
	}

	@Test
	void verifierWithoutAWebServerIsThereAndTheEndpointIsNot(CapturedOutput output) {
		new ApplicationContextRunner().withConfiguration(CONFIGURATIONS)
			.withPropertyValues("flora.api-key=sk_test_1", "flora.webhook.enabled=true",
					"flora.webhook.secrets=whsec_1", "flora.webhook.callback-url=https://hooks.example.com/flora")
			.run((context) -> assertThat(context).hasSingleBean(FloraWebhookVerifier.class)
				.doesNotHaveBean("floraWebhookDeliveries"));
		assertThat(output.getAll().lines().filter((line) -> line.contains("WebhookAnnouncement"))).singleElement()
			.asString()
			.contains(" INFO ", "no endpoint for FLORA's deliveries", "https://hooks.example.com/flora",
					"FloraClient.received");
		this.runner
			.withPropertyValues("flora.webhook.enabled=true", "flora.webhook.secrets=whsec_1",
					"flora.webhook.callback-url=https://hooks.example.com/flora")
			.withClassLoader(new FilteredClassLoader(DispatcherServlet.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("floraWebhookDeliveries"));
	}

	@Test
	void startWithoutAWebServerAndACallbackUrlFails() {
		new ApplicationContextRunner().withConfiguration(CONFIGURATIONS)
			.withPropertyValues("flora.api-key=sk_test_1", "flora.webhook.enabled=true",
					"flora.webhook.secrets=whsec_1")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(FloraPropertyException.class)
				.hasMessageStartingWith("flora.webhook.callback-url is not set")
				.hasMessageContaining("without a web server"));
	}

	@Test
	void endpointWithSeveralClientsIsAbsentAndTheLogSaysSo(CapturedOutput output) {
		this.runner.withUserConfiguration(TwoClients.class)
			.withPropertyValues("flora.webhook.enabled=true", "flora.webhook.secrets=whsec_1")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("floraWebhookDeliveries"));
		assertThat(output).contains("several FloraClient beans, and not exactly one is primary");
	}

	/** A name must not choose whose deliveries are genuine. */
	@Test
	void startWithSeveralVerifiersFails() {
		this.runner.withPropertyValues("flora.webhook.enabled=true")
			.withBean("verifier", FloraWebhookVerifier.class, () -> verifier("whsec_1"))
			.withBean("tenant", FloraWebhookVerifier.class, () -> verifier("whsec_2"))
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(NoUniqueBeanDefinitionException.class)
				.hasMessageContaining("tenant"));
	}

	private static FloraWebhookVerifier verifier(String secret) {
		return new FloraWebhookVerifier(List.of(secret), Duration.ofMinutes(5));
	}

	@Test
	void startWhenThePathCannotBeOneFails() {
		for (String path : List.of("webhook", "/", "//", "/flora//webhook", "/flora/*", "/flora/**", "/flora/{id}",
				"/flora/web?ook", "/flora/webhook#x", "/flora/web hook", "/flora/../x", "/./x", "/..", "/flora/web%20x",
				"/flora;x=1", "\\flora", "/flora\\x", "https://app.example.com/flora/webhook")) {
			this.runner.withPropertyValues("flora.webhook.enabled=true", "flora.webhook.secrets=whsec_1")
				.withInitializer((context) -> context.getEnvironment()
					.getPropertySources()
					.addFirst(new MapPropertySource("path", Map.of("flora.webhook.path", path))))
				.run((context) -> assertThat(context).as(path)
					.getFailure()
					.rootCause()
					.isInstanceOf(FloraPropertyException.class)
					.hasMessageStartingWith("flora.webhook.path must"));
		}
		for (String path : List.of("/webhook", "/flora/webhook/", "/a.b/c-d_e~f/..g/h...", "/fl\u00f6ra/1:2@3")) {
			this.runner
				.withPropertyValues("flora.webhook.enabled=true", "flora.webhook.secrets=whsec_1",
						"flora.webhook.path=" + path)
				.run((context) -> assertThat(context).as(path).hasNotFailed());
		}
	}

	@Test
	void startWhenSecretIsMissingBlankOrUnresolvedFailsWithAnAnalysis() {
		assertAnalyzed("is not set", "flora.other=1");
		assertAnalyzed("is not set", "flora.webhook.secrets=");
		assertAnalyzed("begins or ends with a quote", "flora.webhook.secrets=\"whsec_1");
		assertAnalyzed("begins or ends with a quote", "flora.webhook.secrets=whsec_1,\u201dwhsec_2");
		assertAnalyzed("white space", "flora.webhook.secrets=whsec_1 whsec_2");
		assertAnalyzed("none of a secret's", "flora.webhook.secrets=whs\u200bec_1");
	}

	/** A number without a unit is in milliseconds, in which no delivery arrives. */
	@ParameterizedTest
	@ValueSource(strings = { "300", "999ms", "0s", "-5m" })
	void startWhenTheToleranceIsLessThanASecondFailsWithAnAnalysis(String tolerance) {
		this.runner
			.withPropertyValues("flora.webhook.enabled=true", "flora.webhook.secrets=whsec_1",
					"flora.webhook.tolerance=" + tolerance)
			.run((context) -> {
				FailureAnalysis analysis = new FloraPropertyFailureAnalyzer(new StandardEnvironment())
					.analyze(context.getStartupFailure());
				assertThat(analysis).isNotNull();
				assertThat(analysis.getDescription()).contains("flora.webhook.tolerance", "is less than a second");
				assertThat(analysis.getAction()).contains("at least 1s, with its unit, such as 5m", "milliseconds");
			});
	}

	/** Such an application has its secret from elsewhere, such as a vault. */
	@Test
	void startWithAVerifierOfTheApplicationNeedsNoSecrets() {
		FloraClient client = mock();
		given(client.received(any(), any())).willReturn(true);
		byte[] body = "{\"id\":\"whd_1\",\"type\":\"run.completed\",\"data\":{\"run_id\":\"run_1\"}}"
			.getBytes(StandardCharsets.UTF_8);
		String signature = WebhookSigner.header("whsec_of_a_vault", Instant.now().getEpochSecond(), body);
		this.runner.withPropertyValues("flora.webhook.enabled=true")
			.withBean(FloraWebhookVerifier.class, FloraWebhookAutoConfigurationTests::verifier)
			.withBean(FloraClient.class, () -> client)
			.run((context) -> {
				assertThat(context).hasNotFailed().hasBean("floraWebhookDeliveries");
				WebhookReceiver receiver = context.getBean(WebhookReceiver.class);
				String token = new CallbackTokens(List.of("whsec_of_a_vault")).newToken();
				assertThat(receiver.receive(body, body.length, signature, token)).isEqualTo(HttpStatus.UNAUTHORIZED);
				assertThat(receiver.receive(body, body.length, signature, null)).isEqualTo(HttpStatus.OK);
			});
	}

	@Test
	void startWithAVerifierOfTheApplicationAndACallbackUrlNeedsSecrets() {
		ApplicationContextRunner runner = new ApplicationContextRunner().withConfiguration(CONFIGURATIONS)
			.withPropertyValues("flora.api-key=sk_test_1", "flora.webhook.enabled=true",
					"flora.webhook.callback-url=https://app.example.com/flora/webhook")
			.withBean(FloraWebhookVerifier.class, FloraWebhookAutoConfigurationTests::verifier);
		runner.run((context) -> assertThat(context).getFailure()
			.rootCause()
			.isInstanceOf(FloraPropertyException.class)
			.hasMessage("flora.webhook.secrets is not set, although flora.webhook.callback-url is"));
		runner.withPropertyValues("flora.webhook.secrets=whsec_1").run((context) -> assertThat(context).hasNotFailed());
	}

	/** Whichever of the two asks for a secret, and though the other would ask next. */
	@ParameterizedTest
	@ValueSource(strings = { "flora.webhook.enabled=true", "flora.webhook.callback-url=https://app.example.com/x",
			"flora.webhook.enabled=true,flora.webhook.callback-url=https://app.example.com/x" })
	void startWithoutSecretsSaysWhatStartsWithoutWebhooks(String properties) {
		this.runner.withPropertyValues(properties.split(",")).run((context) -> {
			assertThat(context).hasFailed();
			FailureAnalysis analysis = new FloraPropertyFailureAnalyzer(new StandardEnvironment())
				.analyze(context.getStartupFailure());
			assertThat(analysis.getDescription()).contains("flora.webhook.secrets is not set");
			assertThat(analysis.getAction())
				.endsWith("set flora.webhook.enabled=false, and no flora.webhook.callback-url.");
		});
		this.runner.withPropertyValues("flora.webhook.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void startWhenCallbackUrlCannotWorkFails() {
		for (String url : List.of("http://app.example.com/x", "http://localhost:8080/x", "app.example.com",
				"https://app.example.com/x?y", "https://u:p@app.example.com")) {
			this.runner.withPropertyValues("flora.webhook.callback-url=" + url, "flora.webhook.secrets=whsec_1")
				.run((context) -> assertThat(context).getFailure()
					.rootCause()
					.isInstanceOf(FloraPropertyException.class)
					.hasMessageStartingWith("flora.webhook.callback-url")
					.hasMessageNotContaining("API key"));
		}
		this.runner.withPropertyValues("flora.webhook.callback-url=https://app.example.com/x")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageStartingWith("flora.webhook.secrets"));
		this.runner
			.withPropertyValues("flora.webhook.callback-url=http://localhost:8080/x", "flora.webhook.secrets=whsec_1",
					"flora.base-url=http://127.0.0.1:9/api")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	/** A client may have a base URL that its builder was given. */
	@Test
	void startWhenCallbackUrlIsNotHttpsFailsThoughTheDetailsHaveNoBaseUrl() {
		this.runner.withBean(FloraConnectionDetails.class, () -> mock())
			.withUserConfiguration(ClientWithABaseUrl.class)
			.withPropertyValues("flora.webhook.callback-url=http://app.example.com/x", "flora.webhook.secrets=whsec_1")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageStartingWith("flora.webhook.callback-url is not https"));
	}

	private static FloraWebhookVerifier verifier() {
		return new FloraWebhookVerifier(List.of("whsec_of_a_vault"), Duration.ofMinutes(5));
	}

	private void assertAnalyzed(String problem, String... properties) {
		this.runner.withPropertyValues("flora.webhook.enabled=true").withPropertyValues(properties).run((context) -> {
			assertThat(context).hasFailed();
			Throwable failure = context.getStartupFailure();
			while (failure.getCause() != null) {
				failure = failure.getCause();
			}
			assertThat(failure).hasMessageContaining(problem);
			if (failure instanceof FloraPropertyException invalid) {
				FailureAnalysis analysis = new FloraPropertyFailureAnalyzer(new StandardEnvironment()).analyze(invalid,
						invalid);
				assertThat(analysis.getDescription()).contains("flora.webhook.secrets");
				assertThat(analysis.getAction()).contains("FLORA_WEBHOOK_SECRETS", "flora.webhook.enabled=false");
				assertThat(analysis.toString() + analysis.getDescription()).doesNotContain("whsec_topsecret");
			}
		});
	}

	@Configuration(proxyBeanMethods = false)
	static class ClientWithABaseUrl {

		@Bean
		FloraClient own(FloraClientBuilder builder) {
			return builder.baseUrl(URI.create("https://app.flora.ai/api/v1")).apiKey("sk_test_2").build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class TwoClients {

		@Bean
		FloraClient one(FloraClientBuilder builder) {
			return builder.build();
		}

		@Bean
		FloraClient other(FloraClientBuilder builder) {
			return builder.build();
		}

	}

}
