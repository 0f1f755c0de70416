package ai.flora.client.internal.operation;

import ai.flora.client.GenerationType;
import ai.flora.client.StartedRun;
import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.BindingReflectionHintsRegistrar;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;

/**
 * Registers for a native image the records of starts and workspaces that Jackson reads
 * and writes.
 */
class OperationRuntimeHints implements RuntimeHintsRegistrar {

	@Override
	public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
		new BindingReflectionHintsRegistrar().registerReflectionHints(hints.reflection(), Quote.class, StartBody.class,
				StartedRun.class, Workspaces.class);
		// The registrar skips enums, but Jackson calls methods of this one.
		hints.reflection().registerType(GenerationType.class, MemberCategory.INVOKE_DECLARED_METHODS);
	}

}
