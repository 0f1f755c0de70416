package ai.flora.spring.boot.test;

import java.nio.file.Path;
import java.util.Map;

import ai.flora.client.FloraClient;
import ai.flora.client.FloraConnectionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.StandardEnvironment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * An application's own properties, and their values in a test.
 */
class TestPropertiesTests {

	private static final String DIRECTORY = "flora.outputs.directory";

	private static final String CALLBACK_URL = "flora.webhook.callback-url";

	private final StandardEnvironment environment = new StandardEnvironment();

	@Test
	void directoryOfTheApplicationBecomesATemporaryOne() {
		set("Config resource 'class path resource [application.yaml]'", "/var/lib/pictures");
		Object directory = TestProperties.of(this.environment, false).get(DIRECTORY);
		assertThat(directory).isNotNull();
		assertThat(Path.of(directory.toString())).startsWithRaw(Path.of(System.getProperty("java.io.tmpdir")))
			.doesNotExist();
	}

	@ParameterizedTest
	@ValueSource(strings = { "Inlined Test Properties", "Dynamic Test Properties" })
	void directoryOfTheTestStays(String source) {
		set(source, "/tmp/pictures");
		assertThat(TestProperties.of(this.environment, false)).doesNotContainKey(DIRECTORY);
	}

	/** Only where it is in production has the application what they refer to. */
	@Test
	void propertiesThatAreReplacedNeedNotBeResolved() {
		setLast(Map.of(CALLBACK_URL, "https://${PUBLIC_HOST_OF_PRODUCTION}/flora", DIRECTORY,
				"${DIRECTORY_OF_PRODUCTION}"));
		assertThat(TestProperties.of(this.environment, false)).containsKey(DIRECTORY)
			.containsEntry(CALLBACK_URL, "http://localhost/flora");
	}

	@ParameterizedTest
	@CsvSource(textBlock = """
			https://shop.example.com/hooks/flora,      /hooks/flora
			https://${NONE}/hooks/flora/?shop=1,       /hooks/flora
			https://${NONE}:${NONE}/hooks/flora,       /hooks/flora
			https://${NONE:shop.example.com}/hooks,    /hooks
			${NONE}://${NONE}/hooks,                   /hooks
			${NONE}/hooks/flora,                       /hooks/flora
			https://${NONE}/${HOOKS}/flora,            /ends/flora
			https://${NONE},                           ''
			${NONE},                                   ''
			https://shop.example.com/${NONE}/flora,    ''
			https://shop.example.com,                  ''
			""")
	void pathOfTheCallbackStaysWhateverItsHostIs(String url, String path) {
		setLast(Map.of(CALLBACK_URL, url, "HOOKS", "ends"));
		assertThat(TestProperties.of(this.environment, false)).containsEntry(CALLBACK_URL, "http://localhost" + path);
	}

	@ParameterizedTest
	@ValueSource(strings = { "flora.webhook.path", "server.servlet.context-path", "spring.mvc.servlet.path",
			"spring.webflux.base-path" })
	void pathOfTheEndpointNeedNotBeResolved(String property) {
		setLast(Map.of("flora.webhook.enabled", "true", property, "/${PATH_OF_PRODUCTION}"));
		assertThat(TestProperties.of(this.environment, false)).containsEntry(CALLBACK_URL, "http://localhost");
	}

	/** The starter takes a blank property for an unset one. */
	@Test
	void pathOfTheEndpointIsTheDefaultWhereItIsBlank() {
		setLast(Map.of("flora.webhook.enabled", "true", "flora.webhook.path", " "));
		assertThat(TestProperties.of(this.environment, false)).containsEntry(CALLBACK_URL,
				"http://localhost/flora/webhook");
	}

	@Test
	void propertyOfTheTestNeedNotBeResolvedForAChild() {
		setLast(Map.of("flora.workspace-id", "${WORKSPACE_OF_PRODUCTION}"));
		assertThat(TestProperties.ofChild(new StandardEnvironment(), this.environment))
			.containsEntry("flora.workspace-id", "${WORKSPACE_OF_PRODUCTION}");
	}

	@Test
	void noDirectoryStaysNone() {
		assertThat(TestProperties.of(this.environment, false)).doesNotContainKey(DIRECTORY);
	}

	@Test
	void whatTheTestSetsInPlaceOfTheFakesIsThatOfAChild() {
		MutablePropertySources sources = this.environment.getPropertySources();
		sources.addFirst(new MapPropertySource(TestProperties.SOURCE, TestProperties.of(this.environment, false)));
		sources.addFirst(new MapPropertySource("Dynamic Test Properties", Map.of("flora.workspace-id", "ws_2")));
		StandardEnvironment child = new StandardEnvironment();
		child.getPropertySources()
			.addFirst(new MapPropertySource("child",
					Map.of("flora.workspace-id", "ws_of_production", "flora.project-id", "prj_of_production")));
		assertThat(TestProperties.ofChild(child, this.environment)).containsEntry("flora.workspace-id", "ws_2")
			.containsEntry("flora.project-id", KnownIds.PROJECT_ID)
			.doesNotContainKey(DIRECTORY);
	}

	/** By the proxy, which nobody is: no name is looked up, and nothing sent. */
	@Test
	void outputOfAnotherHostIsNotFetched() {
		assertThat(TestProperties.of(this.environment, false)).containsEntry("flora.outputs.proxy",
				"http://127.0.0.1:1");
		try (FakeFlora fake = FakeFlora.start(); FloraClient client = fake.clientBuilder().build()) {
			assertThatExceptionOfType(FloraConnectionException.class)
				.isThrownBy(() -> client.outputs().open(FakeRun.image("https://media.flora.ai/1.png")))
				.withStackTraceContaining("Connection refused")
				.withMessageContaining("media.flora.ai");
		}
	}

	private void setLast(Map<String, Object> properties) {
		this.environment.getPropertySources().addLast(new MapPropertySource("application", properties));
	}

	private void set(String source, String directory) {
		this.environment.getPropertySources().addFirst(new MapPropertySource(source, Map.of(DIRECTORY, directory)));
	}

}
