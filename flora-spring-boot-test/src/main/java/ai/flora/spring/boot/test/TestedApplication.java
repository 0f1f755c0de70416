package ai.flora.spring.boot.test;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

import ai.flora.client.FloraClient;
import ai.flora.client.internal.callback.CallbackTokens;
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

	/** Contexts below it, which share its fake; the newest one first. */
	private final List<ApplicationContext> children = new CopyOnWriteArrayList<>();

	TestedApplication(ApplicationContext context) {
		this.context = context;
	}

	void add(ApplicationContext child) {
		if (child != this.context) {
			this.children.add(0, child);
		}
	}

	void remove(ApplicationContext child) {
		this.children.remove(child);
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
		String path = callbackUrl.getPath();
		String lastSegment = path.substring(path.lastIndexOf('/') + 1);
		CallbackTokens tokens = new CallbackTokens(List.of(secret));
		String token = tokens.isValid(lastSegment) ? lastSegment : null;
		WebhookReceiver receiver = new WebhookReceiver(new FloraWebhookVerifier(List.of(secret), Duration.ofMinutes(5)),
				tokens, client(token), this::clients, FloraMeterRecorder.NOOP);
		return receiver.receive(body, body.length, signature, token).value();
	}

	/**
	 * The application's own, or else the newest context's: the receiver finds that of a
	 * token by itself. Where nobody can choose among several, a token may still name one.
	 */
	private FloraClient client(@Nullable String token) {
		return providers().map(ObjectProvider::getIfUnique)
			.filter(Objects::nonNull)
			.findFirst()
			.or(() -> (token != null) ? starterOf(token) : Optional.empty())
			.orElseGet(() -> this.context.getBean(FloraClient.class));
	}

	private Optional<FloraClient> starterOf(String token) {
		return clients().filter((client) -> client.hasStarted(token)).findFirst();
	}

	private Stream<FloraClient> clients() {
		return providers().flatMap((each) -> each.stream(ObjectProvider.UNFILTERED, false))
			.filter(ReachableClients::isAskable)
			.distinct();
	}

	private Stream<ObjectProvider<FloraClient>> providers() {
		return Stream.concat(Stream.of(this.context), this.children.stream())
			.map((each) -> each.getBeanProvider(FloraClient.class));
	}

}
