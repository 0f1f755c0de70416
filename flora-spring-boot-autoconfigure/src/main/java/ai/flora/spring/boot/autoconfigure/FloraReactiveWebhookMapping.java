package ai.flora.spring.boot.autoconfigure;

import java.util.function.BiPredicate;

import reactor.core.publisher.Mono;

import org.springframework.http.server.PathContainer;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.reactive.handler.SimpleUrlHandlerMapping;
import org.springframework.web.server.ServerWebExchange;

/**
 * Leads requests to the endpoint with Spring WebFlux, and those of the application past
 * it.
 */
class FloraReactiveWebhookMapping extends SimpleUrlHandlerMapping {

	private final BiPredicate<String, PathContainer> mapped;

	private FloraReactiveWebhookMapping(WebhookPath path, FloraReactiveWebhookEndpoint endpoint, int order,
			BiPredicate<String, PathContainer> mapped) {
		super(path.map(endpoint), order);
		this.mapped = mapped;
	}

	static FloraReactiveWebhookMapping ofDeliveries(WebhookPath path, FloraReactiveWebhookEndpoint endpoint) {
		return new FloraReactiveWebhookMapping(path, endpoint, WebhookPath.ORDER_OF_DELIVERIES, path::isDelivery);
	}

	static FloraReactiveWebhookMapping ofRefusals(WebhookPath path, FloraReactiveWebhookEndpoint endpoint) {
		return new FloraReactiveWebhookMapping(path, endpoint, WebhookPath.ORDER_OF_REFUSALS, path::mayBeRefused);
	}

	@Override
	public Mono<Object> getHandlerInternal(ServerWebExchange exchange) {
		ServerHttpRequest request = exchange.getRequest();
		return this.mapped.test(request.getMethod().name(), request.getPath().pathWithinApplication())
				? super.getHandlerInternal(exchange) : Mono.empty();
	}

}
