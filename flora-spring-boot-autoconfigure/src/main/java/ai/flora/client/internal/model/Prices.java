package ai.flora.client.internal.model;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.function.Function;

import ai.flora.client.GenerationRequest;
import ai.flora.client.model.CostEstimate;
import ai.flora.client.model.CostEstimate.Source;
import ai.flora.client.model.GenerationModel;
import org.jspecify.annotations.Nullable;

/**
 * Estimates the costs of runs.
 */
class Prices {

	/** One credit in US dollars. */
	private static final BigDecimal CREDIT = new BigDecimal("0.001");

	/** The lowest likely cost, as a multiple of the catalogue's price or of a quote. */
	private static final BigDecimal LOWEST_COST_RATIO = new BigDecimal("0.5");

	/** The highest likely cost, likewise. */
	private static final BigDecimal HIGHEST_COST_RATIO = new BigDecimal("3.5");

	private final ModelCatalogue catalogue;

	private final LearnedPrices learned;

	private final Function<GenerationRequest, @Nullable BigDecimal> quotes;

	/**
	 * Creates an estimator.
	 * @param catalogue has the prices
	 * @param learned corrects them
	 * @param quotes asks FLORA; {@code null} if FLORA gives no quote
	 */
	Prices(ModelCatalogue catalogue, LearnedPrices learned, Function<GenerationRequest, @Nullable BigDecimal> quotes) {
		this.catalogue = catalogue;
		this.learned = learned;
		this.quotes = quotes;
	}

	CostEstimate estimate(GenerationRequest request) {
		String modelId = request.model();
		List<BigDecimal> seen = (modelId != null) ? this.learned.ratios(modelId) : List.of();
		BigDecimal quote = this.quotes.apply(request);
		if (quote != null && quote.signum() > 0) {
			return estimate(quote, quote, seen, Source.QUOTE);
		}
		GenerationModel model = (modelId != null) ? this.catalogue.get().find(modelId) : null;
		BigDecimal credits = (model != null) ? model.estimatedCredits() : null;
		if (credits == null || credits.signum() <= 0) {
			return CostEstimate.unpriced();
		}
		BigDecimal base = plain(credits.multiply(CREDIT));
		if (seen.isEmpty()) {
			return estimate(base, base, seen, Source.CATALOGUE);
		}
		BigDecimal mean = seen.stream()
			.reduce(BigDecimal.ZERO, BigDecimal::add)
			.divide(BigDecimal.valueOf(seen.size()), MathContext.DECIMAL64);
		return estimate(base, times(base, mean), seen, Source.LEARNED);
	}

	/**
	 * Experience widens the range of known deviations, and never narrows it: runs of one
	 * configuration do not tell what another one costs.
	 */
	private static CostEstimate estimate(BigDecimal base, BigDecimal expected, List<BigDecimal> seen, Source source) {
		BigDecimal least = seen.stream().reduce(LOWEST_COST_RATIO, BigDecimal::min);
		BigDecimal most = seen.stream().reduce(HIGHEST_COST_RATIO, BigDecimal::max);
		return new CostEstimate(times(base, least), expected, times(base, most), source);
	}

	private static BigDecimal times(BigDecimal base, BigDecimal factor) {
		return plain(base.multiply(factor, MathContext.DECIMAL64));
	}

	private static BigDecimal plain(BigDecimal value) {
		BigDecimal stripped = value.stripTrailingZeros();
		return (stripped.scale() < 0 && stripped.scale() > -20) ? stripped.setScale(0) : stripped;
	}

}
