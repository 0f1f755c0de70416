package ai.flora.client.internal.follow;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;

import ai.flora.client.internal.follow.notification.FailureLog;
import ai.flora.client.internal.follow.notification.Notifications;

/**
 * Makes the polls that are due: begins and concludes them under the follower's lock, but
 * runs them without it, as they wait for FLORA. A wake-up begins polls for as long as one
 * is due and allowed. The next one comes a second later at most, whatever is thrown, and
 * at once when a poll has ended. Thread-safe.
 */
class PollLoop {

	private static final long LONGEST_SLEEP = Duration.ofSeconds(1).toNanos();

	private static final long SHORTEST_SLEEP = Duration.ofMillis(1).toNanos();

	private final Object lock;

	private final WakeupTimer timer;

	private final RunRegistry runs;

	private final RunExpiry expiry;

	private final PollSchedule schedule;

	private final Executor executor;

	/** Polls that have begun and not ended. */
	private final Set<Poll<?>> running = new HashSet<>();

	/** Those that hold no place any more, so that they keep no other waiting. */
	private final Set<Poll<?>> slow = new HashSet<>();

	private final FailureLog failures = new FailureLog();

	/** The time when the clock could be read last. */
	private volatile long lastNow;

	private volatile boolean unarmed;

	/**
	 * Creates a loop.
	 * @param lock the follower's
	 * @param timer has {@link #wake()} called
	 * @param runs the runs that are polled
	 * @param expiry ends those whose time is over
	 * @param schedule finds the next poll
	 * @param executor runs polls
	 */
	PollLoop(Object lock, WakeupTimer timer, RunRegistry runs, RunExpiry expiry, PollSchedule schedule,
			Executor executor) {
		this.lock = lock;
		this.timer = timer;
		this.runs = runs;
		this.expiry = expiry;
		this.schedule = schedule;
		this.executor = executor;
	}

	/** Begins the polls that are due, and asks for a wake-up for the next one. */
	void wake() {
		try {
			beginAndExecute();
		}
		catch (Throwable ex) {
			arm(LONGEST_SLEEP);
			this.failures.report(ex, this.lastNow);
		}
	}

	private void beginAndExecute() {
		Notifications notifications = new Notifications();
		List<Poll<?>> begun = new ArrayList<>();
		List<Poll<?>> tooLong = new ArrayList<>();
		try {
			synchronized (this.lock) {
				if (!this.runs.isClosed()) {
					beginAndArm(begun, tooLong, notifications);
				}
			}
		}
		finally {
			// Also after a failure: a poll that has begun holds a place until it ends.
			notifications.deliver();
			tooLong.forEach(Poll::cancel);
			begun.forEach(this::execute);
		}
	}

	private void beginAndArm(List<Poll<?>> begun, List<Poll<?>> tooLong, Notifications notifications) {
		long now = now();
		noticeFreeze(now);
		this.expiry.expire(now, notifications);
		checkRunning(tooLong, now);
		long untilNext = beginDue(begun, now);
		// A poll that hangs is ended though its run has ended before.
		if (!this.schedule.isEmpty() || !this.expiry.isEmpty() || !this.running.isEmpty()) {
			arm(Math.max(Math.min(untilNext, LONGEST_SLEEP), SHORTEST_SLEEP));
		}
	}

	private void checkRunning(List<Poll<?>> tooLong, long now) {
		for (Poll<?> poll : this.running) {
			if (poll.isSlow(now) && this.slow.add(poll)) {
				this.schedule.giveBackPlace();
			}
			if (poll.isTooLong(now)) {
				tooLong.add(poll);
			}
		}
	}

	/** Begins the polls that are due, and returns the nanoseconds until the next one. */
	private long beginDue(List<Poll<?>> begun, long now) {
		while (this.schedule.untilAllowed(now) == 0) {
			Poll<?> next = this.schedule.next(now);
			if (next == null || next.untilDue() > 0) {
				return (next != null) ? next.untilDue() : Long.MAX_VALUE;
			}
			this.schedule.begin(next, now, this::pollEnded);
			try {
				this.running.add(next);
				begun.add(next);
			}
			catch (Throwable ex) {
				this.running.remove(next);
				this.schedule.giveBackPlace();
				next.fail(ex);
				conclude(next, now);
				throw ex;
			}
		}
		return this.schedule.untilAllowed(now);
	}

	private void execute(Poll<?> poll) {
		try {
			this.executor.execute(poll);
		}
		catch (Throwable ex) {
			// The executor is closed, or has no thread.
			poll.refuse(ex);
		}
	}

	/** However a poll ends, it gives back what it took. */
	private void pollEnded(Poll<?> poll) {
		synchronized (this.lock) {
			this.running.remove(poll);
			if (!this.slow.remove(poll)) {
				this.schedule.giveBackPlace();
			}
			if (!this.runs.isClosed()) {
				long now = now();
				if (noticeFreeze(now)) {
					poll.resumed();
				}
				conclude(poll, now);
			}
		}
		poll.notifications().deliver();
		arm(0);
	}

	/** A response from which no conclusion can be drawn makes the poll a failed one. */
	private void conclude(Poll<?> poll, long now) {
		try {
			poll.conclude(now);
		}
		catch (Throwable ex) {
			this.failures.report(ex, now);
			if (poll.fail(ex)) {
				conclude(poll, now);
			}
		}
	}

	/**
	 * Notices that the process was frozen: polls that have begun before tell nothing of
	 * how long FLORA takes.
	 */
	private boolean noticeFreeze(long now) {
		boolean frozen = this.expiry.noticeFreeze(now);
		if (frozen) {
			this.running.forEach(Poll::resumed);
		}
		return frozen;
	}

	/** Asks for a wake-up, which fails if there is no thread for the timer. */
	void arm(long delay) {
		try {
			this.timer.wakeIn(delay);
			this.unarmed = false;
		}
		catch (Throwable ex) {
			this.unarmed = true;
			this.failures.report(ex, this.lastNow);
		}
	}

	/**
	 * Returns whether there may be no wake-up before {@link #arm} is called once more.
	 */
	boolean isUnarmed() {
		return this.unarmed;
	}

	/** Returns the time; while the clock is broken, the time that it showed last. */
	long now() {
		try {
			this.lastNow = this.timer.nanoTime();
		}
		catch (Throwable ex) {
			this.failures.report(ex, this.lastNow);
		}
		return this.lastNow;
	}

}
