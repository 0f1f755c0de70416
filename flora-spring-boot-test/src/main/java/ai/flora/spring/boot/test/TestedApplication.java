package ai.flora.spring.boot.test;

import java.net.URI;
import java.time.Duration;
import java.util.List;

import ai.flora.client.FloraClient;
import ai.flora.client.webhook.FloraWebhookEvent;
import ai.flora.client.webhook.FloraWebhookVerifier;
import ai.flora.client.webhook.InvalidFloraWebhookException;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationContext;
import org.springframework.util.StringUtils;

/**
 * The application that a {@link FakeFlora} is a bean of. A callback URL without a port
 * means its own server, whose port is known only once it runs. Without a server, it is
 * handed deliveries as an endpoint of its own would hand them on.
 */
class TestedApplication {

	private final ApplicationContext context;

	TestedApplication(ApplicationContext context) {
		this.context = context;
	}

	/** Where to post, or {@code null} if the application has no server. */
	@Nullable URI resolve(URI callbackUrl) {
		if (callbackUrl.getPort() >= 0) {
			return callbackUrl;
		}
		String port = this.context.getEnvironment().getProperty("local.server.port");
		return StringUtils.hasText(port)
				? URI.create("http://" + callbackUrl.getHost() + ":" + port + callbackUrl.getRawPath()) : null;
	}

	/** Takes a delivery, and returns the status that an endpoint would respond with. */
	int receive(URI callbackUrl, String secret, byte[] body, String signature) {
		try {
			FloraWebhookEvent event = new FloraWebhookVerifier(List.of(secret), Duration.ofMinutes(5)).verify(body,
					signature);
			String path = callbackUrl.getPath();
			String token = path.substring(path.lastIndexOf('/') + 1);
			return this.context.getBean(FloraClient.class).received(event, token) ? 200 : 503;
		}
		catch (InvalidFloraWebhookException ex) {
			return 401;
		}
	}

}
