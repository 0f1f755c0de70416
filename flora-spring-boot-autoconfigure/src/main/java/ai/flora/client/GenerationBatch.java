package ai.flora.client;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * Many runs that {@link FloraGenerationsClient#submitAll} starts, a few at a time, and
 * follows until they end. A batch goes on when nobody waits for it, as long as the client
 * is not closed. Thread-safe.
 *
 * @since 0.1.0
 */
public interface GenerationBatch {

	/**
	 * All items as they are now, in the order of the requests.
	 * @return a copy, with one item for each request
	 */
	List<Item> items();

	/**
	 * The number of items in each state.
	 * @return the numbers as they are now
	 */
	Progress progress();

	/**
	 * Waits until all items have ended: each has its run, or the reason why there is no
	 * completed run. An item that has led to no run does not make this method throw.
	 * @return all items, in the order of the requests
	 * @throws FloraInterruptedException if the calling thread was interrupted; the batch
	 * goes on
	 * @throws IllegalStateException on a thread that Reactor knows must not block; the
	 * batch goes on
	 */
	List<Item> await();

	/**
	 * Waits as {@link #await()} does, but not longer than the timeout. A timeout ends
	 * this wait, and never the batch.
	 * @param timeout the longest wait, positive
	 * @return all items, in the order of the requests
	 * @throws IllegalArgumentException if the timeout is not positive
	 * @throws FloraAwaitTimeoutException if not all items had ended in time. It has the
	 * first run that goes on; its run id is empty if no run does
	 * @throws FloraException for the reasons of {@link #await()}
	 */
	List<Item> await(Duration timeout);

	/**
	 * The items as they end, each once, in the order of their ends. Items that have
	 * already ended come first. Reading waits for the next end.
	 * <p>
	 * The stream may be left at any moment, and needs no closing. Each call returns a
	 * stream of its own.
	 * @return items that have ended; reading them throws what {@link #await()} throws
	 */
	Stream<Item> stream();

	/**
	 * Starts nothing more. Items that have not begun end as {@link State#NOT_STARTED}, or
	 * as {@link State#UNCONFIRMED} if an earlier call under the request's own key has
	 * left the start in doubt. A start that was not sent yet ends the same way. So does
	 * one that waits to be sent again after a 429, or because it could not be sent. If
	 * FLORA itself has failed (5xx), that failure is the reason.
	 * <p>
	 * Starts that are going on and runs are paid for, and FLORA cannot cancel them. They
	 * are followed to their ends.
	 */
	void stop();

	/**
	 * A request of a batch, and its result so far.
	 * <p>
	 * The constructor is not part of the contract. Tests begin with {@link #builder}.
	 *
	 * @param index place of the request in the batch, from 0
	 * @param request the request
	 * @param state how far the item has come
	 * @param handle handle of the run; {@code null} before FLORA has accepted the start,
	 * and if there is no run
	 * @param run the completed or failed run; for a run that goes on, the run as it was
	 * last seen. {@code null} if there is no run, or it was not seen yet
	 * @param reason why there is no completed run: what {@code submit} or
	 * {@link RunHandle#await()} would throw, or why the batch was stopped. {@code null}
	 * if the run has completed, or goes on
	 */
	record Item(int index, GenerationRequest request, State state, @Nullable RunHandle handle, @Nullable Run run,
			@Nullable FloraException reason) {

		/**
		 * Begins an item, as a test needs one: those of a batch come from the client.
		 * @param request the request
		 * @return a builder of the first item of a batch, which has not begun
		 */
		public static Builder builder(GenerationRequest request) {
			return new Builder(request);
		}

		/**
		 * Builds an {@link Item}. Not thread-safe.
		 */
		public static final class Builder {

			private int index;

			private final GenerationRequest request;

			private State state = State.WAITING;

			private @Nullable RunHandle handle;

			private @Nullable Run run;

			private @Nullable FloraException reason;

			private Builder(GenerationRequest request) {
				this.request = request;
			}

			/**
			 * Sets {@link Item#index()}.
			 * @param index its place among the requests, from 0
			 * @return this builder
			 */
			public Builder index(int index) {
				this.index = index;
				return this;
			}

			/**
			 * Sets {@link Item#state()}.
			 * @param state how far it has come
			 * @return this builder
			 */
			public Builder state(State state) {
				this.state = state;
				return this;
			}

			/**
			 * Sets {@link Item#handle()}.
			 * @param handle handle of its run, or {@code null}
			 * @return this builder
			 */
			public Builder handle(@Nullable RunHandle handle) {
				this.handle = handle;
				return this;
			}

			/**
			 * Sets {@link Item#run()}.
			 * @param run its run, or {@code null}
			 * @return this builder
			 */
			public Builder run(@Nullable Run run) {
				this.run = run;
				return this;
			}

			/**
			 * Sets {@link Item#reason()}.
			 * @param reason the reason why there is no completed run, or {@code null}
			 * @return this builder
			 */
			public Builder reason(@Nullable FloraException reason) {
				this.reason = reason;
				return this;
			}

			/**
			 * Builds the item.
			 * @return the item
			 */
			public Item build() {
				return new Item(this.index, this.request, this.state, this.handle, this.run, this.reason);
			}

		}

	}

	/**
	 * The states of an item.
	 */
	enum State {

		/** The item has not begun. */
		WAITING,

		/** The start is on its way to FLORA, or in doubt. */
		STARTING,

		/** FLORA has accepted the start, and the run is followed. */
		RUNNING,

		/** The run has completed. */
		COMPLETED,

		/** The run has failed. */
		FAILED,

		/**
		 * The run is no longer followed, and may still end well. Follow it again by the
		 * id of the handle or the reason.
		 */
		NOT_FOLLOWED,

		/**
		 * Nothing was started, and nothing charged. Only if FLORA has failed (5xx), it
		 * may have made a run before: look at the project's runs first.
		 */
		NOT_STARTED,

		/**
		 * FLORA may have started and charged a run that cannot be told from others. The
		 * reason is a {@link FloraStartUnconfirmedException}, which says whether
		 * {@link FloraGenerationsClient#resolve} may settle it.
		 */
		UNCONFIRMED;

		/**
		 * Tells whether the state is final.
		 * @return {@code false} for {@link #WAITING}, {@link #STARTING} and
		 * {@link #RUNNING}
		 */
		public boolean hasEnded() {
			return this != WAITING && this != STARTING && this != RUNNING;
		}

	}

	/**
	 * The number of items in each state.
	 * <p>
	 * The constructor is not part of the contract. Tests begin with {@link #of}.
	 *
	 * @param waiting items that have not begun
	 * @param starting starts that are on their way, or in doubt
	 * @param running runs that go on
	 * @param completed runs that have completed
	 * @param failed runs that have failed
	 * @param notFollowed runs that are no longer followed
	 * @param notStarted items that are {@link State#NOT_STARTED}
	 * @param unconfirmed starts whose run cannot be told from others
	 * @param cost what FLORA has charged for the runs that have ended, in US dollars;
	 * without the costs that FLORA tells later
	 */
	record Progress(int waiting, int starting, int running, int completed, int failed, int notFollowed, int notStarted,
			int unconfirmed, BigDecimal cost) {

		/**
		 * Counts items, as a test needs it: a batch keeps its own numbers.
		 * @param items the items
		 * @return their numbers, and the sum of the costs of the runs that have ended
		 */
		public static Progress of(Collection<Item> items) {
			Map<State, Integer> counts = new EnumMap<>(State.class);
			BigDecimal cost = BigDecimal.ZERO;
			for (Item item : items) {
				counts.merge(item.state(), 1, Integer::sum);
				if (item.state().hasEnded() && item.run() != null && item.run().chargedCost() != null) {
					cost = cost.add(item.run().chargedCost());
				}
			}
			return new Progress(counts.getOrDefault(State.WAITING, 0), counts.getOrDefault(State.STARTING, 0),
					counts.getOrDefault(State.RUNNING, 0), counts.getOrDefault(State.COMPLETED, 0),
					counts.getOrDefault(State.FAILED, 0), counts.getOrDefault(State.NOT_FOLLOWED, 0),
					counts.getOrDefault(State.NOT_STARTED, 0), counts.getOrDefault(State.UNCONFIRMED, 0), cost);
		}

		/**
		 * The number of all items.
		 * @return the number
		 */
		public int total() {
			return this.waiting + this.starting + this.running + ended();
		}

		/**
		 * The number of items in a final state.
		 * @return the number
		 */
		public int ended() {
			return this.completed + this.failed + this.notFollowed + this.notStarted + this.unconfirmed;
		}

	}

}
