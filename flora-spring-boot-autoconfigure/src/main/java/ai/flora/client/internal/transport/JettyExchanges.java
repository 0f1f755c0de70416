package ai.flora.client.internal.transport;

import java.io.IOException;
import java.lang.reflect.Field;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.eclipse.jetty.client.EarlyHintsProtocolHandler;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.ProcessingProtocolHandler;
import org.eclipse.jetty.client.ProtocolHandler;
import org.eclipse.jetty.client.ProxyAuthenticationProtocolHandler;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.client.WWWAuthenticationProtocolHandler;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.jspecify.annotations.Nullable;

import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.JettyClientHttpRequestFactory;
import org.springframework.util.ReflectionUtils;

/**
 * Jetty's client, such that a refusal is a response and an interim response is none,
 * heads are bounded, redirects are not followed, and an exchange that was given up ends.
 * By itself Jetty insists that each 401 carries a challenge, which FLORA's do not, and
 * fails instead of handing the response over.
 */
final class JettyExchanges {

	private static final Log logger = LogFactory.getLog(JettyExchanges.class);

	/** By itself Jetty reads a head of any length. */
	private static final int MAX_HEAD = 64 * 1024;

	private JettyExchanges() {
	}

	static void install(ClientHttpRequestFactory factory) {
		HttpClient client = client(factory);
		if (client == null) {
			return;
		}
		if (client.getMaxResponseHeadersSize() < 0) {
			client.setMaxResponseHeadersSize(MAX_HEAD);
		}
		start(client);
		client.getProtocolHandlers().remove(ProcessingProtocolHandler.NAME);
		client.getProtocolHandlers().put(new Interims());
		client.getProtocolHandlers().remove(WWWAuthenticationProtocolHandler.NAME);
		client.getProtocolHandlers().put(new Challenges(new ProxyAuthenticationProtocolHandler(client)));
		client.getRequestListeners().addListener(new Request.Listener() {

			@Override
			public void onQueued(Request request) {
				queued(request);
			}

		});
	}

	/**
	 * A client has protocol handlers once it is started; an interrupt would prevent that.
	 */
	private static void start(HttpClient client) {
		boolean interrupted = Thread.interrupted();
		try {
			client.start();
		}
		catch (Exception ex) {
			throw new IllegalStateException("Jetty's HTTP client did not start", ex);
		}
		finally {
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

	/** Called on the thread that sends the request. */
	private static void queued(Request request) {
		request.followRedirects(false);
		Sending sending = Sending.current();
		if (sending != null) {
			sending.abortBy(() -> request.abort(new IOException("Nobody waits for the answer")));
		}
	}

	/**
	 * Stops the client, which Spring's factory does only with one that it made itself.
	 */
	static void stop(@Nullable ClientHttpRequestFactory factory) {
		HttpClient client = client(factory);
		if (client != null) {
			try {
				client.stop();
			}
			catch (Throwable ex) {
				logger.debug("Connections to FLORA were not closed", ex);
			}
		}
	}

	/** Spring's factory does not show its client. */
	private static @Nullable HttpClient client(@Nullable ClientHttpRequestFactory factory) {
		Field field = ReflectionUtils.findField(JettyClientHttpRequestFactory.class, "httpClient", HttpClient.class);
		if (field == null) {
			return null;
		}
		ReflectionUtils.makeAccessible(field);
		return (HttpClient) ReflectionUtils.getField(field, factory);
	}

	/**
	 * Skips all interim responses. Jetty would take unknown ones for the response, and go
	 * on reading them when the exchange was given up.
	 */
	private static final class Interims extends EarlyHintsProtocolHandler {

		@Override
		public boolean accept(Request request, Response response) {
			return HttpStatus.isInterim(response.getStatus());
		}

		@Override
		protected void onEarlyHints(Request request, HttpFields headers) {
			if (request.getAbortCause() != null) {
				request.getConnection().close();
			}
		}

	}

	/**
	 * Responds to a proxy's challenge, if the proxy has sent one.
	 */
	private record Challenges(ProtocolHandler handler) implements ProtocolHandler {

		@Override
		public String getName() {
			return this.handler.getName();
		}

		@Override
		public boolean accept(Request request, Response response) {
			return this.handler.accept(request, response)
					&& response.getHeaders().contains(HttpHeader.PROXY_AUTHENTICATE);
		}

		@Override
		public Response.Listener getResponseListener() {
			return this.handler.getResponseListener();
		}

	}

}
