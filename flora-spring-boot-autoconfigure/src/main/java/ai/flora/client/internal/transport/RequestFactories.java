package ai.flora.client.internal.transport;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.http.client.JettyClientHttpRequestFactory;
import org.springframework.http.client.ReactorClientHttpRequestFactory;
import org.springframework.util.ClassUtils;

/**
 * Makes the request factories of all HTTP clients behave alike, as far as they let us,
 * and knows where they differ.
 */
final class RequestFactories {

	private static final Log logger = LogFactory.getLog(RequestFactories.class);

	private static final boolean APACHE = isPresent("org.apache.hc.client5.http.impl.classic.CloseableHttpClient");

	private static final boolean JETTY = isPresent("org.eclipse.jetty.client.HttpClient");

	private static final boolean REACTOR = isPresent("reactor.netty.http.client.HttpClient");

	private RequestFactories() {
	}

	private static boolean isPresent(String className) {
		return ClassUtils.isPresent(className, RequestFactories.class.getClassLoader());
	}

	/**
	 * Adds to the HTTP client of a factory what it lacks.
	 */
	static void install(ClientHttpRequestFactory factory) {
		if (APACHE) {
			InterruptibleHttpClient.install(factory);
		}
		if (isJetty(factory)) {
			JettyExchanges.install(factory);
		}
		if (REACTOR && factory instanceof ReactorClientHttpRequestFactory) {
			ReactorExchanges.install(factory);
		}
	}

	/**
	 * A factory whose requests tell when they leave this process.
	 */
	static ClientHttpRequestFactory watched(ClientHttpRequestFactory factory) {
		return new WatchedRequestFactory(factory, isJetty(factory));
	}

	/**
	 * Tells whether the read timeout covers a whole exchange, body included, and an
	 * interrupt ends it at once. So it is with the JDK's client, while others count the
	 * time between two reads; {@link ResponseBody} sees interrupts that Java 17 swallows.
	 */
	static boolean obeysDeadlines(ClientHttpRequestFactory factory) {
		return factory instanceof JdkClientHttpRequestFactory;
	}

	/**
	 * Tells whether an exchange ends when its body is closed, from whatever thread.
	 */
	static boolean closesAtOnce(ClientHttpRequestFactory factory) {
		return obeysDeadlines(factory) || factory instanceof ReactorClientHttpRequestFactory;
	}

	/**
	 * Closes connections, from which abandoned threads would otherwise read on. Spring
	 * destroys only beans. Throws nothing, whatever the application's HTTP client throws.
	 */
	static void destroy(ClientHttpRequestFactory factory) {
		if (factory instanceof DisposableBean disposable) {
			try {
				disposable.destroy();
			}
			catch (Throwable ex) {
				logger.debug("Connections to FLORA were not closed", ex);
			}
		}
		if (isJetty(factory)) {
			JettyExchanges.stop(factory);
		}
	}

	private static boolean isJetty(ClientHttpRequestFactory factory) {
		return JETTY && factory instanceof JettyClientHttpRequestFactory;
	}

}
