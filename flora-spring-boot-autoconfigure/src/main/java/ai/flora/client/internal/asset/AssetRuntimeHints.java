package ai.flora.client.internal.asset;

import ai.flora.client.asset.Asset;
import ai.flora.client.asset.AssetStatus;
import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.BindingReflectionHintsRegistrar;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;

/**
 * Registers for a native image the types of assets that Jackson reads. The registrar
 * skips enums, but Jackson calls methods of this one.
 */
class AssetRuntimeHints implements RuntimeHintsRegistrar {

	@Override
	public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
		new BindingReflectionHintsRegistrar().registerReflectionHints(hints.reflection(), Asset.class,
				AssetTicket.class);
		hints.reflection().registerType(AssetStatus.class, MemberCategory.INVOKE_DECLARED_METHODS);
	}

}
