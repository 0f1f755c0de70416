package ai.flora.client.internal.transport;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import org.springframework.web.client.RestClient;

/**
 * FLORA's {@code RestClient}, and how its exchanges end.
 *
 * @param restClient the client
 * @param obeysDeadlines whether the read timeout covers a whole exchange, and an
 * interrupt ends it
 * @param closesAtOnce whether an exchange ends when its body is closed
 * @param intercepted whether code of the application's takes part in each exchange, which
 * may take as long as it likes
 * @param readTimeout the read timeout; {@code null} if it is not known
 */
record Connection(RestClient restClient, boolean obeysDeadlines, boolean closesAtOnce, boolean intercepted,
		@Nullable Duration readTimeout) {

	/**
	 * Tells whether each exchange ends by itself within a time.
	 */
	boolean endsWithin(Duration remaining) {
		return this.obeysDeadlines && !this.intercepted && this.readTimeout != null
				&& this.readTimeout.compareTo(remaining) <= 0;
	}

	/**
	 * Tells whether a failure after this time is most likely the read timeout's doing:
	 * some HTTP clients only close the connection then.
	 */
	boolean isReadTimeout(Duration elapsed) {
		return this.obeysDeadlines && this.readTimeout != null
				&& elapsed.compareTo(this.readTimeout.multipliedBy(98).dividedBy(100)) >= 0;
	}

}
