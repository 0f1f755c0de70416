package ai.flora.spring.boot.test;

import java.net.URI;
import java.time.Duration;
import java.util.List;

import ai.flora.client.FloraClient;
import ai.flora.client.internal.start.CallbackTokens;
import ai.flora.client.internal.webhook.WebhookReceiver;
import ai.flora.client.observation.FloraMeterRecorder;
import ai.flora.client.webhook.FloraWebhookVerifier;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
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
		ObjectProvider<FloraClient> clients = this.context.getBeanProvider(FloraClient.class);
		CallbackTokens tokens = new CallbackTokens(List.of(secret));
		WebhookReceiver receiver = new WebhookReceiver(new FloraWebhookVerifier(List.of(secret), Duration.ofMinutes(5)),
				tokens, clients.getObject(), () -> clients.stream(ObjectProvider.UNFILTERED, false),
				FloraMeterRecorder.NOOP);
		String path = callbackUrl.getPath();
		String token = path.substring(path.lastIndexOf('/') + 1);
		return receiver.receive(body, body.length, signature, tokens.isValid(token) ? token : null).value();
	}

}
