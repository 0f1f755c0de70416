package ai.flora.spring.boot.autoconfigure;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import ai.flora.client.assembly.FloraClientBuilder;
import ai.flora.client.internal.output.OutputDirectory;
import ai.flora.client.internal.output.OutputSettings;
import ai.flora.client.observation.FloraMeterRecorder;
import ai.flora.client.observation.FloraRequestObservationConvention;
import ai.flora.client.observation.FloraRunTracer;
import ai.flora.client.observation.MicrometerFloraRunTracer;
import ai.flora.client.webhook.FloraWebhookVerifier;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.Tracer;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.http.client.ClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.boot.http.client.HttpRedirects;
import org.springframework.boot.restclient.RestClientCustomizer;
import org.springframework.boot.ssl.NoSuchSslBundleException;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.thread.Threading;
import org.springframework.core.env.Environment;
import org.springframework.core.task.TaskDecorator;
import org.springframework.core.task.support.CompositeTaskDecorator;
import org.springframework.util.Assert;
import org.springframework.util.ClassUtils;
import org.springframework.util.StringUtils;

/**
 * Sets a builder up as {@link FloraProperties}, Boot's own HTTP settings, and the
 * application's beans say.
 */
class FloraClientBuilderConfigurer {

	/** The key of a bean that replaces the property. */
	static final String API_KEY_OF_DETAILS = "FloraConnectionDetails.getApiKey()";

	/** The base URL of a bean that replaces the property. */
	static final String BASE_URL_OF_DETAILS = "FloraConnectionDetails.getBaseUrl()";

	/** Boot's own settings of all clients. */
	private static final String SHARED = "spring.http.clients.";

	private static final Log logger = LogFactory.getLog(FloraClientBuilderConfigurer.class);

	private final FloraProperties properties;

	private final FloraConnectionDetails connection;

	private final Environment environment;

	private final BeanFactory beans;

	/**
	 * Creates a configurer.
	 * @param properties FLORA's properties
	 * @param connection where FLORA is, and as whom to ask it
	 * @param environment tells whether virtual threads are wanted
	 * @param beans the application's beans, which are looked up when they are needed
	 */
	FloraClientBuilderConfigurer(FloraProperties properties, FloraConnectionDetails connection, Environment environment,
			BeanFactory beans) {
		this.properties = properties;
		this.connection = connection;
		this.environment = environment;
		this.beans = beans;
	}

	FloraClientBuilder configure(FloraClientBuilder builder) {
		configureConnection(builder);
		configureHttp(builder);
		configureObservation(builder);
		configureRuns(builder);
		return builder.settingNames(this::property);
	}

	/** Names the property of a setting, or the bean that stands in for two of them. */
	private String property(String setting) {
		boolean replaced = !(this.connection instanceof PropertiesFloraConnectionDetails);
		return switch (setting) {
			case "apiKey" -> replaced ? API_KEY_OF_DETAILS : PropertiesFloraConnectionDetails.API_KEY;
			case "baseUrl" -> replaced ? BASE_URL_OF_DETAILS : PropertiesFloraConnectionDetails.BASE_URL;
			case "modelCheck" -> "flora.models.check";
			case "outputMaxSize" -> "flora.outputs.max-size";
			case "outputTimeout" -> "flora.outputs.timeout";
			case "outputsDirectory" -> "flora.outputs.directory";
			case "requestFactory" -> "flora.ssl.bundle";
			default -> "flora." + DataObjectPropertyName.toDashedForm(setting);
		};
	}

	private void configureConnection(FloraClientBuilder builder) {
		builder.baseUrl(this.connection.getBaseUrl())
			.allowInsecureBaseUrl(this.properties.isAllowInsecureBaseUrl())
			.apiKey(this.connection::getApiKey)
			.callTimeout(this.properties.getCallTimeout())
			.maxResponseSize(this.properties.getMaxResponseSize().toBytes())
			.retry(this.properties.getRetry().toSettings());
	}

	/**
	 * Whoever forgets the unit has set milliseconds: starts would be given up before
	 * FLORA answers, and charged. What cannot connect is not charged.
	 */
	private void warnOfMissingUnit(String property, @Nullable Duration timeout) {
		if (timeout != null && timeout.compareTo(Duration.ofSeconds(1)) < 0) {
			logger.warn(property + " is " + timeout.toMillis() + " ms, from "
					+ new PropertyOrigins(this.environment).of(property).orElse("a bean of the application")
					+ ". FLORA may start and charge runs whose starts are given up so early. A number without a unit is "
					+ "one of milliseconds: set it with its unit, such as 60s.");
		}
	}

	private void configureHttp(FloraClientBuilder builder) {
		warnOfMissingUnit("flora.call-timeout", this.properties.getCallTimeout());
		HttpClientSettings http = httpSettings();
		warnOfMissingUnit((this.properties.getReadTimeout() != null) ? "flora.read-timeout" : SHARED + "read-timeout",
				http.readTimeout());
		ClientHttpRequestFactoryBuilder<?> chosen = requestFactories().getIfAvailable();
		ClientHttpRequestFactoryBuilder<?> factory = AutomaticRetries
			.switchedOff((chosen != null) ? chosen : ClientHttpRequestFactoryBuilder.detect());
		if (http.connectTimeout() != null) {
			builder.connectTimeout(http.connectTimeout());
		}
		if (http.readTimeout() != null) {
			builder.readTimeout(http.readTimeout());
		}
		// Redirects could carry the key away: Java 17's client sends it along.
		builder
			.requestFactory((connect, read) -> factory
				.build(http.withConnectTimeout(connect).withReadTimeout(read).withRedirects(HttpRedirects.DONT_FOLLOW)))
			.virtualThreads(Threading.VIRTUAL.isActive(this.environment));
		ObjectProvider<RestClientCustomizer> forAll = this.beans.getBeanProvider(RestClientCustomizer.class);
		ObjectProvider<FloraRestClientCustomizer> own = this.beans.getBeanProvider(FloraRestClientCustomizer.class);
		builder.customizeFirst((rest) -> forAll.orderedStream().forEach((customizer) -> customizer.customize(rest)))
			.customize((rest) -> own.orderedStream().forEach((customizer) -> customizer.customize(rest)));
	}

	/** Suppressed, since no class literal stands for a type with a wildcard. */
	@SuppressWarnings({ "rawtypes", "unchecked" })
	private ObjectProvider<ClientHttpRequestFactoryBuilder<?>> requestFactories() {
		return (ObjectProvider) this.beans.getBeanProvider(ClientHttpRequestFactoryBuilder.class);
	}

	private HttpClientSettings httpSettings() {
		HttpClientSettings own = HttpClientSettings.defaults()
			.withConnectTimeout(this.properties.getConnectTimeout())
			.withReadTimeout(this.properties.getReadTimeout())
			.withSslBundle(sslBundle(this.properties.getSsl().getBundle()));
		HttpClientSettings shared = this.beans.getBeanProvider(HttpClientSettings.class)
			.getIfAvailable(HttpClientSettings::defaults);
		return own
			.orElse(shared.withConnectTimeout(needed("connect-timeout", own.connectTimeout(), shared.connectTimeout()))
				.withReadTimeout(needed("read-timeout", own.readTimeout(), shared.readTimeout())));
	}

	/**
	 * A timeout of all clients, where FLORA has none of its own. Zero means no timeout: a
	 * call of FLORA's has a deadline anyway.
	 */
	private static @Nullable Duration needed(String name, @Nullable Duration own, @Nullable Duration shared) {
		if (own != null || shared == null || shared.isZero()) {
			return null;
		}
		Assert.isTrue(!shared.isNegative(), () -> SHARED + name + " must not be negative");
		return shared;
	}

	private @Nullable SslBundle sslBundle(@Nullable String name) {
		if (!StringUtils.hasText(name)) {
			return null;
		}
		SslBundles bundles = this.beans.getBeanProvider(SslBundles.class).getIfAvailable();
		if (bundles == null) {
			throw FloraPropertyException.sslBundle(name);
		}
		try {
			return bundles.getBundle(name);
		}
		catch (NoSuchSslBundleException ex) {
			throw FloraPropertyException.sslBundle(name);
		}
	}

	private void configureObservation(FloraClientBuilder builder) {
		builder.observationRegistry(unique(ObservationRegistry.class, ObservationRegistry.NOOP))
			.observationConvention(this.beans.getBeanProvider(FloraRequestObservationConvention.class).getIfAvailable())
			.meterRecorder(unique(FloraMeterRecorder.class, FloraMeterRecorder.NOOP))
			.runTracer(runTracer());
	}

	private <T> T unique(Class<T> type, T otherwise) {
		T bean = this.beans.getBeanProvider(type).getIfUnique();
		return (bean != null) ? bean : otherwise;
	}

	/** Not a bean: an application that does not trace would have to start it. */
	private FloraRunTracer runTracer() {
		FloraRunTracer own = this.beans.getBeanProvider(FloraRunTracer.class).getIfUnique();
		if (own != null) {
			return own;
		}
		ClassLoader loader = (this.beans instanceof ConfigurableBeanFactory factory) ? factory.getBeanClassLoader()
				: getClass().getClassLoader();
		return ClassUtils.isPresent("io.micrometer.tracing.Tracer", loader) ? MicrometerTracing.runTracer(this.beans)
				: FloraRunTracer.NOOP;
	}

	/** Applies all decorators in order, as Boot's own executors do. */
	private @Nullable TaskDecorator taskDecorator() {
		List<TaskDecorator> decorators = this.beans.getBeanProvider(TaskDecorator.class).orderedStream().toList();
		return decorators.isEmpty() ? null : new CompositeTaskDecorator(decorators);
	}

	private @Nullable Path outputsDirectory() {
		Path directory = this.properties.getOutputs().getDirectory();
		String problem = (directory != null) ? OutputDirectory.problem(directory) : null;
		if (problem != null) {
			throw FloraPropertyException.outputsDirectory(problem);
		}
		return directory;
	}

	/**
	 * Not a URI among the properties: when one cannot be bound, Boot shows its value, and
	 * that of a proxy may hold a password.
	 */
	private @Nullable URI outputsProxy() {
		String proxy = this.properties.getOutputs().getProxy();
		if (!StringUtils.hasText(proxy)) {
			return null;
		}
		try {
			URI url = new URI(proxy);
			String problem = OutputSettings.problemWithProxy(url);
			if (problem != null) {
				throw FloraPropertyException.outputsProxy(problem);
			}
			return url;
		}
		catch (URISyntaxException ex) {
			throw FloraPropertyException.outputsProxy("is not a URL");
		}
	}

	private void configureRuns(FloraClientBuilder builder) {
		// Asked for at the start: while an application ends, no bean can be created.
		FloraRunEventPublisher events = this.beans.getBeanProvider(FloraRunEventPublisher.class).getIfAvailable();
		builder.taskDecorator(taskDecorator())
			.workspaceId(this.properties.getWorkspaceId())
			.projectName(this.properties.getProjectName())
			// After the name, which an identifier replaces.
			.projectId(this.properties.getProjectId())
			.follow(this.properties.getFollow().toSettings())
			.modelCheck(this.properties.getModels().getCheck())
			.modelCacheTimeToLive(this.properties.getModels().getCacheTimeToLive())
			.quotes(this.properties.getPricing().isQuote())
			.outputMaxSize(this.properties.getOutputs().getMaxSize().toBytes())
			.outputTimeout(this.properties.getOutputs().getTimeout())
			.outputProxy(outputsProxy())
			.outputsDirectory(outputsDirectory())
			.whenEnded((events != null) ? events::publish : null);
		FloraProperties.Webhook webhook = this.properties.getWebhook();
		if (this.beans.getBeanProvider(FloraWebhookVerifier.class).stream().findAny().isPresent()) {
			// An application that verifies deliveries hands them to its clients.
			builder.expectDeliveries(webhook.getSafetyInterval());
		}
		String url = webhook.getCallbackUrl();
		if (StringUtils.hasText(url)) {
			WebhookChecks.checkCallbackUrl(url, this.connection.getBaseUrl());
			builder.callbacks(URI.create(url),
					WebhookChecks.checkSecrets(webhook.getSecrets(), "flora.webhook.callback-url is"));
		}
	}

	/**
	 * Loaded only where there is Micrometer Tracing.
	 */
	private static final class MicrometerTracing {

		static FloraRunTracer runTracer(BeanFactory beans) {
			Tracer tracer = beans.getBeanProvider(Tracer.class).getIfUnique();
			return (tracer != null) ? new MicrometerFloraRunTracer(tracer) : FloraRunTracer.NOOP;
		}

	}

}
