package ai.flora.spring.boot.autoconfigure;

import ai.flora.client.FloraClient;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.restclient.test.MockServerRestClientCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Fallback;
import org.springframework.util.StringUtils;

/**
 * Auto-configuration for tests with a {@code MockRestServiceServer}, which accepts
 * expectations only once a client is bound, and then exactly one. FLORA's is bound at
 * start if the application has bound no other; otherwise on first use, as always. No
 * request leaves such a test, hence it needs no key.
 *
 * @since 0.1.0
 */
@AutoConfiguration(before = FloraAutoConfiguration.class,
		afterName = "org.springframework.boot.restclient.test.autoconfigure.MockRestServiceServerAutoConfiguration")
@ConditionalOnClass(MockServerRestClientCustomizer.class)
@ConditionalOnBean(MockServerRestClientCustomizer.class)
@ConditionalOnFloraProperty(name = "flora.enabled", matchIfMissing = true)
@EnableConfigurationProperties(FloraProperties.class)
public final class FloraMockServerAutoConfiguration {

	@Bean
	@Fallback
	@ConditionalOnMissingBean(FloraConnectionDetails.class)
	MockServerFloraConnectionDetails floraConnectionDetails(FloraProperties properties) {
		return new MockServerFloraConnectionDetails(properties);
	}

	@Bean
	SmartInitializingSingleton floraMockServerBinding(MockServerRestClientCustomizer customizer,
			ObjectProvider<FloraClient> clients) {
		return () -> {
			if (customizer.getServers().isEmpty()) {
				clients.ifUnique((client) -> client.connection().prepare());
			}
		};
	}

	/**
	 * The details of the properties, with a key made up if there is none: a test of
	 * another client must not fail for the want of FLORA's.
	 */
	static class MockServerFloraConnectionDetails extends PropertiesFloraConnectionDetails {

		private final boolean hasApiKey;

		MockServerFloraConnectionDetails(FloraProperties properties) {
			super(properties);
			this.hasApiKey = StringUtils.hasText(properties.getApiKey());
		}

		@Override
		public String getApiKey() {
			return this.hasApiKey ? super.getApiKey() : "mock";
		}

	}

}
