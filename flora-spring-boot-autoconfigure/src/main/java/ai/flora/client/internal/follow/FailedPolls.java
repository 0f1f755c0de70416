package ai.flora.client.internal.follow;

import java.time.Duration;

import ai.flora.client.FloraException;

/**
 * Polls of a run that have failed since it was seen last. Guarded by the follower's lock.
 */
class FailedPolls {

	/** So many doubtful failures in a row, over such a time, are no accident. */
	private static final int LASTING_COUNT = 5;

	private static final Duration LASTING_TIME = Duration.ofMinutes(3);

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
	 * Counts a failure after which no poll may ever succeed.
	 * @return whether it is the first
	 */
	boolean addDoubtful(long now) {
		if (this.doubtful == 0) {
			this.doubtfulSince = now;
		}
		return this.doubtful++ == 0;
	}

	boolean isLasting(long now) {
		return this.doubtful >= LASTING_COUNT && now - this.doubtfulSince >= LASTING_TIME.toNanos();
	}

	/** What happened, in words. */
	String summary(long now) {
		return this.doubtful + " polls in " + Duration.ofNanos(now - this.doubtfulSince).toSeconds()
				+ " s came to nothing, the last one with: " + this.last.getMessage();
	}

}
