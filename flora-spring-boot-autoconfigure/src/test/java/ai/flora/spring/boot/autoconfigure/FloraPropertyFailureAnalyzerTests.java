package ai.flora.spring.boot.autoconfigure;

import java.net.URI;
import java.util.Map;

import ai.flora.client.FloraClient;
import ai.flora.client.InvalidFloraConnectionException;
import ai.flora.client.assembly.FloraClientBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.env.PropertiesPropertySourceLoader;
import org.springframework.boot.restclient.autoconfigure.RestClientAutoConfiguration;
import org.springframework.boot.restclient.test.MockServerRestClientCustomizer;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.io.ByteArrayResource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.Mockito.mock;

class FloraPropertyFailureAnalyzerTests {

	private static final String SECRET = "sk_test_0a1b2c";

	private final ApplicationContextRunner runner = new ApplicationContextRunner().withConfiguration(AutoConfigurations
		.of(FloraAutoConfiguration.class, RestClientAutoConfiguration.class, SslAutoConfiguration.class));

	@Test
	void keyWhenMissingIsNamedWithItsVariable() {
		FailureAnalysis analysis = analyze(Map.of());
		assertThat(analysis.getDescription()).contains("flora.api-key is not set").doesNotContain("came from");
		assertThat(analysis.getAction()).contains("flora.api-key", "FLORA_API_KEY", "flora.enabled=false");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
			""                     | is blank
			"   "                  | is blank
			${NOT_SET}             | is an unresolved placeholder
			sk_test_0a1b2c${NOT}   | is an unresolved placeholder
			"'sk_test_0a1b2c"      | begins or ends with a quote
			sk_test_0a1b2c'        | begins or ends with a quote
			'Bearer sk_test_0a1b2c'| starts with 'Bearer '
			"sk_test _0a1b2c"      | holds white space
			Bearer sk_test_0a1b2c  | starts with 'Bearer '
			bearer sk_test_0a1b2c  | starts with 'Bearer '
			""")
	void keyWhenUnusableIsNamedWithItsSourceButNotShown(String key, String problem) {
		FailureAnalysis analysis = analyze(Map.of("flora.api-key", key));
		assertThat(analysis.getDescription()).contains("flora.api-key " + problem)
			.contains("Its value came from")
			.contains("properties of the test");
		assertThat(analysis.getAction()).contains("FLORA_API_KEY");
		assertNothingShows(analysis);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
			https://app.flora.ai/api/v1'           | begins or ends with a quote
			"'https://app.flora.ai/api/v1"         | begins or ends with a quote
			/api/v1                                | is not an absolute URL
			app.flora.ai/api/v1                    | is not an absolute URL
			app.flora.ai:443                       | is not an absolute URL
			https:///api/v1                        | is not an absolute URL
			https://fl ora.ai                      | is not a URL: it holds white space
			${NOT_SET}/api                         | holds an unresolved placeholder
			http://app.flora.ai/api/v1             | is not https
			http://127.0.0.1.example.com           | is not https
			http://localhost.example.com           | is not https
			ftp://app.flora.ai                     | is neither https nor http
			https://me:sk_test_0a1b2c@app.flora.ai | holds user information
			https://sk_test_0a1b2c@app.flora.ai    | holds user information
			https://app.flora.ai?key=sk_test_0a1b2c| holds a query or a fragment
			https://app.flora.ai#sk_test_0a1b2c    | holds a query or a fragment
			""")
	void baseUrlWhenUnusableIsNamedWithItsSourceButNotShown(String baseUrl, String problem) {
		FailureAnalysis analysis = analyze(Map.of("flora.api-key", SECRET, "flora.base-url", baseUrl));
		assertThat(analysis.getDescription()).contains("flora.base-url " + problem)
			.contains("Its value came from")
			.contains("properties of the test");
		assertThat(analysis.getAction()).contains("FLORA_BASE_URL", "https://app.flora.ai/api/v1",
				"flora.allow-insecure-base-url=true");
		assertNothingShows(analysis);
	}

	@ParameterizedTest
	@ValueSource(strings = { "https://app.flora.ai", "http://localhost:8080/api", "http://127.0.0.1", "http://[::1]:80",
			"http://127.9.9.9:1/" })
	void baseUrlWhenHttpsOrLoopbackIsAccepted(String baseUrl) {
		this.runner.withPropertyValues("flora.api-key=" + SECRET, "flora.base-url=" + baseUrl)
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void baseUrlWhenInsecureIsAllowedIsAccepted() {
		this.runner
			.withPropertyValues("flora.api-key=" + SECRET, "flora.base-url=http://flora.internal",
					"flora.allow-insecure-base-url=true")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void originWhenEnvironmentVariableNamesIt() {
		FailureAnalysis analysis = analyze(
				new SystemEnvironmentPropertySource(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
						Map.of("FLORA_API_KEY", "Bearer " + SECRET)));
		assertThat(analysis.getDescription()).contains("\"FLORA_API_KEY\" from property source \"systemEnvironment\"");
		assertNothingShows(analysis);
	}

	@Test
	void originWhenFileNamesFileAndLine() throws Exception {
		ByteArrayResource file = new ByteArrayResource(("a=b\nflora.api-key=Bearer " + SECRET).getBytes(),
				"flora.properties");
		FailureAnalysis analysis = analyze(
				(MapPropertySource) new PropertiesPropertySourceLoader().load("file", file).get(0));
		assertThat(analysis.getDescription()).contains("flora.properties").contains("2:15");
		assertNothingShows(analysis);
	}

	@Test
	void originWhenConnectionDetailsAreAtFaultIsNotAProperty() {
		FailureAnalysis analysis = analyze(this.runner.withPropertyValues("flora.api-key=sk_test_fine")
			.withBean(FloraConnectionDetails.class,
					() -> new FloraAutoConfigurationTests.TestDetails("https://me:" + SECRET + "@x.example", SECRET)));
		assertThat(analysis.getDescription()).contains("FloraConnectionDetails", "holds user information")
			.doesNotContain("came from");
		assertThat(analysis.getAction()).contains("getBaseUrl()");
		assertNothingShows(analysis);
	}

	@Test
	void keyWhenConnectionDetailsAreAtFaultIsNotShown() {
		FailureAnalysis analysis = analyze(this.runner.withPropertyValues("flora.api-key=sk_test_fine")
			.withBean(FloraConnectionDetails.class,
					() -> new FloraAutoConfigurationTests.TestDetails("https://x.example", "Bearer " + SECRET)));
		assertThat(analysis.getDescription()).contains("FloraConnectionDetails", "starts with 'Bearer '")
			.doesNotContain("came from");
		assertThat(analysis.getAction()).contains("getApiKey()");
		assertNothingShows(analysis);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "http://localhost/flora/webhook" })
	void connectionDetailsThatAreAMockAreSaidToHaveNoBaseUrl(String callbackUrl) {
		FailureAnalysis analysis = analyze(this.runner
			.withPropertyValues("flora.webhook.callback-url=" + callbackUrl, "flora.webhook.secrets=whsec_1")
			.withBean(FloraConnectionDetails.class, () -> mock()));
		assertThat(analysis.getDescription()).contains("FloraConnectionDetails bean, whose URL is not set");
		assertThat(analysis.getAction()).contains("getBaseUrl()");
	}

	/** Boot's mock server has connection details of its own, which nobody has written. */
	@Test
	void baseUrlWhenUnusableIsThePropertyWithAMockServerToo() {
		FailureAnalysis analysis = analyze(
				this.runner.withConfiguration(AutoConfigurations.of(FloraMockServerAutoConfiguration.class))
					.withBean(MockServerRestClientCustomizer.class)
					.withPropertyValues("flora.base-url=ftp://app.flora.ai"));
		assertThat(analysis.getDescription()).contains("flora.base-url is neither https nor http", "came from");
		assertThat(analysis.getAction()).contains("FLORA_BASE_URL");
	}

	@Test
	void keyOfASecondClientIsNotTakenForTheProperty() {
		FailureAnalysis analysis = analyze(this.runner.withPropertyValues("flora.api-key=sk_test_fine")
			.withBean("otherWorkspace", FloraClient.class,
					() -> new FloraClientBuilder().apiKey("Bearer " + SECRET).build(),
					(definition) -> ((AbstractBeanDefinition) definition).setDefaultCandidate(false)));
		assertThat(analysis.getDescription())
			.contains("'otherWorkspace'", "The API key of FLORA cannot be used: it starts with 'Bearer '")
			.doesNotContain("flora.api-key");
		assertThat(analysis.getAction()).contains("otherWorkspace");
		assertNothingShows(analysis);
	}

	@Test
	void keyOfAnOwnClientIsNotTakenForThePropertyWhateverItsName() {
		FailureAnalysis analysis = analyze(this.runner.withPropertyValues("flora.api-key=sk_test_fine")
			.withUserConfiguration(ClientWithItsOwnKey.class));
		assertThat(analysis.getDescription())
			.contains("'floraClient'", "The API key of FLORA cannot be used: it starts with 'Bearer '")
			.doesNotContain("flora.api-key", "came from");
		assertThat(analysis.getAction()).contains("'floraClient'", "FloraClientBuilder.apiKey");
		assertNothingShows(analysis);
	}

	@Test
	void keyThatAnOwnClientHasFromThePropertyIsTheProperty() {
		FailureAnalysis missing = analyze(this.runner.withUserConfiguration(ClientWithItsOwnProject.class));
		assertThat(missing.getDescription()).contains("flora.api-key is not set");
		assertThat(missing.getAction()).contains("FLORA_API_KEY");
		FailureAnalysis unusable = analyze(this.runner.withPropertyValues("flora.api-key=Bearer " + SECRET)
			.withUserConfiguration(ClientWithItsOwnProject.class));
		assertThat(unusable.getDescription()).contains("flora.api-key starts with 'Bearer '", "came from");
		assertNothingShows(unusable);
	}

	@Test
	void baseUrlOfAnOwnClientIsNotTakenForTheProperty() {
		FailureAnalysis analysis = analyze(this.runner.withPropertyValues("flora.api-key=sk_test_fine")
			.withBean("floraClient", FloraClient.class,
					() -> new FloraClientBuilder().baseUrl(URI.create("ftp://x.example")).build()));
		assertThat(analysis.getDescription()).contains("'floraClient'", "it is neither https nor http")
			.doesNotContain("flora.base-url");
		assertThat(analysis.getAction()).contains("FloraClientBuilder.baseUrl");
	}

	/** The settings of a client may come from properties of the application's own. */
	@Test
	void settingWithANameOfItsOwnIsCalledByIt() {
		FailureAnalysis analysis = analyze(this.runner.withPropertyValues("flora.api-key=sk_test_fine")
			.withBean("pictures", FloraClient.class,
					() -> new FloraClientBuilder().apiKey(" ").settingNames((name) -> "pictures." + name).build()));
		assertThat(analysis.getDescription()).contains("'pictures'", "it is blank");
		assertThat(analysis.getAction()).contains("pictures.apiKey");
	}

	@Test
	void clientThatNoBeanHasMadeIsNotTakenForOne() {
		assertThatExceptionOfType(InvalidFloraConnectionException.class).isThrownBy(new FloraClientBuilder()::build)
			.satisfies((thrown) -> {
				FailureAnalysis analysis = analyze(thrown, new StandardEnvironment());
				assertThat(analysis.getDescription()).contains("A FLORA client cannot be built", "it is not set")
					.doesNotContain("null");
				assertThat(analysis.getAction()).contains("FloraClientBuilder.apiKey").doesNotContain("null");
			});
	}

	@Test
	void sslBundleWhenUnknownIsNamed() {
		FailureAnalysis analysis = analyze(Map.of("flora.api-key", SECRET, "flora.ssl.bundle", "nowhere"));
		assertThat(analysis.getDescription()).contains("flora.ssl.bundle names the SSL bundle 'nowhere'");
		assertThat(analysis.getAction()).contains("spring.ssl.bundle");
	}

	private FailureAnalysis analyze(Map<String, Object> properties) {
		return analyze(new MapPropertySource("properties of the test", properties));
	}

	private FailureAnalysis analyze(MapPropertySource source) {
		return analyze(this.runner
			.withInitializer((context) -> context.getEnvironment().getPropertySources().addFirst(source)));
	}

	private static FailureAnalysis analyze(ApplicationContextRunner runner) {
		FailureAnalysis[] analysis = new FailureAnalysis[1];
		ConfigurableEnvironment[] environment = new ConfigurableEnvironment[1];
		runner.withInitializer((context) -> {
			environment[0] = context.getEnvironment();
			ConfigurationPropertySources.attach(environment[0]);
		}).run((context) -> {
			Throwable failure = context.getStartupFailure();
			assertThat(failure).isNotNull();
			analysis[0] = analyze(failure, environment[0]);
			assertThat(failure).hasStackTraceContaining("flora.").satisfies((thrown) -> {
				for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
					assertThat(cause.toString()).doesNotContain(SECRET);
				}
			});
		});
		assertThat(analysis[0]).isNotNull();
		return analysis[0];
	}

	/** As Boot does: the first analyzer that knows the failure. */
	private static FailureAnalysis analyze(Throwable failure, Environment environment) {
		FailureAnalysis analysis = new FloraPropertyFailureAnalyzer(environment).analyze(failure);
		return (analysis != null) ? analysis : new InvalidFloraConnectionFailureAnalyzer(environment).analyze(failure);
	}

	private static void assertNothingShows(FailureAnalysis analysis) {
		assertThat(analysis.getDescription() + analysis.getAction() + analysis.getCause()).doesNotContain("0a1b2c");
	}

	@Configuration(proxyBeanMethods = false)
	static class ClientWithItsOwnKey {

		@Bean
		FloraClient floraClient(FloraClientBuilder builder) {
			return builder.apiKey("Bearer " + SECRET).build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ClientWithItsOwnProject {

		@Bean
		FloraClient pictures(FloraClientBuilder builder) {
			return builder.projectId("prj_pictures").build();
		}

	}

}
