package ai.flora.client.internal.transport;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import ai.flora.client.FloraClient;
import ai.flora.client.FloraGenerationsClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

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

	@Test
	void cleanMasksTheKeyAndTheOneBefore() {
		List<String> keys = List.of("sk_first", "sk_second");
		AtomicInteger next = new AtomicInteger();
		ApiKey apiKey = new ApiKey(() -> keys.get(next.getAndIncrement()));
		apiKey.current();
		apiKey.current();
		assertThat(apiKey.clean("<sk_first> <sk_second>", 100)).isEqualTo("<******> <******>");
	}

	@Test
	void cleanLeavesNoControlCharacter() {
		ApiKey apiKey = new ApiKey(() -> "sk_1");
		assertThat(apiKey.clean("a\u0000\u001b[1mb\u0085\u009b1mc\u202ed\u2028e", 100)).isEqualTo("a [1mb 1mc d e");
	}

	@Test
	void cleanDoesNotCutACharacterInHalf() {
		ApiKey apiKey = new ApiKey(() -> "sk_1");
		assertThat(apiKey.clean("ab\uD83D\uDE00cd", 3)).isEqualTo("ab");
		assertThat(apiKey.clean("ab\uD83D\uDE00cd", 4)).isEqualTo("ab\uD83D\uDE00");
	}

}
