package ai.flora.client.internal.transport;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

import ai.flora.client.FloraException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.http.HttpRequest;
import org.springframework.http.client.ClientHttpRequestInterceptor;
import org.springframework.http.client.support.HttpRequestWrapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link AuthorizationInterceptor}, through a client.
 */
class AuthorizationInterceptorTests {

	private RawServer server;

	@BeforeEach
	void startServer() throws IOException {
		this.server = new RawServer((raw, socket) -> RawServer.send(socket, "HTTP/1.1 200 OK\nContent-Length: "
				+ RawServer.RUN.length() + "\nConnection: close\n\n" + RawServer.RUN));
	}

	@AfterEach
	void closeServer() throws IOException {
		this.server.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "http://localhost:%d/x", "https://127.0.0.1:%d/x", "http://127.0.0.1:1/x",
			"http://127.0.0.2:%d/x" })
	void retrieveWhenInterceptorChangesOriginSendsNothing(String target) {
		URI elsewhere = URI.create(target.formatted(URI.create(this.server.url()).getPort()));
		ClientHttpRequestInterceptor detour = (request, body, execution) -> execution
			.execute(new HttpRequestWrapper(request) {

				@Override
				public URI getURI() {
					return elsewhere;
				}

			}, body);
		assertThatExceptionOfType(FloraException.class)
			.isThrownBy(() -> Transports.JDK.builder(this.server.url())
				.customize((builder) -> builder.requestInterceptor(detour))
				.build()
				.generations()
				.retrieve("run_1"))
			.withMessageContaining("Refused to send the API key")
			.withMessageNotContaining(Transports.KEY);
		assertThat(this.server.requests()).isEmpty();
	}

	@ParameterizedTest
	@EnumSource
	void retrieveWhenApplicationHasCredentialsDropsThem(Transports transport) {
		transport.builder(this.server.url())
			.customizeFirst((builder) -> builder.defaultHeader("Authorization", "Basic other")
				.defaultHeader("Cookie", "session=other")
				.defaultHeader("X-Kept", "yes"))
			.build()
			.generations()
			.retrieve("run_1");
		assertThat(this.server.requests()).singleElement()
			.asString()
			.containsIgnoringCase("Authorization: Bearer " + Transports.KEY + "\r\n")
			.containsIgnoringCase("X-Kept: yes")
			.doesNotContainIgnoringCase("Basic")
			.doesNotContainIgnoringCase("Cookie");
	}

	@ParameterizedTest
	@EnumSource
	void retrieveWhenInterceptorsAreOutsideShowsThemNoKey(Transports transport) {
		List<String> seen = new ArrayList<>();
		ClientHttpRequestInterceptor spy = (request, body, execution) -> {
			seen.add(headers(request));
			try {
				return execution.execute(request, body);
			}
			finally {
				seen.add(headers(request));
			}
		};
		transport.builder(this.server.url())
			.customizeFirst((builder) -> builder.requestInterceptor(spy))
			.customize((builder) -> builder.requestInterceptor(spy))
			.build()
			.generations()
			.retrieve("run_1");
		assertThat(seen).hasSize(4).noneMatch((headers) -> headers.contains(Transports.KEY));
		assertThat(this.server.requests()).singleElement().asString().contains(Transports.KEY);
	}

	private static String headers(HttpRequest request) {
		return request.getHeaders().headerSet().toString();
	}

}
