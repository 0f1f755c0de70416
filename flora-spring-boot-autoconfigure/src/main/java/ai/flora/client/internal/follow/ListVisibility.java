package ai.flora.client.internal.follow;

import org.jspecify.annotations.Nullable;

/**
 * Knows whether lists can be expected to show a run, and where. Guarded by the follower's
 * lock.
 */
class ListVisibility {

	/** Lists that may lack a run before it is polled alone. */
	private static final int MAX_MISSED = 2;

	private static final int GIVEN_UP = Integer.MAX_VALUE / 2;

	/** Polls of the run alone before lists are tried again, at first. */
	private static final int POLLS_BEFORE_RETRY = 4;

	/** Runs that the list shows before its page, which may get smaller or larger. */
	private int before;

	/** Lists that should have shown the run and did not. */
	private int missed;

	/** When the list was asked that was given up since it lacks the run. */
	private @Nullable Long lackedAt;

	/** Polls of the run alone since lists were given up. */
	private int pollsAlone;

	/** Number of times that lists were tried again. */
	private int retries;

	boolean isExpected() {
		return this.missed < MAX_MISSED;
	}

	/** The page on which the run was seen last, or may be now, from 1. */
	int page(int pageSize) {
		return this.before / pageSize + 1;
	}

	void seenAfter(int before) {
		this.before = before;
		this.missed = 0;
	}

	void expectAfter(int before) {
		this.before = before;
	}

	void missed() {
		this.missed++;
	}

	void giveUp() {
		this.missed = GIVEN_UP;
		this.lackedAt = null;
	}

	/** A list lacks the run, as it was when the list was asked. */
	void lacked(long asked) {
		giveUp();
		this.lackedAt = asked;
	}

	/** Returns when a list was asked that lacks the run; {@code null} for never. */
	@Nullable Long lackedAt() {
		return this.lackedAt;
	}

	/** Another list may show the run. */
	void expectAnew() {
		this.before = 0;
		this.missed = 0;
	}

	/** The run was polled alone: lists that lack it are tried again, ever more rarely. */
	void polledAlone() {
		if (!isExpected() && ++this.pollsAlone >= POLLS_BEFORE_RETRY << Math.min(this.retries, 10)) {
			this.pollsAlone = 0;
			this.retries++;
			this.missed = 0;
		}
	}

}
