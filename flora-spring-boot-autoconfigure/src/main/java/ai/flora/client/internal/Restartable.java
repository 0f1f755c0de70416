package ai.flora.client.internal;

/**
 * A client that can be made to begin anew: between two tests of one application.
 *
 * @since 0.1.0
 */
public interface Restartable {

	/**
	 * Follows nothing any more, and forgets what it has learnt, as if it were closed and
	 * built once more with the same settings. Waits for runs end. Does nothing once
	 * the client is closed.
	 */
	void restart();

}
