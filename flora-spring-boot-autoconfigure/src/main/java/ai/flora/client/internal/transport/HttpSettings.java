package ai.flora.client.internal.transport;

import ai.flora.client.internal.Durations;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.http.client.JettyClientHttpRequestFactory;
import org.springframework.http.client.ReactorClientHttpRequestFactory;
import org.springframework.util.ClassUtils;
import org.springframework.web.client.RestClient;

/**
 * What an exchange is made with.
 *
 * @param requestFactory makes the transport's request factory, on first use
 * @param readTimeout the read timeout that the factory was given; {@code null} if it is
 * not known
 * @param customizer customizes FLORA's {@code RestClient}
 * @param executor runs exchanges that may have to be abandoned when the deadline passes
 * @since 0.1.0
 */
public record HttpSettings(Supplier<ClientHttpRequestFactory> requestFactory, @Nullable Duration readTimeout,
		RestClientCustomization customizer, Executor executor) {

	private static final Log logger = LogFactory.getLog(HttpSettings.class);

	private static final boolean APACHE = ClassUtils
		.isPresent("org.apache.hc.client5.http.impl.classic.CloseableHttpClient", HttpSettings.class.getClassLoader());

	private static final boolean JETTY = ClassUtils.isPresent("org.eclipse.jetty.client.HttpClient",
			HttpSettings.class.getClassLoader());

	private static final boolean REACTOR = ClassUtils.isPresent("reactor.netty.http.client.HttpClient",
			HttpSettings.class.getClassLoader());

	/**
	 * Bounds the timeout.
	 */
	public HttpSettings {
		readTimeout = (readTimeout != null) ? Durations.boundedForTransports(readTimeout) : null;
	}

	/**
	 * The JDK's client, whose read timeout covers the whole exchange, and which an
	 * interrupt ends at once; where Java 17 swallows one, {@link ResponseBody} does not.
	 */
	static boolean obeysDeadlines(ClientHttpRequestFactory factory) {
		return factory instanceof JdkClientHttpRequestFactory;
	}

	/**
	 * Transports that end an exchange when its body is closed, from whatever thread.
	 */
	static boolean closesAtOnce(ClientHttpRequestFactory factory) {
		return obeysDeadlines(factory) || factory instanceof ReactorClientHttpRequestFactory;
	}

	ClientHttpRequestFactory newRequestFactory() {
		ClientHttpRequestFactory factory = this.requestFactory.get();
		if (APACHE) {
			InterruptibleHttpClient.install(factory);
		}
		if (isJetty(factory)) {
			JettyExchanges.install(factory);
		}
		if (REACTOR && factory instanceof ReactorClientHttpRequestFactory) {
			ReactorExchanges.install(factory);
		}
		return factory;
	}

	/**
	 * The factory, such that it is known when a request leaves.
	 */
	static ClientHttpRequestFactory watched(ClientHttpRequestFactory factory) {
		return new WatchedRequestFactory(factory, isJetty(factory));
	}

	private static boolean isJetty(@Nullable ClientHttpRequestFactory factory) {
		return JETTY && factory instanceof JettyClientHttpRequestFactory;
	}

	/**
	 * Closes connections, from which abandoned threads would otherwise read on. Spring
	 * destroys only what is a bean.
	 */
	static void destroy(@Nullable ClientHttpRequestFactory factory) {
		if (factory instanceof DisposableBean disposable) {
			try {
				disposable.destroy();
			}
			catch (Exception ex) {
				logger.debug("Connections to FLORA were not closed", ex);
			}
		}
		if (isJetty(factory)) {
			JettyExchanges.stop(factory);
		}
	}

	/**
	 * Two moments to customize a {@code RestClient.Builder}.
	 *
	 * @param first before the client's own settings: what is meant for all clients of an
	 * application
	 * @param last after them: what is meant for FLORA's client
	 */
	public record RestClientCustomization(Consumer<RestClient.Builder> first, Consumer<RestClient.Builder> last) {
	}

}
