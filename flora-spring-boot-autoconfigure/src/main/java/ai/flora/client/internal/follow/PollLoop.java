package ai.flora.client.internal.follow;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;

import ai.flora.client.FloraException;
import org.jspecify.annotations.Nullable;

/**
 * Makes the looks that are due: without the follower's lock, as they wait for FLORA, but
 * begins and concludes them under it. Whatever is thrown meanwhile, there is a next
 * wake-up. Thread-safe.
 */
class PollLoop {

	/** However patient the transport is, one look must not keep others waiting. */
	private static final Duration LONGEST_LOOK = Duration.ofSeconds(10);

	private static final long LONGEST_SLEEP = 1_000_000_000L;

	private static final long SHORTEST_SLEEP = 1_000_000L;

	private final Object lock;

	private final WakeupTimer timing;

	private final RunRegistry runs;

	private final PollSchedule schedule;

	private final Executor executor;

	private final Set<PollTask<?>> looking = new HashSet<>();

	private final FailureLog failures = new FailureLog();

	/** The time when it was known last. */
	private volatile long lastNow;

	private volatile boolean unarmed;

	PollLoop(Object lock, WakeupTimer timing, RunRegistry runs, PollSchedule schedule, Executor executor) {
		this.lock = lock;
		this.timing = timing;
		this.runs = runs;
		this.schedule = schedule;
		this.executor = executor;
	}

	/** The time; while the clock is broken, the one that it showed last. */
	long now() {
		try {
			this.lastNow = this.timing.nanoTime();
		}
		catch (Throwable ex) {
			this.failures.report(ex, this.lastNow);
		}
		return this.lastNow;
	}

	/** Sees to it that somebody comes back, if there is a thread to be had. */
	void arm(Duration delay) {
		try {
			this.timing.wakeIn(delay);
			this.unarmed = false;
		}
		catch (Throwable ex) {
			this.unarmed = true;
			this.failures.report(ex, this.lastNow);
		}
	}

	/** Whether nobody may come back before {@link #arm} is called once more. */
	boolean isUnarmed() {
		return this.unarmed;
	}

	/**
	 * Makes the looks that are due, and sees to it that somebody comes back for the next
	 * one.
	 */
	void wake() {
		try {
			wakeUp();
		}
		catch (Throwable ex) {
			arm(Duration.ofNanos(LONGEST_SLEEP));
			this.failures.report(ex, this.lastNow);
		}
	}

	private void wakeUp() {
		Notifications news = new Notifications();
		List<PollTask<?>> due = new ArrayList<>();
		List<PollTask<?>> hanging = new ArrayList<>();
		try {
			synchronized (this.lock) {
				if (!this.runs.isClosed()) {
					wakeUp(due, hanging, news);
				}
			}
		}
		finally {
			// What has begun must come to its end.
			news.tell();
			hanging.forEach((look) -> look.cancel(true));
			due.forEach(this::execute);
		}
	}

	private void wakeUp(List<PollTask<?>> due, List<PollTask<?>> hanging, Notifications news) {
		long until = 0;
		try {
			long now = now();
			this.runs.expire(now, news);
			for (PollTask<?> look : this.looking) {
				if (now - look.begun() > LONGEST_LOOK.toNanos()) {
					hanging.add(look);
				}
			}
			until = begin(due, now);
		}
		catch (Throwable ex) {
			until = LONGEST_SLEEP;
			throw ex;
		}
		finally {
			if (!this.schedule.isEmpty()) {
				arm(Duration.ofNanos(Math.max(Math.min(until, LONGEST_SLEEP), SHORTEST_SLEEP)));
			}
		}
	}

	/**
	 * Begins the looks that are due.
	 * @return nanoseconds until the next one
	 */
	private long begin(List<PollTask<?>> due, long now) {
		while (this.schedule.untilAllowed(now) == 0) {
			NextPoll next = this.schedule.next(now);
			if (next == null || next.until() > 0) {
				return (next != null) ? next.until() : Long.MAX_VALUE;
			}
			Notifications news = new Notifications();
			begin(next.begin().get(), due, now, news);
		}
		return this.schedule.untilAllowed(now);
	}

	/**
	 * Begins a look.
	 * @param news made before: there may be no memory when it ends
	 */
	private <T> void begin(Poll<T> look, List<PollTask<?>> due, long now, Notifications news) {
		PollTask<T> task = null;
		try {
			task = new PollTask<>(look.question(), now,
					(ended, seen, failure) -> ended(ended, look, seen, failure, news));
			this.looking.add(task);
			due.add(task);
		}
		catch (Throwable ex) {
			this.looking.remove(task);
			this.schedule.ended();
			conclude(look, null, PollTask.failure(ex), now, news);
			throw ex;
		}
	}

	private void execute(PollTask<?> look) {
		try {
			this.executor.execute(look);
		}
		catch (Throwable ex) {
			// Closed, or no thread is to be had.
			look.fail(ex);
		}
	}

	/** However a look ends, it gives back what it took. */
	private <T> void ended(PollTask<T> task, Poll<T> look, @Nullable T seen, @Nullable FloraException failure,
			Notifications news) {
		synchronized (this.lock) {
			this.looking.remove(task);
			this.schedule.ended();
			if (!this.runs.isClosed()) {
				conclude(look, seen, failure, now(), news);
			}
		}
		news.tell();
		arm(Duration.ZERO);
	}

	/** What nobody can make sense of is a look that failed. */
	private <T> void conclude(Poll<T> look, @Nullable T seen, @Nullable FloraException failure, long now,
			Notifications news) {
		try {
			look.conclusion().draw(seen, failure, now, news);
		}
		catch (Throwable ex) {
			this.failures.report(ex, now);
			if (seen != null) {
				conclude(look, null, PollTask.failure(ex), now, news);
			}
		}
	}

}
