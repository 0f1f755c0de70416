package ai.flora.client.model;

import java.io.Serializable;
import java.math.BigDecimal;

import org.jspecify.annotations.Nullable;

/**
 * What a run may cost, before it is started. Prices of FLORA's catalogue are those of a
 * model's base configuration: others were seen to cost from 0.56 to 3.45 times as much.
 *
 * @param low in US dollars, what it hardly costs less than; {@code null} if it is
 * unpriced
 * @param expected in US dollars, what it most likely costs; {@code null} if it is
 * unpriced, and never 0 for that
 * @param high in US dollars, what it hardly costs more than; {@code null} if it is
 * unpriced
 * @param source where the figures come from
 * @since 0.1.0
 */
public record CostEstimate(@Nullable BigDecimal low, @Nullable BigDecimal expected, @Nullable BigDecimal high,
		Source source) implements Serializable {

	/** Of what nobody tells the price. */
	private static final CostEstimate UNPRICED = new CostEstimate(null, null, null, Source.UNPRICED);

	/**
	 * An estimate for what nobody tells the price of.
	 * @return an estimate without figures
	 */
	public static CostEstimate unpriced() {
		return UNPRICED;
	}

	/**
	 * An estimate for what has one price, as FLORA's catalogue says it.
	 * @param price the price in US dollars; {@code null} if the catalogue does not say
	 * @return the price as all three figures, or an estimate without figures
	 */
	public static CostEstimate of(@Nullable BigDecimal price) {
		return (price != null && price.signum() >= 0) ? new CostEstimate(price, price, price, Source.CATALOGUE)
				: UNPRICED;
	}

	/**
	 * Tells whether there are figures.
	 * @return whether the three of them are there
	 */
	public boolean isPriced() {
		return this.expected != null;
	}

	/**
	 * Where figures come from.
	 *
	 * @since 0.1.0
	 */
	public enum Source {

		/**
		 * FLORA was asked for a quote.
		 */
		QUOTE,

		/**
		 * FLORA's catalogue.
		 */
		CATALOGUE,

		/**
		 * FLORA's catalogue, corrected by what this client's runs of the model have cost.
		 */
		LEARNED,

		/**
		 * Nobody tells.
		 */
		UNPRICED

	}

}
