package ai.flora.spring.boot.autoconfigure;

import java.net.URI;

import ai.flora.client.FloraGenerationsClient;
import ai.flora.client.assembly.FloraClientBuilder;
import ai.flora.client.observation.FloraMeterRecorder;
import ai.flora.client.observation.FloraRequestObservationConvention;
import ai.flora.client.internal.transport.ConnectionChecks;
import ai.flora.client.internal.transport.FloraRuntimeHints;
import io.micrometer.observation.ObservationRegistry;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.http.client.ClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.boot.restclient.RestClientCustomizer;
import org.springframework.boot.restclient.autoconfigure.RestClientAutoConfiguration;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.thread.Threading;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.context.annotation.Scope;
import org.springframework.core.env.Environment;

/**
 * Auto-configuration of the FLORA client. Never conditional on the key: conditions are
 * evaluated when an application is built ahead of time, where there is none. A key or
 * base URL that cannot be used fails the start of the application with an analysis.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = RestClientAutoConfiguration.class)
@ConditionalOnBooleanProperty(name = "flora.enabled", matchIfMissing = true)
@EnableConfigurationProperties(FloraProperties.class)
@ImportRuntimeHints(FloraRuntimeHints.class)
@Import({ FloraRunEventConfigurations.Plain.class, FloraRunEventConfigurations.Transactional.class })
public final class FloraAutoConfiguration {

	FloraAutoConfiguration() {
	}

	@Bean
	@ConditionalOnMissingBean(FloraConnectionDetails.class)
	PropertiesFloraConnectionDetails floraConnectionDetails(FloraProperties properties) {
		return new PropertiesFloraConnectionDetails(properties);
	}

	@Bean
	@Scope("prototype")
	@ConditionalOnMissingBean
	FloraClientBuilder floraClientBuilder(FloraProperties properties, FloraConnectionDetails connection,
			ObjectProvider<HttpClientSettings> settings, ObjectProvider<ClientHttpRequestFactoryBuilder<?>> factories,
			ObjectProvider<SslBundles> sslBundles, ObjectProvider<RestClientCustomizer> customizers,
			ObjectProvider<FloraRestClientCustomizer> floraCustomizers,
			ObjectProvider<ObservationRegistry> observationRegistry,
			ObjectProvider<FloraRequestObservationConvention> convention,
			ObjectProvider<FloraMeterRecorder> meterRecorder, ObjectProvider<FloraRunEventPublisher> events,
			Environment environment) {
		FloraClientBuilderFactory factory = new FloraClientBuilderFactory(properties, settings.getIfAvailable(),
				factories.getIfAvailable(ClientHttpRequestFactoryBuilder::detect), sslBundles.getIfAvailable());
		FloraClientBuilder builder = factory.create()
			.baseUrl(connection.getBaseUrl())
			.apiKey(connection::getApiKey)
			.virtualThreads(Threading.VIRTUAL.isActive(environment))
			.customizeFirst((rest) -> customizers.orderedStream().forEach((customizer) -> customizer.customize(rest)))
			.customize((rest) -> floraCustomizers.orderedStream().forEach((customizer) -> customizer.customize(rest)))
			.observationRegistry(observationRegistry.getIfUnique(() -> ObservationRegistry.NOOP))
			.observationConvention(convention.getIfAvailable())
			.meterRecorder(meterRecorder.getIfUnique(() -> FloraMeterRecorder.NOOP))
			.whenEnded((run) -> events.ifAvailable((published) -> published.ended(run)));
		new WebhookSettings(properties.webhook()).applyTo(builder, connection.getBaseUrl());
		return builder;
	}

	@Bean
	@ConditionalOnMissingBean
	FloraGenerationsClient floraGenerationsClient(FloraClientBuilder builder, FloraConnectionDetails connection,
			FloraProperties properties) {
		check(connection, properties);
		return builder.build();
	}

	/**
	 * Details of the application's own are checked like the properties.
	 */
	private static void check(FloraConnectionDetails connection, FloraProperties properties) {
		String apiKeyProblem = ConnectionChecks.problemWithApiKey(connection.getApiKey());
		if (apiKeyProblem != null) {
			throw InvalidFloraConfigurationException.apiKeyOfDetails(apiKeyProblem);
		}
		URI baseUrl = connection.getBaseUrl();
		String baseUrlProblem = ConnectionChecks.problemWithBaseUrl(baseUrl.toString(),
				properties.allowInsecureBaseUrl());
		if (baseUrlProblem != null) {
			throw InvalidFloraConfigurationException.baseUrlOfDetails(baseUrlProblem);
		}
	}

}
