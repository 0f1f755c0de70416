package ai.flora.spring.boot.autoconfigure;

import java.time.Duration;
import java.util.List;

import ai.flora.client.FollowSettings;
import ai.flora.client.RetrySettings;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.Assert;
import org.springframework.util.unit.DataSize;

/**
 * Settings of the FLORA client. Public for Spring's sake only: its constructor changes
 * with each new property. What is not set, and has no default, is {@code null}. Durations
 * without a unit are milliseconds, sizes without one are bytes. A duration of more than a
 * hundred years is taken for that, a connect or read timeout of more than 24 days for
 * those.
 *
 * @param enabled Whether to auto-configure FLORA.
 * @param apiKey API key, sent as a bearer token to the base URL's origin and nowhere
 * else.
 * @param baseUrl Base URL of the FLORA API.
 * @param allowInsecureBaseUrl Whether the base URL may be http to a host other than
 * loopback, so that the API key crosses the network in clear.
 * @param workspaceId Workspace to start and list runs in.
 * @param projectId Project to start and list runs in.
 * @param connectTimeout Time allowed for connecting to FLORA. Defaults to
 * spring.http.clients.connect-timeout, then 5 seconds.
 * @param readTimeout Time allowed for one HTTP exchange, body included, on the JDK's HTTP
 * client; on others for each read. Defaults to spring.http.clients.read-timeout, then 60
 * seconds.
 * @param callTimeout Time allowed for one call, all its attempts and waits included.
 * @param maxResponseSize Largest answer that is read.
 * @param retry Retries of failed calls.
 * @param follow Following of runs until they end.
 * @param webhook Receiving of webhooks.
 * @param ssl SSL of the connection to FLORA.
 * @param health Health indicator.
 * @since 0.1.0
 */
@ConfigurationProperties("flora")
public record FloraProperties(@DefaultValue("true") boolean enabled, @Nullable String apiKey,
		@DefaultValue("https://app.flora.ai/api/v1") String baseUrl,
		@DefaultValue("false") boolean allowInsecureBaseUrl, @Nullable String workspaceId, @Nullable String projectId,
		@Nullable Duration connectTimeout, @Nullable Duration readTimeout, @DefaultValue("2m") Duration callTimeout,
		@DefaultValue("8MB") DataSize maxResponseSize, @DefaultValue Retry retry, @DefaultValue Follow follow,
		@DefaultValue Webhook webhook, @DefaultValue Ssl ssl, @DefaultValue Health health) {

	/**
	 * Checks the properties.
	 * @throws IllegalArgumentException if a time or the size is not positive
	 */
	public FloraProperties {
		checkPositive("flora.connect-timeout", connectTimeout);
		checkPositive("flora.read-timeout", readTimeout);
		checkPositive("flora.call-timeout", callTimeout);
		Assert.isTrue(maxResponseSize.toBytes() > 0, "flora.max-response-size must be positive");
	}

	private static void checkPositive(String name, @Nullable Duration duration) {
		Assert.isTrue(duration == null || duration.compareTo(Duration.ZERO) > 0, () -> name + " must be positive");
	}

	/**
	 * Does not show the key, nor a base URL that may hold one.
	 */
	@Override
	public String toString() {
		return "FloraProperties[enabled=" + this.enabled + ", callTimeout=" + this.callTimeout + "]";
	}

	/**
	 * Retries of failed calls.
	 *
	 * @param maxAttempts Attempts of a call, the first one included.
	 * @param initialDelay Delay before the first retry, from which later ones double.
	 * @param maxDelay Longest delay between attempts that FLORA did not ask for.
	 * @param maxRetryAfter Longest delay that FLORA may ask for; a call that is told to
	 * wait longer fails at once.
	 */
	public record Retry(@DefaultValue("3") int maxAttempts, @DefaultValue("500ms") Duration initialDelay,
			@DefaultValue("30s") Duration maxDelay, @DefaultValue("5m") Duration maxRetryAfter) {

		/**
		 * Checks the properties.
		 * @throws IllegalArgumentException if there is no attempt, the first delay is
		 * shorter than 1 ms or longer than the longest, or what FLORA may ask for is
		 * negative
		 */
		public Retry {
			Assert.isTrue(maxAttempts >= 1, "flora.retry.max-attempts must be at least 1");
			Assert.isTrue(initialDelay.compareTo(Duration.ofMillis(1)) >= 0,
					"flora.retry.initial-delay must be at least 1 ms");
			Assert.isTrue(maxDelay.compareTo(initialDelay) >= 0,
					"flora.retry.max-delay must not be less than flora.retry.initial-delay");
			Assert.isTrue(!maxRetryAfter.isNegative(), "flora.retry.max-retry-after must not be negative");
		}

		RetrySettings toSettings() {
			return new RetrySettings(this.maxAttempts, this.initialDelay, this.maxDelay, this.maxRetryAfter);
		}

	}

	/**
	 * Following of runs until they end.
	 *
	 * @param timeout Longest time for which a run is followed.
	 * @param minInterval Shortest time between two looks at a run.
	 * @param maxInterval Longest time between two looks at a run, once there was a first
	 * one.
	 * @param maxRequestsPerSecond Most requests a second for looking at all runs of a
	 * client.
	 * @param lateCostLook Whether to look at a run once more, a minute after its end, if
	 * its cost was missing, and again where that look failed.
	 */
	public record Follow(@DefaultValue("2h") Duration timeout, @DefaultValue("500ms") Duration minInterval,
			@DefaultValue("15s") Duration maxInterval, @DefaultValue("5") double maxRequestsPerSecond,
			@DefaultValue("true") boolean lateCostLook) {

		/**
		 * Checks the properties.
		 * @throws IllegalArgumentException if a time is not positive, the longest
		 * interval is less than the shortest, or the requests are not more than 0 and at
		 * most 1000
		 */
		public Follow {
			checkPositive("flora.follow.timeout", timeout);
			checkPositive("flora.follow.min-interval", minInterval);
			Assert.isTrue(maxInterval.compareTo(minInterval) >= 0,
					"flora.follow.max-interval must not be less than flora.follow.min-interval");
			Assert.isTrue(maxRequestsPerSecond > 0 && maxRequestsPerSecond <= 1000,
					"flora.follow.max-requests-per-second must be positive, and at most 1000");
		}

		FollowSettings toSettings() {
			return new FollowSettings(this.timeout, this.minInterval, this.maxInterval, this.maxRequestsPerSecond,
					this.lateCostLook);
		}

	}

	/**
	 * Receiving of webhooks.
	 *
	 * @param enabled Whether to receive FLORA's webhooks.
	 * @param secrets Webhook secrets of the FLORA workspace; several while one is
	 * rotated.
	 * @param path Path that FLORA posts to.
	 * @param tolerance How far a delivery's timestamp may be from now, in both
	 * directions.
	 * @param callbackUrl Public URL of that path. When set, FLORA is asked to post the
	 * end of every run that is started.
	 * @param safetyInterval Time between two looks at a run whose end FLORA will post, in
	 * case a delivery gets lost.
	 */
	public record Webhook(@DefaultValue("false") boolean enabled, @DefaultValue List<String> secrets,
			@DefaultValue("/flora/webhook") String path, @DefaultValue("5m") Duration tolerance,
			@Nullable String callbackUrl, @DefaultValue("5m") Duration safetyInterval) {

		/**
		 * Checks the properties.
		 * @throws IllegalArgumentException if a time is not positive, or the path does
		 * not start with a slash
		 */
		public Webhook {
			checkPositive("flora.webhook.tolerance", tolerance);
			checkPositive("flora.webhook.safety-interval", safetyInterval);
			Assert.isTrue(path.startsWith("/"), "flora.webhook.path must start with a slash");
		}

		/**
		 * Does not show the secrets.
		 */
		@Override
		public String toString() {
			return "Webhook[enabled=" + this.enabled + ", path=" + this.path + "]";
		}

	}

	/**
	 * SSL of the connection to FLORA.
	 *
	 * @param bundle Name of the SSL bundle to use. Defaults to
	 * spring.http.clients.ssl.bundle.
	 */
	public record Ssl(@Nullable String bundle) {
	}

	/**
	 * Health indicator.
	 *
	 * @param cacheTimeToLive Time for which the result of a probe, or the success of a
	 * call, is taken for FLORA's health. A probe holds for at least 5 seconds.
	 * @param timeout Time allowed for a probe.
	 */
	public record Health(@DefaultValue("30s") Duration cacheTimeToLive, @DefaultValue("3s") Duration timeout) {

		/**
		 * Checks the properties.
		 * @throws IllegalArgumentException if the time to live is negative, or the
		 * timeout not positive
		 */
		public Health {
			Assert.isTrue(!cacheTimeToLive.isNegative(), "flora.health.cache-time-to-live must not be negative");
			checkPositive("flora.health.timeout", timeout);
		}

	}

}
