package ai.flora.spring.boot.autoconfigure;

import ai.flora.client.assembly.FloraClientBuilder;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.PropertyMapper;
import org.springframework.boot.http.client.ClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.boot.http.client.HttpRedirects;
import org.springframework.boot.ssl.NoSuchSslBundleException;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;

/**
 * Makes builders that are set up as {@link FloraProperties} and Boot's own HTTP settings
 * say.
 *
 * @param properties FLORA's properties
 * @param settings Boot's settings for all HTTP clients
 * @param factories Boot's choice of the HTTP library
 * @param sslBundles the application's SSL bundles
 */
record FloraClientBuilderFactory(FloraProperties properties, @Nullable HttpClientSettings settings,
		ClientHttpRequestFactoryBuilder<?> factories, @Nullable SslBundles sslBundles) {

	FloraClientBuilder create() {
		HttpClientSettings http = httpSettings();
		ClientHttpRequestFactoryBuilder<?> factory = AutomaticRetries.switchedOff(this.factories);
		FloraClientBuilder builder = new FloraClientBuilder();
		PropertyMapper map = PropertyMapper.get();
		map.from(http::connectTimeout).to(builder::connectTimeout);
		map.from(http::readTimeout).to(builder::readTimeout);
		return builder.allowInsecureBaseUrl(this.properties.allowInsecureBaseUrl())
			.callTimeout(this.properties.callTimeout())
			.maxResponseSize(this.properties.maxResponseSize().toBytes())
			.retry(this.properties.retry().toSettings())
			.follow(this.properties.follow().toSettings())
			.workspaceId(this.properties.workspaceId())
			.projectId(this.properties.projectId())
			// Redirects could carry the key away: Java 17's client sends it along.
			.requestFactory((connect, read) -> factory.build(
					http.withConnectTimeout(connect).withReadTimeout(read).withRedirects(HttpRedirects.DONT_FOLLOW)));
	}

	private HttpClientSettings httpSettings() {
		HttpClientSettings own = HttpClientSettings.defaults()
			.withConnectTimeout(this.properties.connectTimeout())
			.withReadTimeout(this.properties.readTimeout())
			.withSslBundle(sslBundle());
		return own.orElse(this.settings);
	}

	private @Nullable SslBundle sslBundle() {
		String name = this.properties.ssl().bundle();
		if (name == null || name.isBlank()) {
			return null;
		}
		if (this.sslBundles == null) {
			throw InvalidFloraConfigurationException.sslBundle(name);
		}
		try {
			return this.sslBundles.getBundle(name);
		}
		catch (NoSuchSslBundleException ex) {
			throw InvalidFloraConfigurationException.sslBundle(name);
		}
	}

}
