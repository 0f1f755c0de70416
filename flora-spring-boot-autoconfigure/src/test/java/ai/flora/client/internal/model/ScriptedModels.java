package ai.flora.client.internal.model;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;

import ai.flora.client.internal.time.Timing;
import ai.flora.client.internal.transport.FloraTransport;
import ai.flora.client.internal.transport.TestTransports;

import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.client.ClientHttpRequest;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.mock.http.client.MockClientHttpRequest;
import org.springframework.mock.http.client.MockClientHttpResponse;

/**
 * A FLORA without sockets, of which only the models matter.
 */
class ScriptedModels implements ClientHttpRequestFactory {

	final List<URI> requests = new CopyOnWriteArrayList<>();

	/** From the URI's query to a body; a number is a status, null is no connection. */
	volatile UnaryOperator<String> answers;

	/** With each response; {@code null} for no such header. */
	volatile Duration retryAfter;

	ScriptedModels(UnaryOperator<String> answers) {
		this.answers = answers;
	}

	ScriptedModels(String body) {
		this((query) -> body);
	}

	FloraTransport transport(Timing timing) {
		return TestTransports.of("http://localhost/api/v1", () -> this, Duration.ofSeconds(60))
			.attempts(1)
			.build(timing);
	}

	@Override
	public ClientHttpRequest createRequest(URI uri, HttpMethod method) {
		return new MockClientHttpRequest(method, uri) {

			@Override
			protected ClientHttpResponse executeInternal() throws IOException {
				ScriptedModels.this.requests.add(uri);
				String body = ScriptedModels.this.answers.apply(String.valueOf(uri.getQuery()));
				if (body == null) {
					throw new ConnectException("refused");
				}
				boolean status = body.matches("\\d+");
				MockClientHttpResponse response = new MockClientHttpResponse(
						(status ? "" : body).getBytes(StandardCharsets.UTF_8),
						HttpStatusCode.valueOf(status ? Integer.parseInt(body) : 200));
				response.getHeaders().set("Content-Type", "application/json");
				if (ScriptedModels.this.retryAfter != null) {
					response.getHeaders().set("Retry-After", "" + ScriptedModels.this.retryAfter.toSeconds());
				}
				return response;
			}

		};
	}

}
