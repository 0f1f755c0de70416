package ai.flora.client.internal.start.order;

import java.net.URI;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;

import ai.flora.client.FloraStartUnconfirmedException;
import ai.flora.client.GenerationRequest;
import ai.flora.client.RunRequest;
import ai.flora.client.StartedRun;
import ai.flora.client.internal.RunKind;
import ai.flora.client.internal.RunOrigin;
import ai.flora.client.internal.RunPlace;
import ai.flora.client.internal.operation.Operation;
import ai.flora.client.internal.time.Deadline;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * The order of a run: all that starting, and finding the run of a lost response, have to
 * know of its kind. Immutable.
 *
 * @since 0.1.0
 */
public interface StartOrder {

	/**
	 * Returns the request.
	 * @return the request, with its workspace and project once they are known
	 */
	RunRequest request();

	/**
	 * Returns the kind of run, which says where it is listed.
	 * @return the kind
	 */
	RunKind kind();

	/**
	 * Returns the subject of messages.
	 * @return the beginning of a sentence, such as {@code Start of an image}
	 */
	String subject();

	/**
	 * Returns the model or technique that lists name with the run.
	 * @return its identifier; {@code null} if it may be any, or lists name none
	 */
	@Nullable String modelOrTechniqueId();

	/**
	 * Returns the URL that FLORA posts the end to.
	 * @return the URL; {@code null} for none
	 */
	@Nullable URI callbackUrl();

	/**
	 * Tells whether the client may name a URL of its own: the request leaves it open.
	 * @return whether it may
	 */
	boolean takesCallback();

	/**
	 * Returns the model of the run, which only generations have.
	 * @param started FLORA's response; {@code null} as long as there is none
	 * @return the model that FLORA names, or else that the request names; {@code null} if
	 * neither does
	 */
	default @Nullable String model(@Nullable StartedRun started) {
		return null;
	}

	/**
	 * Returns where FLORA tells of the run.
	 * @param started FLORA's response; {@code null} as long as there is none
	 * @return the place
	 */
	default RunPlace place(@Nullable StartedRun started) {
		return new RunPlace(kind(), null, null);
	}

	/**
	 * Returns what is known of the run before FLORA has responded.
	 * @return the origin of the run
	 */
	default RunOrigin origin() {
		return new RunOrigin(request().reference(), model(null), request().projectId(), place(null));
	}

	/**
	 * Has a generation checked before it is sent for the first time. Orders of other
	 * kinds are made by what a technique or an action declares, and need no check.
	 * @param check throws to refuse a generation
	 * @param deadline when the start has to end
	 */
	default void check(BiConsumer<GenerationRequest, Deadline> check, Deadline deadline) {
	}

	/**
	 * Has media of a generation imported that FLORA cannot fetch.
	 * @param media returns a generation whose media FLORA can fetch
	 * @param deadline when the start has to end
	 * @return the order
	 */
	default StartOrder withMedia(BiFunction<GenerationRequest, Deadline, GenerationRequest> media, Deadline deadline) {
		return this;
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
	 * Names the caller's own name for it, which is never sent.
	 * @param reference the caller's name; {@code null} for none
	 * @return the order
	 */
	StartOrder referredToAs(@Nullable String reference);

	/**
	 * Names the inputs whose texts are no links to media, or need not be: a link may be
	 * all that such a text says.
	 * @return the names of inputs; only those of an order that is fitted to what FLORA
	 * declares say for sure which they are
	 */
	default Set<String> texts() {
		return Set.of();
	}

	/**
	 * Returns the technique or the action that declares its inputs.
	 * @return its identifier, which is FLORA's own in an order that is fitted to it;
	 * {@code null} if FLORA declares no inputs
	 */
	default @Nullable String declaredBy() {
		return null;
	}

	/**
	 * Names the inputs that say something, as a technique or an action declares them:
	 * they may have other names once that is saved anew.
	 * @return the names of inputs; none if FLORA declares none
	 */
	default Set<String> inputs() {
		return Set.of();
	}

	/**
	 * Returns what it asks for, apart from its {@linkplain #params() parameters}. An
	 * order of the same kind that equals it in both may be the same one, made once more:
	 * links to media may have been signed anew, or lead to another upload.
	 * @param texts the {@linkplain #texts() texts} of the order that is sent
	 * @return what {@link OrderContent} can compare
	 */
	Object content(Set<String> texts);

	/**
	 * Returns its parameters as they are now. They are read by code of the application,
	 * which may wait for others: not to be called with any lock.
	 * @return what {@link OrderContent} can compare; {@code null} if the kind has none
	 * @throws IllegalArgumentException if they cannot be written as JSON
	 */
	default @Nullable Object params() {
		return null;
	}

	/**
	 * Returns the name of FLORA's operation, for meters.
	 * @return the name, though the request may not be written as JSON any more
	 */
	String operationName();

	/**
	 * Makes FLORA's operation.
	 * @param idempotencyKey the key of all attempts
	 * @return the operation
	 * @throws IllegalArgumentException if the request cannot be written as JSON
	 */
	Operation<StartedRun> operation(String idempotencyKey);

	/**
	 * Returns the request of a start in doubt.
	 * @param <R> the type of request
	 * @param unconfirmed what the start ended in
	 * @param type the type of request
	 * @param kind the kind of start in messages, such as {@code an action}
	 * @return the request
	 * @throws IllegalArgumentException if it was a start of another kind
	 */
	static <R extends RunRequest> R request(FloraStartUnconfirmedException unconfirmed, Class<R> type, String kind) {
		Assert.isInstanceOf(type, unconfirmed.request(),
				() -> "The start in doubt is not one of " + kind + ": resolve it by the client that started it");
		return type.cast(unconfirmed.request());
	}

}
