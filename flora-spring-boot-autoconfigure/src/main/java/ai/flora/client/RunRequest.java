package ai.flora.client;

import java.io.Serializable;

import org.jspecify.annotations.Nullable;

/**
 * What is to be started, whatever its kind: a {@link GenerationRequest}, or a request of
 * a technique or an action. Only this client's own requests implement it.
 *
 * @since 0.1.0
 */
public interface RunRequest extends Serializable {

	/**
	 * Workspace to bill.
	 * @return the id; {@code null} for the client's own
	 */
	@Nullable String workspaceId();

	/**
	 * Project to file the run under.
	 * @return the id; {@code null} for the client's own, and if runs of this kind name no
	 * project
	 */
	@Nullable String projectId();

	/**
	 * The caller's own key, which FLORA accepts once within two hours.
	 * @return the key; {@code null}, as usual, for a fresh one
	 */
	@Nullable String idempotencyKey();

	/**
	 * The caller's own name for what is made, such as the number of an order. It is never
	 * sent.
	 * @return the name; {@code null} for none
	 */
	@Nullable String reference();

}
