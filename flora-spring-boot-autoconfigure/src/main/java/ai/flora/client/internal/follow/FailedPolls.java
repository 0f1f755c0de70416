package ai.flora.client.internal.follow;

import java.time.Duration;

import ai.flora.client.FloraException;

/**
 * Looks at a run that failed since it was seen last. Guarded by the follower's lock.
 */
class FailedPolls {

	/** So many looks without one that succeeds, over such a time, are no accident. */
	private static final int MANY = 5;

	private static final Duration LONG = Duration.ofMinutes(3);

	private FloraException last;

	private int doubtful;

	private long doubtfulSince;

	FailedPolls(FloraException failure) {
		this.last = failure;
	}

	FloraException last() {
		return this.last;
	}

	void add(FloraException failure) {
		this.last = failure;
	}

	/**
	 * Counts a look of which it is not certain that others will succeed.
	 * @return whether it is the first one
	 */
	boolean doubt(long now) {
		if (this.doubtful == 0) {
			this.doubtfulSince = now;
		}
		return this.doubtful++ == 0;
	}

	boolean isLasting(long now) {
		return this.doubtful >= MANY && now - this.doubtfulSince >= LONG.toNanos();
	}

	/** What happened, in words. */
	String summary(long now) {
		return this.doubtful + " looks in " + Duration.ofNanos(now - this.doubtfulSince).toSeconds()
				+ " s came to nothing, the last one with: " + this.last.getMessage();
	}

}
