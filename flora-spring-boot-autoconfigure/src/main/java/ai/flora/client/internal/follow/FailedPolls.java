package ai.flora.client.internal.follow;

import java.time.Duration;

import ai.flora.client.FloraException;

/**
 * Polls of a run that have failed since it was seen last. Guarded by the follower's lock.
 */
class FailedPolls {

	/**
	 * Questionable failures since it was seen that are no accident, if they last so long.
	 */
	private static final int LASTING_COUNT = 5;

	private static final long LASTING_TIME = Duration.ofMinutes(3).toNanos();

	private FloraException last;

	private int questionable;

	private long questionableSince;

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
	boolean addQuestionable(long now) {
		if (this.questionable == 0) {
			this.questionableSince = now;
		}
		return this.questionable++ == 0;
	}

	/** Nothing could be polled for a while: the count begins anew. */
	void resumed() {
		this.questionable = 0;
	}

	boolean isLasting(long now) {
		return this.questionable >= LASTING_COUNT && now - this.questionableSince >= LASTING_TIME;
	}

	/** Says in words what happened. */
	String summary(long now) {
		return this.questionable + " polls in " + Duration.ofNanos(now - this.questionableSince).toSeconds()
				+ " s came to nothing, the last one with: " + this.last.getMessage();
	}

}
