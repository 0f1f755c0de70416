package ai.flora.client.internal.follow;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;

/**
 * The time, and a timer that calls the follower; an interface, so that a test can own the
 * time.
 *
 * @since 0.1.0
 */
public interface WakeupTimer extends AutoCloseable {

	/**
	 * A time that only goes forward.
	 * @return nanoseconds since some moment
	 */
	long nanoTime();

	/**
	 * Asks for one wake-up; the earliest of several is kept.
	 * @param delay nanoseconds until the wake-up at the latest
	 */
	void wakeIn(long delay);

	/**
	 * Makes no wake-up any more.
	 */
	@Override
	void close();

	/**
	 * Real time, and one thread that exists while a wake-up is asked for. Whatever a
	 * wake-up throws, the thread comes back.
	 */
	class SystemTimer implements WakeupTimer {

		private static final long DELAY_AFTER_FAILURE = Duration.ofSeconds(1).toNanos();

		private final ScheduledThreadPoolExecutor thread;

		private final Runnable wakeup;

		private @Nullable ScheduledFuture<?> next;

		private long due;

		/** Set while a wake-up is asked for, but nothing will make it. */
		private volatile boolean failed;

		/**
		 * Creates a timer.
		 * @param wakeup called at each wake-up
		 * @param threads makes its thread
		 */
		public SystemTimer(Runnable wakeup, ThreadFactory threads) {
			this.thread = new ScheduledThreadPoolExecutor(1, threads);
			this.thread.setRemoveOnCancelPolicy(true);
			this.thread.setKeepAliveTime(10, TimeUnit.SECONDS);
			this.thread.allowCoreThreadTimeOut(true);
			this.wakeup = wakeup;
		}

		@Override
		public long nanoTime() {
			return System.nanoTime();
		}

		@Override
		public synchronized void wakeIn(long delay) {
			long due = System.nanoTime() + delay;
			ScheduledFuture<?> later = this.next;
			if (later != null) {
				if (due - this.due >= 0) {
					return;
				}
				later.cancel(false);
				this.next = null;
			}
			try {
				this.next = this.thread.schedule(() -> wake(due), delay, TimeUnit.NANOSECONDS);
				this.due = due;
				this.failed = false;
			}
			catch (RejectedExecutionException ex) {
				// Closed: there is no wake-up any more.
			}
			catch (Throwable ex) {
				this.failed = true;
				throw ex;
			}
		}

		private void wake(long due) {
			synchronized (this) {
				// A wake-up that was too late to be cancelled is not the next one.
				if (this.due == due) {
					this.next = null;
				}
			}
			try {
				this.wakeup.run();
			}
			catch (Throwable ex) {
				this.failed = true;
			}
			while (this.failed && !this.thread.isShutdown()) {
				wakeAfterFailure();
			}
		}

		/** If no thread can be had for it, this thread stays and tries again. */
		private void wakeAfterFailure() {
			try {
				wakeIn(DELAY_AFTER_FAILURE);
			}
			catch (Throwable ex) {
				LockSupport.parkNanos(DELAY_AFTER_FAILURE);
			}
		}

		@Override
		public void close() {
			this.thread.shutdownNow();
		}

	}

}
