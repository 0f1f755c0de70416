package ai.flora.client.internal.transport;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.StreamingHttpOutputMessage;
import org.springframework.http.client.AbstractStreamingClientHttpRequest;
import org.springframework.http.client.ClientHttpRequest;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.mock.http.client.MockClientHttpResponse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Tests for {@link WatchedRequestFactory}: a start without a connection has not been
 * sent.
 */
class WatchedRequestFactoryTests {

	private final SendPermit permit = new SendPermit();

	private final Sending sending = Objects.requireNonNull(this.permit.use());

	/** What the transport's queue or socket has got, in order. */
	private final List<String> written = new ArrayList<>();

	@Test
	void requestHasLeftOnceItsTransportAsksForTheBody() throws IOException {
		ClientHttpResponse response = execute(false, (body) -> {
			assertThat(this.sending.isUnsent()).isTrue();
			body.writeTo(out(() -> {
			}));
			return new MockClientHttpResponse(new byte[0], HttpStatus.OK);
		}, (out) -> {
			assertThat(this.sending.isUnsent()).isFalse();
			out.write("body".getBytes());
		});
		assertThat(response.getStatusCode()).isEqualTo(HttpStatus.OK);
		assertThat(this.written).containsExactly("body");
		assertThat(this.permit.takeBack()).isTrue();
	}

	@Test
	void requestHasNotLeftIfItsTransportNeverAsksForTheBody() {
		assertThatIOException().isThrownBy(() -> execute(false, (body) -> {
			throw new IOException("No connection");
		}));
		assertThat(this.permit.takeBack()).isFalse();
	}

	@Test
	void bodyThatNobodyWaitsForIsNotWritten() {
		this.permit.takeBack();
		assertThatIOException().isThrownBy(() -> execute(false, (body) -> {
			body.writeTo(out(() -> {
			}));
			throw new AssertionError("Written");
		}));
		assertThat(this.written).isEmpty();
	}

	/** A queue that takes the whole body before it connects would send it later. */
	@Test
	void queueGetsOneByteBeforeItHasConnected() throws IOException {
		execute(true, (body) -> {
			body.writeTo(out(() -> assertThat(this.sending.isUnsent()).isTrue()));
			return new MockClientHttpResponse(new byte[0], HttpStatus.OK);
		});
		assertThat(this.written).containsExactly("b", "flush", "ody");
		assertThat(this.permit.takeBack()).isTrue();
	}

	@Test
	void queueThatNeverConnectsGetsOneByte() {
		assertThatIOException().isThrownBy(() -> execute(true, (body) -> {
			body.writeTo(out(() -> {
				throw new IOException("No connection");
			}));
			throw new AssertionError("Written");
		}));
		assertThat(this.written).containsExactly("b", "flush");
		assertThat(this.permit.takeBack()).isFalse();
	}

	@Test
	void queueThatConnectsTooLateGetsOneByte() {
		assertThatIOException().isThrownBy(() -> execute(true, (body) -> {
			body.writeTo(out(this.permit::takeBack));
			throw new AssertionError("Written");
		}));
		assertThat(this.written).containsExactly("b", "flush");
	}

	@Test
	void queueGetsTheFirstByteOnce() throws IOException {
		execute(true, (body) -> {
			body.writeTo(out(() -> {
			}));
			return new MockClientHttpResponse(new byte[0], HttpStatus.OK);
		}, (out) -> {
			out.write(new byte[0]);
			out.write('x');
			out.write("yz".getBytes());
			out.flush();
		});
		assertThat(String.join(" ", this.written)).isEqualTo(" x flush yz flush");
	}

	/** Apache's client asks before it repeats a request by itself. */
	@Test
	void bodyIsNotRepeatable() throws IOException {
		execute(false, (body) -> {
			assertThat(body.repeatable()).isFalse();
			return new MockClientHttpResponse(new byte[0], HttpStatus.OK);
		}, new StreamingHttpOutputMessage.Body() {

			@Override
			public void writeTo(OutputStream out) throws IOException {
				out.write("body".getBytes());
			}

			@Override
			public boolean repeatable() {
				return true;
			}

		});
	}

	/** Hooks of a transport run on the thread that has handed the request to it. */
	@Test
	void hooksFindTheExecutionWhileItGoesOn() throws IOException {
		execute(false, (body) -> {
			assertThat(Sending.current()).isSameAs(this.sending);
			return new MockClientHttpResponse(new byte[0], HttpStatus.OK);
		});
		assertThat(Sending.current()).isNull();
	}

	@Test
	void failedExchangeIsEnded() {
		int[] ended = new int[1];
		assertThatIOException().isThrownBy(() -> execute(false, (body) -> {
			Objects.requireNonNull(Sending.current()).abortBy(() -> ended[0]++);
			throw new IOException("Reset");
		}));
		assertThat(ended).containsExactly(1);
		assertThat(Sending.current()).isNull();
	}

	@Test
	void exchangeWithAResponseIsNotEnded() throws IOException {
		int[] ended = new int[1];
		execute(false, (body) -> {
			Objects.requireNonNull(Sending.current()).abortBy(() -> ended[0]++);
			return new MockClientHttpResponse(new byte[0], HttpStatus.OK);
		});
		assertThat(ended).containsExactly(0);
	}

	private ClientHttpResponse execute(boolean queues, Transport transport) throws IOException {
		return execute(queues, transport, (out) -> out.write("body".getBytes()));
	}

	private ClientHttpResponse execute(boolean queues, Transport transport, StreamingHttpOutputMessage.Body body)
			throws IOException {
		ClientHttpRequestFactory factory = new WatchedRequestFactory((uri, method) -> new Request(transport), queues);
		ClientHttpRequest request = factory.createRequest(URI.create("http://localhost"), HttpMethod.POST);
		request.getAttributes().put(Sending.ATTRIBUTE, this.sending);
		((StreamingHttpOutputMessage) request).setBody(body);
		return request.execute();
	}

	private OutputStream out(Flush flush) {
		return new ByteArrayOutputStream() {

			@Override
			public void write(int b) {
				WatchedRequestFactoryTests.this.written.add(Character.toString(b));
			}

			@Override
			public void write(byte[] bytes, int offset, int length) {
				WatchedRequestFactoryTests.this.written.add(new String(bytes, offset, length));
			}

			@Override
			public void flush() throws IOException {
				WatchedRequestFactoryTests.this.written.add("flush");
				flush.run();
			}

		};
	}

	private interface Flush {

		void run() throws IOException;

	}

	private interface Transport {

		ClientHttpResponse exchange(StreamingHttpOutputMessage.Body body) throws IOException;

	}

	private static final class Request extends AbstractStreamingClientHttpRequest {

		private final Transport transport;

		Request(Transport transport) {
			this.transport = transport;
		}

		@Override
		protected ClientHttpResponse executeInternal(HttpHeaders headers, @Nullable Body body) throws IOException {
			return this.transport.exchange(Objects.requireNonNull(body));
		}

		@Override
		public HttpMethod getMethod() {
			return HttpMethod.POST;
		}

		@Override
		public URI getURI() {
			return URI.create("http://localhost");
		}

	}

}
