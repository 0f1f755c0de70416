package ai.flora.client.internal.transport;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

import ai.flora.client.FloraClient;
import ai.flora.client.FloraRateLimitException;
import ai.flora.client.FloraServerException;
import ai.flora.client.FloraStartUnconfirmedException;
import ai.flora.client.GenerationRequest;
import ai.flora.client.RequestOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.HttpComponentsClientHttpRequestFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Starts on Apache's client as it is by default, which repeats a request by itself after
 * a 429 or a 503.
 */
class RepeatingHttpClientTests {

	private RawServer server;

	@AfterEach
	void close() throws IOException {
		this.server.close();
	}

	/** FLORA may have made a run before it failed, and has released the key. */
	@Test
	@Tag("exhaustive")
	void startAtWhichFloraHasFailedIsNotRepeated() throws IOException {
		refuse("503 Service Unavailable", "service_unavailable");
		assertThatExceptionOfType(FloraStartUnconfirmedException.class).isThrownBy(this::start)
			.withCauseInstanceOf(FloraServerException.class);
		assertThat(starts()).hasSize(1);
	}

	@Test
	void startThatFloraWantsToWaitIsNotRepeated() throws IOException {
		refuse("429 Too Many Requests", "rate_limited");
		assertThatExceptionOfType(FloraRateLimitException.class).isThrownBy(this::start);
		assertThat(starts()).hasSize(1);
	}

	private void refuse(String status, String code) throws IOException {
		String body = "{\"error\":{\"code\":\"" + code + "\",\"message\":\"No.\"}}";
		this.server = new RawServer((raw, socket) -> RawServer.send(socket,
				"HTTP/1.1 " + status + "\nContent-Type: application/json\nConnection: close\nContent-Length: "
						+ body.length() + "\n\n" + body));
	}

	private List<String> starts() {
		return this.server.requests().stream().filter((request) -> request.startsWith("POST")).toList();
	}

	private void start() {
		try (FloraClient client = Transports.APACHE.builder(this.server.url())
			.workspaceId("ws_1")
			.projectId("prj_1")
			.requestFactory(RepeatingHttpClientTests::repeating)
			.build()) {
			client.generations()
				.create(GenerationRequest.image("A harbour"), RequestOptions.defaults().withMaxAttempts(1));
		}
	}

	private static ClientHttpRequestFactory repeating(Duration connect, Duration read) {
		HttpComponentsClientHttpRequestFactory factory = new HttpComponentsClientHttpRequestFactory();
		factory.setReadTimeout(read);
		return factory;
	}

}
