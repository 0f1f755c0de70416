package ai.flora.client.internal.model;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.function.Function;

import ai.flora.client.FloraInterruptedException;
import ai.flora.client.GenerationRequest;
import ai.flora.client.internal.transport.Deadline;
import ai.flora.client.internal.transport.FloraTransport;
import ai.flora.client.model.GenerationModel;
import org.jspecify.annotations.Nullable;

/**
 * A client's knowledge of models: the parts of this package, put together. Nothing is
 * read before it is needed. Thread-safe.
 *
 * @since 0.1.0
 */
public class Models {

	private final ModelCatalogue catalogue;

	private final RequestCheck check;

	private final LearnedPrices learned = new LearnedPrices();

	private final Prices prices;

	/**
	 * Creates the parts.
	 * @param transport reads models
	 * @param settings how models are read, checked and priced
	 * @param quotes asks FLORA for a quote in US dollars; returns {@code null} if there
	 * is none
	 */
	public Models(FloraTransport transport, ModelSettings settings,
			Function<GenerationRequest, @Nullable BigDecimal> quotes) {
		this.catalogue = new ModelCatalogue(transport, settings.cacheTimeToLive());
		this.check = new RequestCheck(this.catalogue, settings.check(), transport.settings().names());
		this.prices = new Prices(this.catalogue, this.learned, settings.quotes() ? quotes : (request) -> null);
	}

	ModelCatalogue catalogue() {
		return this.catalogue;
	}

	Prices prices() {
		return this.prices;
	}

	/**
	 * The check of requests before they are started.
	 * @return the check
	 */
	public RequestCheck check() {
		return this.check;
	}

	/**
	 * Tells whether a model is a provider's.
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
		Catalogue known = this.catalogue.forStart(deadline);
		GenerationModel model = (known != null) ? known.find(modelId) : null;
		String name = (model != null) ? model.provider() : null;
		return name != null && name.toLowerCase(Locale.ROOT).contains(provider);
	}

	/**
	 * Prices that the costs of runs have taught.
	 * @return the prices
	 */
	public LearnedPrices learned() {
		return this.learned;
	}

}
