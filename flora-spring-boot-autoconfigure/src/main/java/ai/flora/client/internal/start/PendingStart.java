package ai.flora.client.internal.start;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;

import ai.flora.client.FloraStartUnconfirmedException;
import ai.flora.client.Generation;
import ai.flora.client.GenerationRequest;
import ai.flora.client.StartedRun;
import org.jspecify.annotations.Nullable;

/**
 * A start whose run is not known yet.
 */
class PendingStart {

	private final GenerationRequest request;

	private final String key;

	private final @Nullable String token;

	private final CreationWindow window;

	private final StartDoubt opened;

	private final AtomicBoolean asking = new AtomicBoolean();

	private volatile @Nullable StartDoubt doubt;

	private volatile @Nullable Long unanswered;

	/**
	 * Creates a start.
	 * @param request what is to be started, with its workspace, project and callback
	 * @param key the key of all its attempts
	 * @param token the token of its callback, if it has one
	 * @param window when its run must have begun
	 * @param opened when this client heard of it
	 */
	PendingStart(GenerationRequest request, String key, @Nullable String token, CreationWindow window,
			StartDoubt opened) {
		this.request = request;
		this.key = key;
		this.token = token;
		this.window = window;
		this.opened = opened;
	}

	GenerationRequest request() {
		return this.request;
	}

	String key() {
		return this.key;
	}

	/** Whether the key is the caller's: then it may have been used before. */
	boolean hasCallersKey() {
		return this.request.idempotencyKey() != null;
	}

	@Nullable String token() {
		return this.token;
	}

	CreationWindow window() {
		return this.window;
	}

	/** When this client heard of it, by both clocks. */
	StartDoubt opened() {
		return this.opened;
	}

	String projectId() {
		return Objects.requireNonNull(this.request.projectId());
	}

	/** Since when it is in doubt, or {@code null} if it is not. */
	@Nullable StartDoubt doubt() {
		return this.doubt;
	}

	void doubt(StartDoubt doubt) {
		this.doubt = doubt;
	}

	/** When nobody answered last, on the monotonic clock; {@code null} for never. */
	@Nullable Long unanswered() {
		return this.unanswered;
	}

	void unanswered(long now) {
		this.unanswered = now;
	}

	/**
	 * Duplicates that are sent together may both run.
	 * @return whether nobody else is asking FLORA for it
	 */
	boolean beginAsking() {
		return this.asking.compareAndSet(false, true);
	}

	void endAsking() {
		this.asking.set(false);
	}

	StartedRun found(Generation generation) {
		return new StartedRun(generation.runId(), "generation", null, null, generation.model(), projectId(),
				generation.run().pollUrl());
	}

	FloraStartUnconfirmedException unconfirmed(String reason, List<Generation> candidates, Throwable cause) {
		return new FloraStartUnconfirmedException(reason, this.key, this.request, candidates,
				Objects.requireNonNull(this.doubt).since(), cause);
	}

}
