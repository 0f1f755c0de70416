package ai.flora.client.internal.transport;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.client.ClientHttpRequest;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.mock.http.client.MockClientHttpRequest;
import org.springframework.mock.http.client.MockClientHttpResponse;

/**
 * A FLORA without sockets that answers every request alike: nothing until it is told
 * what, so that the answer is lost.
 */
public class OneAnswer implements ClientHttpRequestFactory {

	private int requests;

	private int status;

	private @Nullable String body;

	public void answer(int status, String body) {
		this.status = status;
		this.body = body;
	}

	public void loseAnswers() {
		this.body = null;
	}

	/** How many requests were sent. */
	public int requests() {
		return this.requests;
	}

	@Override
	public ClientHttpRequest createRequest(URI uri, HttpMethod method) {
		return new MockClientHttpRequest(method, uri) {

			@Override
			protected ClientHttpResponse executeInternal() throws IOException {
				OneAnswer.this.requests++;
				if (OneAnswer.this.body == null) {
					throw new IOException("Connection reset");
				}
				MockClientHttpResponse response = new MockClientHttpResponse(
						OneAnswer.this.body.getBytes(StandardCharsets.UTF_8),
						HttpStatusCode.valueOf(OneAnswer.this.status));
				response.getHeaders().setContentType(MediaType.APPLICATION_JSON);
				return response;
			}

		};
	}

}
