package ai.flora.client.internal.thread;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Few threads, while tasks are short; but tasks that block do not keep others waiting:
 * where the first in the queue has waited for some time, another thread takes it. While
 * tasks wait, one thread that is free waits with them for that to happen. Thread-safe.
 */
class GrowingThreads implements Executor {

	private static final Log logger = LogFactory.getLog(GrowingThreads.class);

	private static final int MAX_THREADS = 500;

	/** So many busy threads are no reason to warn. */
	private static final int BUSY_THREADS_WITHOUT_WARNING = 4;

	private static final long WARNING_INTERVAL = Duration.ofMinutes(1).toNanos();

	/** Threads that take tasks without delay; one more watches the queue. */
	private static final int PROMPT_THREADS = Math.max(1, Math.min(3, Runtime.getRuntime().availableProcessors() - 1));

	/** From so many busy threads on, others take tasks after a shorter delay. */
	private static final int THREADS_BEFORE_SHORT_DELAY = 8;

	/** So long, the first task in the queue waits for a thread that is busy. */
	private static final long GROWTH_DELAY = Duration.ofMillis(100).toNanos();

	private static final long SHORT_GROWTH_DELAY = Duration.ofMillis(10).toNanos();

	private static final long KEEP_ALIVE = Duration.ofSeconds(10).toNanos();

	private final ThreadFactory factory;

	private final Deque<Waiting> queue = new ArrayDeque<>();

	private final Set<BusyThread> busy = new HashSet<>();

	private long lastTaken = System.nanoTime();

	private boolean warned;

	private long warnedAt;

	/** All threads, and those of them that run no task. */
	private int threads;

	private int free;

	private boolean closed;

	GrowingThreads(ThreadFactory factory) {
		this.factory = factory;
	}

	@Override
	public void execute(Runnable task) {
		synchronized (this.queue) {
			if (this.closed) {
				throw new RejectedExecutionException("Closed");
			}
			Waiting waiting = new Waiting(task, System.nanoTime());
			this.queue.add(waiting);
			if (this.free > 0) {
				this.queue.notify();
				return;
			}
			try {
				startThread();
			}
			catch (Throwable ex) {
				if (this.threads == 0) {
					this.queue.remove(waiting);
					throw ex;
				}
				// The threads that exist will take the task.
			}
		}
	}

	private void startThread() {
		if (this.threads < MAX_THREADS) {
			this.factory.newThread(this::work).start();
			this.threads++;
			this.free++;
		}
	}

	private void work() {
		BusyThread self = new BusyThread(Thread.currentThread());
		try {
			Runnable task = next(self);
			while (task != null) {
				run(task);
				task = next(self);
			}
		}
		catch (InterruptedException ex) {
			// The thread ends.
		}
		finally {
			ended(self);
		}
	}

	private void run(Runnable task) {
		try {
			warn();
			task.run();
		}
		catch (Throwable ex) {
			// Each task reports its failures itself.
		}
		// An interrupt of this task is not meant for the next one.
		Thread.interrupted();
	}

	/** Waits for a task; where enough threads are busy, for one that they leave over. */
	private @Nullable Runnable next(BusyThread self) throws InterruptedException {
		synchronized (this.queue) {
			if (this.busy.remove(self)) {
				this.free++;
			}
			long idleSince = System.nanoTime();
			while (true) {
				long now = System.nanoTime();
				Waiting first = this.queue.peek();
				long wait = (first != null) ? untilTaken(first, now) : idleSince + KEEP_ALIVE - now;
				if (first != null && wait <= 0) {
					return take(self, now);
				}
				if (first == null && (wait <= 0 || this.closed)) {
					return null;
				}
				TimeUnit.NANOSECONDS.timedWait(this.queue, wait);
			}
		}
	}

	/** If no task was taken for some time although one waits, the busy threads block. */
	private long untilTaken(Waiting first, long now) {
		if (this.busy.size() < PROMPT_THREADS) {
			return 0;
		}
		long delay = (this.busy.size() < THREADS_BEFORE_SHORT_DELAY) ? GROWTH_DELAY : SHORT_GROWTH_DELAY;
		return delay - Math.min(now - first.since(), now - this.lastTaken);
	}

	private Runnable take(BusyThread self, long now) {
		this.lastTaken = now;
		Runnable task = this.queue.remove().task();
		this.free--;
		self.begin(now);
		this.busy.add(self);
		if (this.free > 0) {
			this.queue.notify();
		}
		else {
			startThreadForWhatWaits();
		}
		return task;
	}

	private void startThreadForWhatWaits() {
		if (!this.queue.isEmpty()) {
			try {
				startThread();
			}
			catch (Throwable ex) {
				// The next task tries again.
			}
		}
	}

	private void warn() {
		String longest;
		int count;
		synchronized (this.queue) {
			long now = System.nanoTime();
			count = this.busy.size();
			if (count <= BUSY_THREADS_WITHOUT_WARNING || (this.warned && now - this.warnedAt < WARNING_INTERVAL)) {
				return;
			}
			this.warned = true;
			this.warnedAt = now;
			longest = BusyThread.longest(this.busy, now);
		}
		logger.warn(count + " threads run what was chained to runs, the longest one " + longest
				+ ". It should not block. Others are begun until there are " + MAX_THREADS + ".");
	}

	private void ended(BusyThread self) {
		synchronized (this.queue) {
			this.threads--;
			this.free -= this.busy.remove(self) ? 0 : 1;
			if (this.free == 0) {
				// A task may have come since this thread has found none, and counted on
				// it.
				startThreadForWhatWaits();
			}
		}
	}

	/** Accepts no more tasks, but runs those that it has accepted. */
	void close() {
		synchronized (this.queue) {
			this.closed = true;
			this.queue.notifyAll();
		}
	}

	/**
	 * A task that waits.
	 *
	 * @param since when it was accepted
	 */
	private record Waiting(Runnable task, long since) {
	}

}
