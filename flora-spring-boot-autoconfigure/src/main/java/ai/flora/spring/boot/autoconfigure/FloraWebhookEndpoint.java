package ai.flora.spring.boot.autoconfigure;

import java.io.IOException;

import ai.flora.client.internal.webhook.WebhookReceiver;
import ai.flora.client.webhook.FloraWebhookVerifier;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.web.HttpRequestHandler;
import org.springframework.web.util.ServletRequestPathUtils;

/**
 * Receives deliveries with Spring MVC. What is read of a body is bounded, and nothing is
 * read of a body that cannot be a delivery.
 */
class FloraWebhookEndpoint implements HttpRequestHandler {

	private final WebhookPath path;

	private final WebhookReceiver receiver;

	FloraWebhookEndpoint(WebhookPath path, WebhookReceiver receiver) {
		this.path = path;
		this.receiver = receiver;
	}

	@Override
	public void handleRequest(HttpServletRequest request, HttpServletResponse response) throws IOException {
		if (!HttpMethod.POST.matches(request.getMethod())) {
			response.setHeader(HttpHeaders.ALLOW, HttpMethod.POST.name());
			response.setStatus(HttpStatus.METHOD_NOT_ALLOWED.value());
			return;
		}
		HttpStatus refused = this.receiver.refuse(request.getContentType(), request.getContentLengthLong());
		response.setStatus((refused != null) ? refused.value() : receive(request).value());
	}

	private HttpStatus receive(HttpServletRequest request) throws IOException {
		return this.receiver.receive(body(request), request.getContentLengthLong(),
				request.getHeader(FloraWebhookVerifier.SIGNATURE_HEADER), token(request));
	}

	private static byte[] body(HttpServletRequest request) throws IOException {
		try {
			return request.getInputStream().readNBytes(WebhookReceiver.MAX_BODY + 1);
		}
		catch (IllegalStateException ex) {
			// A filter has asked for the body's reader, and nothing is left for us.
			return new byte[0];
		}
	}

	private @Nullable String token(HttpServletRequest request) {
		return this.path.token(ServletRequestPathUtils.getParsedRequestPath(request).pathWithinApplication());
	}

}
