package ai.flora.spring.boot.autoconfigure;

import ai.flora.client.FloraGenerationsClient;
import ai.flora.client.assembly.FloraConnectivity;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.restclient.test.MockServerRestClientCustomizer;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration for tests with a {@code MockRestServiceServer}, which accepts
 * expectations only once a client is bound, and then exactly one. FLORA's is bound at
 * start if the application has bound no other; otherwise on first use, as always.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = FloraAutoConfiguration.class,
		afterName = "org.springframework.boot.restclient.test.autoconfigure.MockRestServiceServerAutoConfiguration")
@ConditionalOnClass(MockServerRestClientCustomizer.class)
@ConditionalOnBean({ MockServerRestClientCustomizer.class, FloraProperties.class })
public final class FloraMockServerAutoConfiguration {

	@Bean
	SmartInitializingSingleton floraMockServerBinding(MockServerRestClientCustomizer customizer,
			ObjectProvider<FloraGenerationsClient> clients) {
		return () -> {
			if (customizer.getServers().isEmpty() && clients.getIfUnique() instanceof FloraConnectivity connectivity) {
				connectivity.prepare();
			}
		};
	}

}
