package ai.flora.client.internal.transport;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;

import ai.flora.client.FloraException;
import ai.flora.client.internal.operation.Operation;
import ai.flora.client.internal.response.BufferedResponse;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpRequest;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.client.ClientHttpRequestExecution;
import org.springframework.http.client.ClientHttpRequestInterceptor;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.http.client.support.HttpRequestWrapper;
import org.springframework.util.ClassUtils;
import org.springframework.util.MultiValueMap;

/**
 * Sets the API key, as the innermost interceptor and on a copy of the headers: no other
 * interceptor and no observation sees it, nor any log but that of an HTTP client. Refuses
 * every origin but the base URL's, drops the credentials that an application-wide
 * customizer may have added, and restores the idempotency key of a call, which an
 * interceptor may have changed.
 *
 * <p>
 * An exception that passes through here came from the HTTP client, and tells whether the
 * request was sent; one that is thrown further out is the application's own. So it is
 * with responses, which tell whether a request that costs money was refused.
 */
class AuthorizationInterceptor implements ClientHttpRequestInterceptor {

	private static final boolean JETTY = ClassUtils.isPresent("org.eclipse.jetty.client.HttpResponseException",
			AuthorizationInterceptor.class.getClassLoader());

	private final URI baseUrl;

	private final ApiKey apiKey;

	private final boolean closesAtOnce;

	/**
	 * Creates an interceptor.
	 * @param baseUrl where FLORA is
	 * @param apiKey the key
	 * @param closesAtOnce whether an exchange ends when its body is closed
	 */
	AuthorizationInterceptor(URI baseUrl, ApiKey apiKey, boolean closesAtOnce) {
		this.baseUrl = baseUrl;
		this.apiKey = apiKey;
		this.closesAtOnce = closesAtOnce;
	}

	@Override
	public ClientHttpResponse intercept(HttpRequest request, byte[] body, ClientHttpRequestExecution execution)
			throws IOException {
		if (!isSameOrigin(request.getURI())) {
			throw new FloraException(
					"Refused to send the API key to " + Origins.of(request.getURI()) + ": only "
							+ Origins.of(this.baseUrl) + " may have it. A customizer or interceptor changed the URL.",
					null);
		}
		SendPermit permit = permit(request);
		String key = this.apiKey.current();
		SentKeys keys = permit.carries(key);
		HttpHeaders headers = headers(request, key);
		Sending sending = permit.use();
		if (sending == null) {
			// The caller has given the attempt up.
			throw new IOException("Given up before it was sent");
		}
		ClientHttpResponse response = execute(new AuthorizedRequest(request, headers, sending), body, execution, keys);
		return permit.isCharged() ? readIfRefused(response, sending) : response;
	}

	private SendPermit permit(HttpRequest request) {
		if (request.getAttributes().get(SendPermit.ATTRIBUTE) instanceof SendPermit permit) {
			return permit;
		}
		if (!request.getMethod().equals(HttpMethod.GET)) {
			throw new FloraException(
					"Refused to start a run or to change anything: an interceptor of this application replaced the request, "
							+ "and its attributes are lost. It should wrap it with HttpRequestWrapper.",
					null);
		}
		return new SendPermit(new SentKeys(this.apiKey), false);
	}

	private static HttpHeaders headers(HttpRequest request, String key) {
		Object idempotencyKey = request.getAttributes().get(Operation.IDEMPOTENCY_KEY);
		MultiValueMap<String, String> headers = RequestHeaders.checked(request.getHeaders(),
				(name) -> name.equalsIgnoreCase(HttpHeaders.AUTHORIZATION) || name.equalsIgnoreCase(HttpHeaders.COOKIE)
						|| (idempotencyKey != null && name.equalsIgnoreCase(Operation.IDEMPOTENCY_KEY)));
		headers.add(HttpHeaders.AUTHORIZATION, "Bearer " + key);
		if (idempotencyKey != null) {
			headers.add(Operation.IDEMPOTENCY_KEY, idempotencyKey.toString());
		}
		return HttpHeaders.readOnlyHttpHeaders(headers);
	}

	private ClientHttpResponse execute(AuthorizedRequest request, byte[] body, ClientHttpRequestExecution execution,
			SentKeys keys) throws IOException {
		Sending sending = request.sending;
		try {
			return responded(execution.execute(request, body), sending);
		}
		catch (IOException ex) {
			sending.failed(ex);
			if (ex instanceof ProtocolException && request.getMethod().equals(HttpMethod.PATCH)) {
				throw new FloraException("The JDK's HttpURLConnection cannot send PATCH: choose another HTTP client, "
						+ "such as by spring.http.clients.imperative.factory=jdk", ex);
			}
			throw keys.clean(ex);
		}
		catch (RuntimeException ex) {
			sending.failed(ex);
			return responded(responseIn(ex, sending, keys), sending);
		}
	}

	private static ClientHttpResponse responded(ClientHttpResponse response, Sending sending) {
		try {
			sending.responded(response.getStatusCode().value());
		}
		catch (IOException | RuntimeException ex) {
			// The reader of the response meets the same failure.
		}
		return response;
	}

	/** Whoever is further out may hide the response, or why FLORA gave it. */
	private ClientHttpResponse readIfRefused(ClientHttpResponse response, Sending sending) throws IOException {
		try {
			int status = response.getStatusCode().value();
			if (status < 300) {
				return response;
			}
			HttpHeaders headers = response.getHeaders();
			byte[] bytes = HttpExchange.readError(headers,
					new ResponseBody(response.getBody(), this.closesAtOnce, sending::abort));
			sending.refused(new BufferedResponse(status, headers, bytes));
			return new ReadResponse(response, bytes);
		}
		catch (RuntimeException ex) {
			throw new IOException("The answer breaks HTTP", ex);
		}
	}

	/**
	 * A nonsensical response makes some HTTP clients throw their parser's exceptions,
	 * such as a {@code NumberFormatException}.
	 */
	private static ClientHttpResponse responseIn(RuntimeException thrown, Sending sending, SentKeys keys)
			throws IOException {
		if (JETTY && JettyRefusal.isIn(thrown)) {
			return JettyRefusal.in(thrown);
		}
		if (RequestHeaders.isRefusal(thrown, sending)) {
			throw new FloraException(
					"The HTTP client refuses to send the request. A customizer, an interceptor or "
							+ "the configuration of the HTTP client of this application is at fault.",
					keys.clean(new IOException(thrown.toString(), thrown)));
		}
		throw keys.clean(new IOException("The answer breaks HTTP", thrown));
	}

	private boolean isSameOrigin(URI uri) {
		return Origins.areSame(uri, this.baseUrl);
	}

	private record ReadResponse(ClientHttpResponse response, byte[] bytes) implements ClientHttpResponse {

		@Override
		public HttpStatusCode getStatusCode() throws IOException {
			return this.response.getStatusCode();
		}

		@Override
		public String getStatusText() throws IOException {
			return this.response.getStatusText();
		}

		@Override
		public HttpHeaders getHeaders() {
			return this.response.getHeaders();
		}

		@Override
		public InputStream getBody() {
			return new ByteArrayInputStream(this.bytes);
		}

		@Override
		public void close() {
			this.response.close();
		}

	}

	private static final class AuthorizedRequest extends HttpRequestWrapper {

		private final HttpHeaders headers;

		private final Sending sending;

		private final Map<String, Object> attributes;

		AuthorizedRequest(HttpRequest request, HttpHeaders headers, Sending sending) {
			super(request);
			this.headers = headers;
			this.sending = sending;
			this.attributes = new LinkedHashMap<>(request.getAttributes());
			this.attributes.put(Sending.ATTRIBUTE, sending);
		}

		@Override
		public Map<String, Object> getAttributes() {
			return this.attributes;
		}

		@Override
		public HttpHeaders getHeaders() {
			return this.headers;
		}

	}

}
