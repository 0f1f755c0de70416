package ai.flora.spring.boot.autoconfigure;

import java.io.IOException;

import ai.flora.client.internal.webhook.WebhookReceiver;
import ai.flora.client.webhook.FloraWebhookVerifier;

import org.springframework.http.HttpStatus;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.web.servlet.function.HandlerFunction;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;

/**
 * Receives deliveries with Spring MVC. What is read of a body is bounded, and nothing is
 * read of a body that cannot be a delivery.
 */
class FloraWebhookEndpoint implements HandlerFunction<ServerResponse> {

	/** Name of the path variable that holds the token of a start's own path. */
	static final String TOKEN = "token";

	private final WebhookReceiver receiver;

	FloraWebhookEndpoint(WebhookReceiver receiver) {
		this.receiver = receiver;
	}

	@Override
	public ServerResponse handle(ServerRequest request) throws IOException {
		if (!isJson(request)) {
			return status(HttpStatus.UNSUPPORTED_MEDIA_TYPE);
		}
		if (request.headers().contentLength().orElse(0) > WebhookReceiver.MAX_BODY) {
			return status(HttpStatus.CONTENT_TOO_LARGE);
		}
		byte[] body = request.servletRequest().getInputStream().readNBytes(WebhookReceiver.MAX_BODY + 1);
		return status(this.receiver.receive(body, request.headers().firstHeader(FloraWebhookVerifier.SIGNATURE_HEADER),
				request.pathVariables().get(TOKEN)));
	}

	private static boolean isJson(ServerRequest request) {
		try {
			return request.headers().contentType().filter(MediaType.APPLICATION_JSON::isCompatibleWith).isPresent();
		}
		catch (InvalidMediaTypeException ex) {
			return false;
		}
	}

	private static ServerResponse status(HttpStatus status) {
		return ServerResponse.status(status).build();
	}

}
