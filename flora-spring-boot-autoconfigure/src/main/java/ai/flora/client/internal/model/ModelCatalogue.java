package ai.flora.client.internal.model;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import ai.flora.client.FloraApiException;
import ai.flora.client.FloraException;
import ai.flora.client.FloraInterruptedException;
import ai.flora.client.FloraRateLimitException;
import ai.flora.client.FloraResponseException;
import ai.flora.client.FloraTimeoutException;
import ai.flora.client.internal.Durations;
import ai.flora.client.internal.PageSpliterator;
import ai.flora.client.internal.transport.Deadline;
import ai.flora.client.internal.transport.FloraTransport;
import ai.flora.client.internal.transport.Timing;
import ai.flora.client.model.GenerationModel;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * FLORA's models, read when they are needed and kept for a while. One of those who ask
 * reads, the others wait for it, each no longer than its own deadline: whoever reads in
 * vain for a reason of its own, such as an interrupt or a short deadline, leaves it to
 * the next. Thread-safe.
 */
class ModelCatalogue {

	private static final Log logger = LogFactory.getLog(ModelCatalogue.class);

	/** The longest wait of those who can do without an answer. */
	static final Duration PATIENCE = Duration.ofSeconds(5);

	/** FLORA has some hundred. */
	private static final int MOST = 10_000;

	private static final String STALE = "FLORA's models are used as they were read before";

	/** A failure that took so long is not had again soon. */
	private static final Duration SLOW = Duration.ofSeconds(1);

	private static final long PAUSE_AFTER_SLOW_FAILURE = TimeUnit.SECONDS.toNanos(30);

	private final FloraTransport transport;

	private final Duration timeToLive;

	private final Object lock = new Object();

	private @Nullable Catalogue catalogue;

	private long readAt;

	private @Nullable CompletableFuture<Catalogue> reading;

	private @Nullable Long pausedUntil;

	private boolean warned;

	ModelCatalogue(FloraTransport transport, Duration timeToLive) {
		this.transport = transport;
		this.timeToLive = timeToLive;
	}

	/**
	 * The catalogue, for those who need one.
	 * @throws FloraException if there is none
	 */
	Catalogue get() {
		Catalogue stale = known();
		if (stale == null) {
			return read(this.transport.settings().callTimeout());
		}
		return update(stale, PATIENCE);
	}

	/**
	 * The catalogue, for a start that can do without.
	 * @param deadline the start's own
	 * @return the catalogue, or {@code null} if FLORA does not answer in time
	 * @throws FloraInterruptedException if the calling thread is interrupted
	 */
	@Nullable Catalogue forStart(Deadline deadline) {
		Catalogue stale = known();
		Duration patience = Durations.min(PATIENCE, deadline.remaining().dividedBy(2));
		if (stale != null) {
			return patience.isZero() ? stale : updateForStart(stale, patience);
		}
		if (patience.isZero() || isPaused()) {
			return null;
		}
		try {
			return read(patience);
		}
		catch (FloraInterruptedException ex) {
			throw ex;
		}
		catch (RuntimeException ex) {
			warn("Params and media of starts are not checked as long as FLORA's models cannot be read", ex);
			return null;
		}
	}

	/** Whatever FLORA says of models, only the start itself is its to refuse. */
	private Catalogue updateForStart(Catalogue stale, Duration patience) {
		try {
			return update(stale, patience);
		}
		catch (FloraApiException ex) {
			warn(STALE, ex);
			return stale;
		}
	}

	private Catalogue update(Catalogue stale, Duration patience) {
		if (isFresh() || isPaused()) {
			return stale;
		}
		try {
			return read(patience);
		}
		catch (FloraInterruptedException ex) {
			throw ex;
		}
		catch (FloraApiException ex) {
			if (ex.status() < 500 && ex.status() != 408 && !(ex instanceof FloraRateLimitException)) {
				throw ex;
			}
			warn(STALE, ex);
			return stale;
		}
		catch (RuntimeException ex) {
			warn(STALE, ex);
			return stale;
		}
	}

	private void warn(String what, RuntimeException why) {
		synchronized (this.lock) {
			if (this.warned) {
				return;
			}
			this.warned = true;
		}
		logger.warn(what + ": " + why.getMessage());
	}

	private @Nullable Catalogue known() {
		synchronized (this.lock) {
			return this.catalogue;
		}
	}

	private boolean isFresh() {
		synchronized (this.lock) {
			return this.catalogue != null && timing().nanoTime() - this.readAt < this.timeToLive.toNanos();
		}
	}

	private boolean isPaused() {
		synchronized (this.lock) {
			return this.pausedUntil != null && timing().nanoTime() - this.pausedUntil < 0;
		}
	}

	private Timing timing() {
		return this.transport.timing();
	}

	private Catalogue read(Duration patience) {
		Deadline deadline = Deadline.in(patience, timing());
		while (true) {
			CompletableFuture<Catalogue> mine = new CompletableFuture<>();
			CompletableFuture<Catalogue> others;
			synchronized (this.lock) {
				if (this.catalogue != null && isFresh()) {
					return this.catalogue;
				}
				others = this.reading;
				if (others == null) {
					this.reading = mine;
				}
			}
			if (others == null) {
				return lead(mine, deadline);
			}
			Catalogue read = waitFor(others, deadline);
			if (read != null) {
				return read;
			}
		}
	}

	private Catalogue lead(CompletableFuture<Catalogue> reading, Deadline deadline) {
		try {
			Catalogue read = request(deadline);
			synchronized (this.lock) {
				this.catalogue = read;
				this.readAt = timing().nanoTime();
				this.pausedUntil = null;
				this.reading = null;
			}
			reading.complete(read);
			return read;
		}
		catch (Throwable ex) {
			synchronized (this.lock) {
				this.reading = null;
				if (deadline.elapsed().compareTo(SLOW) >= 0) {
					this.pausedUntil = timing().nanoTime() + PAUSE_AFTER_SLOW_FAILURE;
				}
			}
			boolean ownReason = Thread.currentThread().isInterrupted() || ex instanceof FloraTimeoutException;
			reading.completeExceptionally(ownReason ? new GivenUpException() : ex);
			throw ex;
		}
	}

	private Catalogue request(Deadline deadline) {
		List<GenerationModel> models = PageSpliterator
			.stream("Models", null, (cursor) -> this.transport.call(ModelOperations.list(cursor), deadline.options()))
			.limit(MOST + 1)
			.toList();
		if (models.size() > MOST) {
			throw new FloraResponseException(
					"Models: FLORA's pages do not come to an end, for there are more than " + MOST, null);
		}
		return Catalogue.of(models);
	}

	/**
	 * Waits for what another one reads.
	 * @return what it has read, or {@code null} if it gave up for a reason of its own
	 */
	private static @Nullable Catalogue waitFor(CompletableFuture<Catalogue> reading, Deadline deadline) {
		try {
			return reading.get(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (TimeoutException ex) {
			throw new FloraTimeoutException("Models: FLORA's answer to another call did not come within "
					+ deadline.timeout().toMillis() + " ms. Nothing was changed.", null);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new FloraInterruptedException("Models: the thread was interrupted while it waited for FLORA's answer",
					ex);
		}
		catch (ExecutionException ex) {
			Throwable cause = ex.getCause();
			if (cause instanceof FloraException failure) {
				throw failure;
			}
			return null;
		}
	}

	/**
	 * Who reads has given up for a reason of its own.
	 */
	private static final class GivenUpException extends RuntimeException {

		GivenUpException() {
			super(null, null, false, false);
		}

	}

}
