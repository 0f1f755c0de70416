package ai.flora.spring.boot.test;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.core.env.PropertySource;
import org.springframework.util.PlaceholderResolutionException;
import org.springframework.util.StringUtils;

/**
 * The properties that connect an application to the {@link FakeFlora} of its test, in
 * place of its own: nothing of a test may reach what is in production.
 */
final class TestProperties {

	/** Nobody listens there, so that only outputs on this machine are fetched. */
	static final URI NO_PROXY = URI.create("http://127.0.0.1:1");

	/** The name of the source that has them. */
	static final String SOURCE = "fakeFlora";

	private static final String CALLBACK_URL = "flora.webhook.callback-url";

	private static final String OUTPUTS = "flora.outputs.directory";

	/** Where Spring's tests set properties of their own. */
	private static final Set<String> OF_TESTS = Set.of("Inlined Test Properties", "Dynamic Test Properties");

	private TestProperties() {
	}

	static Map<String, Object> of(ConfigurableEnvironment environment, boolean realTime) {
		Map<String, Object> properties = fakes(environment, realTime);
		if (isOfTest(environment, OUTPUTS)) {
			properties.remove(OUTPUTS);
		}
		return properties;
	}

	/**
	 * Those of a context below the tested application, which may have properties of its
	 * own. What the test has set in place of the fake's is the same in both.
	 */
	static Map<String, Object> ofChild(ConfigurableEnvironment child, ConfigurableEnvironment application) {
		Map<String, Object> properties = fakes(child,
				application.getProperty(TestFakeFloraConfiguration.REAL_TIME, Boolean.class, false));
		PropertySource<?> fakes = application.getPropertySources().get(SOURCE);
		properties.replaceAll((name, value) -> {
			String used = application.getProperty(name);
			Object fake = (fakes != null) ? fakes.getProperty(name) : null;
			return (StringUtils.hasText(used) && !used.equals(String.valueOf(fake))) ? used : value;
		});
		return properties;
	}

	private static Map<String, Object> fakes(Environment environment, boolean realTime) {
		Map<String, Object> properties = new HashMap<>(realTime ? Map.of() : TestPace.properties());
		properties.put(TestFakeFloraConfiguration.REAL_TIME, realTime);
		properties.put("flora.workspace-id", FakeFloraService.WORKSPACE_ID);
		properties.put("flora.project-id", FakeFlora.PROJECT_ID);
		properties.put("flora.webhook.secrets", FakeFloraSettings.WEBHOOK_SECRET);
		properties.put("flora.outputs.proxy", NO_PROXY.toString());
		if (isSet(environment, OUTPUTS)) {
			properties.put(OUTPUTS, temporaryDirectory());
		}
		String path = callbackPath(environment);
		if (path != null) {
			// The test's port is known only once its server runs.
			properties.put(CALLBACK_URL, "http://localhost" + path);
		}
		return properties;
	}

	private static boolean isOfTest(ConfigurableEnvironment environment, String name) {
		return environment.getPropertySources()
			.stream()
			.anyMatch((source) -> OF_TESTS.contains(source.getName()) && source.containsProperty(name));
	}

	/** Made with the first output, as that of the application is. */
	private static String temporaryDirectory() {
		return Path.of(System.getProperty("java.io.tmpdir"), "flora-outputs-" + UUID.randomUUID()).toString();
	}

	/**
	 * The path that deliveries come to: that of the starter's endpoint, or else of what
	 * the application has in its place; {@code null} if FLORA is to post nothing.
	 */
	private static @Nullable String callbackPath(Environment environment) {
		if (environment.getProperty("flora.webhook.enabled", Boolean.class, false)) {
			return basePath(environment) + part(environment.getProperty("flora.webhook.path", "/flora/webhook"));
		}
		return isSet(environment, CALLBACK_URL) ? pathOfCallback(environment) : null;
	}

	/** The fake replaces the value: only production may have what it refers to. */
	private static boolean isSet(Environment environment, String name) {
		try {
			return StringUtils.hasText(environment.getProperty(name));
		}
		catch (PlaceholderResolutionException ex) {
			return true;
		}
	}

	private static String basePath(Environment environment) {
		String webFlux = environment.getProperty("spring.webflux.base-path");
		return StringUtils.hasText(webFlux) ? part(webFlux)
				: part(environment.getProperty("server.servlet.context-path", ""))
						+ part(environment.getProperty("spring.mvc.servlet.path", ""));
	}

	private static String part(String path) {
		String trimmed = StringUtils.trimTrailingCharacter(path.strip(), '/');
		return (trimmed.isEmpty() || trimmed.startsWith("/")) ? trimmed : "/" + trimmed;
	}

	private static String pathOfCallback(Environment environment) {
		try {
			String path = new URI(environment.getRequiredProperty(CALLBACK_URL).strip()).getRawPath();
			return (path != null) ? part(path) : "";
		}
		catch (URISyntaxException | PlaceholderResolutionException ex) {
			return "";
		}
	}

}
