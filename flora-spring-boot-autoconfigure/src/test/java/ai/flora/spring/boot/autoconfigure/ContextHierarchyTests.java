package ai.flora.spring.boot.autoconfigure;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;

import ai.flora.client.FloraClient;
import ai.flora.client.FloraGenerationsClient;
import ai.flora.client.FloraRunEndedEvent;
import ai.flora.client.assembly.FloraClientBuilder;
import ai.flora.client.model.FloraModelsClient;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.beans.factory.config.AutowireCapableBeanFactory;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.boot.actuate.endpoint.SanitizableData;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Fallback;
import org.springframework.context.annotation.Primary;
import org.springframework.context.annotation.Scope;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.MapPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * What a child context has of its own, and what it inherits.
 */
class ContextHierarchyTests {

	private final FloraServer server = new FloraServer();

	private final ApplicationContextRunner auto = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(FloraAutoConfiguration.class));

	private final ApplicationContextRunner parent = this.auto.withPropertyValues("flora.api-key=sk_parent",
			"flora.base-url=" + this.server.url());

	@AfterEach
	void stop() {
		this.server.close();
	}

	@ParameterizedTest
	@ValueSource(classes = { NamedClient.class, PrimaryClient.class })
	void partsAreThoseOfTheClientOfTheChild(Class<?> child) {
		hierarchy(this.parent, this.auto.withUserConfiguration(child), (above, context) -> {
			assertThat(service(context).client()).isNotSameAs(service(above).client());
			assertPartsAreOfTheClient(context);
			assertThat(authorization(context)).isEqualTo("Bearer sk_child");
			assertThat(authorization(above)).isEqualTo("Bearer sk_parent");
		});
	}

	@Test
	void partsAreThoseOfThePrimaryClientOfTheChildThoughTheParentHasAPrimaryOneToo() {
		hierarchy(this.parent.withUserConfiguration(PrimaryOfParent.class),
				this.auto.withUserConfiguration(PrimaryClient.class),
				(above, context) -> assertThat(authorization(context)).isEqualTo("Bearer sk_child"));
	}

	@Test
	void partsAreThoseOfThePrimaryClientOfTheParentWhereTheChildPrefersNone() {
		hierarchy(this.parent.withUserConfiguration(PrimaryOfParent.class),
				this.auto.withUserConfiguration(UnmarkedClient.class), (above, context) -> {
					assertThat(service(context).client()).isSameAs(above.getBean("preferred"));
					assertPartsAreOfTheClient(context);
				});
	}

	/** Otherwise, the parts would be those of the parent, without a word. */
	@Test
	void clientOfTheChildThatIsNoMoreThePrimaryOneThanTheParentsFailsTheStart() {
		hierarchy(this.parent, this.auto.withUserConfiguration(UnmarkedClient.class),
				(above, context) -> assertThat(context).getFailure()
					.rootCause()
					.isInstanceOf(NoUniqueBeanDefinitionException.class)
					.hasMessageContaining("unmarked")
					.hasMessageContaining("floraClient"));
	}

	/** As always with Spring: it is taken where there is no other. */
	@Test
	void fallbackClientOfTheChildYieldsToAnUnmarkedOneOfTheParent() {
		hierarchy(this.parent, this.auto.withUserConfiguration(FallbackClient.class), (above, context) -> {
			assertThat(service(context).client()).isSameAs(service(above).client());
			assertPartsAreOfTheClient(context);
			assertThat(authorization(context)).isEqualTo("Bearer sk_parent");
		});
	}

	/** A name must not choose whose key pays. */
	@Test
	void nameOfABeanOfTheParentDoesNotMakeItTheOneToTake() {
		hierarchy(new ApplicationContextRunner().withBean("client", FloraClient.class, () -> client("sk_shared")),
				this.auto.withPropertyValues("flora.api-key=sk_child").withUserConfiguration(UnmarkedClient.class),
				(above, context) -> assertThat(context).getFailure()
					.rootCause()
					.isInstanceOf(NoUniqueBeanDefinitionException.class)
					.hasMessageContaining("unmarked"));
		hierarchy(this.parent.withBean("connection", FloraConnectionDetails.class, () -> details("sk_parent")),
				this.auto.withUserConfiguration(KeylessClient.class)
					.withBean("vault", FloraConnectionDetails.class, () -> details("sk_child")),
				(above, context) -> assertThat(context).getFailure()
					.rootCause()
					.isInstanceOf(NoUniqueBeanDefinitionException.class)
					.hasMessageContaining("vault"));
		hierarchy(
				new ApplicationContextRunner().withBean("builder", FloraClientBuilder.class,
						() -> new FloraClientBuilder().apiKey("sk_shared")),
				this.auto.withBean("tenant", FloraClientBuilder.class,
						() -> new FloraClientBuilder().apiKey("sk_child")),
				(above, context) -> assertThat(context).getFailure()
					.rootCause()
					.isInstanceOf(NoUniqueBeanDefinitionException.class)
					.hasMessageContaining("tenant"));
	}

	@Test
	void clientThatIsNoDefaultCandidateLeavesThePartsToTheParent() {
		hierarchy(this.parent, this.auto.withUserConfiguration(SecondClient.class), (above, context) -> {
			assertThat(context.getBean(FloraGenerationsClient.class))
				.isSameAs(above.getBean(FloraGenerationsClient.class));
			assertPartsAreOfTheClient(context);
		});
	}

	@Test
	void partsOfAnInheritedClientAreInheritedAsTheyAre() {
		FloraGenerationsClient decorated = mock();
		hierarchy(this.parent.withBean("decorated", FloraGenerationsClient.class, () -> decorated), this.auto,
				(above, context) -> {
					assertThat(service(context).generations()).isSameAs(decorated);
					assertThat(service(context).models()).isSameAs(above.getBean("floraModelsClient"));
				});
	}

	@Test
	void partsOfAnInheritedClientAreThoseThatTheParentHasDefined() {
		FloraGenerationsClient own = mock();
		hierarchy(new ApplicationContextRunner().withBean("shared", FloraClient.class, () -> client("sk_shared"))
			.withBean("own", FloraGenerationsClient.class, () -> own), this.auto, (above, context) -> {
				assertThat(context.getBean(FloraGenerationsClient.class)).isSameAs(own);
				assertThat(context).doesNotHaveBean(FloraModelsClient.class);
			});
	}

	@Test
	void partOfTheChildReplacesThatOfItsClientAlone() {
		FloraModelsClient own = mock();
		hierarchy(this.parent, this.auto.withUserConfiguration(PrimaryClient.class)
			.withBean("floraModelsClient", FloraModelsClient.class, () -> own), (above, context) -> {
				assertThat(service(context).models()).isSameAs(own);
				assertThat(authorization(context)).isEqualTo("Bearer sk_child");
			});
	}

	@Test
	void partOfTheParentThatHasTheNameOfTheStartersIsNotThatOfTheChild() {
		FloraGenerationsClient own = mock();
		hierarchy(
				this.parent.withBean("floraGenerationsClient", FloraGenerationsClient.class, () -> own,
						(definition) -> definition.setPrimary(true)),
				this.auto.withUserConfiguration(PrimaryClient.class), (above, context) -> {
					assertThat(service(above).generations()).isSameAs(own);
					assertPartsAreOfTheClient(context);
				});
	}

	@Test
	void eventIsPublishedInTheContextOfTheClientAndInItsAncestors() {
		ApplicationContextRunner listening = this.parent.withUserConfiguration(Listener.class);
		ApplicationContextRunner child = this.auto.withUserConfiguration(NamedClient.class, Listener.class);
		hierarchy(listening, child, (above, context) -> {
			service(context).generations().follow("run_abc123").await();
			Awaitility.await().until(() -> !heard(context).isEmpty() && !heard(above).isEmpty());
		});
		hierarchy(listening, child, (above, context) -> {
			service(above).generations().follow("run_abc123").await();
			Awaitility.await().until(() -> !heard(above).isEmpty());
			assertThat(heard(context)).isEmpty();
		});
	}

	private static List<String> heard(AssertableApplicationContext context) {
		return context.getBean(Listener.class).heard;
	}

	/**
	 * As always with Spring Boot: whoever is the first to bind properties shares them.
	 */
	@Test
	void propertiesAreThoseOfTheParent() {
		for (ApplicationContextRunner child : List.of(this.auto,
				this.auto.withPropertyValues("flora.api-key=sk_child"))) {
			hierarchy(this.parent, child, (above, context) -> {
				assertThat(authorization(context)).isEqualTo("Bearer sk_parent");
				assertThat(service(context).client()).isSameAs(service(above).client());
			});
			hierarchy(this.parent, child.withUserConfiguration(KeylessClient.class),
					(above, context) -> assertThat(authorization(context)).isEqualTo("Bearer sk_parent"));
		}
	}

	@Test
	void connectionDetailsOfTheApplicationBeatThoseOfThePropertiesWhereverTheyAre() {
		ApplicationContextRunner child = this.auto.withUserConfiguration(KeylessClient.class);
		hierarchy(this.parent.withBean("vault", FloraConnectionDetails.class, () -> details("sk_vault")), child,
				(above, context) -> assertThat(authorization(context)).isEqualTo("Bearer sk_vault"));
		hierarchy(this.parent, child.withBean("vault", FloraConnectionDetails.class, () -> details("sk_vault")),
				(above, context) -> {
					assertThat(authorization(context)).isEqualTo("Bearer sk_vault");
					assertThat(authorization(above)).isEqualTo("Bearer sk_parent");
				});
	}

	@Test
	void connectionDetailsOfTheChildThatAreNoDefaultCandidateAreNotTaken() {
		hierarchy(this.parent, this.auto.withUserConfiguration(KeylessClient.class, SecondDetails.class),
				(above, context) -> assertThat(authorization(context)).isEqualTo("Bearer sk_parent"));
	}

	@Test
	void primaryConnectionDetailsOfTheParentBeatThoseOfTheChild() {
		hierarchy(
				this.parent.withBean("fake", FloraConnectionDetails.class, () -> details("sk_fake"),
						(definition) -> definition.setPrimary(true)),
				this.auto.withUserConfiguration(KeylessClient.class)
					.withBean("vault", FloraConnectionDetails.class, () -> details("sk_vault")),
				(above, context) -> assertThat(authorization(context)).isEqualTo("Bearer sk_fake"));
	}

	@Test
	void connectionDetailsOfTheChildThatAreNoMorePreferredThanTheParentsFailTheStart() {
		hierarchy(this.parent.withBean("shared", FloraConnectionDetails.class, () -> details("sk_shared")),
				this.auto.withUserConfiguration(KeylessClient.class)
					.withBean("vault", FloraConnectionDetails.class, () -> details("sk_vault")),
				(above, context) -> assertThat(context).getFailure()
					.rootCause()
					.isInstanceOf(NoUniqueBeanDefinitionException.class)
					.hasMessageContaining("vault")
					.hasMessageContaining("shared"));
	}

	/** The starter's are fallbacks, too. */
	@Test
	void fallbackOfTheChildThatIsNoMoreThanTheStartersFailsTheStart() {
		ApplicationContextRunner client = this.auto.withUserConfiguration(KeylessClient.class);
		hierarchy(this.parent,
				client.withBean("vault", FloraConnectionDetails.class, () -> details("sk_child"),
						(definition) -> ((AbstractBeanDefinition) definition).setFallback(true)),
				(above, context) -> assertThat(context).getFailure()
					.rootCause()
					.isInstanceOf(NoUniqueBeanDefinitionException.class)
					.hasMessageContaining("vault"));
		hierarchy(this.parent,
				client.withBean("own", FloraClientBuilder.class, () -> new FloraClientBuilder().apiKey("sk_child"),
						(definition) -> ((AbstractBeanDefinition) definition).setFallback(true)),
				(above, context) -> assertThat(context).getFailure()
					.rootCause()
					.isInstanceOf(NoUniqueBeanDefinitionException.class)
					.hasMessageContaining("own"));
	}

	@Test
	void fallbackOfTheChildYieldsToTheApplicationsOwnOfTheParent() {
		ApplicationContextRunner client = this.auto.withUserConfiguration(KeylessClient.class);
		hierarchy(this.parent.withBean("shared", FloraConnectionDetails.class, () -> details("sk_shared")),
				client.withBean("vault", FloraConnectionDetails.class, () -> details("sk_child"),
						(definition) -> ((AbstractBeanDefinition) definition).setFallback(true)),
				(above, context) -> assertThat(authorization(context)).isEqualTo("Bearer sk_shared"));
		hierarchy(this.parent.withUserConfiguration(OwnBuilder.class),
				client.withBean("spare", FloraClientBuilder.class, () -> new FloraClientBuilder().apiKey("sk_child"),
						(definition) -> ((AbstractBeanDefinition) definition).setFallback(true)),
				(above, context) -> assertThat(authorization(context)).isEqualTo("Bearer sk_own_builder"));
	}

	@Test
	void builderOfTheApplicationIsInherited() {
		hierarchy(this.parent.withUserConfiguration(OwnBuilder.class),
				this.auto.withUserConfiguration(KeylessClient.class), (above, context) -> {
					assertThat(context).doesNotHaveBean("floraClientBuilder");
					assertThat(authorization(context)).isEqualTo("Bearer sk_own_builder");
				});
	}

	@Test
	void builderOfTheChildBeatsThatOfTheParentsAutoConfiguration() {
		hierarchy(this.parent, this.auto.withUserConfiguration(KeylessClient.class, OwnBuilder.class),
				(above, context) -> {
					assertThat(authorization(context)).isEqualTo("Bearer sk_own_builder");
					assertThat(authorization(above)).isEqualTo("Bearer sk_parent");
				});
	}

	/** A child's environment has the properties of its parent, too. */
	@Test
	void secretsOfTheParentAreMaskedInTheChild() {
		AutoConfigurations masked = AutoConfigurations.of(FloraSanitizingAutoConfiguration.class);
		hierarchy(
				this.parent.withConfiguration(masked)
					.withPropertyValues("flora.webhook.secrets=whsec_parent_c0ffee")
					.withBean("shared", FloraConnectionDetails.class, () -> details("sk_shared_c0ffee")),
				this.auto.withConfiguration(masked)
					.withInitializer(ContextHierarchyTests::setSecretsOfTheChild)
					.withUserConfiguration(KeylessClient.class)
					.withBean("vault", FloraConnectionDetails.class, () -> details("sk_vault_c0ffee"),
							(definition) -> definition.setPrimary(true)),
				(above, context) -> {
					SanitizingFunction function = context.getBean(SanitizingFunction.class);
					for (String key : List.of("sk_shared_c0ffee", "sk_vault_c0ffee", "sk_parent", "sk_child",
							"whsec_parent_c0ffee", "whsec_child_c0ffee", "sk_nobodys_c0ffee")) {
						Object shown = function.apply(new SanitizableData(null, "my.own", key)).getValue();
						assertThat(key.equals(shown)).as(key).isEqualTo(key.contains("nobodys"));
					}
				});
	}

	@Test
	void secretsAreMaskedInAChildThatOutlivesItsParent() {
		AutoConfigurations masked = AutoConfigurations.of(FloraSanitizingAutoConfiguration.class);
		hierarchy(this.parent, this.auto.withConfiguration(masked), (above, context) -> {
			above.getSourceApplicationContext().close();
			SanitizableData data = new SanitizableData(null, "my.own", "sk_parent");
			assertThat(context.getBean(SanitizingFunction.class).apply(data).getValue()).isNotEqualTo("sk_parent");
		});
	}

	/** Its properties are part of the child's environment, and stay. */
	@Test
	void keyOfABeanOfAClosedParentIsMaskedInTheChild() {
		AutoConfigurations masked = AutoConfigurations.of(FloraSanitizingAutoConfiguration.class);
		AtomicReference<Runnable> closing = new AtomicReference<>();
		ApplicationContextRunner vault = this.parent.withPropertyValues("vault.token=sk_vault_c0ffee")
			.withBean(DisposableBean.class, () -> () -> closing.get().run())
			.withBean("vault", FloraConnectionDetails.class, () -> details("sk_vault_c0ffee"), (definition) -> {
				definition.setLazyInit(true);
				((AbstractBeanDefinition) definition).setDefaultCandidate(false);
			});
		hierarchy(vault, this.auto.withConfiguration(masked), (above, context) -> {
			SanitizingFunction function = context.getBean(SanitizingFunction.class);
			SanitizableData data = new SanitizableData(null, "vault.token",
					context.getEnvironment().getProperty("vault.token"));
			assertThat(data.getValue()).isEqualTo("sk_vault_c0ffee");
			List<Object> shown = new ArrayList<>();
			closing.set(() -> shown.add(function.apply(data).getValue()));
			above.getSourceApplicationContext().close();
			shown.add(function.apply(data).getValue());
			assertThat(shown).hasSize(2).doesNotContain("sk_vault_c0ffee");
		});
	}

	/** Property values of the runner would be the parent's, too. */
	private static void setSecretsOfTheChild(ConfigurableApplicationContext context) {
		Map<String, Object> secrets = Map.of("flora.webhook.secrets", "whsec_child_c0ffee", "flora.api-key",
				"sk_child");
		context.getEnvironment().getPropertySources().addFirst(new MapPropertySource("child", secrets));
	}

	private FloraConnectionDetails details(String key) {
		return new FloraAutoConfigurationTests.TestDetails(this.server.url(), key);
	}

	/** With the parent itself: what the runner hands out hides definitions. */
	private static void hierarchy(ApplicationContextRunner parent, ApplicationContextRunner child,
			BiConsumer<AssertableApplicationContext, AssertableApplicationContext> check) {
		parent.run((above) -> child.withParent(above.getSourceApplicationContext())
			.run((context) -> check.accept(above, context)));
	}

	private static void assertPartsAreOfTheClient(AssertableApplicationContext context) {
		Service service = service(context);
		assertThat(service.generations()).isSameAs(service.client().generations());
		assertThat(service.models()).isSameAs(service.client().models());
	}

	/**
	 * With injection: whoever asks for a bean by its type gets that of the child first.
	 */
	private static Service service(AssertableApplicationContext context) {
		return (Service) context.getAutowireCapableBeanFactory()
			.autowire(Service.class, AutowireCapableBeanFactory.AUTOWIRE_CONSTRUCTOR, false);
	}

	private String authorization(AssertableApplicationContext context) {
		service(context).generations().retrieve("run_abc123");
		List<String> sent = this.server.authorizations();
		return sent.get(sent.size() - 1);
	}

	private static FloraClient client(String key) {
		return new FloraClientBuilder().apiKey(key).build();
	}

	record Service(FloraClient client, FloraGenerationsClient generations, FloraModelsClient models) {

	}

	@Configuration(proxyBeanMethods = false)
	static class NamedClient {

		@Bean
		FloraClient floraClient(FloraClientBuilder builder) {
			return builder.apiKey("sk_child").build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class KeylessClient {

		@Bean
		FloraClient floraClient(FloraClientBuilder builder) {
			return builder.build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class SecondDetails {

		@Bean(defaultCandidate = false)
		FloraConnectionDetails second() {
			return new FloraAutoConfigurationTests.TestDetails("http://127.0.0.1:1", "sk_second");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnBuilder {

		@Bean
		@Scope("prototype")
		FloraClientBuilder own(FloraProperties properties) {
			return new FloraClientBuilder().apiKey("sk_own_builder").baseUrl(URI.create(properties.getBaseUrl()));
		}

	}

	static class Listener {

		private final List<String> heard = new CopyOnWriteArrayList<>();

		@EventListener
		void ended(FloraRunEndedEvent event) {
			this.heard.add(event.runId());
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class PrimaryClient {

		@Bean
		@Primary
		FloraClient tenant(FloraClientBuilder builder) {
			return builder.apiKey("sk_child").build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class PrimaryOfParent {

		@Bean
		@Primary
		FloraClient preferred(FloraClientBuilder builder) {
			return builder.build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class UnmarkedClient {

		@Bean
		FloraClient unmarked(FloraClientBuilder builder) {
			return builder.apiKey("sk_child").build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class FallbackClient {

		@Bean
		@Fallback
		FloraClient spare(FloraClientBuilder builder) {
			return builder.apiKey("sk_child").build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class SecondClient {

		@Bean(defaultCandidate = false)
		FloraClient second(FloraClientBuilder builder) {
			return builder.apiKey("sk_child").build();
		}

	}

}
