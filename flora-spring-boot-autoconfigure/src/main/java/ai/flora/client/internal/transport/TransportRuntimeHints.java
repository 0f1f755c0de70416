package ai.flora.client.internal.transport;

import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.aot.hint.TypeReference;
import org.springframework.util.ClassUtils;

/**
 * Registers for a native image the fields that hold Jetty's and Reactor's clients, and
 * the file with the version.
 */
class TransportRuntimeHints implements RuntimeHintsRegistrar {

	/** HTTP clients, and the factories of Spring that hold them in a field. */
	private static final Map<String, String> CLIENTS = Map.of("org.eclipse.jetty.client.HttpClient",
			"org.springframework.http.client.JettyClientHttpRequestFactory", "reactor.netty.http.client.HttpClient",
			"org.springframework.http.client.ReactorClientHttpRequestFactory");

	@Override
	public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
		CLIENTS.forEach((client, factory) -> {
			if (ClassUtils.isPresent(client, classLoader)) {
				hints.reflection().registerType(TypeReference.of(factory), (type) -> type.withField("httpClient"));
			}
		});
		hints.resources().registerPattern("ai/flora/client/internal/transport/version.properties");
	}

}
