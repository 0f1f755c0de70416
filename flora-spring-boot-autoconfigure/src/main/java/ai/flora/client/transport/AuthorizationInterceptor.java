package ai.flora.client.transport;

import java.io.IOException;
import java.net.URI;

import ai.flora.client.FloraException;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpRequest;
import org.springframework.http.client.ClientHttpRequestExecution;
import org.springframework.http.client.ClientHttpRequestInterceptor;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.http.client.support.HttpRequestWrapper;

/**
 * Sets the key, as the innermost interceptor and on a copy of the headers: no other
 * interceptor, observation or log sees it. Refuses every origin but the base URL's, and
 * drops the credentials that an application-wide customizer may have added.
 */
class AuthorizationInterceptor implements ClientHttpRequestInterceptor {

	private final URI baseUrl;

	private final ApiKey apiKey;

	AuthorizationInterceptor(URI baseUrl, ApiKey apiKey) {
		this.baseUrl = baseUrl;
		this.apiKey = apiKey;
	}

	@Override
	public ClientHttpResponse intercept(HttpRequest request, byte[] body, ClientHttpRequestExecution execution)
			throws IOException {
		if (!isSameOrigin(request.getURI())) {
			throw new FloraException("Refused to send the API key to " + origin(request.getURI()) + ": only "
					+ origin(this.baseUrl) + " may have it. A customizer or interceptor changed the URL.", null);
		}
		HttpHeaders headers = new HttpHeaders();
		headers.putAll(request.getHeaders());
		headers.remove(HttpHeaders.COOKIE);
		headers.setBearerAuth(this.apiKey.current());
		checkPermit(request);
		return execute(new AuthorizedRequest(request, headers), body, execution);
	}

	/**
	 * Nobody waits any more for what was given up before it was sent.
	 */
	private static void checkPermit(HttpRequest request) throws IOException {
		if (request.getAttributes().get(SendPermit.ATTRIBUTE) instanceof SendPermit permit) {
			if (!permit.use()) {
				throw new IOException("Given up before it was sent");
			}
		}
		else if (!request.getMethod().equals(HttpMethod.GET)) {
			throw new FloraException("Refused to start a run: an interceptor of this application replaced the request, "
					+ "and its attributes are lost. It should wrap it with HttpRequestWrapper.", null);
		}
	}

	/**
	 * What fails in here is the transport: a nonsensical answer makes some of them throw
	 * whatever their parser threw, such as a {@code NumberFormatException}.
	 */
	private ClientHttpResponse execute(HttpRequest request, byte[] body, ClientHttpRequestExecution execution)
			throws IOException {
		try {
			return execution.execute(request, body);
		}
		catch (IOException ex) {
			throw this.apiKey.clean(ex);
		}
		catch (RuntimeException ex) {
			throw this.apiKey.clean(new IOException("The answer breaks HTTP", ex));
		}
	}

	private boolean isSameOrigin(URI uri) {
		return origin(uri).equalsIgnoreCase(origin(this.baseUrl));
	}

	private static String origin(URI uri) {
		int port = uri.getPort();
		if (port == -1) {
			port = "https".equalsIgnoreCase(uri.getScheme()) ? 443 : 80;
		}
		return uri.getScheme() + "://" + uri.getHost() + ":" + port;
	}

	private static final class AuthorizedRequest extends HttpRequestWrapper {

		private final HttpHeaders headers;

		AuthorizedRequest(HttpRequest request, HttpHeaders headers) {
			super(request);
			this.headers = headers;
		}

		@Override
		public HttpHeaders getHeaders() {
			return this.headers;
		}

	}

}
