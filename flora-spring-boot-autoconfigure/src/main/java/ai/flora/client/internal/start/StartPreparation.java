package ai.flora.client.internal.start;

import java.util.Objects;
import java.util.function.Function;

import ai.flora.client.internal.start.order.StartOrder;
import ai.flora.client.internal.time.Deadline;
import org.jspecify.annotations.Nullable;

/**
 * Makes the order that is sent of what is asked for, or refuses it. Not for a start in
 * doubt, which FLORA may have accepted. A generation is checked, and its media are
 * imported that FLORA cannot fetch. Inputs are fitted to what a technique or an action
 * declares.
 */
@FunctionalInterface
interface StartPreparation {

	/**
	 * Makes the order.
	 * @param asked what the caller has asked for, with its workspace and project
	 * @param deadline when the call has to end
	 */
	StartOrder prepare(StartOrder asked, Deadline deadline);

	/**
	 * Tells whether it does nothing but to fit the order to what FLORA declares. Then two
	 * orders that are written differently can be compared by what is sent.
	 */
	default boolean onlyFits() {
		return false;
	}

	/**
	 * Compares the order with a start under the same key. One that another client has
	 * begun tells its media by the links that were sent.
	 * @param asked what the caller has asked for, with its workspace and project
	 */
	default Likeness compare(PendingStart start, StartOrder asked) {
		return start.sent().isLike(asked) ? Likeness.SAME
				: start.doubt().wasBegunElsewhere() ? Likeness.MAYBE : Likeness.OTHER;
	}

	/**
	 * Fits the order to what FLORA declares. As long as it was not fitted, it may be that
	 * of any start under the same key.
	 * @param fitted makes the order, without workspace and project
	 */
	static StartPreparation fitting(Function<Deadline, StartOrder> fitted) {
		return new StartPreparation() {

			private @Nullable StartOrder order;

			@Override
			public StartOrder prepare(StartOrder asked, Deadline deadline) {
				StartOrder made = fitted.apply(deadline)
					.in(Objects.requireNonNull(asked.request().workspaceId()), asked.request().projectId());
				this.order = made;
				return made;
			}

			@Override
			public boolean onlyFits() {
				return true;
			}

			@Override
			public Likeness compare(PendingStart start, StartOrder asked) {
				StartOrder sent = this.order;
				if (sent != null) {
					return start.sent().compare(asked, sent);
				}
				return start.sent().isLike(asked) ? Likeness.SAME : Likeness.MAYBE;
			}

		};
	}

}
