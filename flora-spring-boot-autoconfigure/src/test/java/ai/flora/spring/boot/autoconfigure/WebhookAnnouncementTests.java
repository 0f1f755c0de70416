package ai.flora.spring.boot.autoconfigure;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

import ai.flora.client.internal.signature.WebhookSigner;
import jakarta.servlet.Filter;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.DispatcherServlet;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What an application with a context path and a servlet path, or a base path, says of its
 * webhook, and whether that is true.
 */
@Tag("exhaustive")
@ExtendWith(OutputCaptureExtension.class)
class WebhookAnnouncementTests {

	@ParameterizedTest
	@CsvSource({ "/shop/api/flora/webhook,INFO", "/shop/api/flora/webhook/,INFO", "/flora/webhook,WARN",
			"/shop/flora/webhook,WARN", "/api/flora/webhook,WARN", "/shop/api,WARN",
			"/elsewhere/shop/api/flora/webhook,WARN" })
	void servletApplicationSaysWhetherThePathsFit(String posted, String level, CapturedOutput output) throws Exception {
		try (ConfigurableApplicationContext application = application(WebApplicationType.SERVLET,
				"https://app.example.com" + posted, "--server.servlet.context-path=/shop",
				"--spring.mvc.servlet.path=/api")) {
			assertThat(announcements(output)).singleElement()
				.asString()
				.contains(" " + level + " ", "are received at /shop/api/flora/webhook on port ",
						"https://app.example.com" + posted);
			assertThat(post(application, "/shop/api/flora/webhook", "1")).isEqualTo(200);
		}
	}

	@ParameterizedTest
	@CsvSource({ "/base/flora/webhook,INFO", "/flora/webhook,WARN" })
	void reactiveApplicationSaysWhetherThePathsFit(String posted, String level, CapturedOutput output)
			throws Exception {
		try (ConfigurableApplicationContext application = application(WebApplicationType.REACTIVE,
				"https://app.example.com" + posted, "--spring.webflux.base-path=base/")) {
			assertThat(announcements(output)).singleElement()
				.asString()
				.contains(" " + level + " ", "are received at /base/flora/webhook on port ",
						"https://app.example.com" + posted);
			assertThat(post(application, "/base/flora/webhook", "1")).isEqualTo(200);
		}
	}

	@Test
	void servletOfTheApplicationIsTakenForTheOneThatItReplaces(CapturedOutput output) {
		application(WebApplicationType.SERVLET, "https://app.example.com/api/flora/webhook",
				"--spring.mvc.servlet.path=/api", "--own-servlet=true")
			.close();
		assertThat(announcements(output)).singleElement()
			.asString()
			.contains(" INFO ", "are received at /api/flora/webhook on port ");
	}

	@Test
	void applicationWithoutACallbackUrlSaysWhoIsPosted(CapturedOutput output) {
		application(WebApplicationType.SERVLET, "").close();
		assertThat(announcements(output)).singleElement()
			.asString()
			.contains(" INFO ", "are received at /flora/webhook on port ", "flora.webhook.callback-url is not set");
	}

	@Test
	void healthTellsTheLastDelivery() throws Exception {
		try (ConfigurableApplicationContext application = application(WebApplicationType.SERVLET, "")) {
			assertThat(lastDelivery(application)).isEqualTo("none");
			post(application, "/flora/webhook", "1");
			String last = String.valueOf(lastDelivery(application));
			assertThat(Instant.parse(last)).isBetween(Instant.now().minusSeconds(60), Instant.now().plusSeconds(60));
		}
	}

	/** The one way is to ask for the stream, the other one for the reader. */
	@ParameterizedTest
	@CsvSource({ "stream", "reader" })
	void bodyThatAFilterHasReadIsToldFromAForgery(String read, CapturedOutput output) throws Exception {
		try (ConfigurableApplicationContext application = application(WebApplicationType.SERVLET, "")) {
			assertThat(post(application, "/flora/webhook", read)).isEqualTo(401);
			assertThat(output).contains("Of its body there was nothing left, or only a part.");
		}
	}

	private static @Nullable Object lastDelivery(ConfigurableApplicationContext application) {
		return application.getBean("floraHealthContributor", HealthIndicator.class)
			.health(true)
			.getDetails()
			.get("lastDelivery");
	}

	private static List<String> announcements(CapturedOutput output) {
		return output.getAll().lines().filter((line) -> line.contains("WebhookAnnouncement")).toList();
	}

	private static ConfigurableApplicationContext application(WebApplicationType type, String callbackUrl,
			String... arguments) {
		return new SpringApplicationBuilder(Application.class).web(type)
			.properties("server.port=0", "server.address=127.0.0.1", "spring.main.banner-mode=off",
					"flora.api-key=sk_test_1", "flora.base-url=http://127.0.0.1:1", "flora.webhook.enabled=true",
					"flora.webhook.secrets=whsec_1", "flora.webhook.callback-url=" + callbackUrl,
					// The run of a delivery cannot be read here.
					"spring.lifecycle.timeout-per-shutdown-phase=100ms")
			.run(arguments);
	}

	private static int post(ConfigurableApplicationContext application, String path, String read) throws Exception {
		String body = "{\"id\":\"whd_1\",\"type\":\"run.completed\",\"data\":{\"run_id\":\"run_1\"}}";
		URI uri = URI
			.create("http://127.0.0.1:" + application.getEnvironment().getProperty("local.server.port") + path);
		HttpRequest request = HttpRequest.newBuilder(uri)
			.header("Content-Type", "application/json")
			.header("X-Read", read)
			.header("Flora-Signature",
					WebhookSigner.header("whsec_1", Instant.now().getEpochSecond(),
							body.getBytes(StandardCharsets.UTF_8)))
			.POST(BodyPublishers.ofString(body))
			.build();
		return HttpClient.newHttpClient().send(request, BodyHandlers.discarding()).statusCode();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		@ConditionalOnBooleanProperty("own-servlet")
		DispatcherServlet dispatcherServlet() {
			return new DispatcherServlet() {

			};
		}

		@Bean
		Filter reader() {
			return (request, response, chain) -> {
				String read = ((jakarta.servlet.http.HttpServletRequest) request).getHeader("X-Read");
				if ("stream".equals(read)) {
					request.getInputStream().readAllBytes();
				}
				if ("reader".equals(read)) {
					request.getReader().readLine();
				}
				chain.doFilter(request, response);
			};
		}

	}

}
