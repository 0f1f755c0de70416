package ai.flora.client.internal.follow;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;

import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * Real time, and one thread that is there while somebody is to be woken. Whatever waking
 * throws, the thread comes back.
 */
class SystemWakeupTimer implements WakeupTimer {

	private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

	private final ScheduledThreadPoolExecutor thread;

	private final Runnable woken;

	private @Nullable ScheduledFuture<?> next;

	private long due;

	/** Whether somebody is to be woken, but nothing will do it. */
	private volatile boolean failed;

	SystemWakeupTimer(Runnable woken) {
		CustomizableThreadFactory threads = new CustomizableThreadFactory("flora-follow-");
		threads.setDaemon(true);
		this.thread = new ScheduledThreadPoolExecutor(1, threads);
		this.thread.setRemoveOnCancelPolicy(true);
		this.thread.setKeepAliveTime(10, TimeUnit.SECONDS);
		this.thread.allowCoreThreadTimeOut(true);
		this.woken = woken;
	}

	@Override
	public long nanoTime() {
		return System.nanoTime();
	}

	@Override
	public synchronized void wakeIn(Duration delay) {
		long due = System.nanoTime() + delay.toNanos();
		ScheduledFuture<?> later = this.next;
		if (later != null) {
			if (due - this.due >= 0) {
				return;
			}
			later.cancel(false);
			this.next = null;
		}
		try {
			this.next = this.thread.schedule(() -> wake(due), delay.toNanos(), TimeUnit.NANOSECONDS);
			this.due = due;
			this.failed = false;
		}
		catch (RejectedExecutionException ex) {
			// Closed: nobody is to be woken any more.
		}
		catch (Throwable ex) {
			this.failed = true;
			throw ex;
		}
	}

	private void wake(long due) {
		synchronized (this) {
			// Otherwise it comes too late to be cancelled, and another one is to follow.
			if (this.due == due) {
				this.next = null;
			}
		}
		try {
			this.woken.run();
		}
		catch (Throwable ex) {
			this.failed = true;
		}
		while (this.failed && !this.thread.isShutdown()) {
			again();
		}
	}

	/** This thread may be the last that there is. */
	private void again() {
		try {
			wakeIn(AFTER_FAILURE);
		}
		catch (Throwable ex) {
			LockSupport.parkNanos(AFTER_FAILURE.toNanos());
		}
	}

	@Override
	public void close() {
		this.thread.shutdownNow();
	}

}
