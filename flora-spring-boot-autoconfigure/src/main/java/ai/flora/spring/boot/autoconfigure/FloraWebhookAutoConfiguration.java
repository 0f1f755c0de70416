package ai.flora.spring.boot.autoconfigure;

import java.util.List;

import ai.flora.client.FloraClient;
import ai.flora.client.internal.callback.CallbackTokens;
import ai.flora.client.internal.webhook.WebhookReceiver;
import ai.flora.client.observation.FloraMeterRecorder;
import ai.flora.client.webhook.FloraWebhookVerifier;
import jakarta.servlet.ServletContext;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;
import org.springframework.web.reactive.DispatcherHandler;
import org.springframework.web.servlet.DispatcherServlet;

/**
 * Auto-configuration of what receives FLORA's webhooks: a verifier in any application,
 * and an endpoint where there is Spring MVC or WebFlux. Without a secret, the start of
 * the application fails with an analysis, unless the application has a verifier of its
 * own; so it does without a web server, unless {@code flora.webhook.callback-url} says
 * who receives instead.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = { FloraAutoConfiguration.class, FloraMetricsAutoConfiguration.class })
@ConditionalOnFloraProperty(name = "flora.webhook.enabled")
@ConditionalOnBean(FloraProperties.class)
public final class FloraWebhookAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	FloraWebhookVerifier floraWebhookVerifier(FloraProperties properties) {
		List<String> secrets = WebhookChecks.checkSecrets(properties.getWebhook().getSecrets(),
				"flora.webhook.enabled is true");
		return new FloraWebhookVerifier(secrets, properties.getWebhook().getTolerance());
	}

	/**
	 * An application with a verifier of its own may have no secrets here: then its starts
	 * have no paths of their own, which the client's builder sees to. The parameters have
	 * names that no bean has: where several match, Spring would take the bean of that
	 * name.
	 */
	@Bean
	@ConditionalOnBean(WebhookAddress.class)
	@ConditionalOnSingleCandidate(FloraClient.class)
	WebhookReceiver floraWebhookReceiver(FloraProperties properties, FloraWebhookVerifier unambiguousVerifier,
			FloraClient unambiguousClient, ObjectProvider<FloraClient> clients,
			ObjectProvider<FloraMeterRecorder> recorder) {
		return new WebhookReceiver(unambiguousVerifier, new CallbackTokens(properties.getWebhook().getSecrets()),
				unambiguousClient, () -> clients.stream(ObjectProvider.UNFILTERED, false),
				recorder.getIfUnique(() -> FloraMeterRecorder.NOOP));
	}

	@Bean
	WebhookAnnouncement floraWebhookAnnouncement(ApplicationContext application, FloraProperties properties,
			ObjectProvider<WebhookAddress> address, ObjectProvider<WebhookReceiver> receiver) {
		WebhookAddress own = address.getIfAvailable();
		WebhookChecks.checkReceiver(own, properties.getWebhook().getCallbackUrl());
		return new WebhookAnnouncement(application, properties.getWebhook(), own, receiver.getIfAvailable() != null);
	}

	/**
	 * The endpoint with Spring MVC.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = Type.SERVLET)
	@ConditionalOnClass(DispatcherServlet.class)
	static class Servlet {

		@Bean
		ServletWebhookAddress floraWebhookAddress(ServletContext context) {
			return new ServletWebhookAddress(context);
		}

		@Bean
		@ConditionalOnSingleCandidate(FloraClient.class)
		FloraWebhookMapping floraWebhookDeliveries(FloraProperties properties, WebhookReceiver receiver) {
			WebhookPath path = path(properties, receiver);
			return FloraWebhookMapping.ofDeliveries(path, new FloraWebhookEndpoint(path, receiver));
		}

		@Bean
		@ConditionalOnSingleCandidate(FloraClient.class)
		FloraWebhookMapping floraWebhookRefusals(FloraProperties properties, WebhookReceiver receiver) {
			WebhookPath path = path(properties, receiver);
			return FloraWebhookMapping.ofRefusals(path, new FloraWebhookEndpoint(path, receiver));
		}

	}

	/**
	 * The endpoint with Spring WebFlux.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = Type.REACTIVE)
	@ConditionalOnClass(DispatcherHandler.class)
	static class Reactive {

		@Bean
		WebhookAddress floraWebhookAddress(Environment environment) {
			String basePath = environment.getProperty("spring.webflux.base-path", "").strip();
			String prefix = StringUtils.trimTrailingCharacter(basePath, '/');
			return () -> List.of((prefix.isEmpty() || prefix.startsWith("/")) ? prefix : "/" + prefix);
		}

		@Bean
		@ConditionalOnSingleCandidate(FloraClient.class)
		FloraReactiveWebhookMapping floraWebhookDeliveries(FloraProperties properties, WebhookReceiver receiver) {
			WebhookPath path = path(properties, receiver);
			return FloraReactiveWebhookMapping.ofDeliveries(path, new FloraReactiveWebhookEndpoint(path, receiver));
		}

		@Bean
		@ConditionalOnSingleCandidate(FloraClient.class)
		FloraReactiveWebhookMapping floraWebhookRefusals(FloraProperties properties, WebhookReceiver receiver) {
			WebhookPath path = path(properties, receiver);
			return FloraReactiveWebhookMapping.ofRefusals(path, new FloraReactiveWebhookEndpoint(path, receiver));
		}

	}

	private static WebhookPath path(FloraProperties properties, WebhookReceiver receiver) {
		return new WebhookPath(properties.getWebhook().getPath(), receiver::isValidToken);
	}

}
