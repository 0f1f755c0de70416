package ai.flora.spring.boot.autoconfigure;

import java.time.Duration;

import ai.flora.client.FloraApiException;
import ai.flora.client.FloraConnection;
import ai.flora.client.FloraConnectionException;
import ai.flora.client.FloraInterruptedException;
import ai.flora.client.FloraRateLimitException;
import ai.flora.client.FloraResponseException;
import ai.flora.client.FloraTimeoutException;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.boot.health.contributor.Health;

/**
 * Asks FLORA once, and says what the end of that call means for its health. Apart from
 * the indicator, since an application that starts asks nothing, and need not load all
 * exceptions.
 */
final class HealthProbe {

	private static final Log logger = LogFactory.getLog(HealthProbe.class);

	private HealthProbe() {
	}

	/**
	 * Asks FLORA. Catches what is none of ours too, such as a customizer's exception: it
	 * would fail the whole health endpoint.
	 * @return the health, which is unknown if the thread was interrupted
	 */
	static Health.Builder ask(FloraConnection connection, Duration timeout) {
		try {
			connection.probe(timeout);
			return Health.up();
		}
		catch (FloraInterruptedException ex) {
			return interrupted();
		}
		catch (FloraRateLimitException ex) {
			return Health.up().withDetail("rateLimited", true);
		}
		catch (FloraTimeoutException ex) {
			return down("timeout");
		}
		catch (FloraConnectionException ex) {
			return down("unreachable");
		}
		catch (FloraApiException ex) {
			return refused(ex);
		}
		catch (FloraResponseException ex) {
			return unexpected();
		}
		catch (Exception ex) {
			// Applications in other languages than Java may throw checked exceptions,
			// too.
			logger.warn("FLORA could not be asked for its health: " + ex.getClass().getName());
			return down("probe failed");
		}
	}

	static Health.Builder interrupted() {
		return Health.unknown().withDetail("reason", "interrupted");
	}

	static Health.Builder down(String reason) {
		return Health.down().withDetail("reason", reason);
	}

	private static Health.Builder unexpected() {
		return down("unexpected answer").withDetail("check", "flora.base-url");
	}

	private static Health.Builder refused(FloraApiException exception) {
		Health.Builder builder = reason(exception).withDetail("status", exception.status());
		return (exception.requestId() != null) ? builder.withDetail("requestId", exception.requestId()) : builder;
	}

	/** Without a code of FLORA's, a gateway may have answered, which knows no keys. */
	private static Health.Builder reason(FloraApiException exception) {
		int status = exception.status();
		if (status / 100 == 5) {
			return down("server error");
		}
		return ((status == 401 || status == 403) && exception.errorCode() != null) ? down("key refused") : unexpected();
	}

}
