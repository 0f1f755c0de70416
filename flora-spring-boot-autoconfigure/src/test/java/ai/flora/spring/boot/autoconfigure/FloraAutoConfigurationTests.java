package ai.flora.spring.boot.autoconfigure;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import ai.flora.client.FloraClient;
import ai.flora.client.FloraGenerationsClient;
import ai.flora.client.GenerationRequest;
import ai.flora.client.InvalidFloraConnectionException;
import ai.flora.client.action.FloraActionsClient;
import ai.flora.client.assembly.FloraClientBuilder;
import ai.flora.client.internal.project.ProjectsServer;
import ai.flora.client.model.FloraModelsClient;
import ai.flora.client.project.FloraProjectsClient;
import ai.flora.client.technique.FloraTechniquesClient;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskSchedulingAutoConfiguration;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.boot.http.client.ClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.boot.http.client.autoconfigure.HttpClientAutoConfiguration;
import org.springframework.boot.http.client.autoconfigure.imperative.ImperativeHttpClientAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.restclient.RestClientCustomizer;
import org.springframework.boot.restclient.autoconfigure.RestClientAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.util.ClassUtils;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.mockito.Mockito.mock;

@ExtendWith(OutputCaptureExtension.class)
class FloraAutoConfigurationTests {

	private final ApplicationContextRunner keylessRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(FloraAutoConfiguration.class,
				FloraHealthContributorAutoConfiguration.class, FloraMetricsAutoConfiguration.class,
				FloraSanitizingAutoConfiguration.class, FloraMockServerAutoConfiguration.class,
				RestClientAutoConfiguration.class, HttpClientAutoConfiguration.class,
				ImperativeHttpClientAutoConfiguration.class, SslAutoConfiguration.class, JacksonAutoConfiguration.class,
				TaskExecutionAutoConfiguration.class, TaskSchedulingAutoConfiguration.class));

	private final ApplicationContextRunner runner = this.keylessRunner.withPropertyValues("flora.api-key=sk_test_1");

	@Test
	void beansByDefaultAreCreated() {
		this.runner.run((context) -> {
			assertThat(context).hasSingleBean(FloraGenerationsClient.class);
			assertThat(context.getBean(FloraProjectsClient.class))
				.isSameAs(context.getBean(FloraClient.class).projects());
			assertThat(context).hasSingleBean(PropertiesFloraConnectionDetails.class);
			assertThat(context).hasSingleBean(FloraClientBuilder.class);
			assertThat(context.getBean(FloraClient.class).connection().baseUrl())
				.hasToString("https://app.flora.ai/api/v1");
			assertThat(context.getBean(FloraConnectionDetails.class).getApiKey()).isEqualTo("sk_test_1");
		});
	}

	/**
	 * All that a web application with actuator has by default, save for MVC itself. Six
	 * of them are parts of the client, which nothing makes before somebody injects them,
	 * and six are configurations.
	 */
	@Test
	void beansOfOursAreAtMostTwentyThree() {
		Class<?>[] ours = ImportCandidates.load(AutoConfiguration.class, getClass().getClassLoader())
			.getCandidates()
			.stream()
			.filter((name) -> name.startsWith("ai.flora."))
			.map((name) -> ClassUtils.resolveClassName(name, getClass().getClassLoader()))
			.toArray(Class<?>[]::new);
		this.runner.withConfiguration(AutoConfigurations.of(ours))
			.withBean(SimpleMeterRegistry.class)
			.run((context) -> assertThat(context.getBeanDefinitionNames())
				.filteredOn((name) -> name.toLowerCase(Locale.ROOT).contains("flora"))
				.contains("floraClient", "floraHealthContributor", "floraMeterRecorder", "floraSanitizingFunction")
				.hasSizeLessThanOrEqualTo(23));
	}

	@Test
	void environmentVariablesWhenSetAreUsed() {
		this.keylessRunner.withInitializer((context) -> context.getEnvironment()
			.getPropertySources()
			.addFirst(new SystemEnvironmentPropertySource(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
					Map.of("FLORA_API_KEY", "sk_test_env", "FLORA_BASE_URL", "https://flora.example.com/v9",
							"FLORA_WORKSPACE_ID", "ws_1", "FLORA_PROJECT_ID", "prj_1", "FLORA_RETRY_MAX_ATTEMPTS",
							"7"))))
			.run((context) -> {
				FloraConnectionDetails details = context.getBean(FloraConnectionDetails.class);
				FloraProperties properties = context.getBean(FloraProperties.class);
				assertThat(details.getApiKey()).isEqualTo("sk_test_env");
				assertThat(details.getBaseUrl()).hasToString("https://flora.example.com/v9");
				assertThat(properties.getWorkspaceId()).isEqualTo("ws_1");
				assertThat(properties.getProjectId()).isEqualTo("prj_1");
				assertThat(properties.getRetry().getMaxAttempts()).isEqualTo(7);
			});
	}

	@Test
	void beansWhenDisabledAreAbsentSaveForTheMask() {
		this.keylessRunner.withPropertyValues("flora.enabled=false").run((context) -> {
			assertThat(context).doesNotHaveBean(FloraGenerationsClient.class)
				.doesNotHaveBean(FloraConnectionDetails.class)
				.doesNotHaveBean(FloraClientBuilder.class)
				.doesNotHaveBean(FloraProperties.class)
				.doesNotHaveBean("floraHealthContributor")
				.hasSingleBean(FloraSanitizingFunction.class);
		});
	}

	@Test
	void clientWhenUserDefinesOneBacksOff() {
		FloraGenerationsClient own = mock();
		this.keylessRunner.withBean("own", FloraGenerationsClient.class, () -> own)
			.run((context) -> assertThat(context.getBean(FloraGenerationsClient.class)).isSameAs(own));
	}

	/** A start without a key fails at once, whatever the application uses later. */
	@Test
	void keyWhenUserDefinesOtherPartsAloneIsNeeded() {
		this.keylessRunner.withBean("own", FloraModelsClient.class, () -> mock())
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidFloraConnectionException.class));
		this.keylessRunner.withBean("own", FloraModelsClient.class, () -> mock())
			.withBean("generations", FloraGenerationsClient.class, () -> mock())
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void projectsWhenUserDefinesThemBackOffAlone() {
		FloraProjectsClient own = mock();
		this.runner.withBean("own", FloraProjectsClient.class, () -> own).run((context) -> {
			assertThat(context.getBean(FloraProjectsClient.class)).isSameAs(own);
			assertThat(context).hasSingleBean(FloraGenerationsClient.class);
		});
	}

	@Test
	void projectNameWhenThereIsNoIdIsFoundOrMade() {
		try (ProjectsServer server = new ProjectsServer()) {
			ApplicationContextRunner named = this.runner.withPropertyValues("flora.base-url=" + server.url(),
					"flora.project-name=Harbours");
			named.withPropertyValues("flora.project-id= ").run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(server.requests).isEmpty();
				assertThat(projectOfAStart(context)).isEqualTo("prj_1");
			});
			named.withPropertyValues("flora.project-id=prj_7")
				.run((context) -> assertThat(projectOfAStart(context)).isEqualTo("prj_7"));
			this.runner.withPropertyValues("flora.base-url=" + server.url(), "flora.project-name= ")
				.run((context) -> assertThatIllegalArgumentException().isThrownBy(() -> projectOfAStart(context))
					.withMessageContaining("flora.project-name"));
			assertThat(server.count("POST /projects")).isOne();
		}
	}

	private static @Nullable String projectOfAStart(BeanFactory context) {
		return context.getBean(FloraGenerationsClient.class).create(GenerationRequest.image("A harbour")).projectId();
	}

	@Test
	void techniquesAndActionsAreBeansOfTheirOwnThatBackOff() {
		this.runner.run((context) -> {
			FloraClient client = context.getBean(FloraClient.class);
			assertThat(context.getBean(FloraTechniquesClient.class)).isSameAs(client.techniques());
			assertThat(context.getBean(FloraActionsClient.class)).isSameAs(client.actions());
		});
		FloraTechniquesClient techniques = mock();
		FloraActionsClient actions = mock();
		this.keylessRunner.withBean("own", FloraGenerationsClient.class, () -> mock())
			.withBean("techniques", FloraTechniquesClient.class, () -> techniques)
			.withBean("actions", FloraActionsClient.class, () -> actions)
			.run((context) -> {
				assertThat(context.getBean(FloraTechniquesClient.class)).isSameAs(techniques);
				assertThat(context.getBean(FloraActionsClient.class)).isSameAs(actions);
			});
	}

	@Test
	void connectionDetailsWhenUserDefinesThemReplaceTheProperties() {
		this.keylessRunner.withPropertyValues("flora.base-url=not a url", "flora.api-key=Bearer x")
			.withBean(FloraConnectionDetails.class, () -> new TestDetails("https://details.example.com", "sk_test_2"))
			.run((context) -> {
				assertThat(context).hasNotFailed().doesNotHaveBean(PropertiesFloraConnectionDetails.class);
				assertThat(context.getBean(FloraClient.class).connection().baseUrl())
					.hasToString("https://details.example.com");
			});
	}

	@Test
	void builderWhenUserDefinesOneBacksOff() {
		this.runner
			.withBean("own", FloraClientBuilder.class,
					() -> new FloraClientBuilder().apiKey("sk_own").baseUrl(URI.create("https://own.example.com")))
			.run((context) -> {
				assertThat(context).hasSingleBean(FloraClientBuilder.class);
				assertThat(context.getBean(FloraClient.class).connection().baseUrl())
					.hasToString("https://own.example.com");
			});
	}

	@Test
	void builderIsAPrototype() {
		this.runner.run((context) -> assertThat(context.getBean(FloraClientBuilder.class))
			.isNotSameAs(context.getBean(FloraClientBuilder.class)));
	}

	@Test
	void secondClientWhenNotDefaultCandidateKeepsOurs() {
		this.runner.withUserConfiguration(SecondClient.class).run((context) -> {
			assertThat(context.getBeansOfType(FloraClient.class)).containsOnlyKeys("floraClient", "second");
			assertThat(context.getBeanProvider(FloraGenerationsClient.class).getIfUnique())
				.isSameAs(context.getBean("floraGenerationsClient"));
		});
	}

	@Test
	void clientsWhenTwoWithOnePrimaryReplaceOurs() {
		this.keylessRunner.withUserConfiguration(TwoClients.class).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(context.getBeansOfType(FloraClient.class)).containsOnlyKeys("first", "second");
			assertThat(context.getBean(FloraGenerationsClient.class))
				.isSameAs(context.getBean("first", FloraClient.class).generations());
		});
	}

	@Test
	void clientWithoutOptionalLibrariesIsCreated() {
		for (Class<?> marker : List.of(SanitizingFunction.class, MeterRegistry.class, HealthContributor.class)) {
			this.runner.withClassLoader(new FilteredClassLoader(marker))
				.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(FloraGenerationsClient.class));
		}
	}

	@Test
	void beansOfBootStayAsTheyAre() {
		this.runner.run((context) -> {
			assertThat(context).hasSingleBean(ClientHttpRequestFactoryBuilder.class);
			assertThat(context).hasSingleBean(RestClient.Builder.class);
			assertThat(context).hasSingleBean(tools.jackson.databind.json.JsonMapper.class);
			assertThat(context).hasSingleBean(AsyncTaskExecutor.class).hasBean("applicationTaskExecutor");
			assertThat(context).doesNotHaveBean(TaskScheduler.class);
		});
	}

	@Test
	void requestFactoryBeforeFirstUseIsNotBuilt() {
		List<String> built = new ArrayList<>();
		this.runner.withBean("spy", ClientHttpRequestFactoryBuilder.class, () -> (settings) -> {
			built.add(String.valueOf(settings));
			throw new IllegalStateException("not needed");
		}).withBean(RestClientCustomizer.class, () -> (builder) -> built.add("customized")).run((context) -> {
			assertThat(context).hasNotFailed();
			context.getBean(FloraGenerationsClient.class);
			assertThat(built).isEmpty();
		});
	}

	@Test
	void propertiesWhenTheyMakeNoSenseFailTheStart() {
		for (String wrong : List.of("flora.call-timeout=0s", "flora.connect-timeout=-1s", "flora.retry.max-attempts=0",
				"flora.health.timeout=0s", "flora.max-response-size=0B", "flora.follow.timeout=0s",
				"flora.follow.min-interval=-1s", "flora.follow.max-interval=100ms",
				"flora.follow.max-requests-per-second=0")) {
			this.runner.withPropertyValues(wrong)
				.run((context) -> assertThat(context).getFailure()
					.rootCause()
					.hasMessageStartingWith(wrong.substring(0, wrong.indexOf('='))));
		}
	}

	/** Without a timeout, Boot's own clients wait as long as it takes. */
	@ParameterizedTest
	@ValueSource(strings = { "connect-timeout", "read-timeout" })
	void timeoutOfAllClientsThatIsSwitchedOffIsNotFloras(String name) {
		this.runner.withPropertyValues("spring.http.clients." + name + "=0")
			.run((context) -> assertThat(context).hasNotFailed());
		this.runner.withPropertyValues("flora." + name + "=0")
			.run((context) -> assertThat(context).getFailure().rootCause().hasMessageStartingWith("flora." + name));
	}

	@ParameterizedTest
	@ValueSource(strings = { "spring.http.clients.connect-timeout", "spring.http.clients.read-timeout" })
	void timeoutOfAllClientsThatIsNegativeIsNamed(String property) {
		this.runner.withPropertyValues(property + "=-1s")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessage(property + " must not be negative"));
		this.runner.withPropertyValues(property + "=-1s", "flora.connect-timeout=10s", "flora.read-timeout=60s")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@ParameterizedTest
	@ValueSource(strings = { "flora.call-timeout", "flora.read-timeout", "spring.http.clients.read-timeout" })
	void timeoutWithoutItsUnitIsWarnedOf(String property, CapturedOutput output) {
		this.runner.withPropertyValues(property + "=60").run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).containsOnlyOnce(property + " is 60 ms, from ").contains("from property source \"test\"");
	}

	@Test
	void timeoutOfABeanThatLacksItsUnitIsWarnedOf(CapturedOutput output) {
		this.runner
			.withBean(HttpClientSettings.class,
					() -> HttpClientSettings.defaults().withReadTimeout(Duration.ofMillis(60)))
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).contains("spring.http.clients.read-timeout is 60 ms, from a bean of the application");
	}

	@Test
	void timeoutsOfASecondAreNotWarnedOf(CapturedOutput output) {
		this.runner
			.withPropertyValues("flora.call-timeout=1s", "flora.read-timeout=1s", "flora.connect-timeout=500ms",
					"spring.http.clients.read-timeout=60")
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).doesNotContain("without a unit");
	}

	@Test
	void propertiesAsTextDoNotShowTheKey() {
		this.runner.run(
				(context) -> assertThat(context.getBean(FloraProperties.class).toString()).doesNotContain("sk_test_1"));
	}

	record TestDetails(String url, String key) implements FloraConnectionDetails {

		@Override
		public URI getBaseUrl() {
			return URI.create(this.url);
		}

		@Override
		public String getApiKey() {
			return this.key;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class SecondClient {

		@Bean(defaultCandidate = false)
		FloraClient second(FloraClientBuilder builder) {
			return builder.apiKey("sk_test_second").build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class TwoClients {

		@Bean
		@Primary
		FloraClient first(FloraClientBuilder builder) {
			return builder.apiKey("sk_test_first").build();
		}

		@Bean
		FloraClient second(FloraClientBuilder builder) {
			return builder.apiKey("sk_test_second").build();
		}

	}

}
