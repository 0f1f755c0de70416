package ai.flora.spring.boot.autoconfigure;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

import ai.flora.client.internal.signature.WebhookSigner;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.security.autoconfigure.actuate.web.servlet.EndpointRequest;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.config.Customizer.withDefaults;

/**
 * The lines that docs/webhooks.md has for Spring Security, beside which Boot's own back
 * off.
 */
@Tag("exhaustive")
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, classes = FloraWebhookSecurityTests.Application.class,
		properties = { "flora.api-key=sk_test_1", "flora.base-url=http://127.0.0.1:1", "flora.webhook.enabled=true",
				"spring.lifecycle.timeout-per-shutdown-phase=100ms", "flora.webhook.secrets=whsec_1",
				"management.health.flora.enabled=false", "test.security=true" })
class FloraWebhookSecurityTests {

	@LocalServerPort
	private int port;

	@ParameterizedTest
	@CsvSource({ "/flora/webhook,whsec_1,200", "/flora/webhook,whsec_2,401", "/flora/webhook/guess,whsec_1,401",
			"/elsewhere,whsec_1,401" })
	void deliveryIsLetThroughAndNothingElse(String path, String secret, int status) throws Exception {
		String body = "{\"id\":\"whd_1\",\"type\":\"run.completed\",\"data\":{\"run_id\":\"run_1\"}}";
		HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + this.port + path))
			.header("Content-Type", "application/json")
			.header("Flora-Signature",
					WebhookSigner.header(secret, Instant.now().getEpochSecond(), body.getBytes(StandardCharsets.UTF_8)))
			.POST(BodyPublishers.ofString(body))
			.build();
		assertThat(HttpClient.newHttpClient().send(request, BodyHandlers.discarding()).statusCode()).isEqualTo(status);
	}

	@Test
	void restOfTheApplicationStaysLocked() throws Exception {
		assertThat(read("/elsewhere")).isEqualTo(401);
		assertThat(read("/actuator/info")).isEqualTo(401);
	}

	/** As beside Boot's own lines: whoever probes an application does not log in. */
	@ParameterizedTest
	@ValueSource(strings = { "/actuator/health", "/actuator/health/liveness" })
	void healthStaysOpen(String path) throws Exception {
		assertThat(read(path)).isEqualTo(200);
	}

	private int read(String path) throws Exception {
		HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + this.port + path)).build();
		return HttpClient.newHttpClient().send(request, BodyHandlers.discarding()).statusCode();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		@Order(1)
		SecurityFilterChain floraWebhook(HttpSecurity http) throws Exception {
			return http.securityMatcher("/flora/webhook/**")
				.authorizeHttpRequests((requests) -> requests.anyRequest().permitAll())
				.csrf((csrf) -> csrf.disable())
				.build();
		}

		@Bean
		SecurityFilterChain everythingElse(HttpSecurity http) throws Exception {
			return http
				.authorizeHttpRequests((requests) -> requests.requestMatchers(EndpointRequest.to(HealthEndpoint.class))
					.permitAll()
					.anyRequest()
					.authenticated())
				.formLogin(withDefaults())
				.httpBasic(withDefaults())
				.build();
		}

	}

}
