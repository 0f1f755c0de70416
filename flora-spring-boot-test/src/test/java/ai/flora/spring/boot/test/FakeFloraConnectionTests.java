package ai.flora.spring.boot.test;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;

import ai.flora.client.FloraAuthenticationException;
import ai.flora.client.FloraClient;
import ai.flora.client.FloraConnection;
import ai.flora.client.FloraInsufficientCreditsException;
import ai.flora.client.GenerationRequest;
import ai.flora.client.RunStatus;
import ai.flora.client.StartedRun;
import ai.flora.client.assembly.FloraClientBuilder;
import ai.flora.spring.boot.autoconfigure.FloraAutoConfiguration;
import ai.flora.spring.boot.autoconfigure.FloraConnectionDetails;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.BeanCreationException;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Primary;
import org.springframework.context.annotation.Scope;
import org.springframework.context.annotation.ScopedProxyMode;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.test.context.ContextConfiguration;
import org.springframework.test.context.ContextHierarchy;
import org.springframework.test.context.bean.override.mockito.MockitoBean;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;

/**
 * Applications that say by beans of their own where FLORA is, and as whom to ask it.
 */
class FakeFloraConnectionTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(FloraAutoConfiguration.class))
		.withUserConfiguration(FakeFloraConfiguration.class);

	private final WebApplicationContextRunner webRunner = new WebApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(FloraAutoConfiguration.class))
		.withUserConfiguration(FakeFloraConfiguration.class);

	@ParameterizedTest
	@ValueSource(classes = { OfVault.class, OfPrimary.class, OfFactory.class, OfUntypedFactory.class, OfProxy.class,
			OfComponent.class })
	void clientOfTheApplicationTalksToTheFake(Class<?> application) {
		this.runner.withUserConfiguration(application).run(FakeFloraConnectionTests::assertTalksToTheFake);
	}

	@Test
	void clientTalksToTheFakeWhenTheDetailsAreASingleton() {
		this.runner
			.withInitializer((context) -> context.getBeanFactory().registerSingleton("vault", new VaultDetails()))
			.run(FakeFloraConnectionTests::assertTalksToTheFake);
	}

	@Test
	void clientTalksToTheFakeWhenTheDetailsAreThoseOfAParent() {
		new ApplicationContextRunner().withUserConfiguration(OfPrimary.class)
			.run((parent) -> this.runner.withParent(parent).run(FakeFloraConnectionTests::assertTalksToTheFake));
	}

	@Test
	void clientTalksToTheFakeWhenPropertiesLeadElsewhere() {
		this.runner.withPropertyValues("flora.base-url=https://flora.invalid/api/v1", "flora.api-key=sk_of_production")
			.run(FakeFloraConnectionTests::assertTalksToTheFake);
	}

	@Test
	void detailsThatAreAskedForByNameAreTheFakes() {
		this.runner.withUserConfiguration(OfSeveral.class).run((context) -> {
			assertTalksToTheFake(context);
			assertTalksToTheFake(context, context.getBean("second", FloraClient.class));
		});
	}

	@ParameterizedTest
	@ValueSource(classes = { OfBuilder.class, OfClient.class })
	void clientThatWouldReachFloraIsRefused(Class<?> application) {
		this.runner.withUserConfiguration(application)
			.run((context) -> assertThatExceptionOfType(Exception.class)
				.isThrownBy(() -> context.getBeansOfType(FloraClient.class))
				.havingRootCause()
				.withMessageContaining("is connected to https://app.flora.ai/api/v1"));
	}

	@Test
	void contextWhoseParentHasAClientOfFloraFails() {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(FloraAutoConfiguration.class))
			.withPropertyValues("flora.api-key=sk_of_production")
			.run((parent) -> this.runner.withUserConfiguration(OfStarter.class)
				.withParent(parent)
				.run((context) -> assertThat(context).getFailure()
					.rootCause()
					.hasMessageContaining("is connected to https://app.flora.ai/api/v1")));
	}

	@Test
	void lazyClientOfAParentIsRefusedOnceItIsMade() {
		new ApplicationContextRunner().withUserConfiguration(OfLazyClient.class).run((parent) -> {
			this.runner.withParent(parent).run((context) -> {
				assertTalksToTheFake(context);
				assertThatExceptionOfType(BeanCreationException.class).isThrownBy(() -> context.getBean("second"))
					.havingRootCause()
					.withMessageContaining("is connected to https://app.flora.ai/api/v1");
			});
			assertThat(parent.getBean("second", FloraClient.class)).as("once no fake is there").isNotNull();
		});
	}

	@Test
	void contextsOfAHierarchyShareTheFakeOfTheirAncestor() {
		this.runner.run((parent) -> this.runner.withParent(parent).run((context) -> {
			assertTalksToTheFake(context);
			assertThat(context.getBean(FakeFlora.class)).isSameAs(parent.getBean(FakeFlora.class));
		}));
	}

	@ParameterizedTest
	@ValueSource(classes = { OfVault.class, OfPrimary.class })
	void clientOfAChildWithDetailsOfItsOwnTalksToTheFake(Class<?> details) {
		this.runner.run((parent) -> child(parent).withUserConfiguration(details, OfTenant.class)
			.run(FakeFloraConnectionTests::assertTalksToTheFake));
	}

	@Test
	void childWithAClientOfFloraFails() {
		this.runner.run((parent) -> child(parent).withUserConfiguration(OfClient.class)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("is connected to https://app.flora.ai/api/v1")));
	}

	/** Made by the application itself, which knows nothing of the fake. */
	private static ApplicationContextRunner child(AssertableApplicationContext parent) {
		return new ApplicationContextRunner().withUserConfiguration(Automatic.class)
			.withParent(parent.getSourceApplicationContext());
	}

	@Test
	void clientOfAParentStartsAfreshWithEachTest() {
		FloraConnection connection = mock(FloraConnection.class);
		FloraClient client = mock(FloraClient.class);
		given(client.connection()).willReturn(connection);
		new ApplicationContextRunner().withBean("second", FloraClient.class, () -> client)
			.run((parent) -> this.runner.withParent(parent).run((context) -> {
				context.getBean(FakeFlora.class).reset();
				verify(connection).restart();
			}));
	}

	@Test
	void clientOfAScopeIsAskedOnlyWhereItIs() {
		this.webRunner.withUserConfiguration(OfRequest.class).run((context) -> {
			assertThat(context).hasNotFailed();
			FakeFlora fake = context.getBean(FakeFlora.class);
			fake.reset();
			RequestContextHolder.setRequestAttributes(new ServletRequestAttributes(new MockHttpServletRequest()));
			try {
				assertThat(context.getBean("tenant", FloraClient.class).connection().baseUrl())
					.isEqualTo(fake.baseUrl());
				assertThatExceptionOfType(BeanCreationException.class)
					.isThrownBy(() -> context.getBean("stranger", FloraClient.class).connection())
					.havingRootCause()
					.withMessageContaining("is connected to https://app.flora.ai/api/v1");
			}
			finally {
				RequestContextHolder.resetRequestAttributes();
			}
		});
	}

	@Test
	void clientOfAScopeOfAParentIsNotAskedForAtTheStart() {
		new WebApplicationContextRunner().withUserConfiguration(OfRequest.class)
			.run((parent) -> this.runner.withParent(parent).run((context) -> assertThat(context).hasNotFailed()));
	}

	@Test
	void secondClientWithAKeyOfItsOwnTalksToTheFake() {
		this.runner.withUserConfiguration(OfTwoKeys.class).run((context) -> {
			FakeFlora fake = context.getBean(FakeFlora.class);
			context.getBean("second", FloraClient.class).generations().create(GenerationRequest.image("A harbour"));
			assertThat(fake).charged(1);
			assertThat(fake.requests(FloraOperation.CREATE).get(0).header("Authorization"))
				.hasValue("Bearer sk_of_the_second");
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "Bearer", "Bearer sk test", "Basic dXNlcjpwYXNz", "sk_test" })
	void whatIsNoKeyIsRefused(String authorization) {
		this.runner.run((context) -> {
			HttpRequest request = HttpRequest
				.newBuilder(URI.create(context.getBean(FakeFlora.class).baseUrl() + "/workspaces"))
				.header("Authorization", authorization)
				.build();
			assertThat(HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(401);
		});
	}

	private static void assertTalksToTheFake(AssertableApplicationContext context) {
		assertThat(context).hasNotFailed();
		assertTalksToTheFake(context, context.getBean(FloraClient.class));
	}

	private static void assertTalksToTheFake(ConfigurableApplicationContext context, FloraClient client) {
		FakeFlora fake = context.getBean(FakeFlora.class);
		assertThat(client.connection().baseUrl()).isEqualTo(fake.baseUrl());
		fake.run("run_1").completesWith();
		assertThat(client.generations().retrieve("run_1").runId()).isEqualTo("run_1");
	}

	@Nested
	@SpringBootTest(classes = OfPrimary.class)
	@ImportAutoConfiguration(FloraAutoConfiguration.class)
	@WithFakeFlora
	class WithAnnotation {

		@Test
		void clientTalksToTheFake(@Autowired ConfigurableApplicationContext context, @Autowired FloraClient client) {
			assertTalksToTheFake(context, client);
		}

	}

	@Nested
	@SpringBootTest(classes = OfTwoKeys.class)
	@ImportAutoConfiguration(FloraAutoConfiguration.class)
	@WithFakeFlora
	class WithTwoKeys {

		@Autowired
		@Qualifier("second")
		private FloraClient second;

		@Test
		void faultMeetsTheStartAndNotTheLookupOfItsWorkspace(FakeFlora fake) {
			fake.nextRequest().status(402, "insufficient_credits");
			assertThatExceptionOfType(FloraInsufficientCreditsException.class)
				.isThrownBy(() -> this.second.generations().create(GenerationRequest.image("A harbour")));
			assertThat(fake).received(FloraOperation.WORKSPACES, 1).received(FloraOperation.CREATE, 1);
		}

		@Test
		void keyIsRefusedWhenTheTestAsksForThat(FakeFlora fake) {
			fake.nextRequest().status(401, "invalid_api_key");
			assertThatExceptionOfType(FloraAuthenticationException.class)
				.isThrownBy(() -> this.second.generations().retrieve("run_1"));
			fake.run("run_1").isPending();
			assertThat(this.second.generations().retrieve("run_1").status()).isEqualTo(RunStatus.PENDING);
		}

	}

	@Nested
	@SpringBootTest(classes = OfUser.class)
	@ImportAutoConfiguration(FloraAutoConfiguration.class)
	@WithFakeFlora
	class WithMock {

		@MockitoBean
		private VaultDetails vault;

		@Test
		void applicationThatNeedsTheClassGetsTheMock(@Autowired ConfigurableApplicationContext context,
				@Autowired FloraClient client, @Autowired @Qualifier("user") String user) {
			assertThat(user).isEqualTo(this.vault.toString());
			assertTalksToTheFake(context, client);
		}

	}

	@Nested
	@SpringBootTest(classes = OfVault.class)
	@ImportAutoConfiguration(FloraAutoConfiguration.class)
	@WithFakeFlora
	class WithNamedMock {

		@MockitoBean(name = "vault")
		private VaultDetails vault;

		@Test
		void nameIsThatOfTheMock(@Autowired ConfigurableApplicationContext context, @Autowired FloraClient client) {
			assertThat(context.getBean("vault")).isSameAs(this.vault);
			assertTalksToTheFake(context, client);
		}

	}

	@Nested
	@SpringBootTest
	@ContextHierarchy({ @ContextConfiguration(classes = Parent.class), @ContextConfiguration(classes = Child.class) })
	@WithFakeFlora
	class WithHierarchy {

		@Test
		void clientTalksToTheFakeOfTheTest(@Autowired FloraClient client, FakeFlora fake) {
			client.generations().create(GenerationRequest.image("A harbour"));
			assertThat(fake).charged(1);
		}

	}

	static class VaultDetails implements FloraConnectionDetails {

		@Override
		public URI getBaseUrl() {
			throw new IllegalStateException("The vault was asked where FLORA is");
		}

		@Override
		public String getApiKey() {
			throw new IllegalStateException("The vault was asked for the key");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OfVault {

		@Bean
		VaultDetails vault() {
			return new VaultDetails();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Automatic {

	}

	@Configuration(proxyBeanMethods = false)
	static class OfTenant {

		@Bean
		FloraClient floraClient(FloraClientBuilder builder) {
			return builder.build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OfPrimary {

		@Bean
		@Primary
		FloraConnectionDetails vault() {
			return new VaultDetails();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import(VaultDetails.class)
	static class OfComponent {

	}

	@Configuration(proxyBeanMethods = false)
	static class OfProxy {

		@Bean
		@Primary
		@Scope(scopeName = "prototype", proxyMode = ScopedProxyMode.INTERFACES)
		FloraConnectionDetails vault() {
			return new VaultDetails();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OfFactory {

		@Bean
		@Primary
		FactoryBean<FloraConnectionDetails> vault() {
			return new VaultFactory();
		}

	}

	/** What it makes is known only once it is there. */
	@Configuration(proxyBeanMethods = false)
	static class OfUntypedFactory {

		@Bean
		FactoryBean<?> vault() {
			return new VaultFactory();
		}

	}

	static class VaultFactory implements FactoryBean<FloraConnectionDetails> {

		@Override
		public FloraConnectionDetails getObject() {
			return new VaultDetails();
		}

		@Override
		public Class<?> getObjectType() {
			return VaultDetails.class;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OfBuilder {

		@Bean
		@Scope("prototype")
		FloraClientBuilder builder() {
			return new FloraClientBuilder().apiKey("sk_of_production");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OfClient {

		@Bean(defaultCandidate = false)
		FloraClient second() {
			return new FloraClientBuilder().apiKey("sk_of_production").build();
		}

	}

	/** It would cost money before the context is there. */
	@Configuration(proxyBeanMethods = false)
	static class OfStarter {

		@Bean
		StartedRun run(FloraClient client) {
			throw new IllegalStateException("A run is started with " + client.connection().baseUrl());
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OfLazyClient {

		@Bean(defaultCandidate = false)
		@Lazy
		FloraClient second() {
			return new FloraClientBuilder().apiKey("sk_of_production").build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(FloraAutoConfiguration.class)
	static class Parent {

	}

	@Configuration(proxyBeanMethods = false)
	static class Child {

	}

	@Configuration(proxyBeanMethods = false)
	static class OfRequest {

		@Bean(defaultCandidate = false)
		@Scope(scopeName = "request", proxyMode = ScopedProxyMode.INTERFACES)
		FloraClient tenant(FloraClientBuilder builder) {
			return builder.apiKey("sk_of_the_tenant").build();
		}

		@Bean(defaultCandidate = false)
		@Scope(scopeName = "request", proxyMode = ScopedProxyMode.INTERFACES)
		FloraClient stranger() {
			return new FloraClientBuilder().apiKey("sk_of_production").build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OfSeveral {

		@Bean(defaultCandidate = false)
		FloraConnectionDetails others() {
			return new VaultDetails();
		}

		@Bean
		@Primary
		FloraConnectionDetails vault() {
			return new VaultDetails();
		}

		@Bean(defaultCandidate = false)
		FloraClient second(FloraClientBuilder builder, @Qualifier("others") FloraConnectionDetails details) {
			return builder.baseUrl(details.getBaseUrl()).apiKey(details::getApiKey).build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OfTwoKeys {

		@Bean(defaultCandidate = false)
		FloraClient second(FloraClientBuilder builder) {
			return builder.apiKey("sk_of_the_second").workspaceId(null).projectId("prj_2").withoutCallbacks().build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import(OfVault.class)
	static class OfUser {

		@Bean
		String user(VaultDetails details) {
			return details.toString();
		}

	}

}
