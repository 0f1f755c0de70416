package ai.flora.spring.boot.autoconfigure;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import ai.flora.client.FloraConnectionException;
import ai.flora.client.FloraGenerationsClient;
import ai.flora.client.RequestOptions;
import ai.flora.client.assembly.FloraClientBuilder;
import ai.flora.client.assembly.FloraConnectivity;
import io.micrometer.core.instrument.MeterRegistry;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.boot.http.client.autoconfigure.HttpClientAutoConfiguration;
import org.springframework.boot.restclient.RestClientCustomizer;
import org.springframework.boot.restclient.autoconfigure.RestClientAutoConfiguration;
import org.springframework.boot.task.SimpleAsyncTaskExecutorBuilder;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class FloraAutoConfigurationTests {

	private final ApplicationContextRunner plain = new ApplicationContextRunner().withConfiguration(
			AutoConfigurations.of(FloraAutoConfiguration.class, FloraHealthContributorAutoConfiguration.class,
					FloraObservationAutoConfiguration.class, FloraSanitizingAutoConfiguration.class,
					FloraMockServerAutoConfiguration.class, RestClientAutoConfiguration.class,
					HttpClientAutoConfiguration.class, TaskExecutionAutoConfiguration.class));

	private final ApplicationContextRunner runner = this.plain.withPropertyValues("flora.api-key=sk_test_1");

	@Test
	void clientWhenKeyIsSetIsThere() {
		this.runner.run((context) -> {
			assertThat(context).hasSingleBean(FloraGenerationsClient.class).hasSingleBean(FloraConnectionDetails.class);
			assertThat(((FloraConnectivity) context.getBean(FloraGenerationsClient.class)).baseUrl())
				.hasToString("https://app.flora.ai/api/v1");
			assertThat(context.getBean(FloraClientBuilder.class))
				.isNotSameAs(context.getBean(FloraClientBuilder.class));
		});
	}

	@Test
	void clientWhenEnvironmentVariablesAreSetUsesThem() {
		this.plain
			.withInitializer(
					(context) -> context.getEnvironment()
						.getPropertySources()
						.addFirst(
								new SystemEnvironmentPropertySource(
										StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
										Map.of("FLORA_API_KEY", "sk_test_2", "FLORA_BASE_URL", "http://localhost:1/x",
												"FLORA_WORKSPACE_ID", "ws_1", "FLORA_PROJECT_ID", "prj_1"))))
			.run((context) -> {
				FloraConnectionDetails details = context.getBean(FloraConnectionDetails.class);
				assertThat(details.getApiKey()).isEqualTo("sk_test_2");
				assertThat(details.getBaseUrl()).hasToString("http://localhost:1/x");
				FloraProperties properties = context.getBean(FloraProperties.class);
				assertThat(properties.workspaceId()).isEqualTo("ws_1");
				assertThat(properties.projectId()).isEqualTo("prj_1");
				assertThat(properties.toString()).doesNotContain("sk_test_2");
			});
	}

	@Test
	void floraWhenDisabledLeavesNoBeansAndNeedsNoKey() {
		this.plain.withPropertyValues("flora.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(FloraGenerationsClient.class)
				.doesNotHaveBean(FloraClientBuilder.class)
				.doesNotHaveBean(FloraConnectionDetails.class)
				.doesNotHaveBean(HealthContributor.class));
	}

	@Test
	void detailsWhenTheApplicationHasItsOwnReplaceProperties() {
		this.plain.withUserConfiguration(OwnDetails.class).run((context) -> {
			assertThat(context).hasSingleBean(FloraConnectionDetails.class);
			assertThat(((FloraConnectivity) context.getBean(FloraGenerationsClient.class)).baseUrl())
				.hasToString("http://127.0.0.1:1/own");
		});
	}

	@Test
	void clientWhenTheApplicationHasItsOwnBacksOff() {
		FloraGenerationsClient own = (runId, options) -> {
			throw new UnsupportedOperationException();
		};
		this.plain.withBean("own", FloraGenerationsClient.class, () -> own)
			.run((context) -> assertThat(context.getBean(FloraGenerationsClient.class)).isSameAs(own));
	}

	@Test
	void secondClientWhenNotADefaultCandidateStandsBesideTheFirst() {
		this.runner.withUserConfiguration(SecondClient.class).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(context.getBeansOfType(FloraGenerationsClient.class)).containsOnlyKeys("floraGenerationsClient",
					"otherWorkspace");
			Users users = context.getBean(Users.class);
			assertThat(users.first()).isSameAs(context.getBean("floraGenerationsClient"));
			assertThat(users.second()).isSameAs(context.getBean("otherWorkspace"));
			assertThat(context.getBean("floraHealthContributor"))
				.isInstanceOf(org.springframework.boot.health.contributor.CompositeHealthContributor.class);
		});
	}

	@Test
	void customizersAreAppliedInOrderAndOursToFloraAlone() {
		this.runner.withPropertyValues("flora.base-url=http://127.0.0.1:1", "flora.retry.max-attempts=1")
			.withUserConfiguration(Customizers.class)
			.run((context) -> {
				List<String> calls = context.getBean(Customizers.class).calls;
				context.getBean(RestClient.Builder.class);
				assertThat(calls).containsExactly("boot");
				FloraGenerationsClient client = context.getBean(FloraGenerationsClient.class);
				assertThat(calls).as("built on first use").containsExactly("boot");
				assertThatExceptionOfType(FloraConnectionException.class)
					.isThrownBy(() -> client.retrieve("run_1", RequestOptions.defaults()));
				assertThat(calls).containsExactly("boot", "boot", "flora 1", "flora 2");
			});
	}

	@Test
	void applicationKeepsItsDefaults() {
		this.runner.run((context) -> assertThat(context).hasBean("applicationTaskExecutor")
			.hasSingleBean(SimpleAsyncTaskExecutorBuilder.class)
			.hasSingleBean(RestClient.Builder.class)
			.doesNotHaveBean(RestClientCustomizer.class));
	}

	@Test
	void starterAddsAtMostFifteenBeans() {
		this.runner.run((context) -> {
			String[] names = context.getBeanDefinitionNames();
			assertThat(names).filteredOn((name) -> name.toLowerCase(java.util.Locale.ROOT).contains("flora"))
				.isNotEmpty()
				.hasSizeLessThanOrEqualTo(15);
		});
	}

	@Test
	void clientWhenActuatorAndMetricsAreMissingIsThere() {
		for (Class<?> missing : List.of(MeterRegistry.class, HealthContributor.class, SanitizingFunction.class)) {
			this.runner.withClassLoader(new FilteredClassLoader(missing))
				.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(FloraGenerationsClient.class));
		}
	}

	@Configuration(proxyBeanMethods = false)
	static class OwnDetails {

		@Bean
		FloraConnectionDetails own() {
			return new FloraConnectionDetails() {

				@Override
				public URI getBaseUrl() {
					return URI.create("http://127.0.0.1:1/own");
				}

				@Override
				public String getApiKey() {
					return "sk_own";
				}

			};
		}

	}

	record Users(FloraGenerationsClient first, FloraGenerationsClient second) {
	}

	@Configuration(proxyBeanMethods = false)
	static class SecondClient {

		@Bean(defaultCandidate = false)
		FloraGenerationsClient otherWorkspace(FloraClientBuilder builder) {
			return builder.apiKey("sk_other").build();
		}

		@Bean
		Users users(FloraGenerationsClient first, @Qualifier("otherWorkspace") FloraGenerationsClient second) {
			return new Users(first, second);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Customizers {

		final List<String> calls = new ArrayList<>();

		@Bean
		RestClientCustomizer boot() {
			return (builder) -> this.calls.add("boot");
		}

		@Bean
		@Order(2)
		FloraRestClientCustomizer second() {
			return (builder) -> this.calls.add("flora 2");
		}

		@Bean
		@Order(1)
		FloraRestClientCustomizer first() {
			return (builder) -> this.calls.add("flora 1");
		}

	}

}
