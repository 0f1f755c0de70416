package ai.flora.client.observation;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.function.IntSupplier;

import ai.flora.client.Run;
import org.jspecify.annotations.Nullable;

/**
 * Told of the ends of followed runs.
 *
 * @since 0.1.0
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
	 * A run has ended.
	 * @param run the run
	 * @param model its model, if known
	 * @param took from its start to its end by FLORA's timestamps, if it has them
	 */
	default void ended(Run run, @Nullable String model, @Nullable Duration took) {
	}

	/**
	 * The cost of a run that has ended is known.
	 * @param run the run
	 * @param model its model, if known
	 * @param cost what FLORA charged, in US dollars
	 */
	default void charged(Run run, @Nullable String model, BigDecimal cost) {
	}

	/**
	 * The end of a run was noticed.
	 * @param delay time since the end
	 * @param by {@code poll}, {@code list} or {@code webhook}
	 */
	default void noticed(Duration delay, String by) {
	}

}
