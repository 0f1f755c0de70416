package ai.flora.client.internal.start;

import java.time.Duration;
import java.util.function.Consumer;

import ai.flora.client.FloraException;
import ai.flora.client.internal.transport.Attempt;
import ai.flora.client.internal.transport.Call;

/**
 * The course of a call that may start runs without an order. Nothing can be asked for
 * afterwards: it is sent again only as long as nothing was sent.
 */
final class UnorderedStart {

	private UnorderedStart() {
	}

	/**
	 * Makes the call.
	 * @param beforeEach run before each attempt; throws if nothing is to be sent any more
	 * @param whenInDoubt told why there is no result, if the call may have started runs
	 * that are not known
	 * @return its result
	 * @throws FloraException if there is none
	 */
	static <T> T send(Call<T> call, Runnable beforeEach, Consumer<FloraException> whenInDoubt) {
		while (true) {
			beforeEach.run();
			Attempt<T> attempt = call.attempt();
			if (attempt instanceof Attempt.Success<T> success) {
				return success.value();
			}
			Attempt.Failed<T> failed = (Attempt.Failed<T>) attempt;
			FloraException exception = call.exception(failed.failure());
			if (mayHaveStarted(failed)) {
				whenInDoubt.accept(exception);
			}
			Duration delay = failed.sent() ? null : call.retryDelay(failed.failure());
			if (delay == null) {
				throw exception;
			}
			call.waitForRetry(delay, failed.failure());
		}
	}

	private static boolean mayHaveStarted(Attempt.Failed<?> attempt) {
		StartVerdict verdict = StartVerdict.of(attempt);
		return verdict.mayHaveMadeRun() || verdict == StartVerdict.CLAIMED || attempt.otherSendingMayCount();
	}

}
