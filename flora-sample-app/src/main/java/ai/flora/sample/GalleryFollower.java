package ai.flora.sample;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.function.Supplier;

import ai.flora.client.FloraException;
import ai.flora.client.FloraFollowEndedException;
import ai.flora.client.FloraGenerationsClient;
import ai.flora.client.FloraRequestRefusedException;
import ai.flora.client.FloraRunFailedException;
import ai.flora.client.FloraStartUnconfirmedException;
import ai.flora.client.FloraValidationException;
import ai.flora.client.GenerationRequest;
import ai.flora.client.RunHandle;
import ai.flora.sample.GenerationController.FieldProblem;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.stereotype.Component;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.server.ResponseStatusException;

/**
 * Starts runs and follows them, and tells the gallery.
 */
@Component
class GalleryFollower {

	private static final Log logger = LogFactory.getLog(GalleryFollower.class);

	private final FloraGenerationsClient flora;

	private final Gallery gallery;

	private final Map<String, RunHandle> handles = new ConcurrentHashMap<>();

	GalleryFollower(FloraGenerationsClient flora, Gallery gallery) {
		this.flora = flora;
		this.gallery = gallery;
	}

	/**
	 * Starts a run. The gallery shows it from now on, for the response may take as long
	 * as it takes to confirm a start.
	 * @param id the caller's name for the start: a second one of that name is the first
	 * @param form what is shown of it
	 * @param request what is sent; to make it may take a while, too
	 * @param tells tells callers what they have to change, so that it need not be shown;
	 * {@code false} if they wait no longer
	 * @return the run's identifier; {@code null} if a start of that name is on its way
	 */
	@Nullable String start(String id, GenerationForm form, Supplier<GenerationRequest> request,
			Predicate<RuntimeException> tells) {
		GalleryRun known = this.gallery.add(id, form);
		if (known != null) {
			return startedBefore(known, form);
		}
		RunHandle handle;
		try {
			handle = this.flora.submit(request.get());
		}
		catch (FloraFollowEndedException ex) {
			this.gallery.update(id, (run) -> run.lost(ex.runId(), lost()));
			throw ex;
		}
		catch (RuntimeException ex) {
			if (isCallersAffair(ex) && tells.test(ex)) {
				// The caller is told, and the gallery need not show it.
				this.gallery.remove(id);
			}
			else {
				this.gallery.update(id, (run) -> run.notStarted(state(ex), FloraProblems.ofStart(ex)));
			}
			throw ex;
		}
		this.gallery.update(id, (run) -> run.started(handle));
		follow(id, handle);
		return handle.runId();
	}

	/** A caller asks again who has not heard of what came of it. */
	private static @Nullable String startedBefore(GalleryRun known, GenerationForm form) {
		if (!known.form().equals(form)) {
			throw new ResponseStatusException(HttpStatus.UNPROCESSABLE_CONTENT,
					"This Idempotency-Key is that of another start. Nothing was started.");
		}
		ProblemDetail problem = known.problem();
		if (known.runId() == null && problem != null) {
			throw new ErrorResponseException(HttpStatus.valueOf(problem.getStatus()), problem, null);
		}
		return known.runId();
	}

	private static boolean isCallersAffair(RuntimeException failure) {
		return !(failure instanceof FloraException) || failure instanceof FloraRequestRefusedException
				|| (failure instanceof FloraValidationException ex && !FieldProblem.ofCaller(ex).isEmpty());
	}

	private static GalleryRun.State state(RuntimeException failure) {
		return (failure instanceof FloraStartUnconfirmedException) ? GalleryRun.State.UNCONFIRMED
				: GalleryRun.State.NOT_STARTED;
	}

	private void follow(String id, RunHandle handle) {
		this.handles.put(id, handle);
		handle.onUpdate((seen) -> this.gallery.update(id, (run) -> run.seen(seen)));
		handle.completion().whenComplete((completed, ex) -> {
			boolean waitedFor = this.handles.remove(id, handle);
			if (waitedFor && ex != null && !(ex instanceof FloraRunFailedException)) {
				if (ex.getCause() != null || !(ex instanceof FloraFollowEndedException)) {
					logger.warn(ex.getMessage());
				}
				this.gallery.update(id, (run) -> run.lost(lost()));
			}
		});
	}

	private static ProblemDetail lost() {
		ProblemDetail problem = ProblemDetail.forStatusAndDetail(HttpStatus.BAD_GATEWAY, "It may still end well.");
		problem.setTitle("The run is no longer followed");
		return problem;
	}

	/**
	 * Waits no longer. The run goes on, and costs what it costs: FLORA cannot cancel one.
	 */
	void stop(GalleryRun run) {
		RunHandle handle = this.handles.remove(run.id());
		if (handle != null) {
			this.gallery.update(run.id(), GalleryRun::left);
			handle.stop();
		}
	}

	/**
	 * Waits again.
	 */
	void followAgain(GalleryRun run) {
		String runId = run.runId();
		if (runId != null && !run.state().isEnd() && !this.handles.containsKey(run.id())) {
			this.gallery.update(run.id(), GalleryRun::followedAgain);
			follow(run.id(), this.flora.follow(runId));
		}
	}

}
