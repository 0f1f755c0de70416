package ai.flora.client;

import java.io.Serializable;

import org.jspecify.annotations.Nullable;

/**
 * A request that starts a run: a {@link GenerationRequest}, or the request of a technique
 * or an action. Only this client's own requests implement it.
 *
 * @since 0.1.0
 */
public interface RunRequest extends Serializable {

	/**
	 * The workspace to bill.
	 * @return the id; {@code null} for the client's own
	 */
	@Nullable String workspaceId();

	/**
	 * The project of the run.
	 * @return the id; {@code null} for the client's own, and if runs of this kind have no
	 * project
	 */
	@Nullable String projectId();

	/**
	 * The caller's own idempotency key. FLORA accepts a key once within two hours.
	 * @return the key; {@code null} for a fresh key, as usual
	 */
	@Nullable String idempotencyKey();

	/**
	 * The caller's own name for the run, such as the number of an order. It is never
	 * sent.
	 * @return the name; {@code null} for none
	 */
	@Nullable String reference();

}
