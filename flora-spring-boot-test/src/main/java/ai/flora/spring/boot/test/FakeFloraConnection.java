package ai.flora.spring.boot.test;

import ai.flora.client.FloraClient;
import ai.flora.spring.boot.autoconfigure.FloraConnectionDetails;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Connects an application to the {@link FakeFlora} that is a bean of it.
 */
@Configuration(proxyBeanMethods = false)
class FakeFloraConnection {

	@Bean
	FloraConnectionDetails fakeFloraConnectionDetails(FakeFlora fake) {
		return fake.connectionDetails();
	}

	/** Lazy in what it asks for: it is there before all other beans. */
	@Bean
	static BeanPostProcessor fakeFloraClients(BeanFactory beans) {
		ObjectProvider<FakeFlora> fake = beans.getBeanProvider(FakeFlora.class);
		return new BeanPostProcessor() {

			@Override
			public Object postProcessAfterInitialization(Object bean, String beanName) {
				if (bean instanceof FloraClient client) {
					fake.ifUnique((unique) -> unique.attach(client));
				}
				return bean;
			}

		};
	}

}
