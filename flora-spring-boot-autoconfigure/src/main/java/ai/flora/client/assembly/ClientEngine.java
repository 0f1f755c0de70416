package ai.flora.client.assembly;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;

import ai.flora.client.FloraQuoteStartedRunException;
import ai.flora.client.GenerationRequest;
import ai.flora.client.StartedRun;
import ai.flora.client.internal.RunOrigin;
import ai.flora.client.internal.RunPlace;
import ai.flora.client.internal.asset.AssetCalls;
import ai.flora.client.internal.asset.DefaultFloraAssetsClient;
import ai.flora.client.internal.asset.ForeignMedia;
import ai.flora.client.internal.batch.BatchStarter;
import ai.flora.client.internal.callback.CallbackUrls;
import ai.flora.client.internal.callback.StartCallbacks;
import ai.flora.client.internal.context.RunContexts;
import ai.flora.client.internal.follow.RunFollower;
import ai.flora.client.internal.follow.RunSource;
import ai.flora.client.internal.follow.notification.OutputSaving;
import ai.flora.client.internal.model.Models;
import ai.flora.client.internal.operation.Quote;
import ai.flora.client.internal.output.DefaultFloraOutputs;
import ai.flora.client.internal.output.Downloads;
import ai.flora.client.internal.project.ProjectCalls;
import ai.flora.client.internal.run.RunCalls;
import ai.flora.client.internal.start.RunStarter;
import ai.flora.client.internal.start.order.DefaultsLookup;
import ai.flora.client.internal.start.order.ProjectLookup;
import ai.flora.client.internal.time.Deadline;
import ai.flora.client.internal.transport.FloraTransport;
import ai.flora.client.internal.workspace.OwnWorkspace;
import org.jspecify.annotations.Nullable;

/**
 * Does the work of a client: one transport, one starter and one follower, which all parts
 * of the client share.
 */
class ClientEngine {

	private final ClientExecutors executors;

	private final FloraTransport transport;

	private final AssetCalls assets;

	private final ProjectCalls projects;

	private final DefaultsLookup defaults;

	private final Models models;

	private final OwnWorkspace workspace;

	private final @Nullable StartCallbacks callbacks;

	private final RunStarter starter;

	private final RunCalls runs;

	private final RunFollower follower;

	private final Downloads downloads;

	private final RunLauncher launcher;

	private final BatchStarter batches;

	ClientEngine(ClientSettings settings) {
		this.executors = new ClientExecutors(settings.threads().virtual(), settings.threads().makers());
		this.transport = new FloraTransport(settings.transport(), settings.http().apply(this.executors.calls()),
				settings.instrumentation(), this::rateLimited);
		this.downloads = new Downloads(this.transport, settings.outputs().downloads(), this.executors.calls());
		this.workspace = new OwnWorkspace(this.transport, settings.defaults().workspaceId());
		this.assets = new AssetCalls(this.transport, this.workspace);
		this.projects = new ProjectCalls(this.transport, this.workspace);
		this.defaults = new DefaultsLookup(settings.defaults(), this.workspace, namedProject(settings.projectName()));
		this.models = new Models(this.transport, settings.models(), this::quote);
		CallbackUrls callbackUrls = settings.deliveries().callbacks();
		this.callbacks = (callbackUrls != null) ? new StartCallbacks(callbackUrls) : null;
		this.starter = new RunStarter(this.transport, this.defaults, this.callbacks, this.models.check()::beforeStart,
				foreignMedia()::fetchable);
		this.runs = new RunCalls(this.transport, this.starter::observe);
		RunContexts contexts = new RunContexts(settings.instrumentation().observations(),
				settings.threads().taskDecorator(), settings.instrumentation().runs());
		RunSource source = new TransportRunSource(this.transport, settings.defaults(), this.runs,
				this.models.learned());
		this.follower = new RunFollower(source, settings.follow(), this.defaults::projectId,
				settings.instrumentation().meters(), this.executors.ofFollower(contexts), settings.endListener(),
				saving(settings.outputs()));
		this.launcher = new RunLauncher(this.transport, this.starter, this.follower, this.models,
				settings.deliveries().safetyInterval());
		this.batches = new BatchStarter(this.executors.calls(), this.transport, this.starter.forBatches(), this.models,
				contexts);
	}

	private @Nullable OutputSaving saving(ClientSettings.Outputs settings) {
		Path directory = settings.directory();
		if (directory == null) {
			return null;
		}
		DefaultFloraOutputs outputs = new DefaultFloraOutputs(() -> this.downloads);
		return new OutputSaving((run) -> outputs.savings(run, directory), settings.downloads().timeout());
	}

	private ForeignMedia foreignMedia() {
		return new ForeignMedia(new DefaultFloraAssetsClient(() -> this.assets), this.transport.settings().baseUrl(),
				this.transport.timing());
	}

	private @Nullable ProjectLookup namedProject(@Nullable String name) {
		return (name == null) ? null : (subject, workspaceId,
				deadline) -> this.projects.findOrCreate(subject, workspaceId, name, deadline).projectId();
	}

	/** While FLORA limits the rate, polls and starts of batches wait for other calls. */
	private void rateLimited(Duration pause) {
		this.follower.pause(pause);
		this.batches.rateLimited(pause);
	}

	/**
	 * Asks for a price. A FLORA that does not know quotes starts a run instead: its run
	 * is followed, and named by the exception, since it is charged.
	 */
	private @Nullable BigDecimal quote(GenerationRequest request) {
		Quote quote = this.starter.otherStarts().quote(request);
		StartedRun run = (quote != null) ? quote.run() : null;
		if (run != null) {
			FloraQuoteStartedRunException thrown = new FloraQuoteStartedRunException(run);
			try {
				this.follower.follow(run, new RunOrigin(request.reference(), run.modelId().orElse(request.model()),
						run.projectId(), RunPlace.USUAL), null);
			}
			catch (Throwable ex) {
				thrown.addSuppressed(ex);
			}
			throw thrown;
		}
		return (quote != null) ? quote.estimatedCost() : null;
	}

	Models models() {
		return this.models;
	}

	FloraTransport transport() {
		return this.transport;
	}

	AssetCalls assets() {
		return this.assets;
	}

	ProjectCalls projects() {
		return this.projects;
	}

	DefaultsLookup defaults() {
		return this.defaults;
	}

	/** {@code null} if starts name no path of their own. */
	@Nullable StartCallbacks callbacks() {
		return this.callbacks;
	}

	RunStarter starter() {
		return this.starter;
	}

	RunCalls runs() {
		return this.runs;
	}

	RunFollower follower() {
		return this.follower;
	}

	RunLauncher launcher() {
		return this.launcher;
	}

	Downloads downloads() {
		return this.downloads;
	}

	BatchStarter batches() {
		return this.batches;
	}

	boolean drain(Duration timeout) {
		Deadline deadline = Deadline.in(timeout, this.transport.timing());
		this.starter.end();
		this.batches.end();
		boolean told = this.follower.drain(timeout);
		if (this.starter.awaitEnd(Duration.ZERO)) {
			return told;
		}
		boolean started = this.starter.awaitEnd(deadline.remaining());
		// Runs may have ended meanwhile.
		return this.follower.drain(deadline.remaining()) && started;
	}

	void close() {
		this.batches.end();
		this.follower.close();
		this.transport.close();
		this.downloads.close();
		this.executors.close();
	}

}
