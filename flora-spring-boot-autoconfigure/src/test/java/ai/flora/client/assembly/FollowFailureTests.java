package ai.flora.client.assembly;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;

import ai.flora.client.FloraApiException;
import ai.flora.client.FloraClient;
import ai.flora.client.FloraException;
import ai.flora.client.FloraGenerationsClient;
import ai.flora.client.FloraResponseTooLargeException;
import ai.flora.client.FloraValidationException;
import ai.flora.client.GenerationRequest;
import ai.flora.client.RunHandle;
import ai.flora.client.internal.transport.RawServer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Answers to looks that no other look would get better ones than, over real sockets.
 */
@Tag("exhaustive")
class FollowFailureTests {

	@ParameterizedTest
	@EnumSource
	void answerThatIsTheRunsOwnEndsItsFollowing(Answers answer) throws Exception {
		RawServer server = new RawServer(answer::send);
		FloraClient flora = new FloraClientBuilder().baseUrl(URI.create(server.url()))
			.apiKey("sk_test")
			.workspaceId("ws_1")
			.projectId("prj_1")
			.maxResponseSize(1000)
			.build();
		FloraGenerationsClient client = flora.generations();
		try {
			RunHandle handle = client.submit(GenerationRequest.image("A harbour"));
			assertThatExceptionOfType(answer.exception).isThrownBy(() -> handle.await(Duration.ofSeconds(60)))
				.withMessageContaining("run_1");
		}
		finally {
			flora.close();
			server.close();
		}
	}

	private enum Answers {

		TOO_LARGE("200 OK",
				"{\"run_id\":\"run_1\",\"status\":\"running\",\"error_message\":\"" + "x".repeat(2000) + "\"}",
				FloraResponseTooLargeException.class),

		GONE("410 Gone", "{\"error\":{\"code\":\"gone\",\"message\":\"no\"}}", FloraApiException.class),

		INVALID("400 Bad Request", "{\"error\":{\"code\":\"input_validation_error\",\"message\":\"no\"}}",
				FloraValidationException.class);

		private final String status;

		private final String body;

		private final Class<? extends FloraException> exception;

		Answers(String status, String body, Class<? extends FloraException> exception) {
			this.status = status;
			this.body = body;
			this.exception = exception;
		}

		private void send(String request, RawServer raw, Socket socket) throws IOException {
			boolean start = request.startsWith("POST");
			String body = start ? "{\"run_id\":\"run_1\",\"estimated_seconds\":1}" : this.body;
			RawServer.send(socket,
					"HTTP/1.1 " + (start ? "200 OK" : this.status)
							+ "\nConnection: close\nContent-Type: application/json\nContent-Length: " + body.length()
							+ "\n\n" + body);
		}

	}

}
