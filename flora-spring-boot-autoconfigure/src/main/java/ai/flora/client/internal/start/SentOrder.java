package ai.flora.client.internal.start;

import java.util.HashSet;
import java.util.Objects;
import java.util.Set;

import ai.flora.client.StartedRun;
import ai.flora.client.internal.operation.Operation;
import ai.flora.client.internal.start.order.StartOrder;
import org.jspecify.annotations.Nullable;

/**
 * The order that a start sends, as it was when the start was made: the caller may change
 * the parameters afterwards. Other orders under the same key are compared with it.
 */
class SentOrder {

	private final StartOrder asked;

	private final StartOrder order;

	private final Operation<StartedRun> operation;

	/** An input that is sent under another name may be a text, too. */
	private final Set<String> askedTexts = new HashSet<>();

	private final @Nullable Object askedParams;

	private final @Nullable Object params;

	/**
	 * Creates an order.
	 * @param asked what the caller has asked for, with its workspace and project
	 * @param order what is sent: the same prepared, with its callback
	 * @param key the key of all attempts
	 * @throws IllegalArgumentException if the request cannot be written as JSON
	 */
	SentOrder(StartOrder asked, StartOrder order, String key) {
		this.asked = asked;
		this.order = order;
		this.operation = order.operation(key);
		this.askedTexts.addAll(asked.texts());
		this.askedTexts.addAll(order.texts());
		this.askedParams = asked.params();
		this.params = order.params();
	}

	/** FLORA's operation: the same bytes for each call. */
	Operation<StartedRun> operation() {
		return this.operation;
	}

	/**
	 * Tells whether an order under the same key may be this one, made once more: it asks
	 * for the same, whatever a technique may have become meanwhile, or else would be sent
	 * now.
	 * @param asked what is asked for now, with its workspace and project
	 */
	boolean isLike(StartOrder asked) {
		return isLike(asked, asked.params());
	}

	private boolean isLike(StartOrder asked, @Nullable Object params) {
		return Objects.equals(params, this.askedParams)
				&& asked.content(this.askedTexts).equals(this.asked.content(this.askedTexts));
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
		return compareSent(fitted, fitted.params());
	}

	/**
	 * Compares this order with an earlier one under the same key. Only an order that is
	 * fitted to what FLORA declares, or known as it was sent alone, is compared by that.
	 * Runs no code of the application: parameters are compared as they were when the
	 * starts were made.
	 * @param knownAsSent whether one of them is known only as it was sent
	 */
	Likeness compareWith(SentOrder earlier, boolean knownAsSent) {
		if (earlier.isLike(this.asked, this.askedParams)) {
			return Likeness.SAME;
		}
		return (this.order.declaredBy() != null || knownAsSent) ? earlier.compareSent(this.order, this.params)
				: Likeness.OTHER;
	}

	/**
	 * Compares an order with this one as it was sent: what is asked for may be written in
	 * another way, or be known as it was sent alone.
	 */
	private Likeness compareSent(StartOrder fitted, @Nullable Object params) {
		Set<String> texts = this.order.texts();
		if (Objects.equals(params, this.params) && fitted.content(texts).equals(this.order.content(texts))) {
			return (fitted.declaredBy() != null) ? Likeness.SAME : Likeness.MAYBE;
		}
		return mayBeDeclaredAnew(fitted) ? Likeness.MAYBE : Likeness.OTHER;
	}

	/**
	 * Tells whether an order cannot be compared with this one as it was sent: what was
	 * declared then may have been saved anew, and inputs that were sent have other names
	 * by now.
	 */
	private boolean mayBeDeclaredAnew(StartOrder fitted) {
		return Objects.equals(this.order.declaredBy(), fitted.declaredBy())
				&& !fitted.inputs().containsAll(this.order.inputs());
	}

}
