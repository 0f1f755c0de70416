package ai.flora.spring.boot.autoconfigure;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The application's own endpoints answer as they would without webhooks, also those
 * beside the webhook's path and below it.
 */
@Tag("exhaustive")
class WebhookNeighboursTests {

	private static final List<ConfigurableApplicationContext> APPLICATIONS = new ArrayList<>();

	@BeforeAll
	static void start() {
		for (WebApplicationType type : List.of(WebApplicationType.SERVLET, WebApplicationType.REACTIVE)) {
			APPLICATIONS.add(application(type, "--flora.webhook.enabled=false"));
			APPLICATIONS.add(application(type, "--flora.webhook.enabled=true", "--flora.webhook.secrets=whsec_1",
					"--flora.webhook.path=/api"));
		}
	}

	@AfterAll
	static void stop() {
		APPLICATIONS.forEach(ConfigurableApplicationContext::close);
	}

	static Stream<String> requests() {
		return Stream.of("GET /api/orders HTTP/1.1", //
				"POST /api/orders HTTP/1.1\nContent-Length: 0", //
				"POST /api/0123456789abcdefABCDEF-_01234567 HTTP/1.1\nContent-Length: 0", //
				"GET /api HTTP/1.1", //
				"GET /api/orders HTTP/1.1\nContent-Type: text/plain;charset=nope", //
				"GET /api/orders HTTP/1.1\nContent-Type: nonsense", //
				"GET /api/orders HTTP/1.1\nContent-Type: */*", //
				"GET /elsewhere HTTP/1.1\nContent-Type: application/*", //
				"GET /api/orders HTTP/1.1\nContent-Type: ;;", //
				"GET /api/orders HTTP/1.1\nAccept: nonsense", //
				"GET /api/orders HTTP/1.1\nAccept-Language: ;;;", //
				"GET /api/orders?a=%zz HTTP/1.1", //
				"GET /api/orders?a={b} HTTP/1.1", //
				"GET /api/orders?a=[b] HTTP/1.1", //
				"GET /api/or%25ders HTTP/1.1", //
				"GET /api/orders HTTP/1.1\nOrigin: ::nonsense", //
				"OPTIONS /api/orders HTTP/1.1\nOrigin: http://a b\nAccess-Control-Request-Method: nonsense x", //
				"OPTIONS /api/orders HTTP/1.1\nOrigin: http://localhost\nAccess-Control-Request-Method: GET", //
				"OPTIONS /api HTTP/1.1\nOrigin: http://localhost\nAccess-Control-Request-Method: POST", //
				"BREW /api/orders HTTP/1.1", //
				"HEAD /api/orders HTTP/1.1", //
				"GET /api/orders HTTP/1.1\nIf-None-Match: nonsense", //
				"GET /api/orders HTTP/1.1\nIf-Modified-Since: nonsense", //
				"GET /api/orders HTTP/1.1\nX-Forwarded-Host: a_b:nonsense\nForwarded: host=x;;", //
				"GET /api/orders HTTP/1.1\nCookie: ;=;", //
				"GET /api/orders HTTP/1.1\nRange: nonsense", //
				"GET /api/orders HTTP/1.1\nHost: a_b", //
				"GET /api/orders HTTP/1.1\nHost: [::1", //
				"GET /elsewhere HTTP/1.1");
	}

	@ParameterizedTest
	@MethodSource
	void requests(String request) throws IOException {
		assertThat(answer(APPLICATIONS.get(1), request)).isEqualTo(answer(APPLICATIONS.get(0), request));
		assertThat(answer(APPLICATIONS.get(3), request)).as("reactive").isEqualTo(answer(APPLICATIONS.get(2), request));
	}

	private static ConfigurableApplicationContext application(WebApplicationType type, String... arguments) {
		return new SpringApplicationBuilder(Application.class).web(type)
			.properties("server.port=0", "server.address=127.0.0.1", "spring.main.banner-mode=off",
					"flora.api-key=sk_test_1", "flora.base-url=http://127.0.0.1:1")
			.run(arguments);
	}

	private static String answer(ConfigurableApplicationContext application, String head) throws IOException {
		int port = Integer.parseInt(application.getEnvironment().getRequiredProperty("local.server.port"));
		try (Socket socket = new Socket("127.0.0.1", port)) {
			String host = head.contains("\nHost:") ? "" : "\nHost: localhost";
			String request = head + host + "\nConnection: close\n\n";
			socket.getOutputStream().write(request.replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1));
			String response = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
			String body = response.contains("\r\n\r\n") ? response.substring(response.indexOf("\r\n\r\n") + 4) : "";
			return response.lines().findFirst().orElse("") + " "
					+ body.replaceAll("\"(timestamp|requestId)\":\"[^\"]*\"", "");
		}
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@RestController
	static class Application {

		@GetMapping("/api")
		String index() {
			return "index";
		}

		@RequestMapping("/api/{id}")
		String order(@PathVariable String id) {
			return "order " + id;
		}

	}

}
