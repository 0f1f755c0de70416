package ai.flora.spring.boot.autoconfigure;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.Map;
import java.util.function.Consumer;

import ai.flora.client.FloraClient;
import ai.flora.client.FloraGenerationsClient;
import ai.flora.client.assembly.FloraClientBuilder;
import ai.flora.client.webhook.FloraWebhookVerifier;
import jakarta.inject.Named;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.AutowireCapableBeanFactory;
import org.springframework.beans.factory.config.BeanDefinitionCustomizer;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.stereotype.Component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.mockito.Mockito.mock;

/**
 * What a person reads whose application needs a bean that this starter has not defined,
 * and where that person reads Boot's own analysis.
 */
@ExtendWith(OutputCaptureExtension.class)
class MissingFloraBeanTests {

	private static final Map<String, Object> ON = Map.of("flora.api-key", "sk_test_1");

	private static final Map<String, Object> OFF = Map.of("flora.enabled", "false");

	private static final String EXCLUDED = FloraAutoConfiguration.class.getName() + ","
			+ FloraMockServerAutoConfiguration.class.getName();

	@ParameterizedTest
	@ValueSource(classes = { NeedsGenerations.class, NeedsClient.class, NeedsBuilder.class, NeedsDetails.class,
			NeedsVerifier.class, NeedsProperties.class })
	void startWhenFloraIsSwitchedOffNamesThePropertyAndAWayWithout(Class<?> application, CapturedOutput output) {
		fail(application, OFF);
		assertThat(output)
			.contains("APPLICATION FAILED TO START", "The bean 'needing' needs a Flora",
					"the property flora.enabled is false", "Its value came from", "defaultProperties",
					"Set flora.enabled=true", "inject ObjectProvider<Flora", "getIfAvailable()")
			.doesNotContain("Consider defining a bean");
	}

	@ParameterizedTest
	@ValueSource(classes = { InjectsField.class, InjectsConstructor.class, InjectsStaticMethod.class,
			InjectsProxiedMethod.class })
	void startWhenAnyBeanOfThisContextFailsNamesTheProperty(Class<?> application, CapturedOutput output) {
		fail(application, OFF);
		assertThat(output).containsPattern("The bean '.+' needs a FloraGenerationsClient")
			.contains("the property flora.enabled is false");
	}

	@Test
	void startWhenWebhooksAreSwitchedOffNamesTheProperty(CapturedOutput output) {
		fail(NeedsVerifier.class, ON);
		assertThat(output).contains("needs a FloraWebhookVerifier", "the property flora.webhook.enabled is not set",
				"ObjectProvider<FloraWebhookVerifier>");
	}

	@Test
	void startWhenFloraIsSwitchedOffBesideAnOwnClientNamesTheProperty(CapturedOutput output) {
		fail(NeedsGenerations.class, OFF, (context) -> context.registerBean(FloraClient.class, () -> client()));
		assertThat(output).contains("needs a FloraGenerationsClient", "the property flora.enabled is false");
	}

	@Test
	void startWhenNoClientIsPrimarySaysSo(CapturedOutput output) {
		fail(NeedsGenerations.class, ON, (context) -> registerTwo(FloraClient.class, context));
		assertThat(output).contains("2 beans of type FloraClient", "@Primary");
	}

	@Test
	void startWhenTheParentHasAClientWithoutPartsSaysWhereToDefineThem(CapturedOutput output) {
		failBelow(MissingFloraBeanTests::registerShared, NeedsGenerations.class, ON);
		assertThat(output)
			.contains("The bean 'needing' needs a FloraGenerationsClient",
					"the context of the FloraClient has no beans of its parts", "beside the FloraClient",
					"generations() of it")
			.doesNotContain("Consider defining a bean");
	}

	@Test
	void startWhenTheClientOfTheParentIsNoDefinitionSaysWhereToDefineItsParts(CapturedOutput output) {
		failBelow((parent) -> parent.getBeanFactory().registerSingleton("shared", client()), NeedsGenerations.class,
				ON);
		assertThat(output).contains("the context of the FloraClient has no beans of its parts");
	}

	@Test
	void startWhenTheParentHasClientsWithoutPartsDoesNotAskToMarkOne(CapturedOutput output) {
		failBelow((parent) -> registerTwo(FloraClient.class, parent), NeedsGenerations.class, ON);
		assertThat(output).contains("the context of the FloraClient has no beans of its parts")
			.doesNotContain("@Primary");
	}

	@Test
	void startWhenTheParentHasAClientWithoutPartsDoesNotBlameThePropertiesOfThisContext(CapturedOutput output) {
		failBelow(MissingFloraBeanTests::registerShared, NeedsGenerations.class, OFF);
		assertThat(output).contains("the context of the FloraClient has no beans of its parts")
			.doesNotContain("FLORA is switched off");
	}

	@Test
	void startWhenAClientOfTheParentIsNoLessThePrimaryOneIsLeftToBoot(CapturedOutput output) {
		failBelow(MissingFloraBeanTests::registerShared, OwnClient.class, ON);
		assertThat(output).contains("floraGenerationsClient", "required a single bean, but 2 were found", "own",
				"shared", "@Primary");
	}

	@ParameterizedTest
	@ValueSource(classes = { FloraConnectionDetails.class, FloraClientBuilder.class, FloraClient.class,
			FloraWebhookVerifier.class })
	void startWhenThereAreSeveralOfTheTypeIsLeftToBoot(Class<?> type, CapturedOutput output) {
		fail(NeedsAll.class, ON, (context) -> registerTwo(type, context));
		assertThat(output).contains("required a single bean, but 2 were found", "first", "second", "@Primary");
	}

	@Test
	void startWhenThereAreSeveralOfTheTypeDoesNotBlameTheProperty(CapturedOutput output) {
		fail(NeedsClient.class, OFF, (context) -> {
			// No definitions: when the start has failed, they are gone.
			context.getBeanFactory().registerSingleton("first", client());
			context.getBeanFactory().registerSingleton("second", client());
		});
		assertLeftToBoot(output);
	}

	@Test
	void startWhenTwoClientsArePrimaryIsLeftToBoot(CapturedOutput output) {
		fail(NeedsClient.class, ON,
				(context) -> registerTwo(FloraClient.class, context, (definition) -> definition.setPrimary(true)));
		assertThat(output).contains("more than one 'primary' bean found among candidates: [first, second]");
		assertLeftToBoot(output);
	}

	@ParameterizedTest
	@ValueSource(classes = { QualifiedClient.class, NamedPart.class, OwnQualifier.class, QualifiedSetter.class })
	void startWhenABeanIsQualifiedDoesNotBlameTheProperty(Class<?> application, CapturedOutput output) {
		fail(application, OFF);
		assertThat(output).containsPattern("required a bean of type '.+' that could not be found");
		assertLeftToBoot(output);
	}

	@ParameterizedTest
	@ValueSource(classes = { QualifiedClient.class, NamedPart.class, OwnQualifier.class, QualifiedSetter.class })
	void startWhenNoBeanHasTheQualifierIsLeftToBoot(Class<?> application, CapturedOutput output) {
		fail(application, ON);
		assertThat(output).contains("expected at least 1 bean which qualifies as autowire candidate");
		assertLeftToBoot(output);
	}

	@Test
	void startWhenNoClientIsPrimaryAndThePartIsQualifiedIsLeftToBoot(CapturedOutput output) {
		fail(NamedPart.class, ON, (context) -> registerTwo(FloraClient.class, context));
		assertThat(output).contains("FloraGenerationsClient' that could not be found");
		assertLeftToBoot(output);
	}

	@Test
	void startWhenTheOtherClientIsNoDefaultCandidateIsLeftToBoot(CapturedOutput output) {
		fail(ClientBesideASecondOne.class, OFF);
		assertThat(output).contains("FloraClient' that could not be found", "method 'otherWorkspace'");
		assertLeftToBoot(output);
	}

	@ParameterizedTest
	@ValueSource(classes = { MockedClient.class, NullPart.class })
	void startWhenThePartIsNullIsLeftToBoot(Class<?> application, CapturedOutput output) {
		fail(application, ON);
		assertThat(output).contains("ignored as the bean value is null");
		assertLeftToBoot(output);
	}

	@Test
	void startWhenTheClientIsReplacedByAMockIsLeftToBoot(CapturedOutput output) {
		fail(NeedsGenerations.class, Map.of(), (context) -> {
			// As @MockitoBean does.
			context.registerBeanDefinition("floraClient", new RootBeanDefinition(FloraClient.class));
			context.getBeanFactory().registerSingleton("floraClient", mock(FloraClient.class));
		});
		assertThat(output).contains("FloraGenerationsClient' available");
		assertLeftToBoot(output);
	}

	@ParameterizedTest
	@ValueSource(classes = { MakesAContext.class, MakesAContextOfABeanOfTheSameName.class, AsksOtherContext.class,
			RunsOtherContext.class })
	void startWhenAContextOfTheApplicationsOwnFailsIsNotJudgedByThisOne(Class<?> application, CapturedOutput output) {
		fail(application, OFF);
		assertThat(output).contains("FloraGenerationsClient' that could not be found");
		assertLeftToBoot(output);
	}

	@ParameterizedTest
	@ValueSource(classes = { AsksByName.class, MakesNoBean.class })
	void startWhenCodeAsksForABeanByItselfIsLeftToBoot(Class<?> application, CapturedOutput output) {
		fail(application, OFF);
		assertThat(output).contains("that could not be found");
		assertLeftToBoot(output);
	}

	@Test
	void startWhenFloraIsExcludedDoesNotBlameThePropertyOfWebhooks(CapturedOutput output) {
		fail(NeedsVerifier.class, Map.of("spring.autoconfigure.exclude", EXCLUDED));
		assertThat(output).contains("required a bean of type '" + FloraWebhookVerifier.class.getName());
		assertLeftToBoot(output);
	}

	@Test
	void startWhenTheSwitchIsNoBooleanAndFloraIsExcludedIsLeftToBoot(CapturedOutput output) {
		fail(NeedsClient.class, Map.of("flora.enabled", "perhaps", "spring.autoconfigure.exclude", EXCLUDED));
		assertThat(output).contains("required a bean of type 'ai.flora.client.FloraClient'");
	}

	@Test
	void startWhenAnythingElseIsMissingIsLeftToBoot(CapturedOutput output) {
		fail(NeedsString.class, OFF);
		assertThat(output).contains("required a bean of type 'java.lang.String'").doesNotContain("flora.enabled");
	}

	@Test
	void startWhenProviderIsInjectedWorks() {
		try (var context = application(NeedsNothing.class, OFF).run()) {
			assertThat(context.containsBean("needing")).isTrue();
		}
	}

	private static void assertLeftToBoot(CapturedOutput output) {
		assertThat(output).doesNotContainPattern("The bean '.+' needs a Flora");
	}

	/** In a child of a context without auto-configuration. */
	private static void failBelow(Consumer<GenericApplicationContext> beans, Class<?> type,
			Map<String, Object> properties) {
		try (GenericApplicationContext parent = new GenericApplicationContext()) {
			beans.accept(parent);
			parent.refresh();
			fail(type, properties, (context) -> context.setParent(parent));
		}
	}

	private static void fail(Class<?> type, Map<String, Object> properties) {
		fail(type, properties, (context) -> {
		});
	}

	private static void fail(Class<?> type, Map<String, Object> properties,
			ApplicationContextInitializer<GenericApplicationContext> initializer) {
		SpringApplication application = application(type, properties);
		application.addInitializers(initializer);
		assertThatException().isThrownBy(application::run);
	}

	private static SpringApplication application(Class<?> type, Map<String, Object> properties) {
		SpringApplication application = new SpringApplication(Application.class, type);
		application.setWebApplicationType(WebApplicationType.NONE);
		application.setDefaultProperties(properties);
		return application;
	}

	private static <T> void registerTwo(Class<T> type, GenericApplicationContext context,
			BeanDefinitionCustomizer... customizers) {
		context.registerBean("first", type, () -> mock(type), customizers);
		context.registerBean("second", type, () -> mock(type), customizers);
	}

	private static void registerShared(GenericApplicationContext context) {
		context.registerBean("shared", FloraClient.class, MissingFloraBeanTests::client);
	}

	private static FloraClient client() {
		return new FloraClientBuilder().apiKey("sk_test_1").build();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

	@Component("needing")
	record NeedsGenerations(FloraGenerationsClient flora) {

	}

	@Component("needing")
	record NeedsClient(FloraClient flora) {

	}

	@Component("needing")
	record NeedsBuilder(FloraClientBuilder builder) {

	}

	@Component("needing")
	record NeedsDetails(FloraConnectionDetails details) {

	}

	@Component("needing")
	record NeedsVerifier(FloraWebhookVerifier verifier) {

	}

	@Component("needing")
	record NeedsProperties(FloraProperties properties) {

	}

	@Component("needing")
	record NeedsAll(FloraConnectionDetails details, FloraClientBuilder builder, FloraClient flora,
			FloraWebhookVerifier verifier) {

	}

	@Component("needing")
	record NeedsString(String text) {

	}

	@Component("needing")
	record NeedsNothing(ObjectProvider<FloraGenerationsClient> flora) {

	}

	@Component("needing")
	record QualifiedClient(@Qualifier("audited") FloraClient flora) {

	}

	@Component("needing")
	record NamedPart(@Named("audited") FloraGenerationsClient flora) {

	}

	@Component("needing")
	record OwnQualifier(@Audited FloraGenerationsClient flora) {

	}

	@Qualifier
	@Retention(RetentionPolicy.RUNTIME)
	@interface Audited {

	}

	static class QualifiedSetter {

		@Autowired
		@Qualifier("audited")
		void setFlora(FloraGenerationsClient flora) {
		}

	}

	static class InjectsField {

		@Autowired
		FloraGenerationsClient flora;

	}

	static class InjectsConstructor {

		InjectsConstructor(FloraGenerationsClient flora) {
		}

	}

	static class InjectsStaticMethod {

		@Bean
		static Object needing(FloraGenerationsClient flora) {
			return "needing";
		}

	}

	@Configuration
	static class InjectsProxiedMethod {

		@Bean
		Object needing(FloraGenerationsClient flora) {
			return "needing";
		}

	}

	static class OwnClient {

		@Bean
		FloraClient own() {
			return client();
		}

	}

	@Import(NeedsClient.class)
	static class ClientBesideASecondOne {

		@Bean(defaultCandidate = false)
		FloraClient otherWorkspace() {
			return client();
		}

	}

	@Import(NeedsGenerations.class)
	static class MockedClient {

		@Bean
		FloraClient floraClient() {
			return mock();
		}

	}

	@Import(NeedsGenerations.class)
	static class NullPart {

		@Bean
		@Nullable FloraGenerationsClient audited() {
			return null;
		}

	}

	static class AsksByName {

		@Bean
		Object needing(BeanFactory beans) {
			return beans.getBean("floraGenerationsClient");
		}

	}

	static class MakesNoBean {

		@Bean
		Object needing(AutowireCapableBeanFactory beans) {
			return beans.createBean(InjectsConstructor.class);
		}

	}

	static class MakesAContext {

		@Bean
		Object tenants() {
			return new AnnotationConfigApplicationContext(NeedsGenerations.class);
		}

	}

	static class MakesAContextOfABeanOfTheSameName {

		@Bean
		Object needing() {
			return new AnnotationConfigApplicationContext(NeedsGenerations.class);
		}

	}

	static class AsksOtherContext {

		@Bean
		Object needing() {
			return new StaticListableBeanFactory().getBean(FloraGenerationsClient.class);
		}

	}

	static class RunsOtherContext {

		@Bean
		ApplicationRunner needing() {
			return (arguments) -> new AnnotationConfigApplicationContext(NeedsGenerations.class);
		}

	}

}
