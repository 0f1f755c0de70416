package ai.flora.client.internal.follow;

/**
 * Whether lists can be expected to show a run, and on which page. Guarded by the
 * follower's lock.
 */
class ListVisibility {

	/** How often a run may be missing from lists before it is looked at alone. */
	private static final int MAX_MISSED = 2;

	private static final int GIVEN_UP = Integer.MAX_VALUE / 2;

	private int page = 1;

	/** How often a list that should have shown it did not. */
	private int missed;

	/** Looks at it alone since lists were given up, and how often they were. */
	private int alone;

	private int rounds;

	boolean isExpected() {
		return this.missed < MAX_MISSED;
	}

	/** The page on which it was seen last, or may be now. */
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

	/**
	 * Lists that did not show it may do so later, but are tried ever more rarely.
	 */
	void seenAlone() {
		if (!isExpected() && ++this.alone >= 4 << Math.min(this.rounds, 10)) {
			this.alone = 0;
			this.rounds++;
			this.missed = 0;
		}
	}

}
