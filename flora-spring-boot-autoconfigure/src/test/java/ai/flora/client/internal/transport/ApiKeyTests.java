package ai.flora.client.internal.transport;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

import ai.flora.client.FloraApiException;
import ai.flora.client.FloraClient;
import ai.flora.client.FloraException;
import ai.flora.client.FloraGenerationsClient;
import ai.flora.client.RetrySettings;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Tests for {@link ApiKey}.
 */
class ApiKeyTests {

	@ParameterizedTest
	@EnumSource
	void retrieveWhenKeyRotatesBetweenAttemptsSendsTheNewOne(Transports transport) throws IOException {
		RawServer server = new RawServer((raw, socket) -> RawServer.send(socket,
				(raw.requests().size() == 1) ? "HTTP/1.1 503 No\nConnection: close\nContent-Length: 0\n\n"
						: "HTTP/1.1 200 OK\nConnection: close\nContent-Length: " + RawServer.RUN.length() + "\n\n"
								+ RawServer.RUN));
		try {
			FloraClient flora = transport.builder(server.url())
				.apiKey(() -> "sk_test_" + server.requests().size())
				.build();
			FloraGenerationsClient client = flora.generations();
			client.retrieve("run_1");
			assertThat(server.requests()).hasSize(2);
			assertThat(server.requests().get(0)).contains("Bearer sk_test_0\r\n");
			assertThat(server.requests().get(1)).contains("Bearer sk_test_1\r\n");
		}
		finally {
			server.close();
		}
	}

	@ParameterizedTest
	@MethodSource("responsesThatQuote")
	void noMessageShowsTheKeyOfACallDuringWhichOthersUseOtherKeys(Transports transport, String quoting)
			throws IOException {
		AtomicInteger calls = new AtomicInteger();
		AtomicReference<FloraClient> flora = new AtomicReference<>();
		RawServer server = new RawServer((request, raw, socket) -> {
			if (request.contains("/runs/run_first ")) {
				flora.get().generations().retrieve("run_1");
				flora.get().generations().retrieve("run_1");
				RawServer.send(socket, quoting.replace("KEY", request.replaceAll("(?is).*bearer (\\S+).*", "$1")));
			}
			else {
				RawServer.send(socket, "HTTP/1.1 200 OK\nConnection: close\nContent-Length: " + RawServer.RUN.length()
						+ "\n\n" + RawServer.RUN);
			}
		});
		try (FloraClient client = transport.builder(server.url())
			.apiKey(() -> "sk_tenant_" + calls.incrementAndGet())
			.retry(new RetrySettings(1, Duration.ofMillis(1), Duration.ofMillis(1), Duration.ZERO))
			.build()) {
			flora.set(client);
			Throwable thrown = catchThrowable(() -> client.generations().retrieve("run_first"));
			assertThat(thrown).isInstanceOf(FloraException.class);
			StringWriter all = new StringWriter();
			thrown.printStackTrace(new PrintWriter(all));
			if (thrown instanceof FloraApiException exception) {
				all.append(exception.bodyExcerpt()).append(exception.errorCode()).append(exception.requestId());
				assertThat(all.toString()).contains(ApiKey.MASK);
			}
			assertThat(all.toString()).doesNotContain("sk_tenant");
			assertThat(server.requests()).hasSize(3);
		}
		finally {
			server.close();
		}
	}

	static Stream<Arguments> responsesThatQuote() {
		List<String> responses = List.of("HTTP/1.1 400 No\nConnection: close\n\n<p>Bearer KEY is bad",
				"HTTP/1.1 400 No\nrequest-id: KEY\nConnection: close\n\n"
						+ "{\"error\":{\"code\":\"KEY\",\"message\":\"KEY\"}}",
				"HTTP/1.1 KEY KEY\nConnection: close\n\n", "HTTP/1.1 200 OK\nKEY\n\n",
				"HTTP/1.1 200 OK\nTransfer-Encoding: chunked\nConnection: close\n\nKEY\nKEY\n",
				"HTTP/1.1 200 OK\nContent-Type: KEY\nConnection: close\nContent-Length: 2\n\n{}");
		return Arrays.stream(Transports.values())
			.flatMap((transport) -> responses.stream().map((response) -> Arguments.of(transport, response)));
	}

}
