package ai.flora.client.observation;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.function.IntSupplier;

import ai.flora.client.Run;
import org.jspecify.annotations.Nullable;

/**
 * Told of the ends of followed runs, on several threads. What it throws there is logged,
 * and changes nothing.
 *
 * @since 0.1.0
 * @see <a href="https://developer.flora.ai/guides/generations/">FLORA: Generations</a>
 */
public interface FloraRunRecorder {

	/**
	 * Records nothing.
	 */
	FloraRunRecorder NOOP = new FloraRunRecorder() {
	};

	/**
	 * A client begins to follow runs.
	 * @param followed how many it follows, to be asked at any time
	 */
	default void following(IntSupplier followed) {
	}

	/**
	 * A client was closed: it is not to be asked any more.
	 * @param followed what was given to {@link #following(IntSupplier)}
	 */
	default void closed(IntSupplier followed) {
	}

	/**
	 * A run has ended.
	 * @param run the run, completed or failed
	 * @param model identifier of its model; {@code null} if it is not known
	 * @param took from its start to its end by FLORA's timestamps; {@code null} if it
	 * lacks them
	 */
	default void ended(Run run, @Nullable String model, @Nullable Duration took) {
	}

	/**
	 * The cost of a run that has ended is known.
	 * @param run the run
	 * @param model identifier of its model; {@code null} if it is not known
	 * @param cost what FLORA charged, in US dollars
	 */
	default void charged(Run run, @Nullable String model, BigDecimal cost) {
	}

	/**
	 * The end of a run was noticed.
	 * @param delay time since the end, by FLORA's clock; never negative
	 * @param by {@code poll}, {@code list} or {@code webhook}
	 */
	default void noticed(Duration delay, String by) {
	}

}
