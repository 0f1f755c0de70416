package ai.flora.client.internal.transport;

import java.io.IOException;
import java.nio.channels.spi.AbstractInterruptibleChannel;

import org.apache.hc.client5.http.config.Configurable;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.CloseableHttpResponse;
import org.apache.hc.core5.concurrent.Cancellable;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.io.CloseMode;
import org.jspecify.annotations.Nullable;

import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.HttpComponentsClientHttpRequestFactory;

/**
 * Apache's client, such that an interrupt ends an exchange whose response has not begun,
 * and a {@link SendPermit} ends it at any time: otherwise a server that sends a byte now
 * and then would keep thread and connection of an abandoned exchange for good.
 *
 * @since 0.1.0
 */
public final class InterruptibleHttpClient extends CloseableHttpClient implements Configurable {

	private final CloseableHttpClient client;

	private InterruptibleHttpClient(CloseableHttpClient client) {
		this.client = client;
	}

	static void install(ClientHttpRequestFactory factory) {
		if (factory instanceof HttpComponentsClientHttpRequestFactory apache
				&& apache.getHttpClient() instanceof CloseableHttpClient client
				&& !(client instanceof InterruptibleHttpClient)) {
			apache.setHttpClient(of(client));
		}
	}

	/**
	 * Wraps a client.
	 * @param client the client that makes the exchanges
	 * @return a client whose exchanges can be ended
	 */
	public static CloseableHttpClient of(CloseableHttpClient client) {
		return new InterruptibleHttpClient(client);
	}

	@Override
	protected CloseableHttpResponse doExecute(@Nullable HttpHost target, ClassicHttpRequest request,
			@Nullable HttpContext context) throws IOException {
		Exchange exchange = new Exchange(request);
		Sending sending = Sending.current();
		if (sending != null) {
			sending.abortBy(exchange::implCloseChannel);
		}
		return exchange.execute(() -> this.client.executeOpen(target, request, context));
	}

	@Override
	public RequestConfig getConfig() {
		return (this.client instanceof Configurable configurable) ? configurable.getConfig() : RequestConfig.DEFAULT;
	}

	@Override
	public void close() throws IOException {
		this.client.close();
	}

	@Override
	public void close(CloseMode mode) {
		this.client.close(mode);
	}

	private static final class Exchange extends AbstractInterruptibleChannel {

		private final ClassicHttpRequest request;

		Exchange(ClassicHttpRequest request) {
			this.request = request;
		}

		CloseableHttpResponse execute(Execution execution) throws IOException {
			boolean responded = false;
			try {
				begin();
				CloseableHttpResponse response = (CloseableHttpResponse) execution.execute();
				responded = true;
				return response;
			}
			finally {
				end(responded);
			}
		}

		@Override
		protected void implCloseChannel() {
			if (this.request instanceof Cancellable cancellable) {
				cancellable.cancel();
			}
		}

	}

	private interface Execution {

		ClassicHttpResponse execute() throws IOException;

	}

}
