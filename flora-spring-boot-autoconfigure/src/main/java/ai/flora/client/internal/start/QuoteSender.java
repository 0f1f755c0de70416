package ai.flora.client.internal.start;

import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

import ai.flora.client.FloraException;
import ai.flora.client.FloraInterruptedException;
import ai.flora.client.FloraValidationException;
import ai.flora.client.GenerationRequest;
import ai.flora.client.internal.operation.Quote;
import ai.flora.client.internal.operation.StartOperations;
import ai.flora.client.internal.time.Deadline;
import ai.flora.client.internal.transport.FloraTransport;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Asks for quotes, each once, since a FLORA that does not know quotes starts a run
 * instead. No more are asked for after the first sign of that; and until FLORA has told
 * the first price, one is asked for at a time, so that at most one run is started.
 * Thread-safe.
 */
class QuoteSender {

	private static final Log logger = LogFactory.getLog(QuoteSender.class);

	private final FloraTransport transport;

	private final Runnable ending;

	private final AtomicBoolean ended = new AtomicBoolean();

	private final Lock first = new ReentrantLock();

	/** FLORA has told a price: it knows quotes, and a quote starts nothing. */
	private volatile boolean hasPrices;

	/**
	 * Creates a sender.
	 * @param ending throws if nothing is to be sent any more
	 */
	QuoteSender(FloraTransport transport, Runnable ending) {
		this.transport = transport;
		this.ending = ending;
	}

	/** Tells whether FLORA has told a price, and so starts nothing for a quote. */
	boolean hasPrices() {
		return this.hasPrices;
	}

	/** Tells whether no more quotes are asked for. */
	boolean hasEnded() {
		return this.ended.get();
	}

	/**
	 * Asks for a quote.
	 * @param whenInDoubt run if the quote may have started a run that is not known
	 * @return the price, or the run that was started; {@code null} if there is neither
	 * @throws FloraException if the client is closed, or the thread interrupted
	 */
	@Nullable Quote send(GenerationRequest request, Deadline deadline, Runnable whenInDoubt) {
		if (this.hasPrices) {
			return ask(request, deadline, whenInDoubt);
		}
		if (!lockFirst(deadline)) {
			return null;
		}
		try {
			return hasEnded() ? null : ask(request, deadline, whenInDoubt);
		}
		finally {
			this.first.unlock();
		}
	}

	private boolean lockFirst(Deadline deadline) {
		try {
			return this.first.tryLock(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new FloraInterruptedException("Quote: interrupted while another one was asked for. Nothing was sent.",
					ex);
		}
	}

	private @Nullable Quote ask(GenerationRequest request, Deadline deadline, Runnable whenInDoubt) {
		this.ending.run();
		String key = UUID.randomUUID().toString();
		try {
			Quote quote = this.transport.call(StartOperations.quote(request, key),
					deadline.options().withMaxAttempts(1),
					(call) -> UnorderedStart.send(call, this.ending, (failure) -> lost(failure, key, whenInDoubt)));
			if (quote.run() != null) {
				this.ended.set(true);
			}
			else {
				this.hasPrices = true;
			}
			return quote;
		}
		catch (FloraException ex) {
			if (ex instanceof FloraInterruptedException || this.transport.timing().isClosed()) {
				throw ex;
			}
			if (isUnknown(ex) && !this.ended.getAndSet(true)) {
				logger.info("FLORA does not know quotes; this client asks for no more. " + ex.getMessage());
			}
			logger.debug("FLORA gave no quote", ex);
			return null;
		}
	}

	private void lost(FloraException failure, String key, Runnable whenInDoubt) {
		if (this.hasPrices) {
			return;
		}
		whenInDoubt.run();
		if (!this.ended.getAndSet(true)) {
			logger.warn("FLORA was asked for a quote, and its answer is lost: if it does not know quotes, it has "
					+ "started a run, and bills it. Look at the project's runs; the idempotency key was " + key
					+ ". This client asks for no more quotes. " + failure.getMessage());
		}
	}

	private static boolean isUnknown(FloraException failure) {
		return failure instanceof FloraValidationException refusal
				&& refusal.fieldErrors().stream().anyMatch((error) -> "quote".equals(error.field()));
	}

}
