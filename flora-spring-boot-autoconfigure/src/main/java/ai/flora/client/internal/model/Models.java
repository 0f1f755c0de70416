package ai.flora.client.internal.model;

import java.math.BigDecimal;
import java.util.function.Function;

import ai.flora.client.GenerationRequest;
import ai.flora.client.internal.transport.FloraTransport;
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
	 * The models for the starts of one batch.
	 * @return what the batch knows; nothing yet
	 */
	public BatchModels forBatch() {
		return new BatchModels(this.catalogue, this.check);
	}

	/**
	 * Prices that the costs of runs have taught.
	 * @return the prices
	 */
	public LearnedPrices learned() {
		return this.learned;
	}

}
