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
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * One caller's view of a followed run.
 */
class DefaultRunHandle implements RunHandle {

	private static final long SLICE = TimeUnit.SECONDS.toNanos(1);

	private final String runId;

	private final @Nullable StartedRun started;

	private final Executor executor;

	private final Owner owner;

	/** Most runs are waited for by one, and listened to by none. */
	private volatile @Nullable List<RunListener> listeners;

	private @Nullable SerialExecutor telling;

	private volatile @Nullable Run latest;

	private int version;

	/** Those who wait, listen, or have asked to be told of the end. */
	private int users;

	private boolean used;

	private @Nullable CompletableFuture<FollowOutcome> waiters;

	private volatile @Nullable FollowOutcome ending;

	DefaultRunHandle(String runId, @Nullable StartedRun started, Executor executor, Owner owner) {
		this.runId = runId;
		this.started = started;
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
		FollowOutcome ending = this.ending;
		if (ending != null) {
			return ending.get();
		}
		use(1);
		try {
			return await(waiters(), nanos).get();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new FloraInterruptedException(
					"Run " + this.runId + ": interrupted while waiting for its end. It goes on, and is followed on.",
					null);
		}
		catch (TimeoutException ex) {
			throw new FloraAwaitTimeoutException(this.runId, Duration.ofNanos(nanos), this.latest,
					this.owner.failure(this));
		}
		catch (ExecutionException ex) {
			throw new IllegalStateException(ex);
		}
		finally {
			use(-1);
		}
	}

	/** While no thread is to be had that looks at runs, who waits sees to it. */
	private FollowOutcome await(CompletableFuture<FollowOutcome> waiters, long nanos)
			throws InterruptedException, ExecutionException, TimeoutException {
		long left = nanos;
		while (left > SLICE && !this.owner.isAwake()) {
			try {
				return waiters.get(SLICE, TimeUnit.NANOSECONDS);
			}
			catch (TimeoutException ex) {
				left -= SLICE;
			}
		}
		return waiters.get(left, TimeUnit.NANOSECONDS);
	}

	@Override
	public CompletableFuture<Run> completion() {
		CompletableFuture<Run> copy = new CompletableFuture<>();
		use(1);
		copy.whenComplete((run, ex) -> use(-1));
		waiters().whenComplete((ending, none) -> Handover.run(this.executor, () -> complete(copy, ending)));
		return copy;
	}

	private static void complete(CompletableFuture<Run> copy, FollowOutcome ending) {
		try {
			copy.complete(ending.get());
		}
		catch (Throwable ex) {
			copy.completeExceptionally(ex);
		}
	}

	/** Somebody waits with this handle, or listens to it, or does so no longer. */
	private void use(int change) {
		synchronized (this) {
			this.users += change;
			this.used = true;
			if (this.ending != null) {
				return;
			}
		}
		this.owner.used(this);
	}

	/** Whether it was not used yet, or somebody expects something of it. */
	synchronized boolean isInUse() {
		return !this.used || this.users > 0;
	}

	@Override
	public Registration onUpdate(Consumer<Run> listener) {
		RunListener added;
		synchronized (this) {
			if (this.telling == null) {
				this.telling = new SerialExecutor(this.executor);
			}
			added = new RunListener(this.runId, listener, this.telling);
			if (this.listeners == null) {
				this.listeners = new CopyOnWriteArrayList<>();
			}
			this.listeners.add(added);
			Run run = this.latest;
			if (run != null) {
				added.accept(run);
			}
		}
		use(1);
		this.owner.watched(this);
		return () -> {
			added.close();
			List<RunListener> all = this.listeners;
			if (all != null && all.remove(added)) {
				use(-1);
			}
		};
	}

	@Override
	public void stop() {
		this.owner.stop(this);
	}

	private synchronized CompletableFuture<FollowOutcome> waiters() {
		if (this.waiters == null) {
			this.waiters = new CompletableFuture<>();
			if (this.ending != null) {
				this.waiters.complete(this.ending);
			}
		}
		return this.waiters;
	}

	/**
	 * Tells of a change.
	 * @param run the run as it was seen
	 * @param version grows with each change: news may overtake each other
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

	void ended(FollowOutcome ending) {
		CompletableFuture<FollowOutcome> waiting;
		synchronized (this) {
			if (this.ending != null) {
				return;
			}
			this.ending = ending;
			waiting = this.waiters;
		}
		if (waiting != null) {
			waiting.complete(ending);
		}
		List<RunListener> listeners = this.listeners;
		if (listeners != null) {
			listeners.forEach(RunListener::last);
		}
	}

	/**
	 * Who hands out handles.
	 */
	interface Owner {

		void stop(DefaultRunHandle handle);

		/** Somebody wants to see changes, and not the end alone. */
		void watched(DefaultRunHandle handle);

		/** A handle is used in another way than before. */
		default void used(DefaultRunHandle handle) {
		}

		/** What the last look at its run failed with, if it did. */
		default @Nullable FloraException failure(DefaultRunHandle handle) {
			return null;
		}

		/** Whether there is a thread that looks at runs; sees to it if there is none. */
		default boolean isAwake() {
			return true;
		}

	}

}
