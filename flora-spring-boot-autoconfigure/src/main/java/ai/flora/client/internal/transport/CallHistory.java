package ai.flora.client.internal.transport;

import java.time.Duration;
import java.time.Instant;

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

	private volatile @Nullable LastCall success;

	private volatile @Nullable LastCall failure;

	/**
	 * The last call that reached FLORA with a key that it accepted, even if it was
	 * refused otherwise.
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
			// Only FLORA itself has codes: a 404 may be any web server's.
			else if (refused.errorCode() != null && refused.status() != 429 && refused.status() / 100 == 4) {
				succeeded(took);
			}
		}
	}

}
