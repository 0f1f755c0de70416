package ai.flora.spring.boot.test;

import java.net.URI;

import ai.flora.client.FloraClient;
import ai.flora.client.FloraConnection;
import ai.flora.spring.boot.autoconfigure.FloraConnectionDetails;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.util.Assert;

/**
 * Connects an application to the {@link FakeFlora} that is a bean of it.
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
	static BeanPostProcessor fakeFloraClients(BeanFactory beans) {
		ObjectProvider<FakeFlora> fake = beans.getBeanProvider(FakeFlora.class);
		return new BeanPostProcessor() {

			@Override
			public Object postProcessAfterInitialization(Object bean, String beanName) {
				if (bean instanceof FloraClient client) {
					checkIsNotConnectedToFlora(client, beanName);
					fake.ifUnique((unique) -> unique.attach(client));
				}
				return bean;
			}

		};
	}

	/** The application may have built it by other means than the starter's builder. */
	private static void checkIsNotConnectedToFlora(FloraClient client, String beanName) {
		FloraConnection connection = client.connection();
		URI url = (connection != null) ? connection.baseUrl() : null;
		Assert.state(url == null || !("." + url.getHost()).endsWith(".flora.ai"),
				() -> "The FloraClient '" + beanName + "' is connected to " + url
						+ ", where starts cost money, and not to FakeFlora: build it with the FloraClientBuilder"
						+ " that is a bean, or replace it by a mock");
	}

}
