package ai.flora.client.internal.model;

import ai.flora.client.model.GenerationModel;
import ai.flora.client.model.ParamKind;
import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.BindingReflectionHintsRegistrar;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;

/**
 * Registers for a native image what Jackson reads of models. The registrar skips enums,
 * but Jackson calls methods of this one.
 */
class ModelRuntimeHints implements RuntimeHintsRegistrar {

	@Override
	public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
		new BindingReflectionHintsRegistrar().registerReflectionHints(hints.reflection(), GenerationModel.class);
		hints.reflection().registerType(ParamKind.class, MemberCategory.INVOKE_DECLARED_METHODS);
	}

}
