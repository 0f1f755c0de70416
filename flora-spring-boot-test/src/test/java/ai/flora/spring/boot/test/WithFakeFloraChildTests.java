package ai.flora.spring.boot.test;

import java.nio.file.Path;

import ai.flora.client.FloraGenerationsClient;
import ai.flora.client.GenerationRequest;
import ai.flora.spring.boot.autoconfigure.FloraProperties;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Contexts that a tested application makes below itself, such as one for each tenant,
 * with properties of their own. The application itself has no client.
 */
@SpringBootTest(classes = WithFakeFloraChildTests.Application.class, webEnvironment = WebEnvironment.NONE)
@WithFakeFlora
class WithFakeFloraChildTests {

	private static final String DIRECTORY = "/var/lib/pictures";

	@Test
	void propertiesAreTheFakes(@Autowired ConfigurableApplicationContext application, FakeFlora fake) {
		try (ConfigurableApplicationContext tenant = tenant(application)) {
			assertUsesTheFake(tenant, fake);
		}
	}

	@Test
	void propertiesAreTheFakesBelowAContextThatHasOthers(@Autowired ConfigurableApplicationContext application,
			FakeFlora fake) {
		try (ConfigurableApplicationContext between = run(Application.class, application);
				ConfigurableApplicationContext tenant = tenant(between)) {
			assertUsesTheFake(tenant, fake);
		}
	}

	@Test
	void contextThatSharesTheEnvironmentLeavesItAsItIs(@Autowired ConfigurableApplicationContext application) {
		Object source = application.getEnvironment().getPropertySources().get(TestProperties.SOURCE);
		try (ConfigurableApplicationContext tenant = new SpringApplicationBuilder(Tenant.class)
			.environment(application.getEnvironment())
			.parent(application)
			.web(WebApplicationType.NONE)
			.run()) {
			assertThat(tenant.getEnvironment().getPropertySources().get(TestProperties.SOURCE)).isSameAs(source);
		}
	}

	private static void assertUsesTheFake(ConfigurableApplicationContext tenant, FakeFlora fake) {
		tenant.getBean(FloraGenerationsClient.class).create(GenerationRequest.image("A harbour"));
		assertThat(fake).charged(1);
		FloraProperties properties = tenant.getBean(FloraProperties.class);
		assertThat(properties.getOutputs().getDirectory()).isNotNull().isNotEqualTo(Path.of(DIRECTORY));
		assertThat(properties.getOutputs().getProxy()).hasToString(TestProperties.NO_PROXY.toString());
		assertThat(properties.getWebhook().getCallbackUrl()).hasToString("http://localhost/hook");
	}

	private static ConfigurableApplicationContext tenant(ConfigurableApplicationContext parent) {
		return run(Tenant.class, parent);
	}

	private static ConfigurableApplicationContext run(Class<?> type, ConfigurableApplicationContext parent) {
		return new SpringApplicationBuilder(type).parent(parent)
			.web(WebApplicationType.NONE)
			.run("--flora.workspace-id=ws_of_production", "--flora.project-id=prj_of_production",
					"--flora.outputs.directory=" + DIRECTORY, "--flora.outputs.proxy=http://proxy.example.com:8080",
					"--flora.webhook.callback-url=https://app.example.com/hook",
					"--flora.webhook.secrets=whsec_of_production");
	}

	@Nested
	@SpringBootTest(classes = Application.class, properties = "flora.outputs.directory=/tmp/pictures")
	class WithADirectoryOfTheTest {

		@Test
		void directoryOfTheTestStays(@Autowired ConfigurableApplicationContext application) {
			try (ConfigurableApplicationContext tenant = tenant(application)) {
				assertThat(tenant.getBean(FloraProperties.class).getOutputs().getDirectory())
					.isEqualTo(Path.of("/tmp/pictures"));
			}
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Application {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Tenant {

	}

}
