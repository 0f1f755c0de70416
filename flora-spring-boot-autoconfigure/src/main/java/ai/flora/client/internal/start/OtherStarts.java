package ai.flora.client.internal.start;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

import ai.flora.client.FloraApiException;
import ai.flora.client.FloraException;
import ai.flora.client.FloraRequest;
import ai.flora.client.FloraRequestRefusedException;
import ai.flora.client.GenerationRequest;
import ai.flora.client.RequestOptions;
import ai.flora.client.internal.transport.Deadline;
import ai.flora.client.internal.transport.FloraTransport;
import ai.flora.client.internal.transport.Quote;
import ai.flora.client.internal.transport.Timing;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpMethod;

/**
 * Calls of this client that may start runs without an order: those that run nodes of a
 * canvas, and quotes, which a FLORA that does not know quotes takes for starts.
 * Thread-safe.
 *
 * @since 0.1.0
 */
public final class OtherStarts {

	private final FloraTransport transport;

	private final DefaultsLookup defaults;

	private final BiConsumer<GenerationRequest, Deadline> check;

	private final OutstandingStarts outstanding;

	private final StartsUnderWay underWay;

	private final QuoteSender quotes;

	/**
	 * Creates the calls.
	 * @param check throws to refuse a generation
	 * @param underWay the calls that may start runs now
	 */
	OtherStarts(FloraTransport transport, DefaultsLookup defaults, BiConsumer<GenerationRequest, Deadline> check,
			OutstandingStarts outstanding, StartsUnderWay underWay) {
		this.transport = transport;
		this.defaults = defaults;
		this.check = check;
		this.outstanding = outstanding;
		this.underWay = underWay;
		this.quotes = new QuoteSender(transport, underWay::checkEnding);
	}

	/** Returns whether no more quotes are asked for. */
	boolean quotesHaveEnded() {
		return this.quotes.hasEnded();
	}

	/**
	 * Asks FLORA what a start costs, which a FLORA that does not know quotes takes for a
	 * start: its run is this client's own then, and no more quotes are asked for.
	 * @param request what may be started
	 * @return the price or the run; {@code null} if there is neither, or the client would
	 * refuse to start it
	 * @throws IllegalArgumentException if workspace or project are neither given nor
	 * known, or the request cannot be written as JSON
	 * @throws FloraException if the client is closed, or the calling thread interrupted
	 */
	public @Nullable Quote quote(GenerationRequest request) {
		if (quotesHaveEnded()) {
			return null;
		}
		this.underWay.checkEnding();
		Deadline deadline = this.transport.deadline(RequestOptions.defaults());
		this.defaults.checkProject(request);
		GenerationOrder order = new GenerationOrder(request);
		try {
			order.check(this.check, deadline);
		}
		catch (FloraRequestRefusedException ex) {
			// A FLORA that does not know quotes would start and bill it.
			return null;
		}
		String workspaceId = this.defaults.workspaceId(order, deadline);
		String projectId = this.defaults.projectId(order, workspaceId, deadline);
		return quote(order.in(workspaceId, projectId).request(), deadline);
	}

	private @Nullable Quote quote(GenerationRequest request, Deadline deadline) {
		if (this.quotes.hasPrices()) {
			return send(request, deadline, () -> {
			});
		}
		AtomicBoolean inDoubt = new AtomicBoolean();
		return during(String.valueOf(request.projectId()), () -> send(request, deadline, () -> inDoubt.set(true)),
				(thrown) -> !inDoubt.get());
	}

	private @Nullable Quote send(GenerationRequest request, Deadline deadline, Runnable whenInDoubt) {
		Quote quote = this.underWay.during(() -> this.quotes.send(request, deadline, whenInDoubt));
		if (quote != null && quote.run() != null) {
			this.outstanding.addKnown(List.of(quote.run().runId()));
		}
		return quote;
	}

	/**
	 * Sends a request to any route, which may start runs.
	 * @param <T> the type of the response
	 * @param request the request
	 * @return the response
	 * @throws IllegalArgumentException as {@link FloraTransport#exchange}
	 * @throws FloraException if there is no response to return
	 */
	public <T> T exchange(FloraRequest<T> request) {
		if (request.method().equals(HttpMethod.GET)) {
			return send(request);
		}
		return this.underWay.during(() -> {
			this.underWay.checkEnding();
			return send(request);
		});
	}

	private <T> T send(FloraRequest<T> request) {
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
