package ai.flora.spring.boot.autoconfigure;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * What a person reads whose application does not start.
 */
@Tag("exhaustive")
@ExtendWith(OutputCaptureExtension.class)
class FailedStartTests {

	@Test
	void startWhenThereIsNoKeySaysWhatToSet(CapturedOutput output) {
		start(Map.of());
		assertThat(output).contains("APPLICATION FAILED TO START", "the property flora.api-key is not set.",
				"FLORA_API_KEY", "flora.enabled=false");
	}

	@ParameterizedTest
	@CsvSource({ "'', is blank", "'${NOT_SET_ANYWHERE}', is an unresolved placeholder",
			"'Bearer sk_secret_1', starts with 'Bearer '", "'sk_secret_1 x', holds white space" })
	void startWhenKeyIsUnusableSaysWhyAndWhere(String key, String problem, CapturedOutput output) {
		start(Map.of("flora.api-key", key));
		assertThat(output)
			.contains("APPLICATION FAILED TO START", "flora.api-key", problem, "Its value came from",
					"defaultProperties", "Set flora.api-key")
			.doesNotContain("sk_secret_1");
	}

	@ParameterizedTest
	@CsvSource({ "/api/v1, is not an absolute URL", "http://app.flora.ai/api, is not https",
			"https://user:pa55word@app.flora.ai, holds user information",
			"https://app.flora.ai?pa55word, holds a query",
			"https://app.flora.ai#pa55word, holds a query or a fragment", "'https://exa mple', is not a URL",
			"'${NOT_SET_ANYWHERE}', unresolved placeholder" })
	void startWhenBaseUrlIsUnusableSaysWhyAndWhere(String url, String problem, CapturedOutput output) {
		start(Map.of("flora.api-key", "sk_secret_1", "flora.base-url", url));
		assertThat(output)
			.contains("APPLICATION FAILED TO START", "flora.base-url", problem, "Its value came from",
					"https://app.flora.ai/api/v1")
			.doesNotContain("pa55word", "sk_secret_1");
	}

	@Test
	void startWhenSslBundleIsUnknownSaysSo(CapturedOutput output) {
		start(Map.of("flora.api-key", "sk_secret_1", "flora.ssl.bundle", "none"));
		assertThat(output).contains("APPLICATION FAILED TO START", "flora.ssl.bundle", "'none'", "spring.ssl.bundle");
	}

	@ParameterizedTest
	@CsvSource({ "http://user:pa55word@proxy:3128, holds user information",
			"http://user:pa55 word@proxy:3128, is not a URL", "https://proxy:3128?pa55word, is not http",
			"http://proxy:3128?pa55word, holds more than a scheme", "pa55word@proxy:3128, is not a URL",
			"proxy:3128, is not http", "http://proxy, has no port", "http:///pa55word, has no host" })
	void startWhenProxyOfOutputsIsUnusableSaysWhyAndWhere(String proxy, String problem, CapturedOutput output) {
		start(Map.of("flora.api-key", "sk_secret_1", "flora.outputs.proxy", proxy));
		assertThat(output)
			.contains("APPLICATION FAILED TO START", "the property flora.outputs.proxy " + problem,
					"Its value came from", "Set flora.outputs.proxy to", "http://proxy.example.com:3128")
			.doesNotContain("pa55");
	}

	@Test
	void startWhenSecretsHaveAGapSaysWhy(CapturedOutput output) {
		start(Map.of("flora.api-key", "sk_secret_1", "flora.webhook.secrets[0]", "whsec_pa55word",
				"flora.webhook.secrets[2]", "whsec_pa55word"));
		assertThat(output)
			.contains("APPLICATION FAILED TO START", "the property flora.webhook.secrets is a list with a gap",
					"Count the elements of flora.webhook.secrets from 0")
			.doesNotContain("pa55word");
	}

	@ParameterizedTest
	@CsvSource({ "https://user:pa55word@app.example.com/flora, must start with a slash",
			"/flora/webhook?token=pa55word, must be a plain path" })
	void startWhenPathOfWebhooksIsAUrlSaysWhyAndWhere(String path, String problem, CapturedOutput output) {
		start(Map.of("flora.api-key", "sk_secret_1", "flora.webhook.path", path));
		assertThat(output)
			.contains("APPLICATION FAILED TO START", "the property flora.webhook.path " + problem,
					"Its value came from", "Set flora.webhook.path")
			.doesNotContain("pa55word");
	}

	@Test
	void startWhenOutputsCannotBeSavedSaysWhyAndWhere(CapturedOutput output, @TempDir Path temporary) throws Exception {
		Path file = Files.writeString(temporary.resolve("file"), "a file");
		start(Map.of("flora.api-key", "sk_secret_1", "flora.outputs.directory", file + "/pictures"));
		assertThat(output).contains("APPLICATION FAILED TO START",
				"the property flora.outputs.directory is the directory",
				"cannot be made, since '" + file + "' is no directory", "Its value came from",
				"Set flora.outputs.directory to a directory that this process can write to");
	}

	private static void start(Map<String, Object> properties) {
		SpringApplication application = new SpringApplication(Application.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		application.setDefaultProperties(properties);
		assertThatException().isThrownBy(application::run);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
