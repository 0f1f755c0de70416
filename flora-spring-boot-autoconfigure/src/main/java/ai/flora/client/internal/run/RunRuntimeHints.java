package ai.flora.client.internal.run;

import java.util.List;

import ai.flora.client.FloraRunEndedEvent;
import ai.flora.client.Generation;
import ai.flora.client.OutputType;
import ai.flora.client.Run;
import ai.flora.client.RunStatus;
import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.BindingReflectionHintsRegistrar;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;

/**
 * Registers for a native image the records of runs and their ends that Jackson reads and
 * writes.
 */
class RunRuntimeHints implements RuntimeHintsRegistrar {

	@Override
	public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
		new BindingReflectionHintsRegistrar().registerReflectionHints(hints.reflection(), FloraRunEndedEvent.class,
				Generation.class, Run.class);
		// The registrar skips enums, but Jackson calls methods of these.
		for (Class<?> type : List.of(RunStatus.class, OutputType.class)) {
			hints.reflection().registerType(type, MemberCategory.INVOKE_DECLARED_METHODS);
		}
	}

}
