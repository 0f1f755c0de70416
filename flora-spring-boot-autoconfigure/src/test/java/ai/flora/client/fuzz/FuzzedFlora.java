package ai.flora.client.fuzz;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.function.BiFunction;

import ai.flora.client.fuzz.FuzzInputs.Input;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.client.ClientHttpRequest;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.mock.http.client.MockClientHttpRequest;

/**
 * A FLORA in memory, behind the client's request factory: what it answers is up to a
 * test.
 */
public final class FuzzedFlora implements ClientHttpRequestFactory {

	private static final int[] REFUSALS = { 301, 307, 400, 401, 402, 403, 404, 408, 409, 413, 418, 422, 429, 429, 500,
			502, 503, 504, 529 };

	private volatile BiFunction<HttpMethod, URI, Reply> answers = (method, uri) -> new Reply(404, new HttpHeaders(),
			new byte[0], false);

	/**
	 * Sets what is answered from now on.
	 */
	public void answers(BiFunction<HttpMethod, URI, Reply> answers) {
		this.answers = answers;
	}

	@Override
	public ClientHttpRequest createRequest(URI uri, HttpMethod method) {
		return new MockClientHttpRequest(method, uri) {

			@Override
			protected ClientHttpResponse executeInternal() throws IOException {
				Reply answer = FuzzedFlora.this.answers.apply(method, uri);
				if (answer.status() < 0) {
					throw (answer.status() == -1) ? new ConnectException("refused")
							: new SocketTimeoutException("late");
				}
				return new Response(answer);
			}

		};
	}

	/**
	 * A valid answer.
	 */
	public static Reply valid(@Nullable Object document, Input input, Instant now) {
		HttpHeaders headers = new HttpHeaders();
		headers.add("Content-Type", "application/json");
		headers.add("Date", HostileHeaders.date(now));
		return new Reply(200, headers, HostileJson.write(document, input, 0).getBytes(StandardCharsets.UTF_8), false);
	}

	/**
	 * An answer with a document, or an error, or what is left of them.
	 */
	public static Reply fuzzed(@Nullable Object document, Input input, Instant now) {
		int status = input.chance(0.7) ? input.pick(200, 200, 200, 201, 204) : status(input);
		Object content = input.chance((status / 100 == 2) ? 0.05 : 0.8) ? Documents.error(input) : document;
		byte[] body = HostileBytes.of(HostileJson.write(content, input), input);
		return new Reply(status, HostileHeaders.of(input, now), body, input.chance(0.02));
	}

	private static int status(Input input) {
		return input.chance(0.6) ? REFUSALS[input.random().nextInt(REFUSALS.length)] : input.random().nextInt(-2, 1000);
	}

	/**
	 * An answer.
	 *
	 * @param status its status; -1 and -2 for none
	 * @param headers its headers
	 * @param body its body
	 * @param breaks whether its connection breaks before the end
	 */
	public record Reply(int status, HttpHeaders headers, byte[] body, boolean breaks) {

		@Override
		public String toString() {
			return this.status + " " + this.headers + (this.breaks ? ", which breaks" : "") + ", " + this.body.length
					+ " bytes: " + new String(this.body, 0, Math.min(this.body.length, 1000), StandardCharsets.UTF_8);
		}

	}

	private record Response(Reply answer) implements ClientHttpResponse {

		@Override
		public HttpStatusCode getStatusCode() {
			return HttpStatusCode.valueOf(this.answer.status());
		}

		@Override
		public String getStatusText() {
			return "";
		}

		@Override
		public void close() {
			// Nothing to be closed.
		}

		@Override
		public HttpHeaders getHeaders() {
			return this.answer.headers();
		}

		@Override
		public InputStream getBody() {
			byte[] body = this.answer.body();
			if (!this.answer.breaks()) {
				return new ByteArrayInputStream(body);
			}
			return new SequenceInputStream(new ByteArrayInputStream(Arrays.copyOf(body, body.length / 2)),
					new InputStream() {

						@Override
						public int read() throws IOException {
							throw new IOException("reset");
						}

					});
		}

	}

}
