package ai.flora.spring.boot.autoconfigure;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import ai.flora.client.FollowSettings;
import ai.flora.client.RetrySettings;
import ai.flora.client.model.ModelCheck;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.util.Assert;
import org.springframework.util.unit.DataSize;

/**
 * Settings of the FLORA client. What is not set, and has no default, is {@code null}.
 * Durations without a unit are milliseconds, sizes without one are bytes. A duration of
 * more than a hundred years is taken for that, a connect or read timeout of more than 24
 * days for those.
 * <p>
 * A JavaBean and not a record, since binding it takes a tenth of the time at the start of
 * an application.
 *
 * @since 0.1.0
 */
@ConfigurationProperties("flora")
public class FloraProperties {

	/**
	 * Whether to auto-configure FLORA.
	 */
	private boolean enabled = true;

	/**
	 * API key, sent as a bearer token to the base URL's origin and nowhere else.
	 */
	private @Nullable String apiKey;

	/**
	 * Base URL of the FLORA API.
	 */
	private String baseUrl = "https://app.flora.ai/api/v1";

	/**
	 * Whether the base URL may be http to a host other than loopback, so that the API key
	 * crosses the network in clear.
	 */
	private boolean allowInsecureBaseUrl;

	/**
	 * Workspace to start and list runs in.
	 */
	private @Nullable String workspaceId;

	/**
	 * Project to start and list runs in.
	 */
	private @Nullable String projectId;

	/**
	 * Name of the project to start runs in, which the first start finds in the workspace
	 * or creates. Not used if there is a project-id.
	 */
	private @Nullable String projectName;

	/**
	 * Time allowed for connecting to FLORA. Defaults to
	 * spring.http.clients.connect-timeout, then 5 seconds.
	 */
	private @Nullable Duration connectTimeout;

	/**
	 * Time allowed for one HTTP exchange, body included, on the JDK's HTTP client; on
	 * others for each read. Defaults to spring.http.clients.read-timeout, then 60
	 * seconds.
	 */
	private @Nullable Duration readTimeout;

	/**
	 * Time allowed for one call, all its attempts and waits included.
	 */
	private Duration callTimeout = Duration.ofMinutes(2);

	/**
	 * Largest response that is read.
	 */
	private DataSize maxResponseSize = DataSize.ofMegabytes(8);

	/**
	 * Retries of failed calls.
	 */
	private final Retry retry = new Retry();

	/**
	 * Following of runs until they end.
	 */
	private final Follow follow = new Follow();

	/**
	 * FLORA's models.
	 */
	private final Models models = new Models();

	/**
	 * Prices of runs.
	 */
	private final Pricing pricing = new Pricing();

	/**
	 * Reading and saving of outputs.
	 */
	private final Outputs outputs = new Outputs();

	/**
	 * Receiving of webhooks.
	 */
	private final Webhook webhook = new Webhook();

	/**
	 * SSL of the connection to FLORA.
	 */
	private final Ssl ssl = new Ssl();

	/**
	 * Health indicator.
	 */
	private final Health health = new Health();

	public boolean isEnabled() {
		return this.enabled;
	}

	public void setEnabled(boolean enabled) {
		this.enabled = enabled;
	}

	public @Nullable String getApiKey() {
		return this.apiKey;
	}

	public void setApiKey(@Nullable String apiKey) {
		this.apiKey = apiKey;
	}

	public String getBaseUrl() {
		return this.baseUrl;
	}

	public void setBaseUrl(String baseUrl) {
		this.baseUrl = baseUrl;
	}

	public boolean isAllowInsecureBaseUrl() {
		return this.allowInsecureBaseUrl;
	}

	public void setAllowInsecureBaseUrl(boolean allowInsecureBaseUrl) {
		this.allowInsecureBaseUrl = allowInsecureBaseUrl;
	}

	public @Nullable String getWorkspaceId() {
		return this.workspaceId;
	}

	public void setWorkspaceId(@Nullable String workspaceId) {
		this.workspaceId = workspaceId;
	}

	public @Nullable String getProjectId() {
		return this.projectId;
	}

	public void setProjectId(@Nullable String projectId) {
		this.projectId = projectId;
	}

	public @Nullable String getProjectName() {
		return this.projectName;
	}

	public void setProjectName(@Nullable String projectName) {
		this.projectName = projectName;
	}

	public @Nullable Duration getConnectTimeout() {
		return this.connectTimeout;
	}

	public void setConnectTimeout(@Nullable Duration connectTimeout) {
		checkPositive("flora.connect-timeout", connectTimeout);
		this.connectTimeout = connectTimeout;
	}

	public @Nullable Duration getReadTimeout() {
		return this.readTimeout;
	}

	public void setReadTimeout(@Nullable Duration readTimeout) {
		checkPositive("flora.read-timeout", readTimeout);
		this.readTimeout = readTimeout;
	}

	public Duration getCallTimeout() {
		return this.callTimeout;
	}

	public void setCallTimeout(Duration callTimeout) {
		checkPositive("flora.call-timeout", callTimeout);
		this.callTimeout = callTimeout;
	}

	public DataSize getMaxResponseSize() {
		return this.maxResponseSize;
	}

	public void setMaxResponseSize(DataSize maxResponseSize) {
		Assert.isTrue(maxResponseSize.toBytes() > 0, "flora.max-response-size must be positive");
		this.maxResponseSize = maxResponseSize;
	}

	public Retry getRetry() {
		return this.retry;
	}

	public Follow getFollow() {
		return this.follow;
	}

	public Models getModels() {
		return this.models;
	}

	public Pricing getPricing() {
		return this.pricing;
	}

	public Outputs getOutputs() {
		return this.outputs;
	}

	public Webhook getWebhook() {
		return this.webhook;
	}

	public Ssl getSsl() {
		return this.ssl;
	}

	public Health getHealth() {
		return this.health;
	}

	private static void checkPositive(String name, @Nullable Duration duration) {
		Assert.isTrue(duration == null || duration.compareTo(Duration.ZERO) > 0, () -> name + " must be positive");
	}

	private static void checkNotLess(String name, Duration longest, String nameOfShortest, Duration shortest) {
		if (longest.compareTo(shortest) < 0) {
			throw FloraPropertyException.lessThan(name, nameOfShortest);
		}
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
	 */
	public static class Retry {

		/**
		 * Attempts of a call, the first one included.
		 */
		private int maxAttempts = 3;

		/**
		 * Delay before the first retry, from which later ones double.
		 */
		private Duration initialDelay = Duration.ofMillis(500);

		/**
		 * Longest of these doubled delays. It does not shorten the 5 seconds after a rate
		 * limit that names no delay, or after a lost response of what FLORA makes once.
		 */
		private Duration maxDelay = Duration.ofSeconds(30);

		/**
		 * Longest delay that FLORA may ask for; a call that is told to wait longer fails
		 * at once.
		 */
		private Duration maxRetryAfter = Duration.ofMinutes(5);

		public int getMaxAttempts() {
			return this.maxAttempts;
		}

		public void setMaxAttempts(int maxAttempts) {
			Assert.isTrue(maxAttempts >= 1, "flora.retry.max-attempts must be at least 1");
			this.maxAttempts = maxAttempts;
		}

		public Duration getInitialDelay() {
			return this.initialDelay;
		}

		public void setInitialDelay(Duration initialDelay) {
			Assert.isTrue(initialDelay.compareTo(Duration.ofMillis(1)) >= 0,
					"flora.retry.initial-delay must be at least 1 ms");
			this.initialDelay = initialDelay;
		}

		public Duration getMaxDelay() {
			return this.maxDelay;
		}

		public void setMaxDelay(Duration maxDelay) {
			this.maxDelay = maxDelay;
		}

		public Duration getMaxRetryAfter() {
			return this.maxRetryAfter;
		}

		public void setMaxRetryAfter(Duration maxRetryAfter) {
			Assert.isTrue(!maxRetryAfter.isNegative(), "flora.retry.max-retry-after must not be negative");
			this.maxRetryAfter = maxRetryAfter;
		}

		RetrySettings toSettings() {
			checkNotLess("flora.retry.max-delay", this.maxDelay, "flora.retry.initial-delay", this.initialDelay);
			return new RetrySettings(this.maxAttempts, this.initialDelay, this.maxDelay, this.maxRetryAfter);
		}

	}

	/**
	 * Following of runs until they end.
	 */
	public static class Follow {

		/**
		 * Longest wait for the end of a run, counted from its latest handle.
		 */
		private Duration timeout = Duration.ofHours(2);

		/**
		 * Shortest time between two polls of a run.
		 */
		private Duration minInterval = Duration.ofMillis(500);

		/**
		 * Longest time between two polls of a run, once there was a first one.
		 */
		private Duration maxInterval = Duration.ofSeconds(15);

		/**
		 * Most requests a second for polling all runs of a client.
		 */
		private double maxRequestsPerSecond = 5;

		public Duration getTimeout() {
			return this.timeout;
		}

		public void setTimeout(Duration timeout) {
			checkPositive("flora.follow.timeout", timeout);
			this.timeout = timeout;
		}

		public Duration getMinInterval() {
			return this.minInterval;
		}

		public void setMinInterval(Duration minInterval) {
			checkPositive("flora.follow.min-interval", minInterval);
			this.minInterval = minInterval;
		}

		public Duration getMaxInterval() {
			return this.maxInterval;
		}

		public void setMaxInterval(Duration maxInterval) {
			this.maxInterval = maxInterval;
		}

		public double getMaxRequestsPerSecond() {
			return this.maxRequestsPerSecond;
		}

		public void setMaxRequestsPerSecond(double maxRequestsPerSecond) {
			Assert.isTrue(maxRequestsPerSecond > 0 && maxRequestsPerSecond <= 1000,
					"flora.follow.max-requests-per-second must be positive, and at most 1000");
			this.maxRequestsPerSecond = maxRequestsPerSecond;
		}

		FollowSettings toSettings() {
			checkNotLess("flora.follow.max-interval", this.maxInterval, "flora.follow.min-interval", this.minInterval);
			return new FollowSettings(this.timeout, this.minInterval, this.maxInterval, this.maxRequestsPerSecond);
		}

	}

	/**
	 * FLORA's models.
	 */
	public static class Models {

		/**
		 * Reaction to a start that asks for what its model does not do, which FLORA would
		 * ignore and bill.
		 */
		private ModelCheck check = ModelCheck.FAIL;

		/**
		 * Time for which FLORA's models are used before they are read again.
		 */
		private Duration cacheTimeToLive = Duration.ofMinutes(10);

		public ModelCheck getCheck() {
			return this.check;
		}

		public void setCheck(ModelCheck check) {
			this.check = check;
		}

		public Duration getCacheTimeToLive() {
			return this.cacheTimeToLive;
		}

		public void setCacheTimeToLive(Duration cacheTimeToLive) {
			Assert.isTrue(!cacheTimeToLive.isNegative(), "flora.models.cache-time-to-live must not be negative");
			this.cacheTimeToLive = cacheTimeToLive;
		}

	}

	/**
	 * Prices of runs.
	 */
	public static class Pricing {

		/**
		 * Whether to ask FLORA for a quote where a price is needed. If FLORA does not
		 * know quotes, it starts a run and bills it.
		 */
		private boolean quote;

		public boolean isQuote() {
			return this.quote;
		}

		public void setQuote(boolean quote) {
			this.quote = quote;
		}

	}

	/**
	 * Reading and saving of outputs.
	 */
	public static class Outputs {

		/**
		 * Largest output that is read or saved.
		 */
		private DataSize maxSize = DataSize.ofGigabytes(1);

		/**
		 * Time allowed for reading or saving an output; with a directory, for all outputs
		 * of a run.
		 */
		private Duration timeout = Duration.ofMinutes(5);

		/**
		 * HTTP proxy that outputs are fetched through, such as
		 * http://proxy.example.com:3128.
		 */
		private @Nullable String proxy;

		/**
		 * Directory to save the outputs of completed runs in, before their events are
		 * published. Outputs are not saved if it is not set.
		 */
		private @Nullable Path directory;

		public DataSize getMaxSize() {
			return this.maxSize;
		}

		public void setMaxSize(DataSize maxSize) {
			Assert.isTrue(maxSize.toBytes() > 0, "flora.outputs.max-size must be positive");
			this.maxSize = maxSize;
		}

		public Duration getTimeout() {
			return this.timeout;
		}

		public void setTimeout(Duration timeout) {
			checkPositive("flora.outputs.timeout", timeout);
			this.timeout = timeout;
		}

		public @Nullable String getProxy() {
			return this.proxy;
		}

		public void setProxy(@Nullable String proxy) {
			this.proxy = proxy;
		}

		public @Nullable Path getDirectory() {
			return this.directory;
		}

		public void setDirectory(@Nullable Path directory) {
			this.directory = directory;
		}

	}

	/**
	 * Receiving of webhooks.
	 */
	public static class Webhook {

		/**
		 * Whether to receive FLORA's webhooks.
		 */
		private boolean enabled;

		/**
		 * Webhook secrets of the FLORA workspace; several while one is rotated.
		 */
		private List<String> secrets = List.of();

		/**
		 * Path that FLORA posts to.
		 */
		private String path = "/flora/webhook";

		/**
		 * How far a delivery's timestamp may be from now, in both directions. At least 1
		 * second.
		 */
		private Duration tolerance = Duration.ofMinutes(5);

		/**
		 * Public URL of that path. When set, FLORA is asked to post the end of every run
		 * that is started.
		 */
		private @Nullable String callbackUrl;

		/**
		 * Time between two polls of a run whose end FLORA will post, in case a delivery
		 * gets lost.
		 */
		private Duration safetyInterval = Duration.ofMinutes(5);

		public boolean isEnabled() {
			return this.enabled;
		}

		public void setEnabled(boolean enabled) {
			this.enabled = enabled;
		}

		public List<String> getSecrets() {
			return this.secrets;
		}

		public void setSecrets(List<String> secrets) {
			this.secrets = secrets;
		}

		public String getPath() {
			return this.path;
		}

		public void setPath(String path) {
			WebhookChecks.checkPath(path);
			this.path = path;
		}

		public Duration getTolerance() {
			return this.tolerance;
		}

		public void setTolerance(Duration tolerance) {
			WebhookChecks.checkTolerance(tolerance);
			this.tolerance = tolerance;
		}

		public @Nullable String getCallbackUrl() {
			return this.callbackUrl;
		}

		public void setCallbackUrl(@Nullable String callbackUrl) {
			this.callbackUrl = callbackUrl;
		}

		public Duration getSafetyInterval() {
			return this.safetyInterval;
		}

		public void setSafetyInterval(Duration safetyInterval) {
			checkPositive("flora.webhook.safety-interval", safetyInterval);
			this.safetyInterval = safetyInterval;
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
	 */
	public static class Ssl {

		/**
		 * Name of the SSL bundle to use. Defaults to spring.http.clients.ssl.bundle.
		 */
		private @Nullable String bundle;

		public @Nullable String getBundle() {
			return this.bundle;
		}

		public void setBundle(@Nullable String bundle) {
			this.bundle = bundle;
		}

	}

	/**
	 * Health indicator.
	 */
	public static class Health {

		/**
		 * Time for which the result of a probe, or the success of a call, is taken for
		 * FLORA's health. A probe holds for at least 5 seconds.
		 */
		private Duration cacheTimeToLive = Duration.ofSeconds(30);

		/**
		 * Time allowed for a probe.
		 */
		private Duration timeout = Duration.ofSeconds(3);

		public Duration getCacheTimeToLive() {
			return this.cacheTimeToLive;
		}

		public void setCacheTimeToLive(Duration cacheTimeToLive) {
			Assert.isTrue(!cacheTimeToLive.isNegative(), "flora.health.cache-time-to-live must not be negative");
			this.cacheTimeToLive = cacheTimeToLive;
		}

		public Duration getTimeout() {
			return this.timeout;
		}

		public void setTimeout(Duration timeout) {
			checkPositive("flora.health.timeout", timeout);
			this.timeout = timeout;
		}

	}

}
