package ai.flora.client.internal.follow;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;

import ai.flora.client.FloraException;
import ai.flora.client.FloraTimeoutException;
import ai.flora.client.internal.follow.notification.Notifications;
import org.jspecify.annotations.Nullable;

/**
 * A poll on its way: found to be the next one, {@linkplain #begin begun} under the
 * follower's lock, {@linkplain #run run} without the lock, and {@linkplain #conclude
 * concluded} under it. A poll that has begun ends exactly once, whatever happens to it:
 * with a response, or with a failure.
 *
 * @param <T> type of FLORA's response
 */
abstract class Poll<T> implements Runnable {

	/** Stands for a failure that there is no memory for. */
	private static final FloraException NO_MEMORY = new FloraException("A poll failed", null);

	private final Rank rank;

	private final long untilDue;

	private final PollTimeout timeout;

	private final LostResponses lost;

	private final long longest;

	private final Request request = new Request();

	/** Made in advance: when the poll ends, there may be no memory. */
	private final Notifications notifications = new Notifications();

	private long begun;

	/** Set if the process was frozen meanwhile. */
	private boolean frozen;

	private Consumer<Poll<?>> listener = (poll) -> {
	};

	private @Nullable T response;

	private @Nullable FloraException failure;

	/**
	 * Creates a poll that may be the next one.
	 * @param rank how it ranks among polls that are due as well
	 * @param untilDue nanoseconds until it is due; negative if it is overdue
	 * @param timeout how long it may take
	 * @param lost responses of the same that were lost before it
	 */
	Poll(Rank rank, long untilDue, PollTimeout timeout, LostResponses lost) {
		this.rank = rank;
		this.untilDue = untilDue;
		this.timeout = timeout;
		this.lost = lost;
		this.longest = timeout.longest(lost.inARow());
	}

	long untilDue() {
		return this.untilDue;
	}

	Rank rank() {
		return this.rank;
	}

	/** Returns the poll that is due earlier, the first one if both are due alike. */
	static @Nullable Poll<?> earlier(@Nullable Poll<?> first, @Nullable Poll<?> second) {
		if (first == null || second == null) {
			return (first != null) ? first : second;
		}
		return (second.untilDue < first.untilDue) ? second : first;
	}

	/** Begins the poll; the listener is told of its end, on the thread that ends it. */
	void begin(long now, Consumer<Poll<?>> listener) {
		mark(now);
		this.begun = now;
		this.listener = listener;
	}

	long begun() {
		return this.begun;
	}

	/** Marks what is polled, so that no second poll of it begins. */
	abstract void mark(long now);

	@Override
	public void run() {
		this.request.run();
	}

	/** Asks FLORA, without the follower's lock. */
	abstract T request();

	/** Returns whether it takes so long that others need not wait for it. */
	boolean isSlow(long now) {
		return now - this.begun > PollTimeout.USUAL;
	}

	/** Returns whether it takes so long that its response may be lost. */
	boolean isTooLong(long now) {
		return now - this.begun > this.longest;
	}

	/** Ends the poll because it takes too long. */
	void cancel() {
		this.request.cancel(true);
	}

	/** Ends the poll because no thread can be had for it. */
	void refuse(Throwable cause) {
		this.request.setException(cause);
	}

	/** The process was frozen: the time since it began is not FLORA's. */
	void resumed() {
		this.frozen = true;
	}

	/** Draws the conclusions, under the follower's lock. */
	void conclude(long now) {
		if (!this.frozen) {
			if (this.response != null) {
				this.timeout.responded(now - this.begun);
			}
			this.lost.pollEnded(this.failure);
		}
		conclude(this.response, this.failure, now, this.notifications);
	}

	/**
	 * Draws the conclusions, under the follower's lock. There is either a response or a
	 * failure.
	 */
	abstract void conclude(@Nullable T response, @Nullable FloraException failure, long now,
			Notifications notifications);

	/** Returns the notifications that the conclusions have led to. */
	Notifications notifications() {
		return this.notifications;
	}

	/**
	 * Lets the poll have failed.
	 * @return whether it had a response, which is dropped
	 */
	boolean fail(Throwable cause) {
		boolean dropped = this.response != null;
		this.response = null;
		this.failure = failure(cause);
		return dropped;
	}

	private FloraException tooLong() {
		try {
			return new FloraTimeoutException("FLORA did not respond to a poll within "
					+ Duration.ofNanos(this.longest).toSeconds() + " s; the next one may take longer", null);
		}
		catch (Throwable ex) {
			return NO_MEMORY;
		}
	}

	private static FloraException failure(@Nullable Throwable cause) {
		try {
			return (cause instanceof FloraException failure) ? failure : new FloraException("A poll failed", cause);
		}
		catch (Throwable ex) {
			return NO_MEMORY;
		}
	}

	/**
	 * The ranks of polls that are due at the same time, foremost first.
	 */
	enum Rank {

		/** Somebody waits for what it shows. */
		USUAL,

		/**
		 * It may show nothing, but many at once: a list, read for runs of which nothing
		 * was seen yet.
		 */
		SEEKING,

		/**
		 * It may show nothing: there may be no such run, or a list shows the run, too. Or
		 * the run was started a while ago, and nobody has waited for it until now.
		 */
		DEFERRABLE,

		/** The run has ended. */
		LATE_COST

	}

	/**
	 * The request, which tells exactly once that it is done.
	 */
	private final class Request extends FutureTask<T> {

		Request() {
			super(Poll.this::request);
		}

		@Override
		protected void setException(Throwable cause) {
			super.setException(cause);
		}

		@Override
		protected void done() {
			Poll<T> poll = Poll.this;
			try {
				poll.response = get();
			}
			catch (CancellationException ex) {
				poll.failure = poll.tooLong();
			}
			catch (ExecutionException ex) {
				poll.failure = failure(ex.getCause());
			}
			catch (Throwable ex) {
				// No interrupt, since nothing is waited for, but memory may have run out.
				poll.failure = failure(ex);
			}
			poll.listener.accept(poll);
		}

	}

}
