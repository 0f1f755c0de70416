package ai.flora.client.internal.model;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;

import ai.flora.client.FloraApiException;
import ai.flora.client.FloraException;
import ai.flora.client.FloraInterruptedException;
import ai.flora.client.FloraRateLimitException;
import ai.flora.client.FloraResponseException;
import ai.flora.client.FloraTimeoutException;
import ai.flora.client.internal.Causes;
import ai.flora.client.internal.Durations;
import ai.flora.client.internal.PageSpliterator;
import ai.flora.client.internal.time.Deadline;
import ai.flora.client.internal.time.SingleFlights;
import ai.flora.client.internal.time.SingleFlights.WaitMessages;
import ai.flora.client.internal.time.Timing;
import ai.flora.client.internal.transport.FloraTransport;
import ai.flora.client.model.GenerationModel;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * FLORA's models, read when they are needed and kept for a while. Of several callers one
 * reads, and the others wait for it. Thread-safe.
 */
class ModelCatalogue {

	private static final Log logger = LogFactory.getLog(ModelCatalogue.class);

	/** The longest wait of callers that can do without a response. */
	static final Duration PATIENCE = Duration.ofSeconds(5);

	/** FLORA has some hundred. */
	private static final int MAX_MODELS = 10_000;

	private static final String STALE_MODELS_USED = "FLORA's models are used as they were read before";

	/** A failure that took so long would hold up the next caller, too. */
	private static final Duration SLOW_FAILURE = Duration.ofSeconds(1);

	/** The time for which starts do without a catalogue that was not to be had. */
	private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(30);

	private final FloraTransport transport;

	private final Duration timeToLive;

	private final SingleFlights<String, Catalogue> flights = new SingleFlights<>();

	private final Object lock = new Object();

	private @Nullable Catalogue catalogue;

	private long readAt;

	private @Nullable Pause pause;

	private final AtomicBoolean warned = new AtomicBoolean();

	ModelCatalogue(FloraTransport transport, Duration timeToLive) {
		this.transport = transport;
		this.timeToLive = timeToLive;
	}

	/**
	 * The catalogue, for callers that need it.
	 * @throws FloraException if there is none
	 */
	Catalogue get() {
		Catalogue stale = known();
		if (stale == null) {
			return read(this.transport.settings().callTimeout());
		}
		return (isFresh() || isPaused(true)) ? stale : update(stale);
	}

	/**
	 * The catalogue, for a start that can do without.
	 * @param deadline the start's own
	 * @return the catalogue, or {@code null} if FLORA does not answer in time
	 * @throws FloraInterruptedException if the calling thread is interrupted
	 */
	@Nullable Catalogue forStart(Deadline deadline) {
		Catalogue known = known();
		if (known != null && isFresh()) {
			return known;
		}
		Duration patience = Durations.min(PATIENCE, deadline.remaining().dividedBy(2));
		if (patience.isZero() || isPaused(false)) {
			return known;
		}
		try {
			return read(patience);
		}
		catch (FloraInterruptedException ex) {
			throw ex;
		}
		catch (RuntimeException ex) {
			// A refusal of the catalogue refuses no start: FLORA may still take it.
			warn((known != null) ? STALE_MODELS_USED
					: "Params and media of starts are not checked as long as FLORA's models cannot be read", ex);
			return known;
		}
	}

	private Catalogue update(Catalogue stale) {
		try {
			return read(PATIENCE);
		}
		catch (FloraInterruptedException ex) {
			throw ex;
		}
		catch (FloraApiException ex) {
			if (ex.status() < 500 && ex.status() != 408 && !(ex instanceof FloraRateLimitException)) {
				throw ex;
			}
			warn(STALE_MODELS_USED, ex);
			return stale;
		}
		catch (RuntimeException ex) {
			warn(STALE_MODELS_USED, ex);
			return stale;
		}
	}

	private void warn(String what, RuntimeException why) {
		if (this.warned.compareAndSet(false, true)) {
			logger.warn(what + ": " + Causes.message(why));
		}
	}

	/** The catalogue as it was read last; {@code null} if it never was. */
	@Nullable Catalogue known() {
		synchronized (this.lock) {
			return this.catalogue;
		}
	}

	private boolean isFresh() {
		synchronized (this.lock) {
			return this.catalogue != null && timing().nanoTime() - this.readAt < this.timeToLive.toNanos();
		}
	}

	/**
	 * Tells whether another read is too soon after a failed read.
	 * @param needed the caller needs the catalogue: it does not wait in vain again, but a
	 * quick failure may be over
	 */
	private boolean isPaused(boolean needed) {
		synchronized (this.lock) {
			return this.pause != null && timing().nanoTime() - this.pause.until() < 0 && (this.pause.slow() || !needed);
		}
	}

	private Timing timing() {
		return this.transport.timing();
	}

	private Catalogue read(Duration patience) {
		Deadline deadline = Deadline.in(patience, timing());
		WaitMessages messages = new WaitMessages(
				"Models: FLORA's answer to another call did not come within " + deadline.timeout().toMillis()
						+ " ms. Nothing was changed.",
				"Models: the thread was interrupted while it waited for FLORA's answer");
		try {
			return this.flights.get("", messages, deadline, () -> readUnlessFresh(deadline), UnaryOperator.identity());
		}
		catch (RuntimeException ex) {
			// Also after a wait for another caller's read, which still goes on.
			pause(ex, deadline);
			throw ex;
		}
	}

	private void pause(RuntimeException failure, Deadline deadline) {
		boolean slow = deadline.elapsed().compareTo(SLOW_FAILURE) >= 0;
		boolean own = failure instanceof FloraInterruptedException || failure instanceof FloraTimeoutException;
		if (own && !slow) {
			// A caller with so little time cannot tell whether FLORA is slow.
			return;
		}
		Duration asked = (failure instanceof FloraRateLimitException limit) ? limit.retryAfter() : null;
		Duration time = (asked != null) ? Durations.max(PAUSE_AFTER_FAILURE, Durations.bounded(asked))
				: PAUSE_AFTER_FAILURE;
		synchronized (this.lock) {
			this.pause = new Pause(timing().nanoTime() + time.toNanos(), slow);
		}
	}

	private Catalogue readUnlessFresh(Deadline deadline) {
		Catalogue known = known();
		if (known != null && isFresh()) {
			return known;
		}
		Catalogue read = request(deadline);
		synchronized (this.lock) {
			this.catalogue = read;
			this.readAt = timing().nanoTime();
			this.pause = null;
		}
		return read;
	}

	private Catalogue request(Deadline deadline) {
		List<GenerationModel> models = PageSpliterator
			.stream("Models", null, (cursor) -> this.transport.call(ModelOperations.list(cursor), deadline.options()))
			.limit(MAX_MODELS + 1)
			.toList();
		if (models.size() > MAX_MODELS) {
			throw new FloraResponseException(
					"Models: FLORA's pages do not come to an end, for there are more than " + MAX_MODELS, null);
		}
		return Catalogue.of(models);
	}

	/**
	 * The time after a failure in which starts read nothing.
	 *
	 * @param until its end
	 * @param slow whether the failure took long
	 */
	private record Pause(long until, boolean slow) {
	}

}
