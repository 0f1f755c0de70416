package ai.flora.client.model;

import java.io.Serializable;
import java.math.BigDecimal;

import org.jspecify.annotations.Nullable;

/**
 * The cost of a run, estimated before its start. FLORA's catalogue has the price of a
 * model's base configuration. Other configurations were seen to cost 0.56 to 3.45 times
 * as much. So the range is 0.5 to 3.5 times the price or the quote. Costs of this
 * client's own runs of the model widen it if they are beyond it, and never narrow it. A
 * technique or an action has one price: its three figures are the same.
 * <p>
 * The constructor is not part of the contract. Tests begin with {@link #of} or
 * {@link #unpriced()}.
 *
 * @param low the least likely cost, in US dollars; {@code null} if the run is unpriced
 * @param expected the most likely cost, in US dollars; {@code null} if the run is
 * unpriced, never 0 instead
 * @param high the greatest likely cost, in US dollars; {@code null} if the run is
 * unpriced
 * @param source source of the figures
 * @since 0.1.0
 */
public record CostEstimate(@Nullable BigDecimal low, @Nullable BigDecimal expected, @Nullable BigDecimal high,
		Source source) implements Serializable {

	/**
	 * The one estimate without figures.
	 */
	private static final CostEstimate UNPRICED = new CostEstimate(null, null, null, Source.UNPRICED);

	/**
	 * An estimate for a run of unknown price.
	 * @return an estimate without figures
	 */
	public static CostEstimate unpriced() {
		return UNPRICED;
	}

	/**
	 * An estimate for a run that has one price, as FLORA's catalogue states it.
	 * @param price the price in US dollars; {@code null} if the catalogue states none
	 * @return an estimate whose three figures are the price, or an estimate without
	 * figures
	 */
	public static CostEstimate of(@Nullable BigDecimal price) {
		return (price != null && price.signum() >= 0) ? new CostEstimate(price, price, price, Source.CATALOGUE)
				: UNPRICED;
	}

	/**
	 * Tells whether the estimate has figures.
	 * @return {@code true} if it has all three
	 */
	public boolean isPriced() {
		return this.expected != null;
	}

	/**
	 * The sources of figures.
	 *
	 * @since 0.1.0
	 */
	public enum Source {

		/**
		 * A quote that FLORA was asked for.
		 */
		QUOTE,

		/**
		 * The price in FLORA's catalogue.
		 */
		CATALOGUE,

		/**
		 * The price in FLORA's catalogue. The costs of this client's own runs of the
		 * model correct the expected cost.
		 */
		LEARNED,

		/**
		 * No source: the price is not known.
		 */
		UNPRICED

	}

}
