package ai.flora.spring.boot.autoconfigure;

import java.beans.PropertyDescriptor;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import ai.flora.client.FloraClient;
import ai.flora.client.FloraGenerationsClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.BeanUtils;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.restclient.autoconfigure.RestClientAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Variables as Docker Compose leaves them, and values as people paste them.
 */
class BlankPropertiesTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(FloraAutoConfiguration.class, RestClientAutoConfiguration.class));

	@Test
	void everyPropertyIsFound() {
		assertThat(names()).contains("flora.enabled", "flora.base-url", "flora.api-key", "flora.retry.max-attempts",
				"flora.follow.max-requests-per-second", "flora.webhook.secrets", "flora.max-response-size",
				"flora.ssl.bundle", "flora.webhook.enabled", "flora.call-timeout");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "  ", "\t", "${NOT_SET_ANYWHERE:}", "\"\"", "''", "\" \"", "\u00a0", "\u200b",
			"\ufeff", "\"${NOT_SET_ANYWHERE:}\"" })
	void startWhenEveryVariableIsBlankHasEveryDefault(String blank) {
		Map<String, Object> variables = names().filter((name) -> !name.equals("flora.api-key"))
			.collect(Collectors.toMap(BlankPropertiesTests::variable, (name) -> blank));
		withVariables(variables).withPropertyValues("flora.api-key=sk_test_1").run((context) -> {
			assertThat(context).hasNotFailed().hasSingleBean(FloraGenerationsClient.class);
			assertThat(context.getBean(FloraClient.class).connection().baseUrl())
				.hasToString("https://app.flora.ai/api/v1");
			assertThat(values(context.getBean(FloraProperties.class)))
				.isEqualTo(values(withApiKey(new FloraProperties())));
		});
	}

	@Test
	void startWhenVariableIsBlankHasTheValueBehindIt() {
		withVariables(Map.of("FLORA_BASE_URL", "", "FLORA_API_KEY", "", "FLORA_CALL_TIMEOUT", "",
				"FLORA_RETRY_MAXATTEMPTS", " ", "FLORA_WEBHOOK_SECRETS", ""))
			.withPropertyValues("flora.api-key=sk_test_1", "flora.base-url=https://flora.example.com",
					"flora.call-timeout=7s", "flora.retry.max-attempts=7", "flora.webhook.secrets=a,b")
			.run((context) -> {
				FloraProperties properties = context.getBean(FloraProperties.class);
				assertThat(properties.getBaseUrl()).isEqualTo("https://flora.example.com");
				assertThat(properties.getApiKey()).isEqualTo("sk_test_1");
				assertThat(properties.getCallTimeout()).isEqualTo(Duration.ofSeconds(7));
				assertThat(properties.getRetry().getMaxAttempts()).isEqualTo(7);
				assertThat(properties.getWebhook().getSecrets()).containsExactly("a", "b");
			});
	}

	@Test
	void enabledWhenBlankIsWhatStandsBehindIt() {
		withVariables(Map.of("FLORA_ENABLED", "")).withPropertyValues("flora.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(FloraClient.class));
	}

	@ParameterizedTest
	@ValueSource(strings = { "ture", "2" })
	void enabledWhenNoBooleanFailsAndSaysSo(String value) {
		this.runner.withPropertyValues("flora.api-key=sk_test_1", "flora.enabled=" + value)
			.run((context) -> assertThat(context).getFailure()
				.hasRootCauseInstanceOf(IllegalArgumentException.class)
				.hasStackTraceContaining(BindException.class.getName())
				.hasStackTraceContaining("flora.enabled"));
	}

	@Test
	void elementsOfListsWhenBlankAreLeftOut() {
		withVariables(Map.of("FLORA_WEBHOOK_SECRETS", "whsec_1, ,")).withPropertyValues("flora.api-key=sk_test_1")
			.run((context) -> assertThat(context.getBean(FloraProperties.class).getWebhook().getSecrets())
				.containsExactly("whsec_1"));
		withVariables(Map.of("FLORA_WEBHOOK_SECRETS_0_", "", "FLORA_WEBHOOK_SECRETS_1_", "whsec_2 "))
			.withPropertyValues("flora.api-key=sk_test_1")
			.run((context) -> assertThat(context.getBean(FloraProperties.class).getWebhook().getSecrets())
				.containsExactly("whsec_2"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "FLORA_WEBHOOK_SECRETS_0", "FLORA_WEBHOOK_SECRETS_0_" })
	void listWhoseElementsAreAllBlankIsWhatStandsBehindIt(String variable) {
		withVariables(Map.of(variable, "", variable.replace('0', '1'), " "))
			.withPropertyValues("flora.api-key=sk_test_1", "flora.webhook.secrets[0]=whsec_1")
			.run((context) -> assertThat(context.getBean(FloraProperties.class).getWebhook().getSecrets())
				.containsExactly("whsec_1"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "%s ", " %s", "%s\n", "%s\r\n", "\t%s", "%s\u00a0", "\ufeff%s", "\"%s\"", "'%s'",
			"\"%s\"\n", "\" %s \"", "\u201c%s\u201d", "\u2018%s\u2019", "\u200b%s" })
	void valuesWhenPastedAreTrimmed(String form) {
		withVariables(Map.of("FLORA_API_KEY", String.format(form, "sk_test_1"), "FLORA_BASE_URL",
				String.format(form, "https://flora.example.com/api/v1"), "FLORA_WORKSPACE_ID",
				String.format(form, "ws_1"), "FLORA_PROJECT_ID", String.format(form, "prj_1"), "FLORA_PROJECT_NAME",
				String.format(form, "Two words"), "FLORA_WEBHOOK_SECRETS", String.format(form, "whsec_1"),
				"FLORA_WEBHOOK_CALLBACKURL", String.format(form, "https://app.example.com/flora/webhook"),
				"FLORA_CALLTIMEOUT", String.format(form, "7s"), "FLORA_RETRY_MAXATTEMPTS", String.format(form, "7"),
				"FLORA_FOLLOW_MAXREQUESTSPERSECOND", String.format(form, "0.5")))
			.run((context) -> {
				assertThat(context).hasNotFailed();
				FloraProperties properties = context.getBean(FloraProperties.class);
				assertThat(context.getBean(FloraClient.class).connection().baseUrl())
					.hasToString("https://flora.example.com/api/v1");
				assertThat(properties.getApiKey()).isEqualTo("sk_test_1");
				assertThat(properties.getWorkspaceId()).isEqualTo("ws_1");
				assertThat(properties.getProjectId()).isEqualTo("prj_1");
				assertThat(properties.getProjectName()).isEqualTo("Two words");
				assertThat(properties.getWebhook().getSecrets()).containsExactly("whsec_1");
				assertThat(properties.getCallTimeout()).isEqualTo(Duration.ofSeconds(7));
				assertThat(properties.getRetry().getMaxAttempts()).isEqualTo(7);
				assertThat(properties.getFollow().getMaxRequestsPerSecond()).isEqualTo(0.5);
			});
		withVariables(Map.of("FLORA_WEBHOOK_SECRETS", String.format(form, "whsec_1, whsec_2"), "FLORA_MAXRESPONSESIZE",
				String.format(form, "9MB"), "FLORA_ALLOWINSECUREBASEURL", String.format(form, "true"),
				"FLORA_WEBHOOK_PATH", String.format(form, "/hook")))
			.withPropertyValues("flora.api-key=sk_test_1")
			.run((context) -> {
				FloraProperties properties = context.getBean(FloraProperties.class);
				assertThat(properties.getWebhook().getSecrets()).containsExactly("whsec_1", "whsec_2");
				assertThat(properties.getWebhook().getPath()).isEqualTo("/hook");
				assertThat(properties.getMaxResponseSize()).isEqualTo(DataSize.ofMegabytes(9));
				assertThat(properties.isAllowInsecureBaseUrl()).isTrue();
			});
		withVariables(Map.of("FLORA_ENABLED", String.format(form, "false")))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(FloraClient.class));
	}

	@Test
	void propertiesOfOthersStayAsTheyAre() {
		withVariables(Map.of("OTHERS_NAME", " x ", "OTHERS_BLANK", "")).withBean(Others.class)
			.withPropertyValues("flora.api-key=sk_test_1")
			.run((context) -> {
				assertThat(context.getBean(Others.class).getName()).isEqualTo(" x ");
				assertThat(context.getBean(Others.class).getBlank()).isEmpty();
			});
	}

	private ApplicationContextRunner withVariables(Map<String, Object> variables) {
		return this.runner.withInitializer((context) -> context.getEnvironment()
			.getPropertySources()
			.addFirst(new SystemEnvironmentPropertySource(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
					variables)));
	}

	private static String variable(String property) {
		return property.replace("-", "").replace('.', '_').toUpperCase(Locale.ROOT);
	}

	private static Stream<String> names() {
		return names("flora", FloraProperties.class);
	}

	private static Stream<String> names(String prefix, Class<?> type) {
		return Stream.of(BeanUtils.getPropertyDescriptors(type))
			.filter((property) -> !property.getName().equals("class"))
			.flatMap((property) -> names(prefix, property));
	}

	private static Stream<String> names(String prefix, PropertyDescriptor property) {
		String name = prefix + "." + property.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
		return (property.getPropertyType().getEnclosingClass() == FloraProperties.class)
				? names(name, property.getPropertyType()) : Stream.of(name);
	}

	private static FloraProperties withApiKey(FloraProperties properties) {
		properties.setApiKey("sk_test_1");
		return properties;
	}

	private static Map<String, String> values(Object bean) {
		Function<PropertyDescriptor, Stream<String>> value = (property) -> {
			try {
				Object found = property.getReadMethod().invoke(bean);
				return (property.getPropertyType().getEnclosingClass() == FloraProperties.class)
						? values(found).entrySet().stream().map((entry) -> property.getName() + "." + entry)
						: Stream.of(property.getName() + "=" + found);
			}
			catch (ReflectiveOperationException ex) {
				throw new IllegalStateException(ex);
			}
		};
		return Stream.of(BeanUtils.getPropertyDescriptors(bean.getClass()))
			.filter((property) -> !property.getName().equals("class"))
			.flatMap(value)
			.collect(Collectors.toMap(Function.identity(), Function.identity()));
	}

	@ConfigurationProperties("others")
	static class Others {

		private String name = "";

		private String blank = "default";

		public String getName() {
			return this.name;
		}

		public void setName(String name) {
			this.name = name;
		}

		public String getBlank() {
			return this.blank;
		}

		public void setBlank(String blank) {
			this.blank = blank;
		}

	}

}
