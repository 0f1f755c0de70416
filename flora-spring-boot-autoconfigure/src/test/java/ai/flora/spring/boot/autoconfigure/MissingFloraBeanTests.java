package ai.flora.spring.boot.autoconfigure;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.Map;

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
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Primary;
import org.springframework.context.support.GenericApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.mockito.Mockito.mock;

/**
 * What a person reads whose application needs a bean that FLORA's properties switch off.
 */
@ExtendWith(OutputCaptureExtension.class)
class MissingFloraBeanTests {

	@ParameterizedTest
	@ValueSource(classes = { NeedsGenerations.class, NeedsClient.class, NeedsBuilder.class, NeedsDetails.class,
			NeedsVerifier.class, NeedsProperties.class })
	void startWhenFloraIsSwitchedOffNamesThePropertyAndAWayWithout(Class<?> application, CapturedOutput output) {
		fail(application, Map.of("flora.enabled", "false"));
		assertThat(output)
			.contains("APPLICATION FAILED TO START", "The bean 'needing' needs a Flora",
					"the property flora.enabled is false", "Its value came from", "defaultProperties",
					"Set flora.enabled=true", "inject ObjectProvider<Flora", "getIfAvailable()")
			.doesNotContain("Consider defining a bean");
	}

	@Test
	void startWhenWebhooksAreSwitchedOffNamesTheProperty(CapturedOutput output) {
		fail(NeedsVerifier.class, Map.of("flora.api-key", "sk_test_1"));
		assertThat(output).contains("needs a FloraWebhookVerifier", "the property flora.webhook.enabled is not set",
				"ObjectProvider<FloraWebhookVerifier>");
	}

	@Test
	void startWhenBeanIsAskedForByNameNamesTheProperty(CapturedOutput output) {
		fail(AsksByName.class, Map.of("flora.enabled", "false"));
		assertThat(output).contains("needs the bean 'floraGenerationsClient'", "flora.enabled is false");
	}

	@Test
	void startWhenNoClientIsPrimarySaysSo(CapturedOutput output) {
		fail(TwoClients.class, Map.of("flora.api-key", "sk_test_1"));
		assertThat(output).contains("2 beans of type FloraClient", "@Primary");
	}

	@Test
	void startWhenAClientOfTheParentIsNoLessThePrimaryOneSaysSo(CapturedOutput output) {
		failBelowAClient(OneClient.class);
		assertThat(output).contains("2 beans of type FloraClient", "@Primary");
	}

	@Test
	void startWhenTheParentHasAClientWithoutPartsSaysWhereToDefineThem(CapturedOutput output) {
		failBelowAClient(NeedsGenerations.class);
		assertThat(output)
			.contains("The bean 'needing' needs a FloraGenerationsClient",
					"the context of the FloraClient has no beans of its parts", "beside the FloraClient",
					"generations() of it")
			.doesNotContain("Consider defining a bean");
	}

	@Test
	void startWhenTheClientItselfIsInjectedAndNoneIsPrimarySaysSo(CapturedOutput output) {
		fail(TwoClientsAndOneWanted.class, Map.of("flora.api-key", "sk_test_1"));
		assertThat(output).contains("The bean 'needing' needs a FloraClient", "2 beans of type FloraClient",
				"@Bean(defaultCandidate = false)");
	}

	@Test
	void startWhenTheClientIsAMockThatReturnsNoPartSaysWhatToMock(CapturedOutput output) {
		fail(MockedClient.class, Map.of());
		assertThat(output)
			.contains("The bean 'needing' needs a FloraGenerationsClient",
					"generations() of the FloraClient returned null", "Mock the FloraGenerationsClient itself")
			.doesNotContain("Consider defining a bean");
	}

	@Test
	void startWhenTheMockedClientIsBesideASecondOneSaysWhatToMock(CapturedOutput output) {
		fail(MockedClientBesideASecondOne.class, Map.of("flora.api-key", "sk_test_1"));
		assertThat(output).contains("generations() of the FloraClient returned null");
	}

	@Test
	void startWhenAPartOfTheApplicationIsNullIsNotBlamedOnTheClient(CapturedOutput output) {
		fail(NullPart.class, Map.of("flora.api-key", "sk_test_1"));
		assertThat(output).doesNotContain("of the FloraClient returned null");
	}

	@Test
	void startWhenNoClientHasTheQualifierSaysSo(CapturedOutput output) {
		fail(WrongQualifierOfClient.class, Map.of("flora.api-key", "sk_test_1"));
		assertThat(output).contains("The bean 'needing' needs a FloraClient, but none has the qualifier 'audited'",
				"There are: floraClient.");
	}

	@Test
	void startWhenNoPartHasTheQualifierSaysSo(CapturedOutput output) {
		fail(QualifierOfSecondClient.class, Map.of("flora.api-key", "sk_test_1"));
		assertThat(output).contains(
				"The bean 'needing' needs a FloraGenerationsClient, but none has the qualifier 'otherWorkspace'",
				"There are: floraGenerationsClient.", "inject the FloraClient, and call generations()");
	}

	@Test
	void startWhenTwoClientsArePrimarySaysSo(CapturedOutput output) {
		fail(TwoPrimaryClients.class, Map.of("flora.api-key", "sk_test_1"));
		assertThat(output).contains("2 beans of type FloraClient, and not exactly one is @Primary: first, second",
				"Mark one FloraClient as @Primary");
	}

	@Test
	void startWhenNoClientIsPrimarySaysSoThoughFloraIsSwitchedOff(CapturedOutput output) {
		fail(TwoClientsAndOneWanted.class, Map.of("flora.enabled", "false"));
		assertThat(output).contains("2 beans of type FloraClient").doesNotContain("FLORA is switched off");
	}

	@ParameterizedTest
	@ValueSource(classes = { TwoDetails.class, TwoBuilders.class, TwoVerifiers.class })
	void startWhenNoneOfSeveralIsPrimarySaysSoThoughTheStarterNeedsOne(Class<?> application, CapturedOutput output) {
		fail(application, Map.of("flora.api-key", "sk_test_1"));
		assertThat(output)
			.containsPattern("needs a Flora(\\w+), but there are 2 beans of type Flora\\1, and not exactly one is "
					+ "@Primary: first, second")
			.containsPattern("Mark one Flora\\w+ as @Primary, or the others with @Bean\\(defaultCandidate = false\\)")
			.doesNotContain("updating the consumer", "-parameters");
	}

	@Test
	void startWhenTheClientOfTheParentIsNoDefinitionSaysWhereToDefineItsParts(CapturedOutput output) {
		try (GenericApplicationContext parent = new GenericApplicationContext()) {
			parent.getBeanFactory().registerSingleton("shared", client());
			failBelow(parent, NeedsGenerations.class);
		}
		assertThat(output).contains("the context of the FloraClient has no beans of its parts");
	}

	@Test
	void startWhenTheParentHasClientsWithoutPartsDoesNotAskToMarkOne(CapturedOutput output) {
		try (GenericApplicationContext parent = new GenericApplicationContext()) {
			parent.registerBean("first", FloraClient.class, MissingFloraBeanTests::client);
			parent.registerBean("second", FloraClient.class, MissingFloraBeanTests::client,
					(definition) -> definition.setFallback(true));
			failBelow(parent, NeedsGenerations.class);
		}
		assertThat(output).contains("the context of the FloraClient has no beans of its parts")
			.doesNotContain("@Primary");
	}

	@Test
	void startWhenTheClientIsAMockThatTheFailedStartHasLostSaysWhatToMock(CapturedOutput output) {
		SpringApplication application = application(NeedsGenerations.class, Map.of());
		application.addInitializers((context) -> {
			// As @MockitoBean does.
			((GenericApplicationContext) context).registerBeanDefinition("floraClient",
					new RootBeanDefinition(FloraClient.class));
			context.getBeanFactory().registerSingleton("floraClient", mock(FloraClient.class));
		});
		assertThatException().isThrownBy(application::run);
		assertThat(output).contains("generations() of the FloraClient returned null");
	}

	@ParameterizedTest
	@ValueSource(classes = { MakesAContext.class, MakesAContextOfABeanOfTheSameName.class })
	void startWhenABeanIsMissingInAContextOfTheApplicationsOwnIsLeftToBoot(Class<?> application,
			CapturedOutput output) {
		fail(application, Map.of("flora.api-key", "sk_test_1"));
		assertThat(output).contains("NoSuchBeanDefinitionException").doesNotContain("of the FloraClient returned null");
	}

	@ParameterizedTest
	@ValueSource(classes = { ImportsWithQualifier.class, OtherContextsQualifier.class, AsksOtherContext.class,
			AsksOtherContextForItsBean.class, RunsOtherContext.class })
	void startWhenAContextOfTheApplicationsOwnFailsIsNotJudgedByThisOne(Class<?> application, CapturedOutput output) {
		fail(application, Map.of("flora.api-key", "sk_test_1"));
		assertThat(output).containsPattern("FloraGenerationsClient' (available|that could not be found)")
			.doesNotContain("of the FloraClient returned null", "none has the qualifier");
	}

	@ParameterizedTest
	@ValueSource(classes = { MakesAContext.class, Imports.class, ImportsWithQualifier.class })
	void startWhenAContextOfTheApplicationsOwnFailsDoesNotBlameThePropertiesOfThisOne(Class<?> application,
			CapturedOutput output) {
		fail(application, Map.of("flora.enabled", "false"));
		assertThat(output).contains("FloraGenerationsClient' available").doesNotContain("FLORA is switched off");
	}

	@ParameterizedTest
	@ValueSource(classes = { InjectsField.class, InjectsConstructor.class, InjectsStaticMethod.class,
			InjectsProxiedMethod.class })
	void startWhenAnyBeanOfThisContextFailsSaysWhatToMock(Class<?> application, CapturedOutput output) {
		fail(application, Map.of());
		assertThat(output).containsPattern("The bean '.+' needs a FloraGenerationsClient")
			.contains("generations() of the FloraClient returned null");
	}

	@ParameterizedTest
	@ValueSource(classes = { NamedPart.class, QualifiedSetter.class })
	void startWhenNoPartHasTheQualifierOfAnyKindSaysSo(Class<?> application, CapturedOutput output) {
		fail(application, Map.of("flora.api-key", "sk_test_1"));
		assertThat(output).contains("needs a FloraGenerationsClient, but none has the qualifier",
				"There are: floraGenerationsClient.");
	}

	@Test
	void startWhenThePartThatHasTheNameIsNullSaysWhatToMock(CapturedOutput output) {
		fail(NamedPartOfMock.class, Map.of());
		assertThat(output).contains("generations() of the FloraClient returned null");
	}

	@Test
	void startWhenThePartThatHasTheQualifierIsNullIsNotBlamedOnTheClient(CapturedOutput output) {
		fail(QualifiedNullPart.class, Map.of("flora.api-key", "sk_test_1"));
		assertThat(output).doesNotContain("of the FloraClient returned null", "none has the qualifier");
	}

	@Test
	void startWhenTheNamedClientIsSwitchedOffNamesTheProperty(CapturedOutput output) {
		fail(StartersName.class, Map.of("flora.enabled", "false"));
		assertThat(output).contains("needs a FloraClient, but FLORA is switched off");
	}

	@ParameterizedTest
	@ValueSource(classes = { OwnQualifier.class, OwnQualifierOfJsr330.class })
	void startWhenNoPartHasAQualifierThatIsNoNameSaysSo(Class<?> application, CapturedOutput output) {
		fail(application, Map.of("flora.api-key", "sk_test_1"));
		assertThat(output)
			.contains("none has the qualifier of the injection point", "There are: floraGenerationsClient.")
			.doesNotContain("of the FloraClient returned null");
	}

	@Test
	void startWhenAnObjectThatIsNoBeanNeedsAClientNamesTheProperty(CapturedOutput output) {
		fail(MakesNoBean.class, Map.of("flora.enabled", "false"));
		assertThat(output).contains("The application needs a FloraClient, but FLORA is switched off");
	}

	@Test
	void startWhenTheQualifiedClientIsSwitchedOffNamesTheProperty(CapturedOutput output) {
		fail(StartersQualifier.class, Map.of("flora.enabled", "false"));
		assertThat(output).contains("needs a FloraClient, but FLORA is switched off");
	}

	@Test
	void startWhenNoClientHasTheQualifierSaysSoThoughFloraIsSwitchedOff(CapturedOutput output) {
		fail(OwnClientAndWrongQualifier.class, Map.of("flora.enabled", "false"));
		assertThat(output).contains("none has the qualifier 'audited'", "There are: own.");
	}

	@Test
	void startWhenTheMethodOfTheNeedingBeanIsQualifiedNamesTheProperty(CapturedOutput output) {
		fail(QualifiedMethod.class, Map.of("flora.enabled", "false"));
		assertThat(output).contains("FLORA is switched off").doesNotContain("none has the qualifier");
	}

	@Test
	void startWhenABeanOfASimilarNameIsMissingIsLeftToBoot(CapturedOutput output) {
		fail(AsksForFloral.class, Map.of("flora.enabled", "false"));
		assertThat(output).contains("a bean named 'floralArrangements'").doesNotContain("flora.enabled=true");
	}

	@Test
	void startWhenTheSwitchIsNoBooleanAndFloraIsExcludedIsLeftToBoot(CapturedOutput output) {
		fail(NeedsClient.class, Map.of("flora.enabled", "perhaps", "spring.autoconfigure.exclude",
				FloraAutoConfiguration.class.getName() + "," + FloraMockServerAutoConfiguration.class.getName()));
		assertThat(output).contains("required a bean of type 'ai.flora.client.FloraClient'");
	}

	@Test
	void startWhenAnythingElseIsMissingIsLeftToBoot(CapturedOutput output) {
		fail(NeedsString.class, Map.of("flora.enabled", "false"));
		assertThat(output).contains("required a bean of type 'java.lang.String'").doesNotContain("flora.enabled");
	}

	@Test
	void startWhenProviderIsInjectedWorks() {
		try (var context = application(NeedsNothing.class, Map.of("flora.enabled", "false")).run()) {
			assertThat(context.containsBean("needing")).isTrue();
		}
	}

	/** In a child of a context that has a client, but no auto-configuration. */
	private static void failBelowAClient(Class<?> type) {
		try (GenericApplicationContext parent = new GenericApplicationContext()) {
			parent.registerBean("shared", FloraClient.class, MissingFloraBeanTests::client);
			failBelow(parent, type);
		}
	}

	private static void failBelow(GenericApplicationContext parent, Class<?> type) {
		parent.refresh();
		SpringApplication application = application(type, Map.of("flora.api-key", "sk_test_1"));
		application.addInitializers((context) -> context.setParent(parent));
		assertThatException().isThrownBy(application::run);
	}

	private static FloraClient client() {
		return new FloraClientBuilder().apiKey("sk_test_1").build();
	}

	@Qualifier
	@Retention(RetentionPolicy.RUNTIME)
	@interface Audited {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class OwnQualifier {

		@Bean
		String needing(@Audited FloraGenerationsClient flora) {
			return "needing";
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class MakesNoBean {

		@Bean
		Object needing(AutowireCapableBeanFactory beans) {
			return beans.createBean(NoBean.class);
		}

	}

	static class NoBean {

		NoBean(FloraClient flora) {
		}

	}

	private static void fail(Class<?> type, Map<String, Object> properties) {
		SpringApplication application = application(type, properties);
		assertThatException().isThrownBy(application::run);
	}

	private static SpringApplication application(Class<?> type, Map<String, Object> properties) {
		SpringApplication application = new SpringApplication(type);
		application.setWebApplicationType(WebApplicationType.NONE);
		application.setDefaultProperties(properties);
		return application;
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class NeedsGenerations {

		@Bean
		Object needing(FloraGenerationsClient flora) {
			return "needing";
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class NeedsClient {

		@Bean
		Object needing(FloraClient flora) {
			return "needing";
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class NeedsBuilder {

		@Bean
		Object needing(FloraClientBuilder builder) {
			return "needing";
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class NeedsDetails {

		@Bean
		Object needing(FloraConnectionDetails details) {
			return "needing";
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class NeedsVerifier {

		@Bean
		Object needing(FloraWebhookVerifier verifier) {
			return "needing";
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class NeedsProperties {

		@Bean
		Object needing(FloraProperties properties) {
			return "needing";
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class NeedsString {

		@Bean
		Object needing(String text) {
			return "needing";
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class NeedsNothing {

		@Bean
		Object needing(ObjectProvider<FloraGenerationsClient> flora) {
			return "needing " + flora.getIfAvailable();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class AsksByName {

		@Bean
		Object needing(BeanFactory beans) {
			return beans.getBean("floraGenerationsClient");
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class OneClient {

		@Bean
		FloraClient own() {
			return new FloraClientBuilder().apiKey("sk_test_2").build();
		}

		@Bean
		Object needing(FloraGenerationsClient flora) {
			return "needing";
		}

	}

	abstract static class Clients {

		@Bean
		FloraClient first() {
			return new FloraClientBuilder().apiKey("sk_test_1").build();
		}

		@Bean
		FloraClient second() {
			return new FloraClientBuilder().apiKey("sk_test_2").build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class TwoClients extends Clients {

		@Bean
		Object needing(FloraGenerationsClient flora) {
			return "needing";
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class TwoClientsAndOneWanted extends Clients {

		@Bean
		Object needing(FloraClient flora) {
			return "needing";
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class MockedClient {

		@Bean
		FloraClient floraClient() {
			return mock();
		}

		@Bean
		Object needing(FloraGenerationsClient flora) {
			return "needing";
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class MockedClientBesideASecondOne extends MockedClient {

		@Bean(defaultCandidate = false)
		FloraClient otherWorkspace(FloraClientBuilder builder) {
			return builder.build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class NullPart {

		@Bean
		@Nullable FloraGenerationsClient audited() {
			return null;
		}

		@Bean
		Object needing(FloraGenerationsClient flora) {
			return "needing";
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class WrongQualifierOfClient {

		@Bean
		Object needing(@Qualifier("audited") FloraClient flora) {
			return "needing";
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class QualifierOfSecondClient {

		@Bean(defaultCandidate = false)
		FloraClient otherWorkspace(FloraClientBuilder builder) {
			return builder.build();
		}

		@Bean
		Object needing(@Qualifier("otherWorkspace") FloraGenerationsClient flora) {
			return "needing";
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class TwoPrimaryClients {

		@Bean
		@Primary
		FloraClient first(FloraClientBuilder builder) {
			return builder.build();
		}

		@Bean
		@Primary
		FloraClient second(FloraClientBuilder builder) {
			return builder.build();
		}

		@Bean
		Object needing(FloraClient flora) {
			return "needing";
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class TwoDetails {

		@Bean
		FloraConnectionDetails first() {
			return mock();
		}

		@Bean
		FloraConnectionDetails second() {
			return mock();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class TwoBuilders {

		@Bean
		FloraClientBuilder first() {
			return new FloraClientBuilder();
		}

		@Bean
		FloraClientBuilder second() {
			return new FloraClientBuilder();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class TwoVerifiers {

		@Bean
		FloraWebhookVerifier first() {
			return mock();
		}

		@Bean
		FloraWebhookVerifier second() {
			return mock();
		}

		@Bean
		Object needing(FloraWebhookVerifier verifier) {
			return "needing";
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class MakesAContext {

		@Bean
		Object tenants() {
			return new AnnotationConfigApplicationContext(Tenant.class);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class MakesAContextOfABeanOfTheSameName {

		@Bean
		Object needing(FloraGenerationsClient flora) {
			return new AnnotationConfigApplicationContext(Tenant.class);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Tenant {

		@Bean
		Object needing(FloraGenerationsClient flora) {
			return "needing";
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class StartersQualifier {

		@Bean(defaultCandidate = false)
		FloraClient otherWorkspace() {
			return client();
		}

		@Bean
		Object needing(@Qualifier("floraClient") FloraClient flora) {
			return "needing";
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class OwnClientAndWrongQualifier {

		@Bean
		FloraClient own() {
			return client();
		}

		@Bean
		Object needing(@Qualifier("audited") FloraClient flora) {
			return "needing";
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class QualifiedMethod {

		@Bean(defaultCandidate = false)
		FloraClient otherWorkspace() {
			return client();
		}

		@Bean
		@Qualifier("pictures")
		Object needing(FloraClient flora) {
			return "needing";
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class AsksForFloral {

		@Bean
		Object needing(BeanFactory beans) {
			return beans.getBean("floralArrangements");
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class StartersName {

		@Bean(defaultCandidate = false)
		FloraClient otherWorkspace() {
			return client();
		}

		@Bean
		Object needing(@Named("floraClient") FloraClient flora) {
			return "needing";
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class NamedPart {

		@Bean
		Object needing(@Named("audited") FloraGenerationsClient flora) {
			return "needing";
		}

	}

	static class NamedPartOfMock extends MockedPart {

		@Bean
		Object needing(@Named("floraGenerationsClient") FloraGenerationsClient flora) {
			return "needing";
		}

	}

	@jakarta.inject.Qualifier
	@Retention(RetentionPolicy.RUNTIME)
	@interface Reviewed {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class OwnQualifierOfJsr330 {

		@Bean
		Object needing(@Reviewed FloraGenerationsClient flora) {
			return "needing";
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class QualifiedSetter {

		@Autowired
		@Qualifier("audited")
		void setFlora(FloraGenerationsClient flora) {
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class QualifiedNullPart {

		@Bean(defaultCandidate = false)
		@Audited
		@Nullable FloraGenerationsClient audited() {
			return null;
		}

		@Bean
		Object needing(@Audited FloraGenerationsClient flora) {
			return "needing";
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	abstract static class MockedPart {

		@Bean
		FloraClient floraClient() {
			return mock();
		}

	}

	@Import(HasField.class)
	static class InjectsField extends MockedPart {

	}

	static class HasField {

		@Autowired
		FloraGenerationsClient flora;

	}

	@Import(NeedsPart.class)
	static class InjectsConstructor extends MockedPart {

	}

	static class NeedsPart {

		NeedsPart(FloraGenerationsClient flora) {
		}

	}

	static class InjectsStaticMethod extends MockedPart {

		@Bean
		static Object needing(FloraGenerationsClient flora) {
			return "needing";
		}

	}

	@Configuration
	static class InjectsProxiedMethod extends MockedPart {

		@Bean
		Object needing(FloraGenerationsClient flora) {
			return "needing";
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Imports {

		@Bean
		Object tenants() {
			return new AnnotationConfigApplicationContext(Importing.class);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import(NeedsPart.class)
	static class Importing {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class ImportsWithQualifier {

		@Bean
		Object tenants() {
			return new AnnotationConfigApplicationContext(ImportingTenant.class);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import(NeedsQualifiedPart.class)
	static class ImportingTenant {

	}

	static class NeedsQualifiedPart {

		NeedsQualifiedPart(@Qualifier("audited") FloraGenerationsClient flora) {
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class OtherContextsQualifier {

		@Bean
		Object needing(FloraGenerationsClient flora) {
			return new AnnotationConfigApplicationContext(EagerTenant.class);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class EagerTenant {

		@Bean
		Object needing(@Qualifier("audited") FloraGenerationsClient flora) {
			return "needing";
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class LazyTenant {

		@Bean
		@Lazy
		Object needing(@Qualifier("audited") FloraGenerationsClient flora) {
			return "needing";
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class AsksOtherContext {

		@Bean
		Object tenants() {
			return new AnnotationConfigApplicationContext(Empty.class).getBean(FloraGenerationsClient.class);
		}

	}

	static class Empty {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class AsksOtherContextForItsBean {

		@Bean
		Object needing(FloraGenerationsClient flora) {
			return new AnnotationConfigApplicationContext(LazyTenant.class).getBean("needing");
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class RunsOtherContext extends NeedsGenerations {

		@Bean
		ApplicationRunner tenants() {
			return (arguments) -> new AnnotationConfigApplicationContext(LazyTenant.class).getBean("needing");
		}

	}

}
