package ai.flora.client.internal.transport;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

import ai.flora.client.FloraConnectionException;
import ai.flora.client.FloraException;
import ai.flora.client.FloraInterruptedException;
import ai.flora.client.FloraTimeoutException;
import ai.flora.client.internal.ClosedClient;
import ai.flora.client.internal.Durations;
import ai.flora.client.internal.operation.Operation;
import ai.flora.client.internal.response.AttemptFailedException;
import ai.flora.client.internal.response.BufferedResponse;
import ai.flora.client.internal.response.Failure;
import ai.flora.client.internal.time.Deadline;
import ai.flora.client.internal.time.Timing;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.StreamingHttpOutputMessage;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.util.function.SingletonSupplier;
import org.springframework.web.client.RestClient;

/**
 * Sends files to the storage that FLORA names, which is somebody else's: a client without
 * the key, and without the customizers and interceptors of the application, one of which
 * may add credentials, and all of which would have the whole file in memory. A file goes
 * in pieces, each of which is on its way before the next one is read.
 *
 * <p>
 * A read timeout cannot tell a long upload from one that is stuck. Each exchange is made
 * on another thread instead, and given up once no piece could be sent, or no response
 * came, for as long as the read timeout.
 *
 * @since 0.1.0
 */
public class StorageTransport {

	/**
	 * Reactor's client has up to 128 pieces in its queue, Jetty's copies none of them.
	 */
	private static final int PIECE = 16 * 1024;

	private static final int MAX_RESPONSE = 64 * 1024;

	private static final Duration DEFAULT_PATIENCE = Duration.ofSeconds(60);

	private final Supplier<ClientHttpRequestFactory> requestFactory;

	private final Duration patience;

	private final Timing timing;

	private final Supplier<HttpExchange> exchange = SingletonSupplier.of(this::connect);

	private final BackgroundExchanges exchanges;

	private volatile @Nullable ClientHttpRequestFactory built;

	StorageTransport(HttpSettings http, Timing timing) {
		this.requestFactory = http.storageFactory();
		this.patience = (http.readTimeout() != null) ? http.readTimeout() : DEFAULT_PATIENCE;
		this.exchanges = new BackgroundExchanges(http.executor());
		this.timing = timing;
	}

	private HttpExchange connect() {
		ClientHttpRequestFactory factory = this.requestFactory.get();
		RequestFactories.install(factory);
		this.built = factory;
		RestClient client = RestClient.builder()
			.requestFactory(RequestFactories.watched(factory))
			.defaultHeader(HttpHeaders.USER_AGENT, UserAgent.VALUE)
			.build();
		Connection connection = new Connection(client, false, RequestFactories.closesAtOnce(factory), false, null);
		return new HttpExchange(connection, MAX_RESPONSE);
	}

	/**
	 * Sends a file, once.
	 * @param request what to send where
	 * @param deadline when it has to end
	 * @return HTTP status of the response, whatever it is
	 * @throws FloraException if there is no response; its message names the host, and
	 * never the URL, which allows to write
	 */
	public int send(Request request, Deadline deadline) {
		SendPermit permit = new SendPermit();
		Sending sending = Objects.requireNonNull(permit.use());
		PendingResponse pending = new PendingResponse(deadline);
		Progress progress = new Progress(this.timing);
		Runnable exchange = () -> exchange(operation(request, sending, progress), permit, pending);
		try {
			return this.exchanges.make(exchange, pending, permit, () -> await(request, pending, progress, deadline))
				.status();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new FloraInterruptedException(request + ": interrupted", null);
		}
		catch (AttemptFailedException ex) {
			throw exception(request, ex.failure());
		}
	}

	/** The caller must not wait for a client that cannot be built. */
	private void exchange(Operation<?> operation, SendPermit permit, PendingResponse pending) {
		try {
			this.exchange.get().send(operation, Map.of(), permit, pending);
		}
		catch (RuntimeException | Error ex) {
			pending.fail(ex);
		}
	}

	private BufferedResponse await(Request request, PendingResponse pending, Progress progress, Deadline deadline)
			throws InterruptedException {
		while (true) {
			Duration remaining = deadline.remaining();
			Duration patience = this.patience.minus(progress.idle());
			if (remaining.isZero()) {
				throw new FloraTimeoutException(request + ": the deadline of " + deadline.timeout().toMillis()
						+ " ms passed; a longer one is RequestOptions.withTimeout", null);
			}
			if (patience.isNegative() || patience.isZero()) {
				throw new FloraTimeoutException(request + ": nothing could be sent, and no answer came, for "
						+ this.patience.toMillis() + " ms", null);
			}
			try {
				return pending.await(Durations.min(remaining, patience));
			}
			catch (TimeoutException ex) {
				// The next round finds the deadline, or progress since.
			}
		}
	}

	private static Operation<BufferedResponse> operation(Request request, Sending sending, Progress progress) {
		StreamingHttpOutputMessage.Body body = (out) -> request.body().writeTo(new Pieces(out, progress));
		return new Operation<>("storage", request.toString(),
				(client) -> client.method(request.method())
					.uri(request.url())
					.header(HttpHeaders.CONTENT_TYPE, request.contentType())
					.contentLength(request.length())
					.attribute(Sending.ATTRIBUTE, sending)
					.body(body),
				(response) -> response);
	}

	private static FloraException exception(Request request, Failure failure) {
		if (failure instanceof Failure.Closed) {
			return ClosedClient.exception(request.toString());
		}
		if (failure instanceof Failure.NoResponse none) {
			return none.timeout() ? new FloraTimeoutException(request + ": no answer came in time", none.cause())
					: new FloraConnectionException(request + ": the connection could not be made, or broke",
							none.cause());
		}
		return new FloraConnectionException(request + ": the answer cannot be read", null);
	}

	/**
	 * Wakes all callers that wait for a response, and closes connections.
	 */
	void close() {
		this.exchanges.close();
		ClientHttpRequestFactory factory = this.built;
		if (factory != null) {
			RequestFactories.destroy(factory);
		}
	}

	/**
	 * A file, and where it goes.
	 *
	 * @param method {@code POST} or {@code PUT}
	 * @param url the URL, which is not to be shown: it allows to write
	 * @param contentType type of the body
	 * @param length length of the body in bytes
	 * @param body writes the body
	 */
	public record Request(HttpMethod method, URI url, String contentType, long length, Body body) {

		@Override
		public String toString() {
			return "Upload to " + this.url.getHost();
		}

	}

	/**
	 * Writes the body of a request.
	 */
	@FunctionalInterface
	public interface Body {

		/**
		 * Writes it, from its beginning.
		 * @param out where to
		 * @throws IOException if it cannot be read, or not be sent
		 */
		void writeTo(OutputStream out) throws IOException;

	}

	/**
	 * Remembers when something was sent last.
	 */
	private static final class Progress {

		private final Timing timing;

		private volatile long moved;

		Progress(Timing timing) {
			this.timing = timing;
			move();
		}

		void move() {
			this.moved = this.timing.nanoTime();
		}

		Duration idle() {
			return Duration.ofNanos(this.timing.nanoTime() - this.moved);
		}

	}

	/**
	 * Sends each piece before it takes the next one.
	 */
	private static final class Pieces extends FilterOutputStream {

		private final Progress progress;

		Pieces(OutputStream out, Progress progress) {
			super(out);
			this.progress = progress;
		}

		@Override
		public void write(byte[] bytes, int offset, int length) throws IOException {
			for (int done = 0; done < length; done += PIECE) {
				this.out.write(bytes, offset + done, Math.min(PIECE, length - done));
				this.out.flush();
				this.progress.move();
			}
		}

	}

}
