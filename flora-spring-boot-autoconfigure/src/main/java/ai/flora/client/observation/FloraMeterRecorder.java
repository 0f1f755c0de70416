package ai.flora.client.observation;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.function.IntSupplier;

import ai.flora.client.Run;
import org.jspecify.annotations.Nullable;

/**
 * Told of what observations do not show, on several threads: retries, unconfirmed starts,
 * ends of followed runs, webhook deliveries and downloads. What it throws is logged, and
 * changes nothing. One may serve several clients.
 *
 * @since 0.1.0
 */
public interface FloraMeterRecorder {

	/**
	 * Records nothing.
	 */
	FloraMeterRecorder NOOP = new FloraMeterRecorder() {
	};

	/**
	 * An operation is about to be tried again; told right before the wait that leads to
	 * it, on the thread that waits.
	 * @param operation name of the client's method, such as {@code retrieve}
	 * @param reason an HTTP status, {@code timeout} or {@code connection}
	 */
	default void retrying(String operation, String reason) {
	}

	/**
	 * A start ended without knowing whether FLORA accepted it.
	 * @param operation name of the client's method, such as {@code create}
	 */
	default void startUnconfirmed(String operation) {
	}

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
	 * @param type kind of run: {@code generation}, {@code technique} or {@code action}
	 * @param run the run, completed or failed
	 * @param model identifier of its model; {@code null} if it is not known
	 * @param took from its start to its end by FLORA's timestamps; {@code null} if it
	 * lacks them
	 */
	default void ended(String type, Run run, @Nullable String model, @Nullable Duration took) {
	}

	/**
	 * The cost of a run that has ended is known.
	 * @param type kind of run: {@code generation}, {@code technique} or {@code action}
	 * @param run the run
	 * @param model identifier of its model; {@code null} if it is not known
	 * @param cost what FLORA charged, in US dollars
	 */
	default void charged(String type, Run run, @Nullable String model, BigDecimal cost) {
	}

	/**
	 * The end of a run was noticed.
	 * @param delay time since the end, by FLORA's clock; never negative
	 * @param by {@code poll}, {@code list} or {@code webhook}
	 */
	default void noticed(Duration delay, String by) {
	}

	/**
	 * A webhook delivery was answered; told on the thread that answers.
	 * @param event {@code run.completed}, {@code run.failed}, {@code other}, or
	 * {@code none} if it could not be read
	 * @param outcome {@code accepted}, {@code duplicate}, {@code bad_signature},
	 * {@code expired}, {@code malformed} or {@code overloaded}
	 * @param took time from its arrival to its answer
	 */
	default void delivered(String event, String outcome, Duration took) {
	}

	/**
	 * An output was read or saved, or could not be; told on the thread that did, at its
	 * end.
	 * @param type type of the output: {@code image}, {@code video}, {@code audio},
	 * {@code text}, {@code document} or {@code unknown}
	 * @param outcome {@code success}, {@code refused}, {@code timeout},
	 * {@code connection_error}, {@code invalid_response}, {@code interrupted},
	 * {@code abandoned} if it was opened and not read to its end, or {@code failed} for
	 * anything else, such as a full disk
	 * @param took time from the call to the end
	 * @param bytes how many bytes of it were read
	 */
	default void downloaded(String type, String outcome, Duration took, long bytes) {
	}

}
