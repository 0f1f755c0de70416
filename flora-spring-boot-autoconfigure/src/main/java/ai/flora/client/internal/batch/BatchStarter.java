package ai.flora.client.internal.batch;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;

import ai.flora.client.FloraException;
import ai.flora.client.GenerationBatch;
import ai.flora.client.GenerationRequest;
import ai.flora.client.internal.ClosedClient;
import ai.flora.client.internal.Durations;
import ai.flora.client.internal.Warnings;
import ai.flora.client.internal.batch.Lane.ResponseOutcome;
import ai.flora.client.internal.batch.StartQueue.Next;
import ai.flora.client.internal.context.RunContexts;
import ai.flora.client.internal.model.Models;
import ai.flora.client.internal.start.StartsForBatches;
import ai.flora.client.internal.time.Timing;
import ai.flora.client.internal.transport.FloraTransport;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Starts the items of all batches of a client, each as soon as it may be sent, on at most
 * four threads; none is there while nothing waits. Thread-safe.
 *
 * @since 0.1.0
 */
public final class BatchStarter {

	private static final Log logger = LogFactory.getLog(BatchStarter.class);

	/** Starts in doubt may be settled by others, who do not tell this class. */
	private static final Duration IN_DOUBT_RECHECK_INTERVAL = Duration.ofSeconds(1);

	/** The shortest pause after a 429, even if FLORA asks for less. */
	private static final Duration MIN_PAUSE_WHEN_RATE_LIMITED = Duration.ofSeconds(1);

	private final Executor threads;

	private final FloraTransport transport;

	private final StartsForBatches starts;

	private final BatchCheck check;

	private final RunContexts contexts;

	private final ItemLauncher itemLauncher;

	private final Object lock = new Object();

	private final StartQueue queue;

	private final Deque<SubmittedBatch> unchecked = new ArrayDeque<>();

	private int workers;

	/** A thread waits for something that may be sent. */
	private boolean waiting;

	private boolean ending;

	/**
	 * Creates a starter of batches. Nothing is begun.
	 * @param threads run starts, which wait for FLORA
	 * @param transport its clock and its limits
	 * @param starts knows which starts are in doubt
	 * @param models checks requests before they are sent
	 * @param contexts contexts of callers, which surround their starts
	 */
	public BatchStarter(Executor threads, FloraTransport transport, StartsForBatches starts, Models models,
			RunContexts contexts) {
		this.threads = threads;
		this.transport = transport;
		this.starts = starts;
		this.check = new BatchCheck(transport, starts, models);
		this.contexts = contexts;
		this.queue = new StartQueue(starts::mayBeMixedUp);
		this.itemLauncher = new ItemLauncher(transport, starts, this::putBack);
	}

	/**
	 * Begins a batch, and returns at once.
	 * @param requests what to make
	 * @param launcher starts the runs of its items, and follows them
	 * @return the batch
	 * @throws IllegalArgumentException if a request cannot be started, or two have the
	 * same key of the caller's; nothing was sent
	 */
	public GenerationBatch submit(Collection<GenerationRequest> requests, GenerationLauncher launcher) {
		List<GenerationRequest> copy = this.check.verified(requests);
		SubmittedBatch batch = new SubmittedBatch(copy, launcher, this.starts::earlierEnd,
				this.contexts.around(Runnable::run));
		if (!copy.isEmpty() && !begin(batch)) {
			stopAtClose(batch);
		}
		return batch;
	}

	private boolean begin(SubmittedBatch batch) {
		synchronized (this.lock) {
			if (this.ending) {
				return false;
			}
			this.unchecked.add(batch);
			this.lock.notifyAll();
			addWorker();
			return true;
		}
	}

	/**
	 * Starts nothing for a while, and no more than two at a time later: FLORA has refused
	 * a call because of its rate limit.
	 * @param pause how long FLORA wants the client to wait; a second at least is waited
	 */
	public void rateLimited(Duration pause) {
		synchronized (this.lock) {
			this.queue.pause(Durations.max(pause, MIN_PAUSE_WHEN_RATE_LIMITED).toNanos(), timing().nanoTime());
		}
	}

	/**
	 * Starts nothing more, since the client is being closed. Items that have not begun
	 * end as not started.
	 */
	public void end() {
		List<SubmittedBatch> left;
		synchronized (this.lock) {
			this.ending = true;
			left = clear();
			this.lock.notifyAll();
		}
		left.forEach(BatchStarter::stopAtClose);
	}

	private List<SubmittedBatch> clear() {
		List<SubmittedBatch> left = new ArrayList<>(this.unchecked);
		this.unchecked.clear();
		left.addAll(this.queue.clear());
		return left;
	}

	private static void stopAtClose(SubmittedBatch batch) {
		batch.stop(ClosedClient.nothingStarted(), (request) -> true);
	}

	private Timing timing() {
		return this.transport.timing();
	}

	/** Adds a thread if there is something to do, and there are not too many. */
	private void addWorker() {
		boolean idle = this.unchecked.isEmpty() && this.queue.isEmpty();
		if (idle || this.waiting || this.workers >= StartQueue.MAX_IN_FLIGHT) {
			return;
		}
		this.workers++;
		try {
			this.threads.execute(this::work);
		}
		catch (Throwable ex) {
			this.workers--;
			if (this.workers == 0) {
				noThread(ex);
			}
			// Otherwise the threads that exist do the work.
		}
	}

	/** Ends all that waits: no thread will ever start it. */
	private void noThread(Throwable thrown) {
		FloraException reason = new FloraException(
				"Nothing was started: there is no thread to start it on, or the FLORA client is closed.", thrown);
		clear().forEach((batch) -> batch.stop(reason, (request) -> true));
	}

	private void work() {
		boolean done = false;
		try {
			Runnable task = next();
			while (task != null) {
				task.run();
				if (!timing().isClosed()) {
					// An interrupt of this task is not meant for the next one.
					Thread.interrupted();
				}
				task = next();
			}
			done = true;
		}
		finally {
			if (!done) {
				// There may be no memory. Another thread goes on, or the batches end.
				synchronized (this.lock) {
					this.workers--;
					addWorker();
				}
			}
		}
	}

	/**
	 * Waits for the next task, unless another thread does.
	 * @return the task; {@code null} if this thread is not needed any more
	 */
	private @Nullable Runnable next() {
		synchronized (this.lock) {
			while (true) {
				if (this.waiting || this.ending || (this.unchecked.isEmpty() && this.queue.isEmpty())) {
					this.workers--;
					return null;
				}
				SubmittedBatch batch = this.unchecked.poll();
				if (batch != null) {
					addWorker();
					return () -> batch.context().execute(() -> check(batch));
				}
				Next next = this.queue.next(timing().nanoTime());
				BatchStart start = next.start();
				if (start == null) {
					await(next.nanos());
				}
				else if (start.batch().begin(start.index())) {
					this.queue.begin(start, timing().nanoTime());
					addWorker();
					return () -> start(start);
				}
				// Otherwise the item was withdrawn just now.
			}
		}
	}

	private void await(long nanos) {
		this.waiting = true;
		try {
			timing().await(this.lock, Durations.min(Duration.ofNanos(nanos), IN_DOUBT_RECHECK_INTERVAL));
		}
		catch (InterruptedException ex) {
			// The client is being closed, which next() checks; or an interceptor of the
			// application has left an interrupt behind.
		}
		finally {
			this.waiting = false;
		}
	}

	/**
	 * All items are checked before the first one is sent: nobody pays for a part of a
	 * batch that has to be corrected.
	 */
	private void check(SubmittedBatch batch) {
		try {
			checkAll(batch);
		}
		catch (Throwable ex) {
			batch.stop(SubmittedBatch.reason(ex), (request) -> true);
		}
	}

	private void checkAll(SubmittedBatch batch) {
		Set<String> slowModels = this.check.check(batch);
		boolean added;
		synchronized (this.lock) {
			added = !this.ending;
			if (added) {
				this.queue.tidy();
				for (int i = 0; i < batch.size(); i++) {
					if (batch.isWaiting(i)) {
						GenerationRequest request = batch.request(i);
						this.queue.add(batch, i, this.starts.projectId(request), slowModels.contains(request.model()));
					}
				}
			}
		}
		if (!added) {
			stopAtClose(batch);
		}
	}

	private void start(BatchStart start) {
		AtomicReference<@Nullable ResponseOutcome> outcome = new AtomicReference<>();
		try {
			start.batch().context().execute(() -> outcome.set(this.itemLauncher.launch(start)));
		}
		catch (Throwable ex) {
			// The application's surroundings may throw after the launch has ended.
			Warnings.log(logger, "A start of a batch, or what surrounds it, has failed", ex);
			if (outcome.get() == null) {
				start.batch().notStarted(start.index(), SubmittedBatch.reason(ex));
			}
		}
		finally {
			synchronized (this.lock) {
				this.queue.ended(start, Objects.requireNonNullElse(outcome.get(), ResponseOutcome.NOT_COUNTED),
						timing().nanoTime());
				this.lock.notifyAll();
			}
		}
	}

	/** An item of which nothing was started waits again, unless it was withdrawn. */
	private boolean putBack(BatchStart start) {
		if (!start.batch().waitAgain(start.index())) {
			return false;
		}
		synchronized (this.lock) {
			if (!this.ending) {
				start.lane().add(start);
				return true;
			}
		}
		stopAtClose(start.batch());
		return false;
	}

}
