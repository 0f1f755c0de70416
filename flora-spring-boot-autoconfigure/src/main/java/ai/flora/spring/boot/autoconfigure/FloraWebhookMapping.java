package ai.flora.spring.boot.autoconfigure;

import java.util.function.BiPredicate;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.http.server.PathContainer;
import org.springframework.web.servlet.handler.SimpleUrlHandlerMapping;
import org.springframework.web.util.ServletRequestPathUtils;

/**
 * Leads requests to the endpoint with Spring MVC, and those of the application past it.
 */
class FloraWebhookMapping extends SimpleUrlHandlerMapping {

	private final BiPredicate<String, PathContainer> mapped;

	private FloraWebhookMapping(WebhookPath path, FloraWebhookEndpoint endpoint, int order,
			BiPredicate<String, PathContainer> mapped) {
		super(path.map(endpoint), order);
		this.mapped = mapped;
	}

	static FloraWebhookMapping ofDeliveries(WebhookPath path, FloraWebhookEndpoint endpoint) {
		return new FloraWebhookMapping(path, endpoint, WebhookPath.ORDER_OF_DELIVERIES, path::isDelivery);
	}

	static FloraWebhookMapping ofRefusals(WebhookPath path, FloraWebhookEndpoint endpoint) {
		return new FloraWebhookMapping(path, endpoint, WebhookPath.ORDER_OF_REFUSALS, path::mayBeRefused);
	}

	@Override
	protected @Nullable Object getHandlerInternal(HttpServletRequest request) throws Exception {
		PathContainer path = ServletRequestPathUtils.getParsedRequestPath(request).pathWithinApplication();
		return this.mapped.test(request.getMethod(), path) ? super.getHandlerInternal(request) : null;
	}

}
