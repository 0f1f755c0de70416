package ai.flora.spring.boot.autoconfigure;

import ai.flora.client.internal.webhook.WebhookReceiver;
import ai.flora.client.webhook.FloraWebhookVerifier;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebHandler;
import org.springframework.web.util.DisconnectedClientHelper;

/**
 * Receives deliveries with Spring WebFlux. What is read of a body is bounded, and nothing
 * is read of a body that cannot be a delivery. A delivery is handed over on a thread that
 * may block: the application's meters and logs are called, too.
 */
class FloraReactiveWebhookEndpoint implements WebHandler {

	private final WebhookPath path;

	private final WebhookReceiver receiver;

	FloraReactiveWebhookEndpoint(WebhookPath path, WebhookReceiver receiver) {
		this.path = path;
		this.receiver = receiver;
	}

	@Override
	public Mono<Void> handle(ServerWebExchange exchange) {
		ServerHttpRequest request = exchange.getRequest();
		if (!HttpMethod.POST.equals(request.getMethod())) {
			exchange.getResponse().getHeaders().set(HttpHeaders.ALLOW, HttpMethod.POST.name());
			return answer(exchange, HttpStatus.METHOD_NOT_ALLOWED);
		}
		HttpStatus refused = this.receiver.refuse(request.getHeaders().getFirst(HttpHeaders.CONTENT_TYPE),
				request.getHeaders().getContentLength());
		if (refused != null) {
			return answer(exchange, refused);
		}
		return body(request).publishOn(Schedulers.boundedElastic())
			.map((body) -> this.receiver.receive(body, request.getHeaders().getContentLength(),
					request.getHeaders().getFirst(FloraWebhookVerifier.SIGNATURE_HEADER),
					this.path.token(request.getPath().pathWithinApplication())))
			// A log of responses must not show 200 for a delivery that was not read.
			.onErrorReturn(DisconnectedClientHelper::isClientDisconnectedException, HttpStatus.BAD_REQUEST)
			.flatMap((status) -> answer(exchange, status));
	}

	/** One byte more than a delivery can have stands for all larger ones. */
	private static Mono<byte[]> body(ServerHttpRequest request) {
		return DataBufferUtils.join(request.getBody(), WebhookReceiver.MAX_BODY)
			.map(FloraReactiveWebhookEndpoint::read)
			.onErrorReturn(DataBufferLimitException.class, new byte[WebhookReceiver.MAX_BODY + 1])
			// A filter has read the body already.
			.onErrorReturn(IllegalStateException.class, new byte[0])
			.defaultIfEmpty(new byte[0]);
	}

	private static byte[] read(DataBuffer buffer) {
		byte[] bytes = new byte[buffer.readableByteCount()];
		buffer.read(bytes);
		DataBufferUtils.release(buffer);
		return bytes;
	}

	/** A caller that has disconnected is no failure of the application. */
	private static Mono<Void> answer(ServerWebExchange exchange, HttpStatus status) {
		exchange.getResponse().setStatusCode(status);
		return exchange.getResponse().setComplete().onErrorComplete();
	}

}
