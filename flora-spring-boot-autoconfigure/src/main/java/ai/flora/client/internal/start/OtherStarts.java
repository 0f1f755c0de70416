package ai.flora.client.internal.start;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import java.util.function.Supplier;

import ai.flora.client.FloraApiException;
import ai.flora.client.FloraException;
import ai.flora.client.FloraRequest;
import ai.flora.client.GenerationRequest;
import ai.flora.client.internal.transport.Deadline;
import ai.flora.client.internal.transport.FloraTransport;
import ai.flora.client.internal.transport.Quote;
import ai.flora.client.internal.transport.Timing;
import org.jspecify.annotations.Nullable;

/**
 * Calls of this client that may start runs without an order: those that run nodes of a
 * canvas, and quotes, which a FLORA that does not know quotes takes for starts.
 * Thread-safe.
 */
class OtherStarts {

	private final FloraTransport transport;

	private final OutstandingStarts outstanding;

	private final QuoteSender quotes;

	/**
	 * Creates the calls.
	 * @param ending throws if nothing is to be sent any more
	 */
	OtherStarts(FloraTransport transport, OutstandingStarts outstanding, Runnable ending) {
		this.transport = transport;
		this.outstanding = outstanding;
		this.quotes = new QuoteSender(transport, ending);
	}

	/** Returns whether no more quotes are asked for. */
	boolean quotesHaveEnded() {
		return this.quotes.hasEnded();
	}

	/**
	 * Asks for a quote.
	 * @param request what may be started, with its workspace and project
	 * @return the price, or the run that was started; {@code null} if there is neither
	 * @throws FloraException if the client is closed, or the thread interrupted
	 */
	@Nullable Quote quote(GenerationRequest request, Deadline deadline) {
		if (this.quotes.hasPrices()) {
			return send(request, deadline, () -> {
			});
		}
		AtomicBoolean inDoubt = new AtomicBoolean();
		return during(String.valueOf(request.projectId()), () -> send(request, deadline, () -> inDoubt.set(true)),
				(thrown) -> !inDoubt.get());
	}

	private @Nullable Quote send(GenerationRequest request, Deadline deadline, Runnable whenInDoubt) {
		Quote quote = this.quotes.send(request, deadline, whenInDoubt);
		if (quote != null && quote.run() != null) {
			this.outstanding.addKnown(List.of(quote.run().runId()));
		}
		return quote;
	}

	/**
	 * Sends a request to any route.
	 * @throws IllegalArgumentException as {@link FloraTransport#exchange}
	 * @throws FloraException if there is no response to return
	 */
	<T> T exchange(FloraRequest<T> request) {
		Supplier<T> call = () -> this.transport.exchange(request, this.outstanding::addKnown);
		String projectId = FloraTransport.projectOfNodes(request);
		return (projectId != null) ? during(projectId, call, (thrown) -> thrown == null || isRefusal(request, thrown))
				: call.get();
	}

	/**
	 * Tells whether the request has started nothing: one that is repeated may have done
	 * so before.
	 */
	private static boolean isRefusal(FloraRequest<?> request, Throwable thrown) {
		if (request.idempotencyKey() == null && thrown instanceof FloraApiException refused) {
			return refused.status() / 100 == 4 && refused.status() != 408 && refused.status() != 409;
		}
		return thrown instanceof IllegalArgumentException;
	}

	/**
	 * Makes a call that may start runs. No run that began meanwhile is for sure that of a
	 * start in doubt until the call's own runs are known.
	 * @param areRunsKnown tells, by what the call has thrown or {@code null}, whether all
	 * runs that it has started are known
	 */
	private <T extends @Nullable Object> T during(String projectId, Supplier<T> call,
			Predicate<@Nullable Throwable> areRunsKnown) {
		Timing timing = this.transport.timing();
		CreationWindow window = new CreationWindow(timing.nanoTime(), null);
		this.outstanding.addOther(projectId, window, timing.nanoTime());
		Throwable thrown = null;
		try {
			return call.get();
		}
		catch (Throwable ex) {
			thrown = ex;
			throw ex;
		}
		finally {
			if (areRunsKnown.test(thrown)) {
				this.outstanding.removeOther(projectId, window);
			}
			else {
				// FLORA may still start runs.
				this.outstanding.closeOther(window, timing.nanoTime() + StartWaits.AFTER_UNANSWERED.toNanos());
			}
		}
	}

}
