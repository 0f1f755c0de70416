package ai.flora.client.internal.start;

import java.util.Objects;
import java.util.stream.Stream;

import ai.flora.client.FloraApiException;
import ai.flora.client.FloraException;
import ai.flora.client.FloraStartUnconfirmedException;
import ai.flora.client.internal.ErrorCodes;
import ai.flora.client.internal.response.Failure;
import org.jspecify.annotations.Nullable;

/**
 * A failure of FLORA's by its own account: a 5xx with one of its {@link ErrorCodes},
 * which is neither 502 nor 504. It says that the key may be used again. That alone is no
 * doubt, but no proof either: FLORA may have made a run before it failed.
 * <p>
 * So the exception of a call in which FLORA has failed tells of it: as its cause, or
 * among the suppressed ones. What a list ended in is there only as the cause of another
 * exception. A later call with the same order, in another process too, lists runs before
 * it sends anything. One with another order under the same key does not: the caller may
 * have corrected the order. And neither a batch nor a technique starts the same anew,
 * under another key.
 *
 * @since 0.1.0
 */
public final class FloraFailure {

	private final StartMoment at;

	private final FloraException exception;

	/**
	 * Creates a failure.
	 * @param at when the last attempt ended so
	 * @param exception what FLORA said last
	 */
	FloraFailure(StartMoment at, FloraException exception) {
		this.at = at;
		this.exception = exception;
	}

	/** When the last attempt ended so. */
	StartMoment at() {
		return this.at;
	}

	/** The later one of two failures. */
	FloraFailure latest(FloraFailure other) {
		return (other.at.nanoTime() - this.at.nanoTime() > 0) ? other : this;
	}

	/** FLORA's last failure. */
	FloraException exception() {
		return this.exception;
	}

	/**
	 * Tells whether a response says that FLORA itself has failed. Gateways, too, write
	 * envelopes when JSON is asked for: only codes tell.
	 */
	static boolean isToldBy(Failure response) {
		return isFloras(response.status(), response.errorCode());
	}

	private static boolean isFloras(int status, @Nullable String code) {
		return ErrorCodes.isOwnFailure(code) && status >= 500 && status != 502 && status != 504;
	}

	/**
	 * FLORA's own failure, as the end of a call tells it: in this process, or in the
	 * process that the exception comes from.
	 * @param end what a call has ended in
	 * @return the failure; {@code null} if the end tells of none
	 */
	static @Nullable FloraException in(Throwable end) {
		return Stream.concat(Stream.of(end), Stream.of(end.getSuppressed()))
			.map(FloraFailure::cause)
			.filter(Objects::nonNull)
			.findFirst()
			.orElse(null);
	}

	private static @Nullable FloraException cause(Throwable end) {
		Throwable first = end;
		while (first instanceof FloraStartUnconfirmedException) {
			first = first.getCause();
		}
		return (first instanceof FloraApiException refused && isFloras(refused.status(), refused.errorCode())) ? refused
				: null;
	}

	/**
	 * Adds what FLORA said to the exception of a call that ends for another reason.
	 * Whoever might start the same again, under another key, has to know that FLORA had
	 * failed, and may have made a run that no list has shown yet.
	 * @param florasFailure what FLORA said when it failed; {@code null} if it did not
	 * @param end an exception of this client's own
	 */
	static void attach(@Nullable FloraException florasFailure, FloraException end) {
		if (florasFailure != null && mayBeStartedAnew(end)) {
			end.addSuppressed(florasFailure);
		}
	}

	/**
	 * Returns an exception that can tell of FLORA's failure. What an application throws
	 * may be shared by several calls, and need not tell of suppressed exceptions. So it
	 * is the cause of an exception that does.
	 */
	static FloraException ownException(Throwable thrown) {
		return (thrown instanceof FloraException exception) ? exception
				: new FloraException("Start: the application failed to handle the call", thrown);
	}

	/**
	 * Tells whether a start that ended so may be made anew, under another key, as that of
	 * a technique may whose inputs FLORA has refused. Not where FLORA had failed by its
	 * own account: it may have made a run, which the first key alone would tell.
	 * @param end what a call has ended in that has started nothing
	 * @return whether it may
	 */
	public static boolean mayBeStartedAnew(Throwable end) {
		return in(end) == null;
	}

}
