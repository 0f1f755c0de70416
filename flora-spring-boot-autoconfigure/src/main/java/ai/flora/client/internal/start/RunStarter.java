package ai.flora.client.internal.start;

import java.time.Duration;
import java.util.List;
import java.util.UUID;

import ai.flora.client.FloraException;
import ai.flora.client.FloraStartUnconfirmedException;
import ai.flora.client.FloraTimeoutException;
import ai.flora.client.Generation;
import ai.flora.client.GenerationQuery;
import ai.flora.client.GenerationRequest;
import ai.flora.client.Page;
import ai.flora.client.RequestOptions;
import ai.flora.client.StartedRun;
import ai.flora.client.internal.transport.Deadline;
import ai.flora.client.internal.transport.FloraTransport;
import ai.flora.client.internal.transport.Timing;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * Starts runs, each under a key by which FLORA charges it once, and finds the run of a
 * start whose answer was lost. Thread-safe.
 *
 * @since 0.1.0
 */
public final class RunStarter {

	private static final Log logger = LogFactory.getLog(RunStarter.class);

	private final FloraTransport transport;

	private final ClientDefaults scope;

	private final OutstandingStarts ledger;

	private final StartTools tools;

	private volatile @Nullable String onlyWorkspace;

	private final @Nullable CallbackUrls callbacks;

	/**
	 * Creates a starter.
	 * @param transport sends starts, and lists runs
	 * @param scope workspace and project of requests that name none
	 * @param callbacks where FLORA posts ends, unless a request says otherwise;
	 * {@code null} for nowhere
	 */
	public RunStarter(FloraTransport transport, ClientDefaults scope, @Nullable CallbackUrls callbacks) {
		this.callbacks = callbacks;
		this.transport = transport;
		this.scope = scope;
		this.ledger = new OutstandingStarts(transport.clock());
		this.tools = new StartTools(transport, this.ledger, new NewestRuns(transport, this.ledger), callbacks);
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
		Duration timeLeft = deadline.remaining();
		if (timeLeft.compareTo(StartCall.leastTime(deadline.timeout())) < 0) {
			throw new FloraTimeoutException("The deadline of " + deadline.timeout().toMillis()
					+ " ms passed while the workspace was looked up. Nothing was started: set flora.workspace-id.",
					null);
		}
		PendingStart start = pending(complete, expectsCallback(request) ? this.callbacks : null);
		this.ledger.opened(start, this.transport.timing().nanoTime());
		return send(start, options.withTimeout(timeLeft), null);
	}

	private PendingStart pending(GenerationRequest request, @Nullable CallbackUrls callbacks) {
		String callersKey = request.idempotencyKey();
		String key = (callersKey != null) ? callersKey : UUID.randomUUID().toString();
		CreationWindow window = new CreationWindow(this.transport.timing().nanoTime(), request.model());
		if (callbacks == null) {
			return new PendingStart(request, key, null, window, StartDoubt.now(this.transport.timing()));
		}
		String token = callbacks.token(callersKey);
		return new PendingStart(request.toBuilder().callbackUrl(callbacks.urlOf(token)).build(), key, token, window,
				StartDoubt.now(this.transport.timing()));
	}

	/**
	 * Asks FLORA again what became of a start, under the same key.
	 * @param doubt what an earlier call, perhaps of another instance, ended in
	 * @return the run
	 * @throws FloraStartUnconfirmedException if it is still not known, with what is known
	 * now
	 * @throws FloraException if nothing was started
	 */
	public StartedRun resolve(FloraStartUnconfirmedException doubt) {
		GenerationRequest request = doubt.request();
		Assert.isTrue(request.projectId() != null, "The start in doubt names no project");
		StartedRun known = this.ledger.resolved(request.projectId(), doubt.idempotencyKey());
		if (known != null) {
			return known;
		}
		PendingStart start = this.ledger.reopened(pending(doubt));
		if (!start.beginAsking()) {
			throw new FloraStartUnconfirmedException("another call is asking FLORA for it", doubt.idempotencyKey(),
					doubt.request(), doubt.candidates(), doubt.since(), doubt);
		}
		try {
			return send(start, RequestOptions.defaults(), doubt);
		}
		finally {
			start.endAsking();
		}
	}

	/** The start as far as the doubt tells. */
	private PendingStart pending(FloraStartUnconfirmedException doubt) {
		GenerationRequest request = doubt.request();
		Timing timing = this.transport.timing();
		Duration age = Duration.between(doubt.since(), timing.now());
		long since = timing.nanoTime() - (age.isNegative() ? 0 : age.toNanos());
		CreationWindow window = new CreationWindow(since, request.model());
		window.end(since + this.transport.settings().callTimeout().toNanos());
		String token = (this.callbacks != null) ? this.callbacks.tokenIn(request.callbackUrl()) : null;
		PendingStart start = new PendingStart(request, doubt.idempotencyKey(), token, window, StartDoubt.now(timing));
		start.doubt(new StartDoubt(since, doubt.since()));
		start.unanswered(since);
		return start;
	}

	/**
	 * Whether FLORA will tell this client of the end of a request's run.
	 * @param request the request, as its caller made it
	 * @return whether it will
	 */
	public boolean expectsCallback(GenerationRequest request) {
		return this.callbacks != null && request.callbackUrl() == null && !request.withoutCallback();
	}

	private StartedRun send(PendingStart start, RequestOptions options,
			@Nullable FloraStartUnconfirmedException earlier) {
		Timing timing = this.transport.timing();
		StartedRun started;
		try {
			started = this.transport.start(start.request(), start.key(), options,
					(call) -> new StartCall(start, this.tools, call, earlier).run());
		}
		catch (FloraStartUnconfirmedException ex) {
			if (earlier == null) {
				count();
			}
			throw ex;
		}
		catch (FloraException | IllegalArgumentException ex) {
			this.ledger.settled(start, null);
			throw ex;
		}
		catch (Throwable ex) {
			this.ledger.attempted(start, timing.nanoTime());
			throw ex;
		}
		remember(start, started);
		return started;
	}

	private void count() {
		try {
			this.transport.instrumentation().meters().startUnconfirmed("create");
		}
		catch (Throwable ex) {
			logger.warn("An unconfirmed start was not counted", ex);
		}
	}

	/** Nothing that fails from here on may hide the run. */
	private void remember(PendingStart start, StartedRun started) {
		try {
			this.ledger.answered(start, started, this.transport.timing().nanoTime());
			if (this.callbacks != null && start.token() != null) {
				this.callbacks.given(start.token(), started.runId());
			}
		}
		catch (Throwable ex) {
			logger.warn("The start of run " + started.runId() + " was not noted", ex);
		}
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
	 * Learns from a list how far lists lag behind, and who else starts runs.
	 * @param query what was asked for
	 * @param page what the list shows
	 * @param asked when it was asked for, by {@link Timing#nanoTime()}
	 */
	public void listed(GenerationQuery query, Page<Generation> page, long asked) {
		this.ledger.listed(query, page, asked);
	}

}
