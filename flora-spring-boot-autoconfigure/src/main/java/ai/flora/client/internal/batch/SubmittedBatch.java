package ai.flora.client.internal.batch;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import ai.flora.client.FloraAwaitTimeoutException;
import ai.flora.client.FloraException;
import ai.flora.client.FloraInterruptedException;
import ai.flora.client.FloraRunFailedException;
import ai.flora.client.FloraStartUnconfirmedException;
import ai.flora.client.GenerationBatch;
import ai.flora.client.GenerationRequest;
import ai.flora.client.Run;
import ai.flora.client.RunHandle;
import ai.flora.client.internal.BlockingCalls;
import ai.flora.client.internal.Causes;
import ai.flora.client.internal.Durations;
import ai.flora.client.internal.start.FloraFailure;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * A batch whose items are started one after another: each ends once. Thread-safe.
 */
class SubmittedBatch implements GenerationBatch {

	private static final Log logger = LogFactory.getLog(SubmittedBatch.class);

	private final List<GenerationRequest> requests;

	private final GenerationLauncher launcher;

	private final Function<GenerationRequest, @Nullable FloraException> earlierEnd;

	private final Executor context;

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition changed = this.lock.newCondition();

	private final Entry[] entries;

	private final int[] counts = new int[State.values().length];

	/** Indexes of items, in the order of their ends. */
	private final List<Integer> ended;

	/** Items that need no further check when they are started. */
	private final BitSet checked = new BitSet();

	/** Items whose starts may have been charged, without a run that is known. */
	private final BitSet mayBeCharged = new BitSet();

	private BigDecimal cost = BigDecimal.ZERO;

	private final List<Stop> stops = new ArrayList<>();

	private boolean stoppedByCaller;

	/**
	 * Creates a batch of which nothing has begun.
	 * @param launcher starts the runs of its items, and follows them
	 * @param earlierEnd returns what an earlier call of the same start has ended in that
	 * may have made its run; {@code null} for none
	 * @param context surrounds all work for the batch, and runs it at once
	 */
	SubmittedBatch(List<GenerationRequest> requests, GenerationLauncher launcher,
			Function<GenerationRequest, @Nullable FloraException> earlierEnd, Executor context) {
		this.requests = requests;
		this.launcher = launcher;
		this.earlierEnd = earlierEnd;
		this.context = context;
		this.ended = new ArrayList<>(requests.size());
		this.entries = new Entry[requests.size()];
		Arrays.fill(this.entries, Entry.WAITING);
		this.counts[State.WAITING.ordinal()] = requests.size();
	}

	int size() {
		return this.requests.size();
	}

	GenerationRequest request(int index) {
		return this.requests.get(index);
	}

	GenerationLauncher launcher() {
		return this.launcher;
	}

	Executor context() {
		return this.context;
	}

	/** Tells whether an item waits to be started, and is not withdrawn. */
	boolean isWaiting(int index) {
		return locked(() -> isIn(index, State.WAITING) && !isWithdrawn(index));
	}

	private boolean isIn(int index, State state) {
		return this.entries[index].state() == state;
	}

	/** An item was compared with FLORA's models, and may be started. */
	void checked(int index) {
		locked(() -> this.checked.set(index));
	}

	boolean isChecked(int index) {
		return locked(() -> this.checked.get(index));
	}

	/**
	 * The start of an item begins.
	 * @return whether it does; {@code false} if the item was withdrawn
	 */
	boolean begin(int index) {
		return locked(() -> {
			if (!isWaiting(index)) {
				return false;
			}
			set(index, new Entry(State.STARTING, null, null, null));
			return true;
		});
	}

	/**
	 * An item waits again, since its start has started nothing.
	 * @return whether it does; {@code false} if it was withdrawn meanwhile, and has ended
	 */
	boolean waitAgain(int index) {
		FloraException withdrawn = locked(() -> {
			FloraException reason = whyWithdrawn(index);
			if (reason == null) {
				set(index, Entry.WAITING);
			}
			return reason;
		});
		if (withdrawn != null) {
			endUnsent(index, withdrawn);
		}
		return withdrawn == null;
	}

	/** An item ends that was withdrawn before its call had started anything. */
	void endWithdrawn(int index) {
		endUnsent(index, Objects.requireNonNull(locked(() -> whyWithdrawn(index))));
	}

	/** Tells whether the batch was stopped for an item: it is not to be started. */
	boolean isWithdrawn(int index) {
		return locked(() -> whyWithdrawn(index)) != null;
	}

	private @Nullable FloraException whyWithdrawn(int index) {
		return this.stops.stream()
			.filter((stop) -> stop.which().test(request(index)))
			.map(Stop::reason)
			.findFirst()
			.orElse(null);
	}

	/** The run of an item was started. */
	void started(int index, RunHandle handle) {
		locked(() -> set(index, new Entry(State.RUNNING, handle, null, null)));
	}

	/** The run of an item has completed. */
	void completed(int index, Run run) {
		end(index, State.COMPLETED, run, null);
	}

	/**
	 * The run of an item has ended otherwise, as far as this client knows.
	 * @param thrown the exception for callers that wait for the run
	 */
	void notCompleted(int index, Throwable thrown) {
		Throwable cause = (thrown instanceof CompletionException && thrown.getCause() != null) ? thrown.getCause()
				: thrown;
		if (cause instanceof FloraRunFailedException failed) {
			end(index, State.FAILED, failed.run(), failed);
		}
		else {
			end(index, State.NOT_FOLLOWED, null, reason(cause));
		}
	}

	/** An item has no run that is known. An item whose run was started stays as it is. */
	void notStarted(int index, FloraException reason) {
		// FLORA may have failed after it had made a run.
		if (reason instanceof FloraStartUnconfirmedException || !FloraFailure.mayBeStartedAnew(reason)) {
			endWithoutRun(index, reason, true);
		}
		else {
			endUnsent(index, reason);
		}
	}

	/**
	 * An item ends that has started nothing. An earlier call of the same start may have:
	 * its end is the reason then, for this one would say that nothing was started.
	 *
	 * <p>
	 * Not called with any lock: to compare two orders, parameters are read by code of the
	 * application, which may wait for others or throw.
	 */
	private void endUnsent(int index, FloraException reason) {
		FloraException earlier = earlierEnd(index);
		endWithoutRun(index, (earlier != null) ? earlier : reason, earlier != null);
	}

	/** Only what was sent before under the same key is compared. */
	private @Nullable FloraException earlierEnd(int index) {
		try {
			return this.earlierEnd.apply(request(index));
		}
		catch (Throwable ex) {
			return new FloraException("This call has started nothing, but an earlier one under the same key may have: "
					+ "the request cannot be compared with that of the earlier call.", ex);
		}
	}

	private void endWithoutRun(int index, FloraException reason, boolean charged) {
		State state = (reason instanceof FloraStartUnconfirmedException) ? State.UNCONFIRMED : State.NOT_STARTED;
		ending(() -> {
			if (isIn(index, State.WAITING) || isIn(index, State.STARTING)) {
				this.mayBeCharged.set(index, charged);
				set(index, new Entry(state, null, null, reason));
			}
		});
	}

	/**
	 * Interceptors of an application may throw anything, and so does a lack of memory.
	 */
	static FloraException reason(Throwable thrown) {
		return (thrown instanceof FloraException known) ? known : new FloraException(Causes.message(thrown), thrown);
	}

	private void end(int index, State state, @Nullable Run run, @Nullable FloraException reason) {
		ending(() -> {
			Entry before = this.entries[index];
			if (!before.state().hasEnded()) {
				set(index, new Entry(state, before.handle(), run, reason));
			}
		});
	}

	/** Makes a change by which items may end. */
	private void ending(Runnable change) {
		boolean last = locked(() -> {
			int before = this.ended.size();
			change.run();
			return this.ended.size() > before && this.ended.size() == size();
		});
		if (last) {
			warn();
		}
	}

	private void set(int index, Entry entry) {
		this.counts[this.entries[index].state().ordinal()]--;
		this.counts[entry.state().ordinal()]++;
		this.entries[index] = entry;
		if (entry.state().hasEnded()) {
			this.ended.add(index);
			this.changed.signalAll();
			if (entry.run() != null && entry.run().chargedCost() != null) {
				this.cost = this.cost.add(entry.run().chargedCost());
			}
		}
	}

	/**
	 * Tells of all starts that may have been charged: perhaps nobody waits for the batch,
	 * or looks at its items.
	 */
	private void warn() {
		List<FloraException> charged = notStarted(true);
		List<FloraException> others = notStarted(false);
		if (!charged.isEmpty() || (!others.isEmpty() && !locked(() -> this.stoppedByCaller))) {
			String keys = charged.stream()
				.filter(FloraStartUnconfirmedException.class::isInstance)
				.map((reason) -> ((FloraStartUnconfirmedException) reason).idempotencyKey())
				.collect(Collectors.joining(", "));
			logger.warn("A batch of " + size() + " has ended, with " + others.size()
					+ " items that were not started, and " + charged.size() + " that may have been"
					+ (keys.isEmpty() ? "" : ", under the idempotency keys " + keys) + ". The first one: "
					+ (charged.isEmpty() ? others : charged).get(0).getMessage());
		}
	}

	/** The reasons of the items without a run that is known. */
	private List<FloraException> notStarted(boolean charged) {
		return locked(() -> IntStream.range(0, size())
			.filter((index) -> this.mayBeCharged.get(index) == charged)
			.mapToObj((index) -> this.entries[index])
			.filter((entry) -> entry.state() == State.NOT_STARTED || entry.state() == State.UNCONFIRMED)
			.map(Entry::reason)
			.filter(Objects::nonNull)
			.toList());
	}

	@Override
	public void stop() {
		locked(() -> this.stoppedByCaller = true);
		stop(new FloraException("Nothing was started: the batch was stopped before.", null), (request) -> true);
	}

	/**
	 * Withdraws items. Those that wait end here. Those on the way end in
	 * {@link #endWithdrawn}, unless they may have started a run.
	 */
	void stop(FloraException reason, Predicate<GenerationRequest> which) {
		List<Integer> waiting = locked(() -> {
			// From now on, none begins.
			this.stops.add(new Stop(reason, which));
			return IntStream.range(0, size())
				.filter((index) -> isIn(index, State.WAITING) && which.test(request(index)))
				.boxed()
				.toList();
		});
		waiting.forEach((index) -> endUnsent(index, reason));
	}

	@Override
	public List<Item> items() {
		return locked(() -> {
			List<Item> items = new ArrayList<>(size());
			for (int i = 0; i < size(); i++) {
				items.add(item(i));
			}
			return List.copyOf(items);
		});
	}

	private Item item(int index) {
		Entry entry = this.entries[index];
		RunHandle handle = entry.handle();
		Run run = (entry.run() != null || handle == null) ? entry.run() : handle.latest().orElse(null);
		return new Item(index, request(index), entry.state(), handle, run, entry.reason());
	}

	@Override
	public Progress progress() {
		return locked(() -> new Progress(count(State.WAITING), count(State.STARTING), count(State.RUNNING),
				count(State.COMPLETED), count(State.FAILED), count(State.NOT_FOLLOWED), count(State.NOT_STARTED),
				count(State.UNCONFIRMED), this.cost));
	}

	private int count(State state) {
		return this.counts[state.ordinal()];
	}

	@Override
	public List<Item> await() {
		awaitEnded(size(), null, "batch.await()");
		return items();
	}

	@Override
	public List<Item> await(Duration timeout) {
		Assert.isTrue(timeout.compareTo(Duration.ZERO) > 0, "'timeout' must be positive");
		if (!awaitEnded(size(), Durations.bounded(timeout), "batch.await(…)")) {
			throw timedOut(timeout);
		}
		return items();
	}

	@Override
	public Stream<Item> stream() {
		return StreamSupport.stream(new Spliterators.AbstractSpliterator<>(size(),
				Spliterator.ORDERED | Spliterator.NONNULL | Spliterator.IMMUTABLE) {

			private int next;

			@Override
			public boolean tryAdvance(Consumer<? super Item> action) {
				if (this.next >= size()) {
					return false;
				}
				awaitEnded(this.next + 1, null, "batch.stream().toList()");
				int index = this.next++;
				action.accept(locked(() -> item(SubmittedBatch.this.ended.get(index))));
				return true;
			}

		}, false);
	}

	/**
	 * Waits until so many items have ended.
	 * @param timeout the longest wait; {@code null} for none
	 * @return whether they have
	 */
	private boolean awaitEnded(int count, @Nullable Duration timeout, String call) {
		BlockingCalls.checkBatch(call);
		try {
			this.lock.lockInterruptibly();
			try {
				long left = (timeout != null) ? timeout.toNanos() : Long.MAX_VALUE;
				while (this.ended.size() < count && left > 0) {
					left = (timeout != null) ? this.changed.awaitNanos(left) : awaitChange();
				}
				return this.ended.size() >= count;
			}
			finally {
				this.lock.unlock();
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new FloraInterruptedException("Interrupted while waiting for a batch. It goes on.", null);
		}
	}

	private long awaitChange() throws InterruptedException {
		this.changed.await();
		return TimeUnit.DAYS.toNanos(1);
	}

	private FloraAwaitTimeoutException timedOut(Duration timeout) {
		Progress progress = progress();
		Item first = items().stream().filter((item) -> item.state() == State.RUNNING).findFirst().orElse(null);
		RunHandle handle = (first != null) ? first.handle() : null;
		return new FloraAwaitTimeoutException(
				"A batch of " + size() + " had not ended after " + timeout.toMillis() + " ms: " + progress.running()
						+ " runs go on, " + progress.starting() + " starts are on the way, and " + progress.waiting()
						+ " have not begun. The batch goes on: wait for it again.",
				(handle != null) ? handle.runId() : "", (first != null) ? first.run() : null);
	}

	private void locked(Runnable change) {
		locked(() -> {
			change.run();
			return true;
		});
	}

	private <T extends @Nullable Object> T locked(Supplier<T> read) {
		this.lock.lock();
		try {
			return read.get();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * The state of an item.
	 */
	private record Entry(State state, @Nullable RunHandle handle, @Nullable Run run, @Nullable FloraException reason) {

		private static final Entry WAITING = new Entry(State.WAITING, null, null, null);

	}

	/**
	 * A reason why items are not started any more.
	 *
	 * @param which tells whether it concerns the item of a request
	 */
	private record Stop(FloraException reason, Predicate<GenerationRequest> which) {
	}

}
