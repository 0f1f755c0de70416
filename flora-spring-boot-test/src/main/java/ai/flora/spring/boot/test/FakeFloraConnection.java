package ai.flora.spring.boot.test;

import ai.flora.spring.boot.autoconfigure.FloraConnectionDetails;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;

/**
 * Connects an application to the {@link FakeFlora} that is a bean of it, or of a parent
 * context.
 */
@Configuration(proxyBeanMethods = false)
class FakeFloraConnection {

	/** The name of the one bean that says where FLORA is. */
	static final String DETAILS = "fakeFloraConnectionDetails";

	/** Primary, for a parent context may have details of its own. */
	@Bean(DETAILS)
	@Primary
	FloraConnectionDetails fakeFloraConnectionDetails(FakeFlora fake) {
		return fake.connectionDetails();
	}

	@Bean
	static OtherConnectionsReplacer fakeFloraConnectionReplacer() {
		return new OtherConnectionsReplacer();
	}

	/** Lazy in what it asks for: it is there before all other beans. */
	@Bean
	static ReachableClients fakeFloraClients(ConfigurableApplicationContext context) {
		return new ReachableClients(context);
	}

}
