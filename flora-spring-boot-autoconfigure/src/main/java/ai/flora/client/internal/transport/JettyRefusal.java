package ai.flora.client.internal.transport;

import java.io.InputStream;

import org.eclipse.jetty.client.HttpResponseException;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.http.HttpStatus;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.client.ClientHttpResponse;

/**
 * A 401 or 407 without a challenge, where {@link JettyExchanges} could not be installed:
 * Jetty's client throws it, with status and headers, like a response that breaks HTTP.
 *
 * @param response Jetty's response
 */
record JettyRefusal(Response response) implements ClientHttpResponse {

	static boolean isIn(RuntimeException thrown) {
		return thrown instanceof HttpResponseException exception
				&& (exception.getResponse().getStatus() == HttpStatus.UNAUTHORIZED_401
						|| exception.getResponse().getStatus() == HttpStatus.PROXY_AUTHENTICATION_REQUIRED_407);
	}

	static ClientHttpResponse in(RuntimeException thrown) {
		return new JettyRefusal(((HttpResponseException) thrown).getResponse());
	}

	@Override
	public HttpStatusCode getStatusCode() {
		return HttpStatusCode.valueOf(this.response.getStatus());
	}

	@Override
	public String getStatusText() {
		return String.valueOf(this.response.getReason());
	}

	@Override
	public HttpHeaders getHeaders() {
		HttpHeaders headers = new HttpHeaders();
		this.response.getHeaders().forEach((field) -> headers.add(field.getName(), field.getValue()));
		return headers;
	}

	@Override
	public InputStream getBody() {
		return InputStream.nullInputStream();
	}

	@Override
	public void close() {
		// Nothing is open: the body was not kept.
	}

}
