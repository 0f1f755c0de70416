package ai.flora.client.internal.start;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.Function;

import ai.flora.client.FloraException;
import ai.flora.client.FloraRequest;
import ai.flora.client.FloraRequestRefusedException;
import ai.flora.client.GenerationRequest;
import ai.flora.client.RequestOptions;
import ai.flora.client.internal.operation.Quote;
import ai.flora.client.internal.start.order.DefaultsLookup;
import ai.flora.client.internal.start.order.GenerationOrder;
import ai.flora.client.internal.time.Deadline;
import ai.flora.client.internal.time.Timing;
import ai.flora.client.internal.transport.FloraTransport;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpMethod;

/**
 * Calls of this client that may start runs without an order: those that run nodes of a
 * canvas, and quotes, which a FLORA that does not know quotes takes for starts.
 * Thread-safe.
 * <p>
 * They are sent once, whatever their key: nobody has seen one keep nodes from being run
 * twice. As long as their own runs are not known, and for two hours if a response is
 * lost, no run that began meanwhile is for sure that of a start in doubt.
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
		return during(String.valueOf(request.projectId()), (whenInDoubt) -> send(request, deadline, whenInDoubt));
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
		String projectId = FloraTransport.projectOfNodes(request);
		return (projectId != null) ? during(projectId, (whenInDoubt) -> send(request, whenInDoubt))
				: send(request, () -> {
				});
	}

	private <T> T send(FloraRequest<T> request, Runnable whenInDoubt) {
		return this.transport.exchange(request, this.outstanding::addKnown,
				(call) -> UnorderedStart.send(call, this.underWay::checkEnding, (failure) -> whenInDoubt.run()));
	}

	/**
	 * Makes a call that may start runs. No run that began meanwhile is for sure that of a
	 * start in doubt until the call's own runs are known.
	 * @param call makes the call, and runs what it is given if it may have started runs
	 * that are not known
	 */
	private <T extends @Nullable Object> T during(String projectId, Function<Runnable, T> call) {
		Timing timing = this.transport.timing();
		CreationWindow window = new CreationWindow(timing.nanoTime(), null);
		this.outstanding.addOther(projectId, window, timing.nanoTime());
		AtomicBoolean inDoubt = new AtomicBoolean();
		try {
			return call.apply(() -> inDoubt.set(true));
		}
		catch (Error ex) {
			// It may have been thrown anywhere, such as amid an attempt.
			inDoubt.set(true);
			throw ex;
		}
		finally {
			if (inDoubt.get()) {
				// FLORA may still start runs.
				this.outstanding.closeOther(window, timing.nanoTime() + StartWaits.AFTER_UNANSWERED.toNanos());
			}
			else {
				this.outstanding.removeOther(projectId, window);
			}
		}
	}

}
