package ai.flora.client.internal.follow;

import ai.flora.client.internal.follow.plan.ModelDurations;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

import ai.flora.client.Run;
import ai.flora.client.RunStatus;
import ai.flora.client.observation.FloraMeterRecorder;
import org.jspecify.annotations.Nullable;

/**
 * Records the end of each run, and tells the application of it: once, however often it is
 * seen. Guarded by the follower's lock.
 */
class RunEndRecorder {

	/** Runs that are remembered, so that no end is recorded twice. */
	private static final int MAX_RECORDED = 10_000;

	private final FloraMeterRecorder recorder;

	private final ModelDurations durations;

	private final @Nullable LateCostPolls costLooks;

	private final Executor events;

	private final Set<String> recorded = Collections.newSetFromMap(new LinkedHashMap<>() {

		@Override
		protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
			return size() > MAX_RECORDED;
		}

	});

	private @Nullable Consumer<Run> listener;

	/**
	 * Creates an instance that knows of no end.
	 * @param recorder told of ends
	 * @param durations learn from them
	 * @param costLooks look for costs that are late; {@code null} for none
	 * @param events tells the application of ends
	 */
	RunEndRecorder(FloraMeterRecorder recorder, ModelDurations durations, @Nullable LateCostPolls costLooks,
			Executor events) {
		this.recorder = recorder;
		this.durations = durations;
		this.costLooks = costLooks;
		this.events = events;
	}

	void listener(@Nullable Consumer<Run> listener) {
		this.listener = listener;
	}

	/** Whether the end of a run was seen, lately at least. */
	boolean isKnown(String runId) {
		return this.recorded.contains(runId);
	}

	void ended(FollowedRun run, Run ended, String by, Instant floraNow, long now, Notifications news) {
		if (!this.recorded.add(run.runId())) {
			return;
		}
		record(run, ended, by, floraNow, now, news);
		Consumer<Run> listener = this.listener;
		if (listener != null) {
			news.add(() -> Handover.run(this.events, () -> Notifications.tell(() -> listener.accept(ended))));
		}
	}

	private void record(FollowedRun run, Run ended, String by, Instant floraNow, long now, Notifications news) {
		Duration took = null;
		if (ended.createdAt() != null && ended.completedAt() != null
				&& ended.completedAt().isAfter(ended.createdAt())) {
			took = Duration.between(ended.createdAt(), ended.completedAt());
			this.durations.ended(run.model(), took);
		}
		Duration duration = took;
		news.add(() -> this.recorder.ended(ended, run.model(), duration));
		if (ended.completedAt() != null && run.isEndNews()) {
			Duration delay = Duration.between(ended.completedAt(), floraNow);
			news.add(() -> this.recorder.noticed(delay.isNegative() ? Duration.ZERO : delay, by));
		}
		BigDecimal cost = ended.chargedCost();
		if (cost != null) {
			news.add(() -> this.recorder.charged(ended, run.model(), cost));
		}
		else if (this.costLooks != null && ended.status() == RunStatus.COMPLETED) {
			this.costLooks.add(run, now);
		}
	}

}
