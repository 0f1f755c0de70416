package ai.flora.client.internal.start;

import java.util.Objects;
import java.util.function.BooleanSupplier;

import ai.flora.client.FloraException;
import ai.flora.client.FloraStartUnconfirmedException;
import ai.flora.client.GenerationRequest;
import ai.flora.client.RequestOptions;
import ai.flora.client.internal.PastedText;
import ai.flora.client.internal.RunKind;
import ai.flora.client.internal.start.order.DefaultsLookup;
import ai.flora.client.internal.start.order.GenerationOrder;
import ai.flora.client.internal.start.order.StartOrder;
import ai.flora.client.internal.time.Timing;
import org.jspecify.annotations.Nullable;

/**
 * Starts the generations of batches, and tells which of them must wait for others.
 * Thread-safe.
 *
 * @since 0.1.0
 */
public final class StartsForBatches {

	private final RunStarter starter;

	private final DefaultsLookup defaults;

	private final OutstandingStarts outstanding;

	private final StartTurns turns;

	private final EarlierStarts earlier;

	private final UnconfirmedCount unconfirmed;

	private final Timing timing;

	StartsForBatches(RunStarter starter, DefaultsLookup defaults, OutstandingStarts outstanding, StartTurns turns,
			EarlierStarts earlier, UnconfirmedCount unconfirmed, Timing timing) {
		this.starter = starter;
		this.defaults = defaults;
		this.outstanding = outstanding;
		this.turns = turns;
		this.earlier = earlier;
		this.unconfirmed = unconfirmed;
		this.timing = timing;
	}

	/**
	 * Starts a generation, unless it is withdrawn meanwhile. If its start stays
	 * unconfirmed, that is not counted: the caller may resolve it, or else has to
	 * {@linkplain #countUnconfirmed count} it.
	 * @param request what to start
	 * @param checked whether the caller has checked it already
	 * @param withdrawn tells whether it is not wanted any more: asked before it is sent,
	 * again too, as long as it has started nothing
	 * @return as {@link RunStarter#start(StartOrder, RequestOptions)}
	 * @throws WithdrawnException if it was withdrawn; this call has started nothing, and
	 * {@link #earlierEnd} tells of an earlier one. If FLORA has failed by its own account
	 * in this call, that failure is thrown instead.
	 */
	public AcceptedStart start(GenerationRequest request, boolean checked, BooleanSupplier withdrawn) {
		return this.starter.prepareAndSend(new GenerationOrder(request),
				checked ? this.starter::withMedia : this.starter::prepared, RequestOptions.defaults(), withdrawn);
	}

	/**
	 * Counts a start that stays unconfirmed, with what its
	 * {@linkplain #start(GenerationRequest, boolean, BooleanSupplier) call} ended in.
	 * @param unconfirmed what the call ended in
	 */
	public void countUnconfirmed(FloraStartUnconfirmedException unconfirmed) {
		this.unconfirmed.add(unconfirmed, GenerationOrder.of(unconfirmed));
	}

	/**
	 * Refuses a generation that cannot be started, as far as that is seen without any
	 * request.
	 * @param request the request
	 * @throws IllegalArgumentException if no project is given or known, or the request
	 * cannot be written as JSON
	 */
	public void verify(GenerationRequest request) {
		this.defaults.checkProject(request);
		new GenerationOrder(request).operation("none");
	}

	/**
	 * Returns the project of a generation.
	 * @param request the request
	 * @return the one that the request names, or else the client's in the same workspace,
	 * trimmed; {@code null} if that is known by its name alone so far
	 */
	public @Nullable String projectId(GenerationRequest request) {
		String requested = PastedText.id(request.projectId());
		return (requested != null) ? requested
				: this.defaults.projectId(this.defaults.workspaceOf(request.workspaceId()));
	}

	/**
	 * Tells whether two generations are started in the same workspace and project, with
	 * the same model.
	 * @param one a request
	 * @param other another one
	 * @return whether FLORA's refusal of the former holds for the latter, too
	 */
	public boolean areAlike(GenerationRequest one, GenerationRequest other) {
		return Objects.equals(one.model(), other.model()) && Objects.equals(projectId(one), projectId(other)) && Objects
			.equals(this.defaults.workspaceOf(one.workspaceId()), this.defaults.workspaceOf(other.workspaceId()));
	}

	/**
	 * Tells whether a start under the caller's key of a request may be in doubt: an
	 * earlier call has left it so, or another call sends it. Or FLORA has failed at it.
	 * Or that start has its run, though FLORA may have released the key. Then nothing but
	 * the start itself can say what becomes of the request.
	 * @param request the request
	 * @return whether it may; {@code false} if it has no key of the caller's
	 */
	public boolean mayBeInDoubt(GenerationRequest request) {
		String callersKey = request.idempotencyKey();
		if (callersKey == null) {
			return false;
		}
		StartKey key = new StartKey(runs(request), this.defaults.workspaceOf(request.workspaceId()), callersKey);
		long now = this.timing.nanoTime();
		return this.turns.isTaken(key) || !this.outstanding.inDoubt(key, now).isEmpty()
				|| this.outstanding.listedRun(key, now) != null || earlierEnd(request) != null;
	}

	/**
	 * Returns what an earlier call of the same start has ended in, under the caller's key
	 * of a request, if it may have made a run. A request that is not sent must not hide
	 * that.
	 * @param request the request
	 * @return the exception of a start in doubt, or FLORA's own failure; {@code null} if
	 * this client knows of none
	 */
	public @Nullable FloraException earlierEnd(GenerationRequest request) {
		String callersKey = request.idempotencyKey();
		StartOrder asked = (callersKey != null) ? this.defaults.completeIfKnown(new GenerationOrder(request)) : null;
		if (callersKey == null || asked == null) {
			return null;
		}
		return this.earlier.end(StartKey.of(asked.kind(), asked.request(), callersKey), asked);
	}

	/**
	 * Tells whether a start in the same project, of a model that may be the same, needs
	 * lists or did so a moment ago. Lists might mix up its run with that of a further
	 * start, so that neither could be told.
	 * @param request the request of the further start
	 * @return whether the further one has to wait
	 */
	public boolean mayBeMixedUp(GenerationRequest request) {
		return this.outstanding.mayBeMixedUp(runs(request), request.model(), this.timing.nanoTime());
	}

	private KindAndProject runs(GenerationRequest request) {
		return new KindAndProject(RunKind.GENERATION, projectId(request));
	}

}
