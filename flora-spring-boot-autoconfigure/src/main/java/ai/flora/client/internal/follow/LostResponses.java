package ai.flora.client.internal.follow;

import ai.flora.client.FloraException;
import ai.flora.client.FloraTimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Counts the polls in a row, of a run or of a list, to which no response has come in
 * time: FLORA may be slow. Any other outcome, be it a failure, shows that it is not.
 * Guarded by the follower's lock.
 */
class LostResponses {

	private int inARow;

	int inARow() {
		return this.inARow;
	}

	/**
	 * A poll has ended.
	 * @param failure its failure; {@code null} if it had a response
	 */
	void pollEnded(@Nullable FloraException failure) {
		this.inARow = (failure instanceof FloraTimeoutException) ? this.inARow + 1 : 0;
	}

}
