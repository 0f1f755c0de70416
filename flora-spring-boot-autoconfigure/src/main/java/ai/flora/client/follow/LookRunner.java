package ai.flora.client.follow;

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
 * begins and concludes them under it. Thread-safe.
 */
class LookRunner {

	/** However patient the transport is, one look must not keep others waiting. */
	private static final Duration LONGEST_LOOK = Duration.ofSeconds(10);

	private static final long LONGEST_SLEEP = 1_000_000_000L;

	private static final long SHORTEST_SLEEP = 1_000_000L;

	private final Object lock;

	private final FollowTiming timing;

	private final FollowedRuns runs;

	private final LookSchedule schedule;

	private final Executor executor;

	private final Set<LookTask<?>> looking = new HashSet<>();

	LookRunner(Object lock, FollowTiming timing, FollowedRuns runs, LookSchedule schedule, Executor executor) {
		this.lock = lock;
		this.timing = timing;
		this.runs = runs;
		this.schedule = schedule;
		this.executor = executor;
	}

	/**
	 * Makes the looks that are due, and sees to it that somebody comes back for the next
	 * one.
	 */
	void wake() {
		News news = new News();
		List<LookTask<?>> due = new ArrayList<>();
		List<LookTask<?>> hanging = new ArrayList<>();
		synchronized (this.lock) {
			if (this.runs.isClosed()) {
				return;
			}
			long now = this.timing.nanoTime();
			this.runs.expire(now, news);
			for (LookTask<?> look : this.looking) {
				if (now - look.begun() > LONGEST_LOOK.toNanos()) {
					hanging.add(look);
				}
			}
			long until = begin(due, now);
			if (!this.schedule.isEmpty()) {
				this.timing.wakeIn(Duration.ofNanos(Math.max(Math.min(until, LONGEST_SLEEP), SHORTEST_SLEEP)));
			}
		}
		news.tell();
		hanging.forEach((look) -> look.cancel(true));
		due.forEach(this::execute);
	}

	/**
	 * Begins the looks that are due.
	 * @return nanoseconds until the next one
	 */
	private long begin(List<LookTask<?>> due, long now) {
		while (this.schedule.untilAllowed(now) == 0) {
			NextLook next = this.schedule.next(now);
			if (next == null || next.until() > 0) {
				return (next != null) ? next.until() : Long.MAX_VALUE;
			}
			due.add(task(next.begin().get()));
		}
		return this.schedule.untilAllowed(now);
	}

	private <T> LookTask<T> task(Look<T> look) {
		LookTask<T> task = new LookTask<>(look.question(), this.timing.nanoTime(),
				(ended, seen, failure) -> ended(ended, look, seen, failure));
		this.looking.add(task);
		return task;
	}

	private void execute(LookTask<?> look) {
		try {
			this.executor.execute(look);
		}
		catch (Throwable ex) {
			// Closed, or no thread is to be had.
			look.fail(ex);
		}
	}

	/** However a look ends, it gives back what it took. */
	private <T> void ended(LookTask<T> task, Look<T> look, @Nullable T seen, @Nullable FloraException failure) {
		News news = new News();
		synchronized (this.lock) {
			this.looking.remove(task);
			this.schedule.ended();
			if (!this.runs.isClosed()) {
				look.conclusion().draw(seen, failure, this.timing.nanoTime(), news);
			}
		}
		news.tell();
		this.timing.wakeIn(Duration.ZERO);
	}

}
