package ai.flora.client.transport;

import java.util.List;

import ai.flora.client.GenerationType;
import ai.flora.client.OutputType;
import ai.flora.client.Run;
import ai.flora.client.RunStatus;
import ai.flora.client.StartedRun;
import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.BindingReflectionHintsRegistrar;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;

/**
 * What a native image has to keep for the client: the records that Jackson reads and
 * writes, and the file with the version.
 *
 * @since 0.1.0
 */
public class FloraRuntimeHints implements RuntimeHintsRegistrar {

	/**
	 * Creates the registrar.
	 */
	public FloraRuntimeHints() {
	}

	@Override
	public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
		new BindingReflectionHintsRegistrar().registerReflectionHints(hints.reflection(), Run.class, Workspaces.class,
				ErrorEnvelope.class, GenerationsPage.class, StartBody.class, StartedRun.class);
		// The registrar passes enums by, but these have methods that Jackson calls.
		for (Class<?> type : List.of(RunStatus.class, OutputType.class, GenerationType.class)) {
			hints.reflection().registerType(type, MemberCategory.INVOKE_DECLARED_METHODS);
		}
		hints.resources().registerPattern("ai/flora/client/transport/version.properties");
	}

}
