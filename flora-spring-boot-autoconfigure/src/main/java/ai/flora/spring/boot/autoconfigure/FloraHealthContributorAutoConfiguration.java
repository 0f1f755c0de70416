package ai.flora.spring.boot.autoconfigure;

import java.util.Map;
import java.util.stream.Collectors;

import ai.flora.client.FloraClient;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.SimpleAutowireCandidateResolver;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

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
	HealthContributor floraHealthContributor(ConfigurableListableBeanFactory beanFactory, FloraProperties properties) {
		Map<String, FloraClient> clients = SimpleAutowireCandidateResolver.resolveAutowireCandidates(beanFactory,
				FloraClient.class);
		if (clients.size() == 1) {
			return indicator(clients.values().iterator().next(), properties);
		}
		return CompositeHealthContributor.fromMap(clients.entrySet()
			.stream()
			.collect(Collectors.toMap(Map.Entry::getKey, (entry) -> indicator(entry.getValue(), properties))));
	}

	private static HealthIndicator indicator(FloraClient client, FloraProperties properties) {
		return new FloraHealthIndicator(client.connection(), properties.health());
	}

}
