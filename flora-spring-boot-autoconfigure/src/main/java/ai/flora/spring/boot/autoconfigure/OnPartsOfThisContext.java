package ai.flora.spring.boot.autoconfigure;

import ai.flora.client.FloraClient;

import org.springframework.boot.autoconfigure.condition.AnyNestedCondition;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;

/**
 * Holds where the parts of the client are to be made. A client that is inherited brings
 * its parts along, as they are decorated or mocked there. To a client of this context,
 * they would be those of another one, whose key pays.
 */
class OnPartsOfThisContext extends AnyNestedCondition {

	OnPartsOfThisContext() {
		super(ConfigurationPhase.REGISTER_BEAN);
	}

	/**
	 * Wherever the client is, nobody has made its parts.
	 */
	@ConditionalOnMissingBean(FloraClientPartsConfiguration.class)
	@ConditionalOnSingleCandidate(FloraClient.class)
	static class NoParts {

	}

	/**
	 * The parts of an ancestor are not those of this context's client.
	 */
	@ConditionalOnBean(FloraClientPartsConfiguration.class)
	@ConditionalOnSingleCandidate(value = FloraClient.class, search = SearchStrategy.CURRENT)
	static class PartsOfAnotherClient {

	}

}
