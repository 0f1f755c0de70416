package ai.flora.spring.boot.test;

import ai.flora.spring.boot.autoconfigure.FloraConnectionDetails;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Starts a {@link FakeFlora} with an application, and connects the application to it.
 * Import it in a test, or in a main class of the test tree. No property is needed but
 * {@code flora.project-id}, and that for starts only.
 *
 * @since 0.1.0
 */
@Configuration(proxyBeanMethods = false)
public class FakeFloraConfiguration {

	@Bean
	FakeFlora fakeFlora() {
		return FakeFlora.start();
	}

	@Bean
	FloraConnectionDetails fakeFloraConnectionDetails(FakeFlora fake) {
		return fake.connectionDetails();
	}

}
