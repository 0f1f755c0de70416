package ai.flora.client.internal.start;

import java.net.URI;

import ai.flora.client.RunRequest;
import ai.flora.client.StartedRun;
import ai.flora.client.internal.RunKind;
import ai.flora.client.internal.transport.Operation;
import org.jspecify.annotations.Nullable;

/**
 * The order of a run: all in which starts of one kind differ from those of another.
 * Immutable.
 *
 * @since 0.1.0
 */
public interface StartOrder {

	/**
	 * What is to be started.
	 * @return the request, as far as it is completed
	 */
	RunRequest request();

	/**
	 * The kind of run, which says where it is listed.
	 * @return the kind
	 */
	RunKind kind();

	/**
	 * What the start is called in messages.
	 * @return the beginning of a sentence, such as {@code Start of an image}
	 */
	String subject();

	/**
	 * What makes the run, as lists name it.
	 * @return identifier of the model or technique; {@code null} if any may
	 */
	@Nullable String maker();

	/**
	 * The URL that FLORA posts the end to.
	 * @return the URL; {@code null} for none
	 */
	@Nullable URI callbackUrl();

	/**
	 * Whether the client may name a URL of its own: the request leaves it open.
	 * @return whether it may
	 */
	boolean takesCallback();

	/**
	 * Whether FLORA's refusal of the request tells that no earlier attempt has started
	 * anything: what FLORA compares it with does not change meanwhile.
	 * @return whether it does
	 */
	boolean isRefusalFinal();

	/**
	 * The technique under whose own route alone the run is read.
	 * @return its identifier; {@code null} if the run is read as any other
	 */
	default @Nullable String nestedIn() {
		return null;
	}

	/**
	 * Completes the request.
	 * @param workspaceId workspace to bill
	 * @param projectId project to file the run under; {@code null} if the kind has none
	 * @return the order
	 */
	StartOrder in(String workspaceId, @Nullable String projectId);

	/**
	 * Names a URL of the client's own.
	 * @param callbackUrl where FLORA is to post the end
	 * @return the order
	 */
	StartOrder calledBackAt(URI callbackUrl);

	/**
	 * FLORA's operation.
	 * @param idempotencyKey the key of all attempts
	 * @return the operation
	 * @throws IllegalArgumentException if the request cannot be written as JSON
	 */
	Operation<StartedRun> operation(String idempotencyKey);

}
