package ai.flora.client.internal.transport;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * By when an exchange ends through the transport alone.
 *
 * @param exact whether the read timeout covers the whole exchange, body included, and an
 * interrupt ends it; so it is with the JDK's client, while others count the time between
 * two reads
 * @param intercepted whether an exchange also takes the application's own time, of which
 * the transport knows nothing
 * @param readTimeout the transport's read timeout
 */
record ExchangeBound(boolean exact, boolean intercepted, @Nullable Duration readTimeout) {

	boolean isWithin(Duration remaining) {
		return this.exact && !this.intercepted && this.readTimeout != null
				&& this.readTimeout.compareTo(remaining) <= 0;
	}

	/**
	 * Whether a failure after this time is most likely the read timeout's doing: some
	 * transports only close the connection then.
	 */
	boolean isReached(Duration elapsed) {
		return this.exact && this.readTimeout != null
				&& elapsed.compareTo(this.readTimeout.multipliedBy(98).dividedBy(100)) >= 0;
	}

}
