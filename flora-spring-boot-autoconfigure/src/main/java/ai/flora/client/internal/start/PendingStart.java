package ai.flora.client.internal.start;

import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.function.BooleanSupplier;

import ai.flora.client.Generation;
import ai.flora.client.StartedRun;
import ai.flora.client.internal.callback.StartCallback;
import ai.flora.client.internal.start.order.StartOrder;
import ai.flora.client.observation.FloraRunTracer.RunSpan;
import org.jspecify.annotations.Nullable;

/**
 * A start whose run is not known yet. Fields that change are written by the call alone
 * whose turn it is ({@link StartTurns}), and read by all. The window is guarded by
 * {@link OutstandingStarts}; the doubt guards itself.
 */
class PendingStart {

	private final SentOrder sent;

	/** The order that is sent, under the caller's latest name for it. */
	private volatile StartOrder order;

	private final String key;

	private final @Nullable StartCallback callback;

	private final CreationWindow window;

	private final StartDoubt doubt;

	private volatile BooleanSupplier withdrawn;

	/** A call sends it, or waits to send it again. */
	private volatile boolean called;

	/** The runs that deliveries to the start's own path had named before it was made. */
	private volatile Set<String> postedBefore = Set.of();

	private volatile @Nullable RunSpan span;

	private volatile @Nullable Generation listedRun;

	/**
	 * Creates a start.
	 * @param sent the order that each call sends
	 * @param order the same, under the caller's latest name for it
	 * @param key the key of all its attempts
	 * @param callback the path that FLORA posts the end to; {@code null} if there is none
	 * of this client's
	 * @param window when its run must have begun
	 * @param opened when this client heard of the start
	 * @param withdrawn tells whether it is not wanted any more
	 */
	PendingStart(SentOrder sent, StartOrder order, String key, @Nullable StartCallback callback, CreationWindow window,
			StartMoment opened, BooleanSupplier withdrawn) {
		this.sent = sent;
		this.order = order;
		this.key = key;
		this.callback = callback;
		this.window = window;
		this.doubt = new StartDoubt(opened);
		this.withdrawn = withdrawn;
	}

	/** The order as it is sent: prepared, with its callback. */
	StartOrder order() {
		return this.order;
	}

	/** A later call goes on with it, and may have a reference of its own. */
	void referredToAs(@Nullable String reference) {
		if (!Objects.equals(reference, this.order.request().reference())) {
			this.order = this.order.referredToAs(reference);
			if (this.callback != null) {
				this.callback.madeFor(this.order.origin());
			}
		}
	}

	/**
	 * Tells whether it is not wanted any more: asked only while it has started nothing.
	 */
	boolean isWithdrawn() {
		return !this.doubt.exists() && this.withdrawn.getAsBoolean();
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

	/** The order as it is sent by each call, to be compared with others under its key. */
	SentOrder sent() {
		return this.sent;
	}

	/** Compares this start's order with that of an earlier one under the same key. */
	Likeness compareWith(PendingStart earlier) {
		return this.sent.compareWith(earlier.sent, this.doubt.wasBegunElsewhere() || earlier.doubt.wasBegunElsewhere());
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

	Set<String> postedBefore() {
		return this.postedBefore;
	}

	/**
	 * The start is made anew. What was posted to its path before, which starts under the
	 * same key of the caller's share, is not about this one.
	 */
	void ignoreEarlierPosts() {
		this.postedBefore = postedRunIds();
	}

	/**
	 * Takes over what is known of an earlier start that this one is, or may be: when its
	 * run must have begun, which deliveries may be about it, and that FLORA has failed at
	 * it.
	 */
	void takeOver(PendingStart earlier) {
		this.window.addAll(earlier.window());
		Set<String> postedBefore = new HashSet<>(this.postedBefore);
		postedBefore.retainAll(earlier.postedBefore());
		this.postedBefore = postedBefore;
		this.doubt.takeOver(earlier.doubt());
	}

	CreationWindow window() {
		return this.window;
	}

	/** The moment at which this client heard of the start. */
	StartMoment opened() {
		return this.doubt.opened();
	}

	/** The doubt whether FLORA has accepted it. */
	StartDoubt doubt() {
		return this.doubt;
	}

	/**
	 * Tells whether it may have a run, though it is not in doubt: FLORA has failed by its
	 * own account.
	 */
	boolean mayHaveFailedWithRun() {
		return !this.doubt.exists() && this.doubt.floraFailure() != null;
	}

	/** Tells whether a call sends it, or waits to send it again. */
	boolean isCalled() {
		return this.called;
	}

	/** A call begins to send it. */
	void callBegun() {
		this.called = true;
	}

	/**
	 * The call has ended, with its run or without. The start may be kept for hours: what
	 * would tell that it is withdrawn, which may hold a whole batch, is not.
	 */
	void callEnded() {
		this.called = false;
		this.withdrawn = () -> false;
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
		return fits && this.doubt.needsLists() && (this.called || !this.window.isClosedBefore(settled));
	}

	void spanOfRun(@Nullable RunSpan span) {
		this.span = span;
	}

	AcceptedStart accepted(StartedRun run) {
		return new AcceptedStart(this.order, run, projectId(), this.callback != null, this.doubt.needsLists(),
				this.span);
	}

	/**
	 * Has a run that no response of FLORA's has told.
	 * @param listed the run, as a list shows it
	 * @return FLORA's response, as far as that tells it
	 */
	StartedRun startedRun(Generation listed) {
		this.listedRun = listed;
		return new StartedRun(listed.runId(), this.order.kind().wireName(), null, null, listed.model(),
				(projectId() != null) ? projectId() : listed.projectId(), listed.run().pollUrl());
	}

	/** The start's run, if no response of FLORA's has told it. */
	@Nullable Generation listedRun() {
		return this.listedRun;
	}

}
