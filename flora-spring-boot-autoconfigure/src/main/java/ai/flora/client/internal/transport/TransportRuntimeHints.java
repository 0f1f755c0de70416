package ai.flora.client.internal.transport;

import java.util.List;
import java.util.Map;

import ai.flora.client.FloraRunEndedEvent;
import ai.flora.client.Generation;
import ai.flora.client.GenerationType;
import ai.flora.client.OutputType;
import ai.flora.client.Page;
import ai.flora.client.Run;
import ai.flora.client.RunStatus;
import ai.flora.client.StartedRun;
import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.BindingReflectionHintsRegistrar;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.aot.hint.TypeReference;
import org.springframework.util.ClassUtils;

/**
 * Registers for a native image the records of runs, their ends and errors that Jackson
 * reads and writes, the fields that hold Jetty's and Reactor's clients, and the file with
 * the version.
 */
class TransportRuntimeHints implements RuntimeHintsRegistrar {

	/** HTTP clients, and the factories of Spring that hold them in a field. */
	private static final Map<String, String> CLIENTS = Map.of("org.eclipse.jetty.client.HttpClient",
			"org.springframework.http.client.JettyClientHttpRequestFactory", "reactor.netty.http.client.HttpClient",
			"org.springframework.http.client.ReactorClientHttpRequestFactory");

	@Override
	public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
		new BindingReflectionHintsRegistrar().registerReflectionHints(hints.reflection(), ErrorEnvelope.class,
				FloraRunEndedEvent.class, Generation.class, Page.class, PageMeta.class, Quote.class, Run.class,
				StartBody.class, StartedRun.class, Workspaces.class);
		// The registrar skips enums, but Jackson calls methods of these.
		for (Class<?> type : List.of(RunStatus.class, OutputType.class, GenerationType.class)) {
			hints.reflection().registerType(type, MemberCategory.INVOKE_DECLARED_METHODS);
		}
		CLIENTS.forEach((client, factory) -> {
			if (ClassUtils.isPresent(client, classLoader)) {
				hints.reflection().registerType(TypeReference.of(factory), (type) -> type.withField("httpClient"));
			}
		});
		hints.resources().registerPattern("ai/flora/client/internal/transport/version.properties");
	}

}
