package ai.flora.client.internal.batch;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;

import ai.flora.client.FloraException;
import ai.flora.client.FloraFollowEndedException;
import ai.flora.client.FloraRateLimitException;
import ai.flora.client.FloraRunFailedException;
import ai.flora.client.FloraServerException;
import ai.flora.client.FloraStartUnconfirmedException;
import ai.flora.client.GenerationBatch;
import ai.flora.client.GenerationRequest;
import ai.flora.client.RequestOptions;
import ai.flora.client.Run;
import ai.flora.client.RunHandle;
import ai.flora.client.internal.ClosedClient;
import ai.flora.client.internal.Durations;
import ai.flora.client.internal.batch.Launch.Launched;
import ai.flora.client.internal.batch.StartQueue.Next;
import ai.flora.client.internal.follow.RunContexts;
import ai.flora.client.internal.model.Models;
import ai.flora.client.internal.start.RunStarter;
import ai.flora.client.internal.start.WithdrawnException;
import ai.flora.client.internal.transport.Deadline;
import ai.flora.client.internal.transport.FloraTransport;
import ai.flora.client.internal.transport.RetryAfter;
import ai.flora.client.internal.transport.Timing;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * Starts the items of all batches of a client, each as soon as it may be sent, on at most
 * four threads; none is there while nothing waits. Thread-safe.
 *
 * @since 0.1.0
 */
public final class BatchStarter {

	private static final Log logger = LogFactory.getLog(BatchStarter.class);

	/** Runs of its models fail if they are started too soon one after another. */
	private static final String SLOW_PROVIDER = "krea";

	/** What a start in doubt comes to elsewhere, nobody tells. */
	private static final Duration RECHECK = Duration.ofSeconds(1);

	/** However soon FLORA wants to be asked again. */
	private static final Duration LEAST_PAUSE = Duration.ofSeconds(1);

	private final Executor threads;

	private final FloraTransport transport;

	private final RunStarter starter;

	private final Models models;

	private final RunContexts contexts;

	private final StopRule stopRule;

	private final Object lock = new Object();

	private final StartQueue queue;

	private final Deque<StartedBatch> unchecked = new ArrayDeque<>();

	private int workers;

	/** Whether one of the threads waits for something that may be sent. */
	private boolean waiting;

	private boolean ending;

	/**
	 * Creates a starter of batches. Nothing is begun.
	 * @param threads run starts, which wait for FLORA
	 * @param transport its clock and its limits
	 * @param starter knows which starts are in doubt
	 * @param models checks requests before they are sent
	 * @param contexts what surrounds the caller surrounds the starts
	 */
	public BatchStarter(Executor threads, FloraTransport transport, RunStarter starter, Models models,
			RunContexts contexts) {
		this.threads = threads;
		this.transport = transport;
		this.starter = starter;
		this.models = models;
		this.contexts = contexts;
		this.queue = new StartQueue(starter::isInDoubt);
		this.stopRule = new StopRule(starter::areAlike);
	}

	/**
	 * Begins a batch, and returns at once.
	 * @param requests what to make
	 * @param launch starts a run and follows it
	 * @return the batch
	 * @throws IllegalArgumentException if a request cannot be started, or two have the
	 * same key of the caller's; nothing was started
	 */
	public GenerationBatch submit(Collection<GenerationRequest> requests, Launch launch) {
		List<GenerationRequest> copy = verified(requests);
		StartedBatch batch = new StartedBatch(copy, launch, this.contexts.around(Runnable::run));
		if (!copy.isEmpty() && !begin(batch)) {
			stopAtClose(batch);
		}
		return batch;
	}

	private boolean begin(StartedBatch batch) {
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

	/** A mistake that can be seen now must not leave half a batch behind. */
	private List<GenerationRequest> verified(Collection<GenerationRequest> requests) {
		Assert.notNull(requests, "'requests' must not be null");
		List<GenerationRequest> copy = new ArrayList<>(requests);
		Map<String, Integer> keys = new HashMap<>();
		for (int i = 0; i < copy.size(); i++) {
			GenerationRequest request = copy.get(i);
			String place = "Request " + i + " of " + copy.size();
			Assert.notNull(request, () -> place + " must not be null. Nothing was started.");
			String key = request.idempotencyKey();
			Integer before = (key != null) ? keys.putIfAbsent(key, i) : null;
			Assert.isTrue(before == null, () -> place + " has the idempotency key of request " + before
					+ ", under which FLORA starts one of them only. Nothing was started.");
			try {
				this.starter.verify(request);
			}
			catch (IllegalArgumentException ex) {
				throw new IllegalArgumentException(place + ": " + ex.getMessage() + ". Nothing was started.", ex);
			}
		}
		return copy;
	}

	/**
	 * Starts nothing for a while, and no more than two at a time later: FLORA has refused
	 * a call because of its rate limit.
	 * @param pause how long FLORA wants the client to wait; a second at least is waited
	 */
	public void rateLimited(Duration pause) {
		synchronized (this.lock) {
			this.queue.pause(Durations.max(pause, LEAST_PAUSE).toNanos(), timing().nanoTime());
		}
	}

	/**
	 * Starts nothing more: the client is being closed. What has not begun is told so.
	 */
	public void end() {
		List<StartedBatch> left;
		synchronized (this.lock) {
			this.ending = true;
			left = clear();
			this.lock.notifyAll();
		}
		left.forEach(BatchStarter::stopAtClose);
	}

	private List<StartedBatch> clear() {
		List<StartedBatch> left = new ArrayList<>(this.unchecked);
		this.unchecked.clear();
		left.addAll(this.queue.clear());
		return left;
	}

	private static void stopAtClose(StartedBatch batch) {
		batch.stop(ClosedClient.nothingStarted(), (request) -> true);
	}

	private Timing timing() {
		return this.transport.timing();
	}

	/** Takes another thread if there is something to do, and not too many are there. */
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

	/** Nobody would ever start what waits. */
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
				task = next();
			}
			done = true;
		}
		finally {
			if (!done) {
				// There may be no memory. Another thread goes on, or tells that none can.
				synchronized (this.lock) {
					this.workers--;
					addWorker();
				}
			}
		}
	}

	/**
	 * Waits for what may be done next, unless another thread does.
	 * @return the task; {@code null} if this thread is not needed any more
	 */
	private @Nullable Runnable next() {
		synchronized (this.lock) {
			while (true) {
				if (this.waiting || this.ending || (this.unchecked.isEmpty() && this.queue.isEmpty())) {
					this.workers--;
					return null;
				}
				StartedBatch batch = this.unchecked.poll();
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
				// Otherwise it was stopped just now.
			}
		}
	}

	private void await(long nanos) {
		this.waiting = true;
		try {
			timing().await(this.lock, Durations.min(Duration.ofNanos(nanos), RECHECK));
		}
		catch (InterruptedException ex) {
			// The client is being closed, and tells so; or somebody's interceptor has
			// left that behind.
		}
		finally {
			this.waiting = false;
		}
	}

	/**
	 * All items are checked before the first one is sent: nobody pays for a part of what
	 * would be corrected first.
	 */
	private void check(StartedBatch batch) {
		try {
			checkAll(batch);
		}
		catch (Throwable ex) {
			batch.stop(StartedBatch.reason(ex), (request) -> true);
		}
	}

	private void checkAll(StartedBatch batch) {
		Map<String, Boolean> slow = new HashMap<>();
		for (int i = 0; i < batch.size(); i++) {
			if (batch.isWaiting(i)) {
				check(batch, i, slow);
			}
		}
		boolean added;
		synchronized (this.lock) {
			added = !this.ending;
			if (added) {
				this.queue.tidy();
				for (int i = 0; i < batch.size(); i++) {
					if (batch.isWaiting(i)) {
						GenerationRequest request = batch.request(i);
						this.queue.add(batch, i, this.starter.projectId(request),
								slow.getOrDefault(request.model(), false));
					}
				}
			}
		}
		if (!added) {
			stopAtClose(batch);
		}
	}

	/**
	 * Refuses an item, or learns whether its provider takes one every few seconds only.
	 */
	private void check(StartedBatch batch, int index, Map<String, Boolean> slow) {
		GenerationRequest request = batch.request(index);
		try {
			Deadline deadline = this.transport.deadline(RequestOptions.defaults());
			this.models.check().beforeStart(request, deadline);
			String model = request.model();
			if (model != null) {
				slow.computeIfAbsent(model, (id) -> this.models.isOf(id, SLOW_PROVIDER, deadline));
			}
		}
		catch (Throwable ex) {
			batch.notStarted(index, StartedBatch.reason(ex));
		}
	}

	private void start(BatchStart start) {
		Outcome outcome = new Outcome();
		try {
			start.batch().context().execute(() -> outcome.set(launch(start)));
		}
		catch (Throwable ex) {
			// The application's surroundings may throw after a run was started.
			logger.warn("A start of a batch, or what surrounds it, has failed", ex);
			start.batch().notStarted(start.index(), StartedBatch.reason(ex));
		}
		finally {
			if (!timing().isClosed()) {
				// An interrupt of this start is not meant for the next one.
				Thread.interrupted();
			}
			synchronized (this.lock) {
				this.queue.ended(start, outcome.get(), timing().nanoTime());
				this.lock.notifyAll();
			}
		}
	}

	private Lane.Ending launch(BatchStart start) {
		Deadline deadline = start.deadline(this.transport.settings().callTimeout(), timing());
		try {
			Launched launched = launched(start);
			follow(start, launched.handle());
			return launched.neededLists() ? Lane.Ending.NEEDED_LISTS : Lane.Ending.ANSWERED;
		}
		catch (FloraRateLimitException ex) {
			if (!tryAgain(start, deadline, ex)) {
				start.batch().notStarted(start.index(), ex);
			}
			return Lane.Ending.UNSENT;
		}
		catch (WithdrawnException ex) {
			start.batch().again(start.index());
			return Lane.Ending.UNSENT;
		}
		catch (FloraFollowEndedException ex) {
			start.batch().notCompleted(start.index(), ex);
			return Lane.Ending.UNSENT;
		}
		catch (Throwable ex) {
			FloraException reason = StartedBatch.reason(ex);
			this.stopRule.refused(start.batch(), start.request(), reason);
			start.batch().notStarted(start.index(), reason);
			boolean neededLists = reason instanceof FloraStartUnconfirmedException
					|| reason instanceof FloraServerException;
			return neededLists ? Lane.Ending.NEEDED_LISTS : Lane.Ending.UNSENT;
		}
	}

	/**
	 * What one call does not settle before its deadline, a second one may: nobody waits
	 * for either.
	 */
	private Launched launched(BatchStart start) {
		Launch launch = start.batch().launch();
		try {
			return launch.launch(start.request(), () -> start.batch().isStopped(start.index()));
		}
		catch (FloraStartUnconfirmedException ex) {
			boolean sentOnce = this.transport.settings().retry().maxAttempts() == 1;
			boolean ended = timing().isClosed() || Thread.currentThread().isInterrupted();
			if (sentOnce || ended || StopRule.isRefusal(ex.getCause())) {
				throw ex;
			}
			return launch.resolve(ex);
		}
	}

	/** FLORA has started nothing: the item waits as all others do. */
	private boolean tryAgain(BatchStart start, Deadline deadline, FloraRateLimitException refusal) {
		Duration pause = refusal.retryAfter();
		Duration wait = (pause != null) ? pause : RetryAfter.WHEN_RATE_LIMITED;
		Duration longest = this.transport.settings().retry().maxRetryAfter();
		if (wait.compareTo(Durations.min(longest, deadline.remaining())) >= 0) {
			return false;
		}
		synchronized (this.lock) {
			boolean again = !this.ending && start.batch().again(start.index());
			if (again) {
				start.lane().addFirst(start);
			}
			return again;
		}
	}

	private void follow(BatchStart start, RunHandle handle) {
		StartedBatch batch = start.batch();
		batch.started(start.index(), handle);
		try {
			handle.completion().whenComplete((run, thrown) -> ended(batch, start.index(), run, thrown));
		}
		catch (Throwable ex) {
			batch.notCompleted(start.index(), ex);
		}
	}

	private void ended(StartedBatch batch, int index, @Nullable Run run, @Nullable Throwable thrown) {
		if (run != null) {
			batch.completed(index, run);
		}
		else if (thrown != null) {
			if (thrown instanceof FloraRunFailedException failure) {
				this.stopRule.failed(batch, failure);
			}
			batch.notCompleted(index, thrown);
		}
	}

	private static final class Outcome {

		private Lane.Ending ending = Lane.Ending.UNSENT;

		void set(Lane.Ending ending) {
			this.ending = ending;
		}

		Lane.Ending get() {
			return this.ending;
		}

	}

}
