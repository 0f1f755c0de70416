package ai.flora.client.internal.model;

import java.util.Locale;

import ai.flora.client.FloraInterruptedException;
import ai.flora.client.FloraRequestRefusedException;
import ai.flora.client.GenerationRequest;
import ai.flora.client.internal.time.Deadline;
import ai.flora.client.model.GenerationModel;
import org.jspecify.annotations.Nullable;

/**
 * FLORA's models as one batch sees them: it asks for the catalogue once, and goes by that
 * for all of its items. Not thread-safe.
 *
 * @since 0.1.0
 */
public final class BatchModels {

	private final ModelCatalogue catalogue;

	private final RequestCheck check;

	private boolean asked;

	private @Nullable Catalogue answer;

	BatchModels(ModelCatalogue catalogue, RequestCheck check) {
		this.catalogue = catalogue;
		this.check = check;
	}

	/**
	 * Checks a request that is about to be started.
	 * @param request the request
	 * @param deadline reading FLORA's models may take a part of the time until then
	 * @throws FloraRequestRefusedException if FLORA would not do what is asked for
	 * @throws FloraInterruptedException if the calling thread is interrupted
	 */
	public void beforeStart(GenerationRequest request, Deadline deadline) {
		this.check.beforeStart(request, () -> catalogue(deadline));
	}

	/**
	 * Tells whether a model is a provider's. If starts are not checked, that is not worth
	 * a request.
	 * @param modelId identifier of the model
	 * @param provider a part of the provider's name, in lower case
	 * @param deadline reading FLORA's models may take a part of the time until then
	 * @return whether the model's id or the catalogue says so; {@code false} if FLORA
	 * does not tell
	 * @throws FloraInterruptedException if the calling thread is interrupted
	 */
	public boolean isOf(String modelId, String provider, Deadline deadline) {
		if (modelId.toLowerCase(Locale.ROOT).contains(provider)) {
			return true;
		}
		Catalogue known = this.check.isOff() ? this.catalogue.known() : catalogue(deadline);
		GenerationModel model = (known != null) ? known.find(modelId) : null;
		String name = (model != null) ? model.provider() : null;
		return name != null && name.toLowerCase(Locale.ROOT).contains(provider);
	}

	/**
	 * Tells whether FLORA was asked for its models in vain. Then each start may find them
	 * later.
	 * @return whether checks lack them
	 */
	public boolean areMissing() {
		return this.asked && this.answer == null;
	}

	private @Nullable Catalogue catalogue(Deadline deadline) {
		if (!this.asked) {
			this.answer = this.catalogue.forStart(deadline);
			this.asked = true;
		}
		return this.answer;
	}

}
