package ai.flora.client.start;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

import ai.flora.client.FloraConflictException;
import ai.flora.client.FloraException;
import ai.flora.client.FloraTimeoutException;
import ai.flora.client.Generation;
import ai.flora.client.GenerationRequest;
import ai.flora.client.RequestOptions;
import ai.flora.client.StartedRun;
import ai.flora.client.transport.Deadline;
import ai.flora.client.transport.FloraTransport;
import ai.flora.client.transport.UncertainStartException;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * Starts runs, each under a key by which FLORA charges it once, and finds the run of a
 * start whose answer was lost. Thread-safe.
 *
 * @since 0.1.0
 * @see <a href="https://developer.flora.ai/guides/generations/">FLORA: Generations</a>
 * @see <a href="https://developer.flora.ai/platform/idempotency/">FLORA: Idempotency</a>
 */
public final class Starter {

	/** Kept back of a start's time, to look for its run if no answer comes. */
	private static final Duration LONGEST_RESERVE = Duration.ofSeconds(10);

	private final FloraTransport transport;

	private final ClientScope scope;

	private final StartLedger ledger;

	private final LostStarts lostStarts;

	private volatile @Nullable String onlyWorkspace;

	private final @Nullable Callbacks callbacks;

	/**
	 * Creates a starter.
	 * @param transport sends starts, and lists runs
	 * @param scope workspace and project of requests that name none
	 * @param callbacks where FLORA posts ends, unless a request says otherwise;
	 * {@code null} for nowhere
	 */
	public Starter(FloraTransport transport, ClientScope scope, @Nullable Callbacks callbacks) {
		this.callbacks = callbacks;
		this.transport = transport;
		this.scope = scope;
		this.ledger = new StartLedger(transport.clock());
		this.lostStarts = new LostStarts(transport, this.ledger, callbacks);
	}

	/**
	 * Starts a run.
	 * @param request what to start
	 * @param options deadline, attempts and headers of this call
	 * @return FLORA's answer, or what lists tell of the run if that was lost
	 * @throws IllegalArgumentException if workspace or project are neither given nor
	 * known, or the request cannot be written as JSON; nothing was started
	 * @throws FloraException if there is no run, or none that is known for sure: the
	 * latter is an {@link ai.flora.client.FloraStartUnconfirmedException}
	 */
	public StartedRun start(GenerationRequest request, RequestOptions options) {
		Duration timeout = options.timeout();
		Deadline deadline = Deadline.in((timeout != null) ? timeout : this.transport.settings().callTimeout(),
				this.transport.timing());
		GenerationRequest complete = complete(request, deadline);
		String ownKey = complete.idempotencyKey();
		String key = (ownKey != null) ? ownKey : UUID.randomUUID().toString();
		Duration timeLeft = deadline.remaining().minus(reserve(deadline));
		if (timeLeft.compareTo(Duration.ZERO) <= 0) {
			throw new FloraTimeoutException("The deadline of " + deadline.timeout().toMillis()
					+ " ms passed while the workspace was looked up. Nothing was started: set flora.workspace-id.",
					null);
		}
		StartWindow window = new StartWindow(this.transport.timing().now(), complete.model());
		Callbacks callbacks = expectsCallback(request) ? this.callbacks : null;
		if (callbacks == null) {
			return send(new LostStart(complete, key, window, deadline, null), options.withTimeout(timeLeft));
		}
		String token = callbacks.newToken();
		GenerationRequest called = complete.toBuilder().callbackUrl(callbacks.urlOf(token)).build();
		return send(new LostStart(called, key, window, deadline, token), options.withTimeout(timeLeft));
	}

	/**
	 * Whether FLORA will tell this client of the end of a request's run.
	 * @param request the request, as its caller made it
	 * @return whether it will
	 */
	public boolean expectsCallback(GenerationRequest request) {
		return this.callbacks != null && request.callbackUrl() == null && !request.withoutCallback();
	}

	private StartedRun send(LostStart start, RequestOptions options) {
		this.ledger.opened(start.projectId(), start.window(), this.transport.timing().now());
		try {
			StartedRun started = this.transport.start(start.request(), start.idempotencyKey(), options);
			this.ledger.settled(start.projectId(), start.window(), started.runId());
			return started;
		}
		catch (UncertainStartException ex) {
			this.ledger.lost(start.window(), this.transport.timing().now());
			return find(start, ex);
		}
		catch (FloraException | IllegalArgumentException ex) {
			this.ledger.settled(start.projectId(), start.window(), null);
			throw ex;
		}
		catch (Throwable ex) {
			this.ledger.lost(start.window(), this.transport.timing().now());
			throw ex;
		}
	}

	private static Duration reserve(Deadline deadline) {
		Duration share = deadline.timeout().dividedBy(5);
		return (share.compareTo(LONGEST_RESERVE) < 0) ? share : LONGEST_RESERVE;
	}

	private StartedRun find(LostStart start, UncertainStartException ex) {
		boolean ownKey = start.request().idempotencyKey() != null;
		if (ownKey && ex.isAccepted() && ex.attempts() == 1 && ex.failure() instanceof FloraConflictException) {
			this.ledger.settled(start.projectId(), start.window(), null);
			throw ex.failure();
		}
		if (ownKey && start.token() == null) {
			throw start.unconfirmed("its key is the caller's own", List.of(), ex.failure());
		}
		return this.lostStarts.find(start, ex.failure());
	}

	private GenerationRequest complete(GenerationRequest request, Deadline deadline) {
		String projectId = (request.projectId() != null) ? request.projectId() : this.scope.projectId();
		Assert.isTrue(projectId != null,
				"A start needs a project: set flora.project-id (FloraClientBuilder.projectId), "
						+ "or GenerationRequest.Builder.projectId");
		String workspaceId = (request.workspaceId() != null) ? request.workspaceId() : this.scope.workspaceId();
		return request.toBuilder()
			.projectId(projectId)
			.workspaceId((workspaceId != null) ? workspaceId : onlyWorkspace(deadline))
			.build();
	}

	/** A key covers one workspace, and creating another key revokes it. */
	private String onlyWorkspace(Deadline deadline) {
		String known = this.onlyWorkspace;
		if (known != null) {
			return known;
		}
		List<String> ids = this.transport.workspaces(RequestOptions.defaults().withTimeout(deadline.remaining()));
		Assert.isTrue(ids.size() == 1,
				() -> "A start needs a workspace, and the key covers " + ids.size()
						+ ": set flora.workspace-id (FloraClientBuilder.workspaceId), "
						+ "or GenerationRequest.Builder.workspaceId");
		this.onlyWorkspace = ids.get(0);
		return ids.get(0);
	}

	/**
	 * Learns from a list who else starts runs.
	 * @param listed what a list shows
	 */
	public void listed(Collection<Generation> listed) {
		this.ledger.listed(listed);
	}

}
