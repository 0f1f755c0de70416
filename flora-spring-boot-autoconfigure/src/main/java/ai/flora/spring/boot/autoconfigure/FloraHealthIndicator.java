package ai.flora.spring.boot.autoconfigure;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import ai.flora.client.FloraConnection;
import ai.flora.client.FloraConnection.LastCall;
import ai.flora.client.internal.Causes;
import ai.flora.client.internal.Durations;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.BeansException;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;

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

	private static final Log logger = LogFactory.getLog(FloraHealthIndicator.class);

	private final Supplier<@Nullable FloraConnection> connection;

	private final Duration timeToLive;

	private final Duration timeout;

	private final LongSupplier nanoTime;

	private final @Nullable Supplier<@Nullable Instant> lastDelivery;

	private final AtomicReference<@Nullable CompletableFuture<Probe>> probing = new AtomicReference<>();

	private volatile @Nullable Probe latest;

	/**
	 * Creates an indicator.
	 * @param connection the client's connection; {@code null} where the client is a mock
	 * that has none
	 * @param properties how long what is known holds, and how long a probe may take
	 * @param lastDelivery when a delivery was accepted for the last time, or {@code null}
	 * for never; {@code null} itself if none is received
	 */
	FloraHealthIndicator(Supplier<@Nullable FloraConnection> connection, FloraProperties.Health properties,
			@Nullable Supplier<@Nullable Instant> lastDelivery) {
		this(connection, properties, lastDelivery, System::nanoTime);
	}

	FloraHealthIndicator(Supplier<@Nullable FloraConnection> connection, FloraProperties.Health properties,
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
			return unknown("no client", Causes.message(ex.getMostSpecificCause()));
		}
		catch (Exception ex) {
			return unknown("no connection", ex.getClass().getName());
		}
		return (connection != null) ? withDelivery(health(connection))
				: unknown("no connection", "its client has no connection, as a mock has none");
	}

	private static Health unknown(String reason, String cause) {
		logger.warn("FLORA has no health: " + cause);
		return Health.unknown().withDetail("reason", reason).build();
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
			return details(connection, Health.up(), "call", success.at(), success.took()).build();
		}
		if (probe != null && (isFresh(probe) || (isRecent(probe.started()) && isAfter(probe.started(), failure)))) {
			return probe.health();
		}
		return probeOnce(connection, probe);
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
	private Health probeOnce(FloraConnection connection, @Nullable Probe known) {
		CompletableFuture<Probe> mine = new CompletableFuture<>();
		CompletableFuture<Probe> running = this.probing.compareAndExchange(null, mine);
		if (running != null) {
			return await(running);
		}
		try {
			Probe probe = this.latest;
			if (probe == null || probe == known) {
				probe = probe(connection);
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
			return HealthProbe.interrupted().build();
		}
		catch (TimeoutException ex) {
			return HealthProbe.down("timeout").build();
		}
		catch (ExecutionException ex) {
			return HealthProbe.down("probe failed").build();
		}
	}

	/**
	 * An interrupted probe says nothing about FLORA, and is not kept.
	 */
	private Probe probe(FloraConnection connection) {
		long started = this.nanoTime.getAsLong();
		Health.Builder found = HealthProbe.ask(connection, this.timeout);
		long ended = this.nanoTime.getAsLong();
		Health health = details(connection, found, "probe", Instant.now(), Duration.ofNanos(ended - started)).build();
		Probe probe = new Probe(started, ended, health);
		if (!health.getStatus().equals(Status.UNKNOWN)) {
			this.latest = probe;
		}
		return probe;
	}

	private static Health.Builder details(FloraConnection connection, Health.Builder builder, String source, Instant at,
			Duration took) {
		URI baseUrl = baseUrl(connection);
		if (baseUrl != null) {
			builder.withDetail("host", baseUrl.getHost());
		}
		return builder.withDetail("source", source)
			.withDetail("checkedAt", at.toString())
			.withDetail("responseTime", took.toMillis() + " ms");
	}

	/** The connection may be a mock, too. */
	private static @Nullable URI baseUrl(FloraConnection connection) {
		return connection.baseUrl();
	}

	private record Probe(long started, long ended, Health health) {
	}

}
