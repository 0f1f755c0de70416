package ai.flora.client.internal.start;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;

import ai.flora.client.FloraException;
import ai.flora.client.FloraValidationException;
import ai.flora.client.GenerationRequest;
import ai.flora.client.RequestOptions;
import ai.flora.client.internal.Durations;
import ai.flora.client.internal.transport.Attempt;
import ai.flora.client.internal.transport.Call;
import ai.flora.client.internal.transport.Deadline;
import ai.flora.client.internal.transport.Failure;
import ai.flora.client.internal.transport.FloraTransport;
import ai.flora.client.internal.transport.Quote;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Asks for quotes, each once: what one source has seen of FLORA may start a run at
 * another. Ends with the first sign of that. Thread-safe.
 */
class QuoteSender {

	private static final Log logger = LogFactory.getLog(QuoteSender.class);

	private final FloraTransport transport;

	private final AtomicBoolean ended = new AtomicBoolean();

	QuoteSender(FloraTransport transport) {
		this.transport = transport;
	}

	/** Whether no more quotes are asked for. */
	boolean hasEnded() {
		return this.ended.get();
	}

	/**
	 * Asks for a quote.
	 * @return the price, or the run that was started; {@code null} if there is neither
	 * @throws FloraException if the client is closed, or the thread interrupted
	 */
	@Nullable Quote send(GenerationRequest request, Deadline deadline) {
		String key = UUID.randomUUID().toString();
		try {
			Quote quote = this.transport.quote(request, key,
					RequestOptions.defaults()
						.withTimeout(Durations.max(deadline.remaining(), Duration.ofNanos(1)))
						.withMaxAttempts(1),
					(call) -> attempt(call, key));
			if (quote.run() != null) {
				this.ended.set(true);
			}
			return quote;
		}
		catch (NoQuoteException ex) {
			logger.debug("FLORA gave no quote", ex.getCause());
			return null;
		}
	}

	private Quote attempt(Call<Quote> call, String key) {
		Attempt<Quote> attempt = call.attempt();
		if (attempt instanceof Attempt.Success<Quote> success) {
			return success.value();
		}
		Attempt.Failed<Quote> failed = (Attempt.Failed<Quote>) attempt;
		StartVerdict verdict = StartVerdict.of(failed);
		FloraException failure = call.exception(failed.failure());
		if (verdict.mayHaveMadeRun() || verdict == StartVerdict.CLAIMED) {
			if (!this.ended.getAndSet(true)) {
				logger.warn("FLORA was asked for a quote, and its answer is lost: if it does not know quotes, it has "
						+ "started a run, and bills it. Look at the project's runs; the idempotency key was " + key
						+ ". This client asks for no more quotes. " + failure.getMessage());
			}
		}
		else if (isUnknown(failure) && !this.ended.getAndSet(true)) {
			logger.info("FLORA does not know quotes; this client asks for no more. " + failure.getMessage());
		}
		boolean own = failed.failure() instanceof Failure.Interrupted || failed.failure() instanceof Failure.Closed;
		throw own ? failure : new NoQuoteException(failure);
	}

	private static boolean isUnknown(FloraException failure) {
		return failure instanceof FloraValidationException refusal
				&& refusal.fieldErrors().stream().anyMatch((error) -> "quote".equals(error.field()));
	}

	/**
	 * There is no quote, which the caller does not need to know.
	 */
	private static final class NoQuoteException extends FloraException {

		NoQuoteException(FloraException cause) {
			super("FLORA gave no quote", cause);
		}

	}

}
