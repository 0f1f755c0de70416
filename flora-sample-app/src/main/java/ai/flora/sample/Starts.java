package ai.flora.sample;

import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

import ai.flora.client.FloraException;
import ai.flora.client.asset.FloraAssetsClient;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.task.SimpleAsyncTaskExecutorBuilder;
import org.springframework.stereotype.Component;

/**
 * Starts runs on threads of its own: a caller waits for the start for a moment.
 */
@Component
class Starts {

	/** FLORA responds within it, as a rule. */
	private static final int MOMENT_IN_MILLIS = 1000;

	private static final int MAX_AT_ONCE = 100;

	private final FloraAssetsClient assets;

	private final GalleryFollower follower;

	private final StartedRuns started;

	private final ObservationRegistry observations;

	private final Executor executor;

	Starts(FloraAssetsClient assets, GalleryFollower follower, StartedRuns started, ObservationRegistry observations,
			SimpleAsyncTaskExecutorBuilder executor) {
		this.assets = assets;
		this.follower = follower;
		this.started = started;
		this.observations = observations;
		this.executor = executor.threadNamePrefix("start-").concurrencyLimit(MAX_AT_ONCE).build();
	}

	/**
	 * Starts a run.
	 * @return its identifier, once FLORA has told it
	 */
	String start(GenerationForm form) {
		return start(form, (ex) -> true);
	}

	/**
	 * Starts a run for somebody who waits for a moment only. A browser has six
	 * connections for all that it asks of a server, and a start that has to be confirmed
	 * takes up to two minutes.
	 * @return the run's identifier, or {@code null} if FLORA has not told it within that
	 * moment: the gallery will
	 */
	CompletableFuture<@Nullable String> startSoon(GenerationForm form) {
		CompletableFuture<@Nullable String> runId = new CompletableFuture<>();
		Observation request = Objects.requireNonNullElse(this.observations.getCurrentObservation(), Observation.NOOP);
		this.executor.execute(() -> request.scoped(() -> start(form, runId)));
		return runId.completeOnTimeout(null, MOMENT_IN_MILLIS, TimeUnit.MILLISECONDS);
	}

	private void start(GenerationForm form, CompletableFuture<@Nullable String> runId) {
		try {
			runId.complete(start(form, runId::completeExceptionally));
		}
		catch (RuntimeException ex) {
			if (!runId.completeExceptionally(ex) && ex instanceof FloraException failure) {
				FloraProblems.logged(failure);
			}
		}
	}

	private String start(GenerationForm form, Predicate<RuntimeException> tells) {
		String runId = this.follower.start(form, () -> form.toRequest(this.assets), tells);
		this.started.add(runId);
		return runId;
	}

}
