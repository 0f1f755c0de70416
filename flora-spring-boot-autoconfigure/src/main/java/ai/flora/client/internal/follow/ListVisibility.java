package ai.flora.client.internal.follow;

/**
 * Knows whether lists can be expected to show a run, and on which page. Guarded by the
 * follower's lock.
 */
class ListVisibility {

	/** Lists that may lack a run before it is polled alone. */
	private static final int MAX_MISSED = 2;

	private static final int GIVEN_UP = Integer.MAX_VALUE / 2;

	/** Polls of the run alone before lists are tried again, at first. */
	private static final int POLLS_BEFORE_RETRY = 4;

	private int page = 1;

	/** Lists that should have shown the run and did not. */
	private int missed;

	/** Polls of the run alone since lists were given up. */
	private int pollsAlone;

	/** Number of times that lists were tried again. */
	private int retries;

	boolean isExpected() {
		return this.missed < MAX_MISSED;
	}

	/** The page on which the run was seen last, or may be now. */
	int page() {
		return this.page;
	}

	void seenOn(int page) {
		this.page = page;
		this.missed = 0;
	}

	void expectOn(int page) {
		this.page = page;
	}

	void missed() {
		this.missed++;
	}

	void giveUp() {
		this.missed = GIVEN_UP;
	}

	/** Another list may show the run. */
	void expectAnew() {
		this.page = 1;
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
