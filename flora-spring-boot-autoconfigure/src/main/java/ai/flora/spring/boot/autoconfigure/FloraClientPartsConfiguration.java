package ai.flora.spring.boot.autoconfigure;

import ai.flora.client.FloraClient;
import ai.flora.client.FloraGenerationsClient;
import ai.flora.client.action.FloraActionsClient;
import ai.flora.client.asset.FloraAssetsClient;
import ai.flora.client.model.FloraModelsClient;
import ai.flora.client.output.FloraOutputs;
import ai.flora.client.project.FloraProjectsClient;
import ai.flora.client.technique.FloraTechniquesClient;

import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;

/**
 * The parts of the client of {@link FloraAutoConfiguration}, or of the application's own,
 * to be injected as beans. They are made in the context of their client: whoever inherits
 * the client inherits its parts, as they are decorated or mocked there, and the parts of
 * a parent's client are not those of a client of the child, whose key pays. No bean is
 * called as the parameters are: of several clients, Spring would take that one.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnSingleCandidate(value = FloraClient.class, search = SearchStrategy.CURRENT)
class FloraClientPartsConfiguration {

	@Bean
	@ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
	FloraGenerationsClient floraGenerationsClient(FloraClient unambiguousClient) {
		return unambiguousClient.generations();
	}

	@Bean
	@Lazy
	@ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
	FloraAssetsClient floraAssetsClient(FloraClient unambiguousClient) {
		return unambiguousClient.assets();
	}

	@Bean
	@Lazy
	@ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
	FloraModelsClient floraModelsClient(FloraClient unambiguousClient) {
		return unambiguousClient.models();
	}

	@Bean
	@Lazy
	@ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
	FloraProjectsClient floraProjectsClient(FloraClient unambiguousClient) {
		return unambiguousClient.projects();
	}

	@Bean
	@Lazy
	@ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
	FloraTechniquesClient floraTechniquesClient(FloraClient unambiguousClient) {
		return unambiguousClient.techniques();
	}

	@Bean
	@Lazy
	@ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
	FloraActionsClient floraActionsClient(FloraClient unambiguousClient) {
		return unambiguousClient.actions();
	}

	@Bean
	@Lazy
	@ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
	FloraOutputs floraOutputs(FloraClient unambiguousClient) {
		return unambiguousClient.outputs();
	}

}
