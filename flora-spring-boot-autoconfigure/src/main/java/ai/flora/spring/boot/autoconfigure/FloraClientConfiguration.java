package ai.flora.spring.boot.autoconfigure;

import ai.flora.client.FloraClient;
import ai.flora.client.assembly.FloraClientBuilder;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Fallback;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Role;
import org.springframework.context.annotation.Scope;
import org.springframework.core.env.Environment;
import org.springframework.util.ClassUtils;

/**
 * The client of {@link FloraAutoConfiguration}, and what it is made with.
 */
@Configuration(proxyBeanMethods = false)
class FloraClientConfiguration {

	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	static FloraBindHandlerAdvisor floraBindHandlerAdvisor(Environment environment) {
		return new FloraBindHandlerAdvisor(environment);
	}

	/**
	 * A fallback, so that in a hierarchy Spring prefers the application's own, wherever
	 * they are.
	 */
	@Bean
	@Fallback
	@ConditionalOnMissingBean(FloraConnectionDetails.class)
	PropertiesFloraConnectionDetails floraConnectionDetails(FloraProperties properties) {
		return new PropertiesFloraConnectionDetails(properties);
	}

	/**
	 * One in each context, whose beans it uses, save where an ancestor has one of the
	 * application's own. A fallback as the details are. The parameter for the details has
	 * a name that no bean has: where several match, Spring would take the bean of that
	 * name.
	 */
	@Bean
	@Fallback
	@Scope("prototype")
	@ConditionalOnMissingBean(value = FloraClientBuilder.class, ignored = ContextClientBuilder.class)
	ContextClientBuilder floraClientBuilder(FloraProperties properties, FloraConnectionDetails unambiguousDetails,
			Environment environment, BeanFactory beans) {
		ContextClientBuilder builder = new ContextClientBuilder();
		new FloraClientBuilderConfigurer(properties, unambiguousDetails, environment, beans).configure(builder);
		return builder;
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
	FloraClient floraClient(FloraClientBuilder unambiguousBuilder) {
		return unambiguousBuilder.build();
	}

	/**
	 * Tells the builder of this configuration from one of the application.
	 */
	static class ContextClientBuilder extends FloraClientBuilder {

	}

}
