package ai.flora.spring.boot.autoconfigure;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import ai.flora.client.FloraApiException;
import ai.flora.client.FloraConnection;
import ai.flora.client.FloraConnection.LastCall;
import ai.flora.client.FloraConnectionException;
import ai.flora.client.FloraInterruptedException;
import ai.flora.client.FloraRateLimitException;
import ai.flora.client.FloraResponseException;
import ai.flora.client.FloraTimeoutException;
import ai.flora.client.internal.Durations;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.BeansException;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * FLORA's health, without doing harm: what calls have shown lately is enough; else one
 * probe, free of charge, answers everybody who asks meanwhile, and for a while after, at
 * least 5 seconds. Thread-safe. Never throws: what went wrong is the detail
 * {@code reason}. The detail {@code responseTime} is in milliseconds, {@code checkedAt}
 * in UTC; with an endpoint for webhooks, so is {@code lastDelivery}, when one was
 * accepted for the last time.
 *
 * @since 0.1.0
 */
public class FloraHealthIndicator implements HealthIndicator {

	/**
	 * The time for which a probe is believed whatever happens: while calls fail, each of
	 * them would make the next asker probe otherwise, and so would a time to live of
	 * nothing.
	 */
	static final Duration MIN_AGE = Duration.ofSeconds(5);

	private static final String UNEXPECTED = "unexpected answer";

	private static final Log logger = LogFactory.getLog(FloraHealthIndicator.class);

	private final Supplier<FloraConnection> connection;

	private final Duration timeToLive;

	private final Duration timeout;

	private final LongSupplier nanoTime;

	private final @Nullable Supplier<@Nullable Instant> lastDelivery;

	private final AtomicReference<@Nullable CompletableFuture<Probe>> probing = new AtomicReference<>();

	private volatile @Nullable Probe latest;

	/**
	 * Creates an indicator.
	 * @param connection the client's connection
	 * @param properties how long what is known holds, and how long a probe may take
	 * @param lastDelivery when a delivery was accepted for the last time, or {@code null}
	 * for never; {@code null} itself if none is received
	 */
	FloraHealthIndicator(Supplier<FloraConnection> connection, FloraProperties.Health properties,
			@Nullable Supplier<@Nullable Instant> lastDelivery) {
		this(connection, properties, lastDelivery, System::nanoTime);
	}

	FloraHealthIndicator(Supplier<FloraConnection> connection, FloraProperties.Health properties,
			@Nullable Supplier<@Nullable Instant> lastDelivery, LongSupplier nanoTime) {
		this.connection = connection;
		this.timeToLive = Durations.bounded(properties.getCacheTimeToLive());
		this.timeout = Durations.bounded(properties.getTimeout());
		this.lastDelivery = lastDelivery;
		this.nanoTime = nanoTime;
	}

	@Override
	public Health health() {
		FloraConnection connection;
		try {
			connection = this.connection.get();
		}
		catch (BeansException ex) {
			// Nothing else in the application uses the client, or its start would have
			// failed.
			logger.warn("FLORA has no health: " + ex.getMostSpecificCause().getMessage());
			return Health.unknown().withDetail("reason", "no client").build();
		}
		return withDelivery(health(connection));
	}

	/** Added to each answer, and not kept with a probe: deliveries come in between. */
	private Health withDelivery(Health health) {
		if (this.lastDelivery == null) {
			return health;
		}
		Instant last = this.lastDelivery.get();
		return Health.status(health.getStatus())
			.withDetails(health.getDetails())
			.withDetail("lastDelivery", (last != null) ? last.toString() : "none")
			.build();
	}

	private Health health(FloraConnection connection) {
		Probe probe = this.latest;
		LastCall success = connection.lastSuccess();
		LastCall failure = connection.lastFailure();
		if (success != null && isRecent(success.nanoTime()) && isAfter(success.nanoTime(), failure)
				&& (probe == null || success.nanoTime() - probe.started() > 0)) {
			return details(Health.up(), "call", success.at(), success.took()).build();
		}
		if (probe != null && (isFresh(probe) || (isRecent(probe.started()) && isAfter(probe.started(), failure)))) {
			return probe.health();
		}
		return probeOnce(probe);
	}

	private boolean isFresh(Probe probe) {
		return this.nanoTime.getAsLong() - probe.ended() <= MIN_AGE.toNanos();
	}

	private boolean isRecent(long nanoTime) {
		return this.nanoTime.getAsLong() - nanoTime <= this.timeToLive.toNanos();
	}

	private static boolean isAfter(long nanoTime, @Nullable LastCall call) {
		return call == null || nanoTime - call.nanoTime() > 0;
	}

	/**
	 * Probes, unless somebody else does so or has just done so.
	 * @param known the probe that was not good enough
	 */
	private Health probeOnce(@Nullable Probe known) {
		CompletableFuture<Probe> mine = new CompletableFuture<>();
		CompletableFuture<Probe> running = this.probing.compareAndExchange(null, mine);
		if (running != null) {
			return await(running);
		}
		try {
			Probe probe = this.latest;
			if (probe == null || probe == known) {
				probe = probe();
			}
			mine.complete(probe);
			return probe.health();
		}
		catch (Error ex) {
			mine.completeExceptionally(ex);
			throw ex;
		}
		finally {
			this.probing.set(null);
		}
	}

	/**
	 * Another asker's probe ends within the timeout by itself; the wait is bounded all
	 * the same.
	 */
	private Health await(CompletableFuture<Probe> running) {
		try {
			return running.get(this.timeout.toNanos() / 2 * 3, TimeUnit.NANOSECONDS).health();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return interrupted().build();
		}
		catch (TimeoutException ex) {
			return down("timeout", null).build();
		}
		catch (ExecutionException ex) {
			return down("probe failed", null).build();
		}
	}

	/**
	 * An interrupted probe says nothing about FLORA, and is not kept.
	 */
	private Probe probe() {
		long started = this.nanoTime.getAsLong();
		try {
			Probe probe = finished(started, ask());
			this.latest = probe;
			return probe;
		}
		catch (FloraInterruptedException ex) {
			return finished(started, interrupted());
		}
	}

	private Probe finished(long started, Health.Builder health) {
		long ended = this.nanoTime.getAsLong();
		Duration took = Duration.ofNanos(ended - started);
		return new Probe(started, ended, details(health, "probe", Instant.now(), took).build());
	}

	/**
	 * Catches what is none of ours too, such as a customizer's exception: it would fail
	 * the whole health endpoint.
	 */
	private Health.Builder ask() {
		try {
			this.connection.get().probe(this.timeout);
			return Health.up();
		}
		catch (FloraInterruptedException ex) {
			throw ex;
		}
		catch (FloraRateLimitException ex) {
			return Health.up().withDetail("rateLimited", true);
		}
		catch (FloraTimeoutException ex) {
			return down("timeout", null);
		}
		catch (FloraConnectionException ex) {
			return down("unreachable", null);
		}
		catch (FloraApiException ex) {
			return down(reason(ex), ex);
		}
		catch (FloraResponseException ex) {
			return down(UNEXPECTED, null);
		}
		catch (RuntimeException ex) {
			logger.warn("FLORA could not be asked for its health: " + ex.getClass().getName());
			return down("probe failed", null);
		}
	}

	private static Health.Builder interrupted() {
		return Health.unknown().withDetail("reason", "interrupted");
	}

	/** Without a code of FLORA's, a gateway may have answered, which knows no keys. */
	private static String reason(FloraApiException exception) {
		int status = exception.status();
		if (status / 100 == 5) {
			return "server error";
		}
		return ((status == 401 || status == 403) && exception.errorCode() != null) ? "key refused" : UNEXPECTED;
	}

	private static Health.Builder down(String reason, @Nullable FloraApiException exception) {
		Health.Builder builder = Health.down().withDetail("reason", reason);
		if (reason.equals(UNEXPECTED)) {
			builder.withDetail("check", "flora.base-url");
		}
		if (exception != null) {
			builder.withDetail("status", exception.status());
			if (exception.requestId() != null) {
				builder.withDetail("requestId", exception.requestId());
			}
		}
		return builder;
	}

	private Health.Builder details(Health.Builder builder, String source, Instant at, Duration took) {
		return builder.withDetail("host", this.connection.get().baseUrl().getHost())
			.withDetail("source", source)
			.withDetail("checkedAt", at.toString())
			.withDetail("responseTime", took.toMillis() + " ms");
	}

	private record Probe(long started, long ended, Health health) {
	}

}
