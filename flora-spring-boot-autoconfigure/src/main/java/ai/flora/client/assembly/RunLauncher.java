package ai.flora.client.assembly;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

import ai.flora.client.FloraFollowEndedException;
import ai.flora.client.FloraStartUnconfirmedException;
import ai.flora.client.GenerationRequest;
import ai.flora.client.RequestOptions;
import ai.flora.client.Run;
import ai.flora.client.RunHandle;
import ai.flora.client.StartedRun;
import ai.flora.client.internal.Durations;
import ai.flora.client.internal.RunOrigin;
import ai.flora.client.internal.batch.GenerationLauncher;
import ai.flora.client.internal.batch.GenerationLauncher.Launched;
import ai.flora.client.internal.follow.RunFollower;
import ai.flora.client.internal.model.Models;
import ai.flora.client.internal.start.AcceptedStart;
import ai.flora.client.internal.start.RunStarter;
import ai.flora.client.internal.start.StartsForBatches;
import ai.flora.client.internal.start.order.GenerationOrder;
import ai.flora.client.internal.start.order.StartOrder;
import ai.flora.client.internal.time.Deadline;
import ai.flora.client.internal.transport.FloraTransport;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * Starts a run of any kind, and follows it to its end. Each method is given the start as
 * a function of the options of its call.
 */
class RunLauncher {

	private final FloraTransport transport;

	private final RunStarter starter;

	private final RunFollower follower;

	private final Models models;

	private final @Nullable Duration safetyInterval;

	/**
	 * Creates a launcher.
	 * @param transport knows the timeout of calls that name none
	 * @param starter starts runs
	 * @param follower follows them
	 * @param models learns what runs cost
	 * @param safetyInterval time between polls of a run whose end FLORA will post;
	 * {@code null} to poll as usual
	 */
	RunLauncher(FloraTransport transport, RunStarter starter, RunFollower follower, Models models,
			@Nullable Duration safetyInterval) {
		this.transport = transport;
		this.starter = starter;
		this.follower = follower;
		this.models = models;
		this.safetyInterval = safetyInterval;
	}

	StartedRun create(Function<RequestOptions, AcceptedStart> start, RequestOptions options) {
		return remember(startAndLearn(start, options));
	}

	StartedRun resolve(FloraStartUnconfirmedException unconfirmed, StartOrder order) {
		return remember(resolveAndLearn(unconfirmed, order));
	}

	private AcceptedStart resolveAndLearn(FloraStartUnconfirmedException unconfirmed, StartOrder order) {
		return learn(this.starter.resolve(unconfirmed, order));
	}

	RunHandle submit(Function<RequestOptions, AcceptedStart> start, RequestOptions options) {
		return followed(startAndLearn(start, options)).handle();
	}

	/** Starts the generations of batches, and follows them. */
	GenerationLauncher generationLauncher() {
		StartsForBatches starts = this.starter.forBatches();
		return new GenerationLauncher() {

			@Override
			public Launched start(GenerationRequest request, boolean checked, BooleanSupplier withdrawn) {
				return followed(startAndLearn((options) -> starts.start(request, checked, withdrawn),
						RequestOptions.defaults()));
			}

			@Override
			public Launched resolve(FloraStartUnconfirmedException unconfirmed) {
				return followed(resolveAndLearn(unconfirmed, GenerationOrder.of(unconfirmed)));
			}

		};
	}

	private Launched followed(AcceptedStart accepted) {
		try {
			RunHandle handle = this.follower.follow(accepted.run(), origin(accepted),
					accepted.callbackExpected() ? this.safetyInterval : null);
			return new Launched(handle, accepted.neededLists());
		}
		catch (Throwable ex) {
			throw new FloraFollowEndedException(accepted.run().runId(), "it could not be followed", ex);
		}
	}

	Run run(Function<RequestOptions, AcceptedStart> start) {
		return submit(start, RequestOptions.defaults()).await();
	}

	Run run(Function<RequestOptions, AcceptedStart> start, Duration timeout) {
		Assert.isTrue(timeout.compareTo(Duration.ZERO) > 0, "'timeout' must be positive");
		Deadline deadline = Deadline.in(timeout, this.transport.timing());
		Duration callTimeout = this.transport.settings().callTimeout();
		RunHandle handle = submit(start, RequestOptions.defaults().withTimeout(Durations.min(timeout, callTimeout)));
		return handle.await(deadline.remainingTimeout());
	}

	private AcceptedStart startAndLearn(Function<RequestOptions, AcceptedStart> start, RequestOptions options) {
		return learn(start.apply(options));
	}

	/** Tells prices what only the request and its response say. */
	private AcceptedStart learn(AcceptedStart accepted) {
		String model = accepted.model();
		if (model != null) {
			this.models.learned().started(accepted.run(), model);
		}
		return accepted;
	}

	private StartedRun remember(AcceptedStart accepted) {
		this.follower.rememberStart(accepted.run(), origin(accepted));
		return accepted.run();
	}

	private static RunOrigin origin(AcceptedStart accepted) {
		StartOrder order = accepted.order();
		return new RunOrigin(order.request().reference(), accepted.model(), accepted.projectId(),
				order.place(accepted.run()), accepted.span(), null);
	}

}
