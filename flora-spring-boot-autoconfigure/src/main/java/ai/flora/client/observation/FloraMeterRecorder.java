package ai.flora.client.observation;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.function.IntSupplier;

import ai.flora.client.Run;
import org.jspecify.annotations.Nullable;

/**
 * Records what observations do not show: retries, unconfirmed starts, ends of followed
 * runs, webhook deliveries and downloads. Called on several threads. What a method throws
 * is logged, and has no other effect. A recorder may serve several clients.
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
	 * An operation is about to be tried again; a start in doubt that is sent again to ask
	 * what became of it is not. Called right before the wait for the next attempt, on the
	 * thread that waits.
	 * @param operation name of the client's method, such as {@code retrieve}
	 * @param reason an HTTP status, {@code timeout} or {@code connection}
	 */
	default void retrying(String operation, String reason) {
	}

	/**
	 * A start has ended without its run, though FLORA accepted it, or may have.
	 * @param operation name of the client's method, such as {@code create}
	 */
	default void startUnconfirmed(String operation) {
	}

	/**
	 * A client was built, and may follow runs from now on.
	 * @param followed the number of runs that it follows; may be called at any time
	 */
	default void following(IntSupplier followed) {
	}

	/**
	 * A client was closed: the supplier must not be called any more.
	 * @param followed the supplier that was given to {@link #following(IntSupplier)}
	 */
	default void closed(IntSupplier followed) {
	}

	/**
	 * A run has ended.
	 * @param type kind of run: {@code generation}, {@code technique} or {@code action}
	 * @param run the run, completed or failed
	 * @param model identifier of its model; {@code null} if it is not known
	 * @param took time from its start to its end by FLORA's timestamps; {@code null} if a
	 * timestamp is missing
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
	 * A webhook delivery was answered. Called on the thread that responds.
	 * @param event {@code run.completed}, {@code run.failed}, {@code other}, or
	 * {@code none} if it could not be read
	 * @param outcome {@code accepted}, {@code duplicate}, {@code bad_signature},
	 * {@code expired}, {@code malformed} or {@code overloaded}
	 * @param took time from its arrival to the response
	 */
	default void delivered(String event, String outcome, Duration took) {
	}

	/**
	 * A download of an output has ended, well or not. Called on the thread that has read
	 * the output.
	 * @param type type of the output: {@code image}, {@code video}, {@code audio},
	 * {@code text}, {@code document} or {@code unknown}
	 * @param outcome {@code success}, {@code refused}, {@code timeout},
	 * {@code connection_error}, {@code invalid_response}, {@code interrupted},
	 * {@code abandoned} if it was opened and not read to its end, or {@code failed} for
	 * anything else, such as a full disk
	 * @param took time from the call to the end
	 * @param bytes number of bytes that were read
	 */
	default void downloaded(String type, String outcome, Duration took, long bytes) {
	}

}
