package ai.flora.client.internal.transport;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.StreamingHttpOutputMessage;
import org.springframework.http.client.AbstractClientHttpRequestFactoryWrapper;
import org.springframework.http.client.ClientHttpRequest;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.ClientHttpResponse;

/**
 * Tells a request's {@link Sending} when the HTTP client begins to read the body. That is
 * not repeatable: Apache's client, as it is by default, would send it again after a 503,
 * though FLORA may have made a run before it failed.
 *
 * <p>
 * The JDK's client, Apache's, Reactor's and {@code HttpURLConnection} ask for the body
 * once they may send it. Jetty's client takes the body before it connects, into a queue:
 * the first byte goes ahead, and the rest follows once that byte was taken out of the
 * queue, so that a start without a connection is never in the queue as a whole. An
 * unknown client is assumed to ask. None of this holds where an application puts another
 * factory around this one that buffers bodies before it connects, as none of Spring's
 * does, or in place of this one: then a request counts as sent once it was handed over.
 */
class WatchedRequestFactory extends AbstractClientHttpRequestFactoryWrapper {

	private final boolean queues;

	/**
	 * Watches an HTTP client.
	 * @param factory the HTTP client's own factory
	 * @param queues whether it takes bodies before it connects, and has each
	 * {@code flush} wait until what was taken is on its way
	 */
	WatchedRequestFactory(ClientHttpRequestFactory factory, boolean queues) {
		super(factory);
		this.queues = queues;
	}

	@Override
	protected ClientHttpRequest createRequest(URI uri, HttpMethod method, ClientHttpRequestFactory factory)
			throws IOException {
		ClientHttpRequest request = factory.createRequest(uri, method);
		return (request instanceof StreamingHttpOutputMessage streaming)
				? new WatchedRequest(request, streaming, this.queues) : request;
	}

	private record WatchedRequest(ClientHttpRequest request, StreamingHttpOutputMessage streaming,
			boolean queues) implements ClientHttpRequest, StreamingHttpOutputMessage {

		@Override
		public void setBody(Body body) {
			Sending sending = sending();
			if (sending == null) {
				this.streaming.setBody(body);
				return;
			}
			sending.watch();
			this.streaming.setBody((out) -> write(body, out, sending));
		}

		private void write(Body body, OutputStream out, Sending sending) throws IOException {
			if (this.queues) {
				body.writeTo(new FirstByteAhead(out, sending));
			}
			else {
				sending.begin();
				body.writeTo(out);
			}
		}

		/** Ends a failed exchange, which an HTTP client may go on with. */
		@Override
		public ClientHttpResponse execute() throws IOException {
			Sending sending = sending();
			Sending.setCurrent(sending);
			boolean responded = false;
			try {
				ClientHttpResponse response = this.request.execute();
				responded = true;
				return response;
			}
			finally {
				Sending.setCurrent(null);
				if (!responded && sending != null) {
					sending.abort();
				}
			}
		}

		private @Nullable Sending sending() {
			return (getAttributes().get(Sending.ATTRIBUTE) instanceof Sending sending) ? sending : null;
		}

		@Override
		public OutputStream getBody() throws IOException {
			return this.request.getBody();
		}

		@Override
		public HttpMethod getMethod() {
			return this.request.getMethod();
		}

		@Override
		public URI getURI() {
			return this.request.getURI();
		}

		@Override
		public Map<String, Object> getAttributes() {
			return this.request.getAttributes();
		}

		@Override
		public HttpHeaders getHeaders() {
			return this.request.getHeaders();
		}

	}

	/**
	 * Waits with all but the first byte until the HTTP client has begun to send.
	 */
	private static final class FirstByteAhead extends FilterOutputStream {

		private final Sending sending;

		private boolean begun;

		FirstByteAhead(OutputStream out, Sending sending) {
			super(out);
			this.sending = sending;
		}

		@Override
		public void write(int b) throws IOException {
			this.out.write(b);
			begin();
		}

		@Override
		public void write(byte[] bytes, int offset, int length) throws IOException {
			int ahead = (this.begun || length == 0) ? 0 : 1;
			if (ahead > 0) {
				write(bytes[offset]);
			}
			this.out.write(bytes, offset + ahead, length - ahead);
		}

		private void begin() throws IOException {
			if (!this.begun) {
				this.out.flush();
				this.sending.begin();
				this.begun = true;
			}
		}

	}

}
