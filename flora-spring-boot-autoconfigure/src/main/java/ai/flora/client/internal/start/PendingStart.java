package ai.flora.client.internal.start;

import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.function.BooleanSupplier;

import ai.flora.client.Generation;
import ai.flora.client.StartedRun;
import ai.flora.client.internal.callback.StartCallback;
import ai.flora.client.internal.operation.Operation;
import ai.flora.client.internal.start.order.StartOrder;
import ai.flora.client.observation.FloraRunTracer.RunSpan;
import org.jspecify.annotations.Nullable;

/**
 * A start whose run is not known yet. Fields that change are written by the call alone
 * whose turn it is ({@link StartTurns}), and read by all. The window is guarded by
 * {@link OutstandingStarts}; the doubt guards itself.
 */
class PendingStart {

	private final StartOrder asked;

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

	private volatile @Nullable Sent sent;

	private volatile @Nullable RunSpan span;

	private volatile @Nullable Generation listedRun;

	/**
	 * Creates a start.
	 * @param asked what the caller has asked for, with its workspace and project
	 * @param order what is sent: the same prepared, with its callback
	 * @param key the key of all its attempts
	 * @param callback the path that FLORA posts the end to; {@code null} if there is none
	 * of this client's
	 * @param window when its run must have begun
	 * @param opened when this client heard of the start
	 * @param withdrawn tells whether it is not wanted any more
	 */
	PendingStart(StartOrder asked, StartOrder order, String key, @Nullable StartCallback callback,
			CreationWindow window, StartMoment opened, BooleanSupplier withdrawn) {
		this.asked = asked;
		this.order = order;
		this.key = key;
		this.callback = callback;
		this.window = window;
		this.doubt = new StartDoubt(opened);
		this.withdrawn = withdrawn;
	}

	/**
	 * The order as the caller gave it, with its workspace and project, before it was
	 * prepared.
	 */
	StartOrder asked() {
		return this.asked;
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

	/**
	 * FLORA's operation: the same bytes for each call, whatever has become of the
	 * parameters that the caller gave.
	 */
	Operation<StartedRun> operation() {
		return sent().operation();
	}

	private Sent sent() {
		Sent sent = this.sent;
		if (sent == null) {
			sent = new Sent(this.order.operation(this.key), this.asked.content(askedTexts()),
					this.order.content(this.order.texts()));
			this.sent = sent;
		}
		return sent;
	}

	/**
	 * Tells whether an order under the same key may be this one, made once more: it asks
	 * for the same, whatever a technique may have become meanwhile, or else would be sent
	 * now.
	 * @param asked what is asked for now, with its workspace and project
	 */
	boolean isLike(StartOrder asked) {
		Object content = sent().askedContent();
		return asked.content(askedTexts()).equals(content);
	}

	/**
	 * Tells whether an order under the same key is this one as it was sent: what is asked
	 * for may be written in another way, or be known as it was sent alone.
	 * @param fitted what would be sent now
	 */
	private boolean isSentLike(StartOrder fitted) {
		Object content = sent().content();
		return fitted.content(this.order.texts()).equals(content);
	}

	/**
	 * Tells whether an order under the same key cannot be compared with this one as it
	 * was sent: what was declared then may have been saved anew, and inputs that were
	 * sent have other names by now.
	 * @param fitted what would be sent now
	 */
	private boolean mayBeDeclaredAnew(StartOrder fitted) {
		return Objects.equals(this.order.declaredBy(), fitted.declaredBy())
				&& !fitted.inputs().containsAll(this.order.inputs());
	}

	/**
	 * Compares an order under the same key with this one by what is sent, too. Of media
	 * only the number can be compared then.
	 * @param asked what is asked for now, with its workspace and project
	 * @param fitted what would be sent now; the same if only that is known
	 */
	Likeness compare(StartOrder asked, StartOrder fitted) {
		if (isLike(asked)) {
			return Likeness.SAME;
		}
		if (isSentLike(fitted)) {
			return (fitted.declaredBy() != null) ? Likeness.SAME : Likeness.MAYBE;
		}
		return mayBeDeclaredAnew(fitted) ? Likeness.MAYBE : Likeness.OTHER;
	}

	/**
	 * Compares this start with an earlier one under the same key. Only an order that is
	 * fitted to what FLORA declares, or known as it was sent alone, is compared by that.
	 */
	Likeness compareWith(PendingStart earlier) {
		boolean sentElsewhere = this.doubt.wasBegunElsewhere() || earlier.doubt.wasBegunElsewhere();
		if (this.order.declaredBy() != null || sentElsewhere) {
			return earlier.compare(this.asked, this.order);
		}
		return earlier.isLike(this.asked) ? Likeness.SAME : Likeness.OTHER;
	}

	/** An input that was sent under another name may be a text, too. */
	private Set<String> askedTexts() {
		Set<String> texts = new HashSet<>(this.asked.texts());
		texts.addAll(this.order.texts());
		return texts;
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
	void begun() {
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

	/**
	 * The request of all attempts, and its contents to compare other orders with.
	 *
	 * @param operation FLORA's operation
	 * @param askedContent what the caller asks for
	 * @param content what the order that is sent asks for
	 */
	private record Sent(Operation<StartedRun> operation, Object askedContent, Object content) {
	}

}
