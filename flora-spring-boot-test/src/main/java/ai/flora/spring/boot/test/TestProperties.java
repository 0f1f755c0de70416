package ai.flora.spring.boot.test;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.PropertyResolver;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.PropertySourcesPropertyResolver;
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

	/** Without the test's port, which is known only once its server runs. */
	private static final String LOCALHOST = "http://localhost";

	private static final String CALLBACK_URL = "flora.webhook.callback-url";

	private static final String OUTPUTS = "flora.outputs.directory";

	/** Where Spring's tests set properties of their own. */
	private static final Set<String> OF_TESTS = Set.of("Inlined Test Properties", "Dynamic Test Properties");

	/** The scheme and authority of a URL, or the placeholder of both. */
	private static final Pattern ORIGIN = Pattern.compile("^([^/?#]*//)?[^/?#]*");

	private TestProperties() {
	}

	static Map<String, Object> of(ConfigurableEnvironment environment, boolean realTime) {
		Map<String, Object> properties = ofFake(resolver(environment), realTime);
		if (isOfTest(environment, OUTPUTS)) {
			properties.remove(OUTPUTS);
		}
		return properties;
	}

	/**
	 * The properties of a context below the tested application, which may have properties
	 * of its own. What the test has set in place of the fake's is the same in both.
	 */
	static Map<String, Object> ofChild(ConfigurableEnvironment child, ConfigurableEnvironment application) {
		PropertyResolver tested = resolver(application);
		Map<String, Object> properties = ofFake(resolver(child),
				tested.getProperty(TestFakeFloraConfiguration.REAL_TIME, Boolean.class, false));
		PropertySource<?> source = application.getPropertySources().get(SOURCE);
		properties.replaceAll((name, value) -> {
			String used = tested.getProperty(name);
			Object fake = (source != null) ? source.getProperty(name) : null;
			return (StringUtils.hasText(used) && !used.equals(String.valueOf(fake))) ? used : value;
		});
		return properties;
	}

	/**
	 * Leaves a placeholder that cannot be resolved, as Boot's binding does: only
	 * production may have the value that it refers to.
	 */
	private static PropertyResolver resolver(ConfigurableEnvironment environment) {
		PropertySourcesPropertyResolver resolver = new PropertySourcesPropertyResolver(
				environment.getPropertySources());
		resolver.setIgnoreUnresolvableNestedPlaceholders(true);
		return resolver;
	}

	private static Map<String, Object> ofFake(PropertyResolver application, boolean realTime) {
		Map<String, Object> properties = new HashMap<>(realTime ? Map.of() : TestPace.properties());
		properties.put(TestFakeFloraConfiguration.REAL_TIME, realTime);
		properties.put("flora.workspace-id", KnownIds.WORKSPACE_ID);
		properties.put("flora.project-id", KnownIds.PROJECT_ID);
		properties.put("flora.webhook.secrets", FakeFloraSettings.WEBHOOK_SECRET);
		properties.put("flora.outputs.proxy", NO_PROXY.toString());
		if (StringUtils.hasText(application.getProperty(OUTPUTS))) {
			properties.put(OUTPUTS, temporaryDirectory());
		}
		String path = callbackPath(application);
		if (path != null) {
			properties.put(CALLBACK_URL, localUrl(path));
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
	private static @Nullable String callbackPath(PropertyResolver application) {
		if (application.getProperty("flora.webhook.enabled", Boolean.class, false)) {
			String path = application.getProperty("flora.webhook.path");
			return basePath(application) + (StringUtils.hasText(path) ? part(path) : "/flora/webhook");
		}
		String url = application.getProperty(CALLBACK_URL);
		return StringUtils.hasText(url) ? ORIGIN.matcher(url.strip()).replaceFirst("") : null;
	}

	private static String basePath(PropertyResolver application) {
		String webFlux = application.getProperty("spring.webflux.base-path");
		return StringUtils.hasText(webFlux) ? part(webFlux)
				: part(application.getProperty("server.servlet.context-path", ""))
						+ part(application.getProperty("spring.mvc.servlet.path", ""));
	}

	private static String part(String path) {
		String trimmed = StringUtils.trimTrailingCharacter(path.strip(), '/');
		return (trimmed.isEmpty() || trimmed.startsWith("/")) ? trimmed : "/" + trimmed;
	}

	/**
	 * Keeps the path alone, and no path that a URL cannot have, such as a placeholder.
	 */
	private static String localUrl(String path) {
		try {
			return LOCALHOST + part(new URI(LOCALHOST + path).getRawPath());
		}
		catch (URISyntaxException ex) {
			return LOCALHOST;
		}
	}

}
