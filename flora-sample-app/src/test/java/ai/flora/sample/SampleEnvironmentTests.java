package ai.flora.sample;

import java.util.Map;

import ai.flora.client.FloraGenerationsClient;
import ai.flora.spring.boot.autoconfigure.FloraProperties;
import ai.flora.spring.boot.test.FakeFlora;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.test.context.ContextConfiguration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The sample as it runs against the real FLORA, with environment variables alone.
 */
@SpringBootTest(webEnvironment = WebEnvironment.MOCK)
@ContextConfiguration(initializers = SampleEnvironmentTests.Variables.class)
class SampleEnvironmentTests {

	private static final FakeFlora fake = FakeFlora.start("sk_of_the_environment");

	@AfterAll
	static void close() {
		fake.close();
	}

	@Test
	void environmentVariablesReachTheClient(@Autowired FloraGenerationsClient client,
			@Autowired FloraProperties properties) {
		fake.run("run_1").isPending();
		assertThat(client.retrieve("run_1").runId()).isEqualTo("run_1");
		assertThat(fake.requests()).singleElement()
			.satisfies((request) -> assertThat(request.header("Authorization")).hasValue("Bearer " + fake.apiKey()));
		assertThat(properties.getWorkspaceId()).isEqualTo("ws_1");
		assertThat(properties.getProjectId()).isEqualTo("project_1");
	}

	@Test
	void environmentVariableOpensTheServer(@Value("${server.address}") String address) {
		assertThat(address).isEqualTo("0.0.0.0");
	}

	@Test
	void nothingFakeIsScanned(@Autowired ApplicationContext context) {
		assertThat(context.getBeansOfType(FakeFlora.class)).isEmpty();
	}

	static class Variables implements ApplicationContextInitializer<ConfigurableApplicationContext> {

		@Override
		public void initialize(ConfigurableApplicationContext context) {
			String name = StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME;
			context.getEnvironment()
				.getPropertySources()
				.replace(name,
						new SystemEnvironmentPropertySource(name,
								Map.of("FLORA_API_KEY", fake.apiKey(), "FLORA_BASE_URL", fake.baseUrl().toString(),
										"FLORA_WORKSPACE_ID", "ws_1", "FLORA_PROJECT_ID", "project_1", "SERVER_ADDRESS",
										"0.0.0.0")));
		}

	}

}
