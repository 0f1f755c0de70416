package ai.flora.client.internal.start;

import java.time.Duration;
import java.util.Collections;
import java.util.Objects;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

import ai.flora.client.FloraStartUnconfirmedException;
import ai.flora.client.Generation;
import ai.flora.client.StartedRun;
import ai.flora.client.internal.transport.Operation;
import ai.flora.client.internal.transport.Timing;
import ai.flora.client.observation.FloraRunTracer.RunSpan;
import org.jspecify.annotations.Nullable;

/**
 * A start whose run is not known yet.
 */
class PendingStart {

	private final StartOrder completed;

	private volatile StartOrder order;

	private final String key;

	private final @Nullable StartCallback callback;

	private final CreationWindow window;

	private final StartMoment opened;

	private volatile BooleanSupplier withdrawn;

	private final AtomicBoolean counted = new AtomicBoolean();

	/** A call sends it, or waits to send it again. */
	private volatile boolean called;

	private volatile boolean needsLists;

	private volatile @Nullable StartMoment inDoubtSince;

	/** What calls of this client have ended in that left it in doubt. */
	private final Set<FloraStartUnconfirmedException> ends = Collections.newSetFromMap(new WeakHashMap<>());

	private @Nullable FloraStartUnconfirmedException unconfirmed;

	private @Nullable Operation<StartedRun> operation;

	private @Nullable Object content;

	private volatile @Nullable Long lastUnanswered;

	private volatile @Nullable FloraFailure floraFailure;

	private volatile @Nullable RunSpan span;

	/**
	 * Creates a start.
	 * @param completed what the caller has asked for, with its workspace and project
	 * @param order what is sent: the same prepared, with its callback
	 * @param key the key of all its attempts
	 * @param callback the path that FLORA posts the end to; {@code null} if there is none
	 * of this client's
	 * @param window when its run must have begun
	 * @param opened when this client heard of the start
	 * @param withdrawn tells whether it is not wanted any more
	 */
	PendingStart(StartOrder completed, StartOrder order, String key, @Nullable StartCallback callback,
			CreationWindow window, StartMoment opened, BooleanSupplier withdrawn) {
		this.completed = completed;
		this.order = order;
		this.key = key;
		this.callback = callback;
		this.window = window;
		this.opened = opened;
		this.withdrawn = withdrawn;
	}

	/**
	 * What the caller has asked for, with its workspace and project, before it was
	 * prepared.
	 */
	StartOrder completed() {
		return this.completed;
	}

	/** What is sent. */
	StartOrder order() {
		return this.order;
	}

	/** A later call goes on with it, and may have a reference of its own. */
	void referredToAs(@Nullable String reference) {
		if (!Objects.equals(reference, this.order.request().reference())) {
			this.order = this.order.referredToAs(reference);
			if (this.callback != null) {
				this.callback.madeFor(this.order);
			}
		}
	}

	/**
	 * Tells whether it is not wanted any more: asked only while it has started nothing.
	 */
	boolean isWithdrawn() {
		return this.withdrawn.getAsBoolean();
	}

	/** The start as FLORA tells it from others. */
	StartKey startKey() {
		return StartKey.of(this.order.kind(), this.order.request(), this.key);
	}

	/** The runs among which its own may be. */
	KindAndProject kindAndProject() {
		return startKey().runs();
	}

	@Nullable String projectId() {
		return this.order.request().projectId();
	}

	String key() {
		return this.key;
	}

	/**
	 * FLORA's operation: the same bytes for each call, whatever has become of the
	 * parameters that the caller gave.
	 */
	synchronized Operation<StartedRun> operation() {
		Operation<StartedRun> operation = this.operation;
		if (operation == null) {
			operation = this.order.operation(this.key);
			this.content = this.completed.content(this.order.texts());
			this.operation = operation;
		}
		return operation;
	}

	/**
	 * Tells whether an order under the same key may be this one, made once more: it asks
	 * for the same, whatever a technique may have become meanwhile, or else would be sent
	 * now.
	 * @param completed what is asked for now, with its workspace and project
	 */
	synchronized boolean isLike(StartOrder completed) {
		operation();
		return completed.content(this.order.texts()).equals(this.content);
	}

	/** Tells whether the key is the caller's: then it may have been used before. */
	boolean hasCallersKey() {
		return this.order.request().idempotencyKey() != null;
	}

	@Nullable StartCallback callback() {
		return this.callback;
	}

	/** The runs that deliveries to the start's own path named. */
	Set<String> postedRunIds() {
		return (this.callback != null) ? this.callback.postedRunIds() : Set.of();
	}

	CreationWindow window() {
		return this.window;
	}

	/** The moment at which this client heard of the start. */
	StartMoment opened() {
		return this.opened;
	}

	/**
	 * The moment at which the first attempt that may have taken effect was sent;
	 * {@code null} if there was none, and the start is not in doubt.
	 */
	@Nullable StartMoment inDoubtSince() {
		return this.inDoubtSince;
	}

	/** The time for which it is in doubt; zero if it is not. */
	Duration inDoubtFor(Timing timing) {
		StartMoment since = this.inDoubtSince;
		return (since != null) ? since.age(timing) : Duration.ZERO;
	}

	void doubtSince(StartMoment sent) {
		this.inDoubtSince = sent;
		this.needsLists = true;
		// It cannot be withdrawn any more; what would tell may hold a whole batch.
		this.withdrawn = () -> false;
	}

	/**
	 * The end of the last call, if that left it in doubt; {@code null} if there was none.
	 */
	synchronized @Nullable FloraStartUnconfirmedException unconfirmed() {
		return this.unconfirmed;
	}

	synchronized void unconfirmed(FloraStartUnconfirmedException end) {
		this.unconfirmed = end;
		this.ends.add(end);
	}

	/** A call has ended without having sent it, and has learned nothing. */
	synchronized void notSent(FloraStartUnconfirmedException end) {
		this.ends.add(end);
	}

	/** Tells whether this is the start that a call has left in doubt with this end. */
	boolean isOf(FloraStartUnconfirmedException end) {
		FloraStartUnconfirmedException own = unconfirmed();
		return own != null && own.since().equals(end.since());
	}

	/**
	 * Tells whether a call of this client has sent it first, and has left it in doubt
	 * with this end. Otherwise another client has sent it, too, or may have.
	 */
	synchronized boolean isOwn(FloraStartUnconfirmedException end) {
		return !isOfAnother() && this.ends.contains(end);
	}

	/** Tells whether it was sent before this client heard of it. */
	boolean isOfAnother() {
		StartMoment since = this.inDoubtSince;
		return since != null && since.nanoTime() - this.opened.nanoTime() < 0;
	}

	/**
	 * Counts it among the starts that stay unconfirmed.
	 * @return whether it was not counted so far
	 */
	boolean count() {
		return this.counted.compareAndSet(false, true);
	}

	boolean isCounted() {
		return this.counted.get();
	}

	/**
	 * What FLORA said last when it failed by its own account; {@code null} if it never
	 * did.
	 */
	@Nullable FloraFailure floraFailure() {
		return this.floraFailure;
	}

	/** FLORA has failed by its own account. */
	void failed(FloraFailure failure) {
		this.floraFailure = failure.after(this.floraFailure);
	}

	/**
	 * Tells whether a further call under its key has to look for its run first, though it
	 * is not in doubt: FLORA has failed by its own account, while it knew the key.
	 * @param timing the clocks of this machine
	 * @param keysLife how long FLORA knows keys
	 */
	boolean mayHaveFailedWithRun(Timing timing, Duration keysLife) {
		FloraFailure failure = this.floraFailure;
		return hasCallersKey() && this.inDoubtSince == null && failure != null
				&& failure.at().age(timing).compareTo(keysLife) <= 0;
	}

	/**
	 * Goes on with what is known of the same start in an earlier call, whose window it
	 * has.
	 */
	void continueFailed(PendingStart failed) {
		this.floraFailure = failed.floraFailure;
		this.needsLists = true;
	}

	/** Notes an attempt that may have made a run which no response names. */
	void needLists() {
		this.needsLists = true;
	}

	/**
	 * Tells whether an attempt may have made a run that no response has named: the start
	 * is in doubt, or FLORA has failed by its own account.
	 */
	boolean needsLists() {
		return this.needsLists;
	}

	/** A call begins to send it. */
	void callBegun() {
		this.called = true;
	}

	/** The call has ended, with its run or without. */
	void callEnded() {
		this.called = false;
	}

	/**
	 * Tells whether lists might take the run of a further start for this start's, or the
	 * other way round.
	 * @param modelOrTechniqueId model or technique of the further start; {@code null} for
	 * any
	 * @param settled if no call has sent this start since then, its run can be told from
	 * later ones by its time
	 */
	boolean mayBeMixedUp(@Nullable String modelOrTechniqueId, long settled) {
		String thisId = this.order.modelOrTechniqueId();
		boolean fits = thisId == null || modelOrTechniqueId == null || thisId.equals(modelOrTechniqueId);
		return fits && this.needsLists && (this.called || !this.window.isClosedBefore(settled));
	}

	/**
	 * The moment at which the latest attempt that may still be going on was given up, on
	 * the monotonic clock; {@code null} if there was none.
	 */
	@Nullable Long lastUnanswered() {
		return this.lastUnanswered;
	}

	void unansweredAt(long now) {
		this.lastUnanswered = now;
	}

	void spanOfRun(@Nullable RunSpan span) {
		this.span = span;
	}

	AcceptedStart accepted(StartedRun run) {
		return new AcceptedStart(this.order, run, projectId(), this.callback != null, this.needsLists, this.span);
	}

	/** FLORA's response, as far as an item of a list tells it. */
	StartedRun startedRun(Generation listed) {
		return new StartedRun(listed.runId(), this.order.kind().wireName(), null, null, listed.model(),
				(projectId() != null) ? projectId() : listed.projectId(), listed.run().pollUrl());
	}

}
