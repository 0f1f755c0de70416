package ai.flora.spring.boot.autoconfigure;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

import ai.flora.client.internal.signature.WebhookSigner;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Forms of the path of deliveries, below a context path and a servlet path, over real
 * sockets.
 */
@Tag("exhaustive")
@ExtendWith(OutputCaptureExtension.class)
class WebhookPathTests {

	private static final FloraServer FLORA = new FloraServer();

	private static ConfigurableApplicationContext servlet;

	private static ConfigurableApplicationContext reactive;

	@BeforeAll
	static void start() {
		servlet = application(WebApplicationType.SERVLET, "server.servlet.context-path=/app",
				"spring.mvc.servlet.path=/mvc");
		reactive = application(WebApplicationType.REACTIVE, "spring.webflux.base-path=/app/mvc");
	}

	private static ConfigurableApplicationContext application(WebApplicationType type, String... properties) {
		return new SpringApplicationBuilder(Application.class).web(type)
			.properties("server.port=0", "server.address=127.0.0.1", "spring.main.banner-mode=off",
					"flora.api-key=sk_test_1", "flora.base-url=" + FLORA.url(), "flora.webhook.enabled=true",
					"flora.webhook.secrets=whsec_1")
			.properties(properties)
			.run();
	}

	@AfterAll
	static void stop() {
		servlet.close();
		reactive.close();
		FLORA.close();
	}

	@ParameterizedTest
	@CsvSource({ "POST,/app/mvc/flora/webhook,200", "POST,/app/mvc/flora/webhook/,200",
			"POST,/app/mvc/flora/webhook?a=b,200", "POST,/app/mvc/flora/webhook;a=b,200",
			"POST,/app/mvc/flora;a=b/webhook,200", "POST,/app/mvc/flora/web%68ook,200",
			"POST,/app/mvc/flora/webhook//,404", "POST,/app/mvc//flora/webhook,404", "POST,/app/mvc/flora//webhook,404",
			"POST,/app/mvc/flora/webhook/a/b,404", "POST,/app/mvc/flora/webhook/guess,401",
			"POST,/app/mvc/flora/webhook/guess/,401", "POST,/app/mvc/flora/webhook/%20,401",
			"POST,/app/mvc/flora/webhook/guess;a=b,401", "POST,/app/mvc/FLORA/webhook,404",
			"POST,/app/flora/webhook,404", "POST,/flora/webhook,404", "GET,/app/mvc/flora/webhook,405",
			"HEAD,/app/mvc/flora/webhook,405", "OPTIONS,/app/mvc/flora/webhook,405", "PUT,/app/mvc/flora/webhook,405",
			"GET,/app/mvc/flora/webhook/guess,404", "BREW,/app/mvc/flora/webhook,405" })
	void path(String method, String path, int status, CapturedOutput output) throws IOException {
		assertThat(answer(servlet, method, path)).isEqualTo(status);
		assertThat(answer(reactive, method, path)).as("reactive").isEqualTo(status);
		assertThat(output).doesNotContain("\tat ");
	}

	private static int answer(ConfigurableApplicationContext application, String method, String path)
			throws IOException {
		int port = Integer.parseInt(application.getEnvironment().getRequiredProperty("local.server.port"));
		String body = "{\"id\":\"whd_1\",\"type\":\"run.completed\",\"data\":{\"run_id\":\"run_1\"}}";
		String signature = WebhookSigner.header("whsec_1", Instant.now().getEpochSecond(),
				body.getBytes(StandardCharsets.UTF_8));
		String request = method + " " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
				+ "Content-Type: application/json\r\nFlora-Signature: " + signature + "\r\nContent-Length: "
				+ body.length() + "\r\n\r\n" + body;
		try (Socket socket = new Socket("127.0.0.1", port)) {
			socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
			String response = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
			return Integer.parseInt(response.split(" ", 3)[1]);
		}
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
