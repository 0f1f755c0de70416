package ai.flora.client.internal.transport;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;

import ai.flora.client.FloraApiException;
import ai.flora.client.FloraConnection.LastCall;
import ai.flora.client.FloraConnectionException;
import ai.flora.client.FloraException;
import org.jspecify.annotations.Nullable;

/**
 * The last calls that showed that FLORA is well, or that it may not be. Thread-safe.
 *
 * @since 0.1.0
 */
public class CallHistory {

	/**
	 * Codes of refusals that only an authorized caller of an existing API gets. A 404 is
	 * none of them: a wrong base URL may lead to one, in FLORA's own form.
	 */
	private static final Set<String> OF_AUTHORIZED_CALLERS = Set.of("input_validation_error", "invalid_json",
			"insufficient_credits", "conflict", "idempotency_duplicate", "idempotency_conflict");

	private volatile @Nullable LastCall success;

	private volatile @Nullable LastCall failure;

	/**
	 * The last call that got its response, or a refusal that only an authorized caller of
	 * an existing API gets.
	 * @return the call, or {@code null} if there was none
	 */
	public @Nullable LastCall success() {
		return this.success;
	}

	/**
	 * The last call that could not reach FLORA, found it failing, or had its key refused.
	 * @return the call, or {@code null} if there was none
	 */
	public @Nullable LastCall failure() {
		return this.failure;
	}

	void succeeded(Duration took) {
		this.success = new LastCall(System.nanoTime(), Instant.now(), took);
	}

	void failed(FloraException exception, Duration took) {
		if (exception instanceof FloraConnectionException) {
			this.failure = new LastCall(System.nanoTime(), Instant.now(), took);
		}
		else if (exception instanceof FloraApiException refused) {
			if (refused.status() == 401 || refused.status() == 403 || refused.status() >= 500) {
				this.failure = new LastCall(System.nanoTime(), Instant.now(), took);
			}
			else if (refused.errorCode() != null && OF_AUTHORIZED_CALLERS.contains(refused.errorCode())) {
				succeeded(took);
			}
		}
	}

}
