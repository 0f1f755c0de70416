package ai.flora.client.follow;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * Real time, and one thread that is there while somebody is to be woken.
 */
class FollowTimer implements FollowTiming {

	private final ScheduledThreadPoolExecutor thread;

	private final Runnable woken;

	private @Nullable ScheduledFuture<?> next;

	private long due;

	FollowTimer(Runnable woken) {
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
		if (this.next != null) {
			if (due - this.due >= 0) {
				return;
			}
			this.next.cancel(false);
		}
		try {
			this.next = this.thread.schedule(() -> wake(due), delay.toNanos(), TimeUnit.NANOSECONDS);
			this.due = due;
		}
		catch (RejectedExecutionException ex) {
			// Closed: nobody is to be woken any more.
			this.next = null;
		}
	}

	private void wake(long due) {
		synchronized (this) {
			// Otherwise it comes too late to be cancelled, and another one is to follow.
			if (this.due == due) {
				this.next = null;
			}
		}
		this.woken.run();
	}

	@Override
	public void close() {
		this.thread.shutdownNow();
	}

}
