package ai.flora.spring.boot.autoconfigure;

import java.io.IOException;
import java.time.Duration;

import ai.flora.client.FloraAuthenticationException;
import ai.flora.client.FloraException;
import ai.flora.client.FloraGenerationsClient;
import ai.flora.client.FloraServerException;
import ai.flora.client.GenerationRequest;
import ai.flora.client.RequestOptions;
import ai.flora.client.internal.transport.RawServer;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@Tag("exhaustive")
class AutomaticRetriesTests {

	@RegisterExtension
	static WireMockExtension server = WireMockExtension.newInstance()
		.options(WireMockConfiguration.options().bindAddress("127.0.0.1").dynamicPort().http2PlainDisabled(true))
		.build();

	@ParameterizedTest
	@ValueSource(strings = { "jdk", "http-components", "jetty", "reactor", "simple" })
	void requestWhenRefusedIsNotRepeatedByTheTransport(String factory) {
		server.stubFor(get("/runs/run_1").willReturn(aResponse().withStatus(503)));
		new ApplicationContextRunner().withUserConfiguration(Application.class)
			.withPropertyValues("flora.api-key=sk_test_1", "flora.base-url=http://127.0.0.1:" + server.getPort(),
					"flora.retry.max-attempts=1", "spring.http.clients.imperative.factory=" + factory)
			.run((context) -> {
				FloraGenerationsClient client = context.getBean(FloraGenerationsClient.class);
				assertThatExceptionOfType(FloraServerException.class).isThrownBy(() -> client.retrieve("run_1"));
				server.verify(1, getRequestedFor(urlEqualTo("/runs/run_1")));
			});
	}

	@ParameterizedTest
	@ValueSource(strings = { "jdk", "http-components", "jetty", "reactor", "simple" })
	void startWhoseConnectionIsResetIsNotRepeatedByTheTransport(String factory) throws IOException {
		// The second request of a connection that was kept alive: then transports repeat.
		RawServer resetting = new RawServer((first, raw, socket) -> {
			RawServer.send(socket, "HTTP/1.1 404 No\nContent-Length: 0\n\n");
			raw.read(socket.getInputStream());
			socket.setSoLinger(true, 0);
			socket.close();
		});
		try {
			new ApplicationContextRunner().withUserConfiguration(Application.class)
				.withPropertyValues("flora.api-key=sk_test_1", "flora.base-url=" + resetting.url(),
						"flora.retry.max-attempts=1", "flora.workspace-id=ws_1", "flora.project-id=prj_1",
						"spring.http.clients.imperative.factory=" + factory)
				.run((context) -> {
					FloraGenerationsClient client = context.getBean(FloraGenerationsClient.class);
					assertThatExceptionOfType(FloraException.class).isThrownBy(() -> client.retrieve("run_1"));
					assertThatExceptionOfType(FloraException.class)
						.isThrownBy(() -> client.create(GenerationRequest.image("A harbour"),
								RequestOptions.defaults().withTimeout(Duration.ofMinutes(1))));
					assertThat(resetting.requests().stream().filter((request) -> request.startsWith("POST")))
						.hasSize(1);
				});
		}
		finally {
			resetting.close();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "jdk", "http-components", "jetty", "reactor", "simple" })
	void keyThatWasRevokedReadsAsSuchOnEachTransport(String factory) {
		server.stubFor(get("/runs/run_1").willReturn(aResponse().withStatus(401)));
		new ApplicationContextRunner().withUserConfiguration(Application.class)
			.withPropertyValues("flora.api-key=sk_test_1", "flora.base-url=http://127.0.0.1:" + server.getPort(),
					"spring.http.clients.imperative.factory=" + factory)
			.run((context) -> {
				FloraGenerationsClient client = context.getBean(FloraGenerationsClient.class);
				assertThatExceptionOfType(FloraAuthenticationException.class)
					.isThrownBy(() -> client.retrieve("run_1"));
			});
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
