package ai.flora.spring.boot.autoconfigure;

import java.util.List;

import ai.flora.client.observation.FloraMeterRecorder;
import ai.flora.client.internal.start.CallbackTokens;
import ai.flora.client.FloraClient;
import ai.flora.client.internal.webhook.WebhookReceiver;
import ai.flora.client.webhook.FloraWebhookEvent;
import ai.flora.client.webhook.FloraWebhookVerifier;

import org.springframework.aot.hint.annotation.RegisterReflectionForBinding;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.context.annotation.Bean;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.util.StringUtils;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.function.RequestPredicates;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerResponse;

/**
 * Auto-configuration of the endpoint that receives FLORA's webhooks. Without a secret,
 * the start of the application fails with an analysis.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = { FloraAutoConfiguration.class, FloraMetricsAutoConfiguration.class })
@ConditionalOnBooleanProperty("flora.webhook.enabled")
@ConditionalOnWebApplication(type = Type.SERVLET)
@ConditionalOnClass(DispatcherServlet.class)
@ConditionalOnBean(FloraProperties.class)
@RegisterReflectionForBinding(FloraWebhookEvent.class)
public final class FloraWebhookAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	FloraWebhookVerifier floraWebhookVerifier(FloraProperties properties) {
		List<String> secrets = WebhookChecks.checkSecrets(properties.getWebhook().getSecrets(),
				"flora.webhook.enabled is true");
		return new FloraWebhookVerifier(secrets, properties.getWebhook().getTolerance());
	}

	@Bean
	@ConditionalOnSingleCandidate(FloraClient.class)
	RouterFunction<ServerResponse> floraWebhookRoutes(FloraProperties properties, FloraWebhookVerifier verifier,
			FloraClient client, ObjectProvider<FloraMeterRecorder> recorder) {
		FloraWebhookEndpoint endpoint = new FloraWebhookEndpoint(
				new WebhookReceiver(verifier, new CallbackTokens(properties.getWebhook().getSecrets()), client,
						recorder.getIfUnique(() -> FloraMeterRecorder.NOOP)));
		String path = StringUtils.trimTrailingCharacter(properties.getWebhook().getPath(), '/');
		return RouterFunctions.route()
			.POST(path, endpoint)
			.POST(path + "/{" + FloraWebhookEndpoint.TOKEN + "}", endpoint)
			.route(RequestPredicates.path(path),
					(request) -> ServerResponse.status(HttpStatus.METHOD_NOT_ALLOWED)
						.header(HttpHeaders.ALLOW, "POST")
						.build())
			.build();
	}

}
