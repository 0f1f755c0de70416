package ai.flora.client.internal.follow;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

import ai.flora.client.FloraRunEndedEvent;
import ai.flora.client.Run;
import ai.flora.client.internal.LatestEntries;
import ai.flora.client.internal.RunOrigin;
import ai.flora.client.internal.follow.notification.Notifications;
import ai.flora.client.internal.follow.notification.RunEndEvents;
import ai.flora.client.internal.follow.plan.ModelDurations;
import ai.flora.client.observation.FloraMeterRecorder;
import ai.flora.client.observation.FloraRunTracer;
import ai.flora.client.observation.FloraRunTracer.RunSpan;
import org.jspecify.annotations.Nullable;

/**
 * Records the end of each run, and tells the application: once, however often the end is
 * seen. Guarded by the follower's lock.
 */
class RunEndRecorder {

	/** Runs whose recorded ends are remembered, so that none is recorded twice. */
	private static final int MAX_RECORDED = 10_000;

	private final FloraMeterRecorder recorder;

	private final FloraRunTracer tracer;

	private final ModelDurations durations;

	private final LateCostPolls lateCostPolls;

	private final Set<String> recorded = LatestEntries.set(MAX_RECORDED);

	private final RunEndEvents events;

	/**
	 * Creates a recorder that has recorded no end.
	 * @param recorder writes meters
	 * @param tracer makes the spans of runs whose starts are not known
	 * @param durations learns from the ends
	 * @param lateCostPolls polls for costs that are late
	 * @param events tell the application
	 */
	RunEndRecorder(FloraMeterRecorder recorder, FloraRunTracer tracer, ModelDurations durations,
			LateCostPolls lateCostPolls, RunEndEvents events) {
		this.recorder = recorder;
		this.tracer = tracer;
		this.durations = durations;
		this.lateCostPolls = lateCostPolls;
		this.events = events;
	}

	/** Returns whether the end of a run is recorded, unless that was long ago. */
	boolean isRecorded(String runId) {
		return this.recorded.contains(runId);
	}

	/**
	 * A run has ended, and no poll will ever show how: if FLORA has reported that it
	 * failed, that is how.
	 */
	void endedAsReported(FollowedRun run, long now, Notifications notifications) {
		Run failure = run.endReport().failure();
		if (failure != null) {
			ended(run, failure, NoticedBy.WEBHOOK, null, now, notifications);
		}
	}

	/**
	 * A run has ended.
	 * @param floraNow when that was seen, by FLORA's clock; {@code null} if it was not
	 */
	void ended(FollowedRun run, Run ended, NoticedBy by, @Nullable Instant floraNow, long now,
			Notifications notifications) {
		if (!this.recorded.add(run.runId())) {
			return;
		}
		record(run, ended, by, floraNow, now, notifications);
		RunOrigin origin = run.origin();
		// Last: handles, which are added to the notifications after this, are told
		// before.
		notifications.addLast(this.events.add(
				new FloraRunEndedEvent(ended, origin.reference(), run.model(), origin.projectId(), List.of()),
				run.context()));
	}

	private void record(FollowedRun run, Run ended, NoticedBy by, @Nullable Instant floraNow, long now,
			Notifications notifications) {
		Duration took = null;
		if (ended.createdAt() != null && ended.completedAt() != null
				&& !ended.completedAt().isBefore(ended.createdAt())) {
			took = Duration.between(ended.createdAt(), ended.completedAt());
			this.durations.ended(run.model(), took);
		}
		Notifications meters = new Notifications();
		Duration duration = took;
		String model = run.model();
		String type = run.origin().place().kind().wireName();
		meters.add(() -> this.recorder.ended(type, ended, model, duration));
		if (ended.completedAt() != null && floraNow != null && run.isKnownRunning()) {
			Duration delay = Duration.between(ended.completedAt(), floraNow);
			meters.add(() -> this.recorder.noticed(delay.isNegative() ? Duration.ZERO : delay, by.meterValue()));
		}
		BigDecimal cost = ended.chargedCost();
		if (cost != null) {
			meters.add(() -> this.recorder.charged(type, ended, model, cost));
		}
		else {
			// FLORA charges some failed runs, too.
			this.lateCostPolls.add(run, now);
		}
		RunSpan span = run.origin().span();
		notifications.add(() -> trace(span, type, ended, model, meters));
	}

	/** Meters are written within the span if there is one, and once in any case. */
	private void trace(@Nullable RunSpan start, String type, Run ended, @Nullable String model, Notifications meters) {
		AtomicBoolean written = new AtomicBoolean();
		Runnable once = () -> {
			if (written.compareAndSet(false, true)) {
				meters.deliver();
			}
		};
		try {
			RunSpan span = (start != null) ? start : this.tracer.followed();
			span.ended(type, ended, model, once);
		}
		finally {
			once.run();
		}
	}

}
