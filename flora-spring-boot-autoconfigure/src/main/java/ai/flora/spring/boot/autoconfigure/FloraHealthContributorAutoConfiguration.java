package ai.flora.spring.boot.autoconfigure;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import ai.flora.client.FloraClient;
import ai.flora.client.FloraConnection;
import ai.flora.client.internal.webhook.WebhookReceiver;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.util.function.SingletonSupplier;

/**
 * Auto-configuration of FLORA's health: one indicator for each client.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = FloraAutoConfiguration.class)
@ConditionalOnClass({ HealthContributor.class, ConditionalOnEnabledHealthIndicator.class })
@ConditionalOnBean({ FloraClient.class, FloraProperties.class })
@ConditionalOnEnabledHealthIndicator("flora")
public final class FloraHealthContributorAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(name = { "floraHealthIndicator", "floraHealthContributor" })
	HealthContributor floraHealthContributor(ConfigurableListableBeanFactory beans, FloraProperties properties,
			ObjectProvider<WebhookReceiver> receiver) {
		List<String> names = new ArrayList<>();
		List<String> plain = new ArrayList<>();
		for (String name : BeanFactoryUtils.beanNamesForTypeIncludingAncestors(beans, FloraClient.class, true, false)) {
			BeanDefinition definition = definition(beans, name);
			if (definition == null || definition.isAutowireCandidate()) {
				names.add(name);
				if (definition == null || isDefaultCandidate(definition)) {
					plain.add(name);
				}
			}
		}
		Map<String, HealthIndicator> indicators = new LinkedHashMap<>();
		for (String name : names) {
			boolean receives = properties.getWebhook().isEnabled()
					&& (plain.equals(List.of(name)) || isPrimary(definition(beans, name)));
			indicators.put(name, new FloraHealthIndicator(connection(beans, name), properties.getHealth(),
					receives ? lastDelivery(receiver) : null));
		}
		return (indicators.size() == 1) ? indicators.values().iterator().next()
				: CompositeHealthContributor.fromMap(indicators);
	}

	/**
	 * The definition of a client, which may be that of a parent context, or {@code null}
	 * for a client that was registered without one.
	 */
	private static @Nullable BeanDefinition definition(ConfigurableListableBeanFactory beans, String name) {
		if (beans.containsBeanDefinition(name)) {
			return beans.getMergedBeanDefinition(name);
		}
		boolean here = beans.containsLocalBean(name);
		return (!here && beans.getParentBeanFactory() instanceof ConfigurableListableBeanFactory parent)
				? definition(parent, name) : null;
	}

	private static boolean isPrimary(@Nullable BeanDefinition definition) {
		return definition != null && definition.isPrimary();
	}

	private static boolean isDefaultCandidate(BeanDefinition definition) {
		return !(definition instanceof AbstractBeanDefinition candidate) || candidate.isDefaultCandidate();
	}

	/** Deliveries reach the one client that plain injection gets. */
	private static @Nullable Supplier<@Nullable Instant> lastDelivery(ObjectProvider<WebhookReceiver> receiver) {
		WebhookReceiver receiving = receiver.getIfAvailable();
		return (receiving != null) ? receiving::lastAccepted : null;
	}

	/**
	 * The client is asked for with the first check: an application that has replaced all
	 * parts of the auto-configured one need not have a key for it. A mock's connection
	 * may be another one with each check.
	 */
	private static Supplier<@Nullable FloraConnection> connection(ConfigurableListableBeanFactory beans, String name) {
		SingletonSupplier<FloraClient> client = SingletonSupplier.of(() -> beans.getBean(name, FloraClient.class));
		return () -> client.obtain().connection();
	}

}
