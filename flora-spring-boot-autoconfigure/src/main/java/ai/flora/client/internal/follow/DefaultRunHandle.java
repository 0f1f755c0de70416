package ai.flora.client.internal.follow;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
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
import ai.flora.client.internal.Durations;
import ai.flora.client.internal.thread.FallbackExecutor;
import ai.flora.client.internal.thread.SerialExecutor;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * A caller's handle of a followed run. Thread-safe.
 */
class DefaultRunHandle implements RunHandle {

	private static final long AWAKE_CHECK_INTERVAL = Duration.ofSeconds(1).toNanos();

	/** A listener may itself wait for what comes after it. */
	private static final long MAX_END_DELAY_BY_LISTENER = Duration.ofSeconds(10).toNanos();

	private final String runId;

	private final @Nullable StartedRun started;

	private final @Nullable String reference;

	private final FallbackExecutor executor;

	private final Owner owner;

	/** {@code null} in most handles, to which nobody listens. */
	private volatile @Nullable List<RunListener> listeners;

	private @Nullable SerialExecutor listenerExecutor;

	private volatile @Nullable Run latest;

	private int version;

	/** Waiting callers, listeners, and completions that are not done. */
	private int users;

	/** Set with the first user. */
	private boolean used;

	/** Completed when the outcome is published; {@code null} until somebody waits. */
	private @Nullable CompletableFuture<FollowOutcome> outcomeFuture;

	/** Known at once, and published after the changes before it. */
	private volatile @Nullable FollowOutcome outcome;

	private boolean outcomePublished;

	DefaultRunHandle(String runId, @Nullable StartedRun started, @Nullable String reference, FallbackExecutor executor,
			Owner owner) {
		this.runId = runId;
		this.started = started;
		this.reference = reference;
		this.executor = executor;
		this.owner = owner;
	}

	// For callers

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
		this.owner.ensureAwake();
		return Optional.ofNullable(this.latest);
	}

	@Override
	public Run await() {
		return await(Long.MAX_VALUE);
	}

	@Override
	public Run await(Duration timeout) {
		Assert.isTrue(timeout.compareTo(Duration.ZERO) > 0, "'timeout' must be positive");
		return await(Durations.bounded(timeout).toNanos());
	}

	private Run await(long nanos) {
		BlockingCalls.checkAwait();
		boolean listening = isListening();
		countUsers(1);
		try {
			long begun = System.nanoTime();
			FollowOutcome outcome = awaitOutcome(nanos);
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
	private FollowOutcome awaitOutcome(long nanos) throws InterruptedException, ExecutionException, TimeoutException {
		CompletableFuture<FollowOutcome> outcome = outcomeFuture();
		long left = nanos;
		while (left > AWAKE_CHECK_INTERVAL && !this.owner.ensureAwake()) {
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
		// A listener that waits for the result would wait for its own return.
		boolean listening = this.outcome != null && isListening();
		outcomeFuture().thenCompose((outcome) -> afterUpdates(outcome, listening))
			.whenComplete((outcome, none) -> this.executor.handOver(() -> complete(copy, outcome)));
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
		if (this.outcome != null) {
			// Where there was no thread for it, no later change or end tries again.
			added.runEnded();
		}
		countUsers(1);
		this.owner.listenersChanged(this);
		return () -> {
			added.close();
			List<RunListener> all = this.listeners;
			if (all != null && all.remove(added)) {
				countUsers(-1);
				this.owner.listenersChanged(this);
			}
		};
	}

	@Override
	public void stop() {
		this.owner.stop(this);
	}

	/**
	 * Returns the outcome after listeners have heard of the run's end: a caller who takes
	 * the end for the end of the updates misses none.
	 * @param listening whether a listener asks, which does not wait for itself
	 */
	private CompletableFuture<FollowOutcome> afterUpdates(FollowOutcome outcome, boolean listening) {
		SerialExecutor listeners = listenerExecutor();
		if (listeners == null || listening || !(outcome instanceof FollowOutcome.Terminal)) {
			return CompletableFuture.completedFuture(outcome);
		}
		CompletableFuture<FollowOutcome> afterUpdates = new CompletableFuture<>();
		listeners.afterTasks(() -> afterUpdates.complete(outcome));
		return afterUpdates.isDone() ? afterUpdates
				: afterUpdates.completeOnTimeout(outcome, MAX_END_DELAY_BY_LISTENER, TimeUnit.NANOSECONDS);
	}

	/** Returns whether the caller is a listener of this handle. */
	private boolean isListening() {
		SerialExecutor listeners = listenerExecutor();
		return listeners != null && listeners.isCurrentThread();
	}

	private synchronized @Nullable SerialExecutor listenerExecutor() {
		return this.listenerExecutor;
	}

	private synchronized CompletableFuture<FollowOutcome> outcomeFuture() {
		if (this.outcomeFuture == null) {
			this.outcomeFuture = new CompletableFuture<>();
			if (this.outcomePublished) {
				this.outcomeFuture.complete(this.outcome);
			}
		}
		return this.outcomeFuture;
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

	// For the follower

	/** Returns whether the handle has users, or had none yet. */
	synchronized boolean isInUse() {
		return !this.used || this.users > 0;
	}

	/** Returns whether somebody listens to changes, and not for the end alone. */
	boolean hasListeners() {
		List<RunListener> listeners = this.listeners;
		return listeners != null && !listeners.isEmpty();
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
	 * Calls nobody, so that it may be called under the follower's lock.
	 * @return whether the outcome is to be published; {@code false} if there was one
	 * before
	 */
	synchronized boolean setOutcome(FollowOutcome outcome) {
		boolean first = this.outcome == null;
		if (first) {
			this.outcome = outcome;
		}
		return first;
	}

	/** Gives the outcome to all who wait, after the changes that were seen before. */
	void publishOutcome() {
		CompletableFuture<FollowOutcome> waiting;
		synchronized (this) {
			this.outcomePublished = true;
			waiting = this.outcomeFuture;
		}
		List<RunListener> listeners = this.listeners;
		if (listeners != null) {
			listeners.forEach(RunListener::runEnded);
		}
		if (waiting != null) {
			waiting.complete(this.outcome);
		}
	}

	/** Following has ended: sets the outcome, and publishes it. */
	void ended(FollowOutcome outcome) {
		if (setOutcome(outcome)) {
			publishOutcome();
		}
	}

	/**
	 * The follower, as its handles see it.
	 */
	interface Owner {

		void stop(DefaultRunHandle handle);

		/** Somebody listens to changes from now on, or does not any more. */
		void listenersChanged(DefaultRunHandle handle);

		/** The users of a handle have changed. */
		void useChanged(DefaultRunHandle handle);

		/** Returns the failure of the last poll of its run, if that failed. */
		@Nullable FloraException lastFailure(DefaultRunHandle handle);

		/**
		 * Asks for a thread for polls if there is none.
		 * @return whether there is one
		 */
		boolean ensureAwake();

	}

}
