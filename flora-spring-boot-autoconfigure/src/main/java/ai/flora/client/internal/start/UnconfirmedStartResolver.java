package ai.flora.client.internal.start;

import java.time.Duration;

import ai.flora.client.FloraException;
import ai.flora.client.FloraStartUnconfirmedException;
import ai.flora.client.RequestOptions;
import ai.flora.client.internal.start.OutstandingStarts.Resolution;
import ai.flora.client.internal.transport.FloraTransport;
import ai.flora.client.internal.transport.Timing;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * Asks FLORA again, in a call of its own, what became of a start that an earlier call,
 * perhaps of another instance, left in doubt. Thread-safe.
 */
class UnconfirmedStartResolver {

	private final FloraTransport transport;

	private final OutstandingStarts outstanding;

	private final StartSender sender;

	private final @Nullable CallbackUrls callbacks;

	UnconfirmedStartResolver(FloraTransport transport, OutstandingStarts outstanding, StartSender sender,
			@Nullable CallbackUrls callbacks) {
		this.transport = transport;
		this.outstanding = outstanding;
		this.sender = sender;
		this.callbacks = callbacks;
	}

	/**
	 * Resolves a start.
	 * @param order the order, as the exception describes it
	 * @return the start with its run, the same each time, but with its span only once
	 * @throws FloraStartUnconfirmedException if it is still not known, with what is known
	 * now
	 * @throws FloraException if nothing was started
	 */
	AcceptedStart resolve(FloraStartUnconfirmedException unconfirmed, StartOrder order) {
		String projectId = order.request().projectId();
		Assert.isTrue(projectId != null || !order.kind().isFiled(), "The start in doubt names no project");
		Resolution resolution = this.outstanding.beginResolving(pending(unconfirmed, order));
		if (resolution.run() != null) {
			return new AcceptedStart(order, resolution.run(), projectId, callback(order) != null, true, null);
		}
		PendingStart start = resolution.start();
		if (start == null) {
			throw new FloraStartUnconfirmedException("another call is asking FLORA for it",
					unconfirmed.idempotencyKey(), unconfirmed.request(), unconfirmed.candidates(), unconfirmed.since(),
					unconfirmed);
		}
		try {
			return this.sender.send(start, RequestOptions.defaults(), unconfirmed);
		}
		finally {
			this.outstanding.endResolving(start);
		}
	}

	private @Nullable StartCallback callback(StartOrder order) {
		return (this.callbacks != null) ? this.callbacks.parse(order.callbackUrl()) : null;
	}

	/** The start, as far as the exception describes it. */
	private PendingStart pending(FloraStartUnconfirmedException unconfirmed, StartOrder order) {
		Timing timing = this.transport.timing();
		Duration age = Duration.between(unconfirmed.since(), timing.now());
		long since = timing.nanoTime() - (age.isNegative() ? 0 : age.toNanos());
		CreationWindow window = new CreationWindow(since, order.modelOrTechniqueId());
		window.closeAt(since + this.transport.settings().callTimeout().toNanos());
		StartCallback callback = callback(order);
		if (callback != null) {
			callback.madeFor(order);
		}
		PendingStart start = new PendingStart(order, unconfirmed.idempotencyKey(), callback, window,
				StartMoment.now(timing), () -> false);
		start.doubtSince(new StartMoment(since, unconfirmed.since()));
		start.unansweredAt(since);
		return start;
	}

}
