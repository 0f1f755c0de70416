package ai.flora.spring.boot.autoconfigure;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

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
 * Deliveries that end too early, over real sockets: anybody can post them.
 */
@Tag("exhaustive")
@ExtendWith(OutputCaptureExtension.class)
class BrokenDeliveryTests {

	@ParameterizedTest
	@CsvSource({ "SERVLET,'Content-Length: 100\n\n{'", "SERVLET,'Transfer-Encoding: chunked\n\n5\n{'",
			"SERVLET,'Transfer-Encoding: chunked\n\nnonsense\n{\n'", "REACTIVE,'Content-Length: 100\n\n{'",
			"REACTIVE,'Transfer-Encoding: chunked\n\n5\n{'", "REACTIVE,'Transfer-Encoding: chunked\n\nnonsense\n{\n'" })
	void bodyThatEndsTooEarlyLeavesNoStackTrace(WebApplicationType type, String rest, CapturedOutput output)
			throws Exception {
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class).web(type)
			.properties("server.port=0", "server.address=127.0.0.1", "spring.main.banner-mode=off",
					"flora.api-key=sk_test_1", "flora.base-url=http://127.0.0.1:1", "flora.webhook.enabled=true",
					"flora.webhook.secrets=whsec_1")
			.run()) {
			int port = Integer.parseInt(context.getEnvironment().getRequiredProperty("local.server.port"));
			for (int i = 0; i < 3; i++) {
				post(port, rest);
			}
			assertThat(output).doesNotContain("\tat ").doesNotContain("ERROR");
		}
	}

	private static void post(int port, String rest) throws IOException {
		try (Socket socket = new Socket("127.0.0.1", port)) {
			socket.setSoTimeout(5000);
			String request = "POST /flora/webhook HTTP/1.1\nHost: localhost\nConnection: close\n"
					+ "Content-Type: application/json\n" + rest;
			socket.getOutputStream().write(request.replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1));
			socket.shutdownOutput();
			socket.getInputStream().readAllBytes();
		}
		catch (IOException ex) {
			// The server need not answer.
		}
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
