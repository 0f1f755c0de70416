package ai.flora.spring.boot.autoconfigure;

import ai.flora.client.FloraClient;
import ai.flora.client.FloraGenerationsClient;
import ai.flora.client.action.FloraActionsClient;
import ai.flora.client.assembly.FloraClientBuilder;
import ai.flora.client.asset.FloraAssetsClient;
import ai.flora.client.model.FloraModelsClient;
import ai.flora.client.output.FloraOutputs;
import ai.flora.client.project.FloraProjectsClient;
import ai.flora.client.technique.FloraTechniquesClient;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.restclient.autoconfigure.RestClientAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Role;
import org.springframework.context.annotation.Scope;
import org.springframework.core.env.Environment;
import org.springframework.util.ClassUtils;

/**
 * Auto-configuration of the FLORA client. Never conditional on the key: conditions are
 * evaluated when an application is built ahead of time, where there is none. A key or
 * base URL that cannot be used fails the start of the application with an analysis: the
 * client is lazy, but {@code floraGenerationsClient} asks for it.
 * <p>
 * The client and all its other parts are lazy, since an application may replace all parts
 * that it uses: then no client is made, and no key is needed.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = RestClientAutoConfiguration.class)
@ConditionalOnFloraProperty(name = "flora.enabled", matchIfMissing = true)
@EnableConfigurationProperties(FloraProperties.class)
public final class FloraAutoConfiguration {

	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	static FloraBindHandlerAdvisor floraBindHandlerAdvisor(Environment environment) {
		return new FloraBindHandlerAdvisor(environment);
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
			Environment environment, BeanFactory beans) {
		return new FloraClientBuilderConfigurer(properties, connection, environment, beans)
			.configure(new FloraClientBuilder());
	}

	@Bean
	FloraRunEventPublisher floraRunEventPublisher(ConfigurableApplicationContext context, BeanFactory beans) {
		boolean transactions = ClassUtils.isPresent("org.springframework.transaction.support.TransactionTemplate",
				getClass().getClassLoader());
		return new FloraRunEventPublisher(context, transactions ? TransactionalPublication.of(beans) : Runnable::run);
	}

	@Bean
	ClientDrain floraClientDrain(ConfigurableApplicationContext context) {
		return new ClientDrain(context);
	}

	@Bean
	@Lazy
	@ConditionalOnMissingBean
	FloraClient floraClient(FloraClientBuilder builder) {
		return builder.build();
	}

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnSingleCandidate(FloraClient.class)
	FloraGenerationsClient floraGenerationsClient(FloraClient client) {
		return client.generations();
	}

	@Bean
	@Lazy
	@ConditionalOnMissingBean
	@ConditionalOnSingleCandidate(FloraClient.class)
	FloraAssetsClient floraAssetsClient(FloraClient client) {
		return client.assets();
	}

	@Bean
	@Lazy
	@ConditionalOnMissingBean
	@ConditionalOnSingleCandidate(FloraClient.class)
	FloraModelsClient floraModelsClient(FloraClient client) {
		return client.models();
	}

	@Bean
	@Lazy
	@ConditionalOnMissingBean
	@ConditionalOnSingleCandidate(FloraClient.class)
	FloraProjectsClient floraProjectsClient(FloraClient client) {
		return client.projects();
	}

	@Bean
	@Lazy
	@ConditionalOnMissingBean
	@ConditionalOnSingleCandidate(FloraClient.class)
	FloraTechniquesClient floraTechniquesClient(FloraClient client) {
		return client.techniques();
	}

	@Bean
	@Lazy
	@ConditionalOnMissingBean
	@ConditionalOnSingleCandidate(FloraClient.class)
	FloraActionsClient floraActionsClient(FloraClient client) {
		return client.actions();
	}

	@Bean
	@Lazy
	@ConditionalOnMissingBean
	@ConditionalOnSingleCandidate(FloraClient.class)
	FloraOutputs floraOutputs(FloraClient client) {
		return client.outputs();
	}

}
