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
	 * @param id the caller's name for the start: a second one of that name is the first
	 * @return the run's identifier, once FLORA has told it; {@code null} if another
	 * caller waits for that
	 */
	@Nullable String start(String id, GenerationForm form) {
		return start(id, form, (ex) -> true);
	}

	/**
	 * Starts a run for somebody who waits for a moment only. A browser has six
	 * connections for all that it asks of a server, and a start that has to be confirmed
	 * takes up to two minutes.
	 * @param id the caller's name for the start: a second one of that name is the first
	 * @return the run's identifier, or {@code null} if FLORA has not told it within that
	 * moment: the gallery will
	 */
	CompletableFuture<@Nullable String> startSoon(String id, GenerationForm form) {
		CompletableFuture<@Nullable String> runId = new CompletableFuture<>();
		Observation request = Objects.requireNonNullElse(this.observations.getCurrentObservation(), Observation.NOOP);
		this.executor.execute(() -> request.scoped(() -> start(id, form, runId)));
		return runId.completeOnTimeout(null, MOMENT_IN_MILLIS, TimeUnit.MILLISECONDS);
	}

	private void start(String id, GenerationForm form, CompletableFuture<@Nullable String> runId) {
		try {
			runId.complete(start(id, form, runId::completeExceptionally));
		}
		catch (RuntimeException ex) {
			if (!runId.completeExceptionally(ex) && ex instanceof FloraException failure) {
				FloraProblems.logged(failure);
			}
		}
	}

	private @Nullable String start(String id, GenerationForm form, Predicate<RuntimeException> tells) {
		String runId = this.follower.start(id, form, () -> form.toRequest(this.assets), tells);
		if (runId != null) {
			this.started.add(runId);
		}
		return runId;
	}

}
