package ai.flora.client.internal.follow;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

import ai.flora.client.FloraAwaitTimeoutException;
import ai.flora.client.FloraException;
import ai.flora.client.FloraInterruptedException;
import ai.flora.client.Run;
import ai.flora.client.RunHandle;
import ai.flora.client.StartedRun;
import ai.flora.client.internal.BlockingCalls;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * A caller's handle of a followed run. Thread-safe.
 */
class DefaultRunHandle implements RunHandle {

	private static final long AWAKE_CHECK_INTERVAL = TimeUnit.SECONDS.toNanos(1);

	/** For so long, a busy listener holds up those who wait for the end. */
	private static final Duration PATIENCE = Duration.ofSeconds(10);

	private final String runId;

	private final @Nullable StartedRun started;

	private final @Nullable String reference;

	private final Executor executor;

	private final Owner owner;

	/** {@code null} in most handles, to which nobody listens. */
	private volatile @Nullable List<RunListener> listeners;

	private @Nullable SerialExecutor listenerExecutor;

	private volatile @Nullable Run latest;

	private int version;

	/** Waiting callers, listeners, and completions that are not done. */
	private int users;

	/** Whether there was a user ever. */
	private boolean used;

	/** Completed when the outcome is told. */
	private @Nullable CompletableFuture<FollowOutcome> told;

	/** Known as soon as it is so, and told a little later. */
	private volatile @Nullable FollowOutcome outcome;

	private boolean outcomeTold;

	DefaultRunHandle(String runId, @Nullable StartedRun started, @Nullable String reference, Executor executor,
			Owner owner) {
		this.runId = runId;
		this.started = started;
		this.reference = reference;
		this.executor = executor;
		this.owner = owner;
	}

	@Override
	public String runId() {
		return this.runId;
	}

	@Override
	public Optional<StartedRun> started() {
		return Optional.ofNullable(this.started);
	}

	@Override
	public @Nullable String reference() {
		return this.reference;
	}

	@Override
	public Optional<Run> latest() {
		this.owner.isAwake();
		return Optional.ofNullable(this.latest);
	}

	@Override
	public Run await() {
		return await(Long.MAX_VALUE);
	}

	@Override
	public Run await(Duration timeout) {
		Assert.isTrue(timeout.compareTo(Duration.ZERO) > 0, "'timeout' must be positive");
		boolean endless = timeout.compareTo(Duration.ofDays(36_500)) > 0;
		return await(endless ? Long.MAX_VALUE : timeout.toNanos());
	}

	private Run await(long nanos) {
		BlockingCalls.checkAwait();
		boolean listening = isListening();
		countUsers(1);
		try {
			long begun = System.nanoTime();
			FollowOutcome outcome = awaitTold(nanos);
			CompletableFuture<FollowOutcome> afterUpdates = afterUpdates(outcome, listening);
			return afterUpdates.get(nanos - (System.nanoTime() - begun), TimeUnit.NANOSECONDS).get();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new FloraInterruptedException(
					"Run " + this.runId + ": interrupted while waiting for its end. It goes on, and is followed on.",
					null);
		}
		catch (TimeoutException ex) {
			FollowOutcome outcome = this.outcome;
			if (outcome != null) {
				return outcome.get();
			}
			throw new FloraAwaitTimeoutException(this.runId, Duration.ofNanos(nanos), this.latest,
					this.owner.lastFailure(this));
		}
		catch (ExecutionException ex) {
			throw new IllegalStateException(ex);
		}
		finally {
			countUsers(-1);
		}
	}

	/** As long as there is no thread for polls, the waiting caller asks for one. */
	private FollowOutcome awaitTold(long nanos) throws InterruptedException, ExecutionException, TimeoutException {
		CompletableFuture<FollowOutcome> outcome = told();
		long left = nanos;
		while (left > AWAKE_CHECK_INTERVAL && !this.owner.isAwake()) {
			try {
				return outcome.get(AWAKE_CHECK_INTERVAL, TimeUnit.NANOSECONDS);
			}
			catch (TimeoutException ex) {
				left -= AWAKE_CHECK_INTERVAL;
			}
		}
		return outcome.get(left, TimeUnit.NANOSECONDS);
	}

	@Override
	public CompletableFuture<Run> completion() {
		CompletableFuture<Run> copy = new CompletableFuture<>();
		countUsers(1);
		copy.whenComplete((run, ex) -> countUsers(-1));
		// Asked for before the end, it comes after updates that the listener waits for,
		// too.
		boolean listening = this.outcome != null && isListening();
		told().thenCompose((outcome) -> afterUpdates(outcome, listening))
			.whenComplete((outcome, none) -> Handover.run(this.executor, () -> complete(copy, outcome)));
		return copy;
	}

	private static void complete(CompletableFuture<Run> copy, FollowOutcome outcome) {
		try {
			copy.complete(outcome.get());
		}
		catch (Throwable ex) {
			copy.completeExceptionally(ex);
		}
	}

	/** Counts users, and tells the owner. */
	private void countUsers(int change) {
		synchronized (this) {
			this.users += change;
			this.used = true;
			if (this.outcome != null) {
				return;
			}
		}
		this.owner.useChanged(this);
	}

	/** Whether the handle has users, or had none yet. */
	synchronized boolean isInUse() {
		return !this.used || this.users > 0;
	}

	@Override
	public Registration onUpdate(Consumer<Run> listener) {
		RunListener added;
		synchronized (this) {
			if (this.listenerExecutor == null) {
				this.listenerExecutor = new SerialExecutor(this.executor);
			}
			added = new RunListener(this.runId, listener, this.listenerExecutor);
			if (this.listeners == null) {
				this.listeners = new CopyOnWriteArrayList<>();
			}
			this.listeners.add(added);
			Run run = this.latest;
			if (run != null) {
				added.accept(run);
			}
		}
		countUsers(1);
		this.owner.listenedTo(this);
		return () -> {
			added.close();
			List<RunListener> all = this.listeners;
			if (all != null && all.remove(added)) {
				countUsers(-1);
			}
		};
	}

	@Override
	public void stop() {
		this.owner.stop(this);
	}

	/**
	 * Gives the outcome after listeners have heard of the run's end: who takes an end for
	 * the end of the updates misses none.
	 * @param listening whether a listener asks, which does not wait for itself
	 */
	private CompletableFuture<FollowOutcome> afterUpdates(FollowOutcome outcome, boolean listening) {
		SerialExecutor listeners = listenerExecutor();
		if (listeners == null || listening || !(outcome instanceof FollowOutcome.Terminal)) {
			return CompletableFuture.completedFuture(outcome);
		}
		CompletableFuture<FollowOutcome> afterUpdates = new CompletableFuture<>();
		listeners.afterTasks(() -> afterUpdates.complete(outcome));
		// A listener may itself wait for what comes after it.
		return afterUpdates.isDone() ? afterUpdates
				: afterUpdates.completeOnTimeout(outcome, PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
	}

	/** Whether the caller is a listener of this handle. */
	private boolean isListening() {
		SerialExecutor listeners = listenerExecutor();
		return listeners != null && listeners.isCurrentThread();
	}

	private synchronized @Nullable SerialExecutor listenerExecutor() {
		return this.listenerExecutor;
	}

	private synchronized CompletableFuture<FollowOutcome> told() {
		if (this.told == null) {
			this.told = new CompletableFuture<>();
			if (this.outcomeTold) {
				this.told.complete(this.outcome);
			}
		}
		return this.told;
	}

	/**
	 * Tells the listeners of a change.
	 * @param run the run as it was seen
	 * @param version grows with each change, since notifications may overtake each other
	 */
	void updated(Run run, int version) {
		synchronized (this) {
			if (version <= this.version) {
				return;
			}
			this.version = version;
			this.latest = run;
			if (this.listeners != null) {
				this.listeners.forEach((listener) -> listener.accept(run));
			}
		}
	}

	/**
	 * Following has ended: from now on the handle knows how, whatever else is tried.
	 * Tells nobody, so that it may be called under the follower's lock.
	 * @return whether that is to be told; {@code false} if it had ended before
	 */
	synchronized boolean end(FollowOutcome outcome) {
		boolean first = this.outcome == null;
		if (first) {
			this.outcome = outcome;
		}
		return first;
	}

	/** Tells the outcome, after the changes that were seen before. */
	void tellEnd() {
		CompletableFuture<FollowOutcome> waiting;
		synchronized (this) {
			this.outcomeTold = true;
			waiting = this.told;
		}
		List<RunListener> listeners = this.listeners;
		if (listeners != null) {
			listeners.forEach(RunListener::last);
		}
		if (waiting != null) {
			waiting.complete(this.outcome);
		}
	}

	/** Following has ended, and whoever waits is told. */
	void ended(FollowOutcome outcome) {
		if (end(outcome)) {
			tellEnd();
		}
	}

	/**
	 * The follower, as its handles see it.
	 */
	interface Owner {

		void stop(DefaultRunHandle handle);

		/** Somebody listens to changes, and does not wait for the end alone. */
		void listenedTo(DefaultRunHandle handle);

		/** The users of a handle have changed. */
		default void useChanged(DefaultRunHandle handle) {
		}

		/** The failure of the last poll of its run, if that failed. */
		default @Nullable FloraException lastFailure(DefaultRunHandle handle) {
			return null;
		}

		/** Whether there is a thread for polls; asks for one if there is none. */
		default boolean isAwake() {
			return true;
		}

	}

}
