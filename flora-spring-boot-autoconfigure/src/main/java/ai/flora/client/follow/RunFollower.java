package ai.flora.client.follow;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import java.util.function.Supplier;

import ai.flora.client.FloraApiException;
import ai.flora.client.FloraAuthenticationException;
import ai.flora.client.FloraException;
import ai.flora.client.FloraNotFoundException;
import ai.flora.client.FloraPermissionDeniedException;
import ai.flora.client.FloraRateLimitException;
import ai.flora.client.FloraResponseException;
import ai.flora.client.Generation;
import ai.flora.client.Page;
import ai.flora.client.Run;
import ai.flora.client.RunHandle;
import ai.flora.client.RunStatus;
import ai.flora.client.StartedRun;
import ai.flora.client.observation.FloraRunRecorder;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Follows runs until they end: all of a client's by one timer and a few threads, those of
 * a project together by its list where that takes fewer requests. Thread-safe.
 *
 * @since 0.1.0
 */
public final class RunFollower implements AutoCloseable {

	private static final Log logger = LogFactory.getLog(RunFollower.class);

	private static final Duration LAG_AFTER_START = Duration.ofMinutes(10);

	private static final Duration LAG_OTHERWISE = Duration.ofMinutes(1);

	private static final long LATE_COST = Duration.ofMinutes(1).toNanos();

	private static final int MAX_LATE_COSTS = 1000;

	private final Object lock = new Object();

	private final RunSource source;

	private final FollowSettings settings;

	private final Duration maxPause;

	private final @Nullable String defaultProject;

	private final FloraRunRecorder recorder;

	private final Executor looks;

	private final Executor callbacks;

	private final FollowTiming timing;

	private final ModelDurations durations;

	private final RequestBudget budget;

	private final Map<String, FollowedRun> runs = new HashMap<>();

	private final Map<String, RunGroup> groups = new HashMap<>();

	private final Deque<LateCost> lateCosts = new ArrayDeque<>();

	private boolean closed;

	/**
	 * Creates a follower, which does nothing before it has a run to follow.
	 * @param source where runs are looked at
	 * @param settings how often and how long
	 * @param scope the client's own project, and the longest pause at FLORA's wish
	 * @param recorder told of ends
	 * @param threads run looks and callbacks
	 */
	public RunFollower(RunSource source, FollowSettings settings, Scope scope, FloraRunRecorder recorder,
			Threads threads) {
		this(source, settings, scope, recorder, threads, FollowTimer::new);
	}

	RunFollower(RunSource source, FollowSettings settings, Scope scope, FloraRunRecorder recorder, Threads threads,
			Function<Runnable, FollowTiming> timing) {
		this.source = source;
		this.settings = settings;
		this.defaultProject = scope.projectId();
		this.maxPause = scope.maxPause();
		this.recorder = recorder;
		this.looks = threads.looks();
		this.callbacks = threads.callbacks();
		this.timing = timing.apply(this::wake);
		this.durations = new ModelDurations(settings);
		this.budget = new RequestBudget(settings.maxRequestsPerSecond());
		recorder.following(this::count);
	}

	/**
	 * Follows a run that somebody started.
	 * @param runId identifier of the run
	 * @return a new handle
	 */
	public RunHandle follow(String runId) {
		return follow(runId, null, null, null);
	}

	/**
	 * Follows a run that this client has just started.
	 * @param started FLORA's answer
	 * @param projectId project that the run was started in
	 * @param model model that was asked for, if any
	 * @return a new handle
	 */
	public RunHandle follow(StartedRun started, @Nullable String projectId, @Nullable String model) {
		return follow(started.runId(), started, projectId, started.modelId().orElse(model));
	}

	private RunHandle follow(String runId, @Nullable StartedRun started, @Nullable String projectId,
			@Nullable String model) {
		FollowedHandle handle = new FollowedHandle(runId, started, this.callbacks, this::stop);
		Run latest;
		synchronized (this.lock) {
			if (this.closed) {
				handle.ended(new Ending.Stopped(runId, "the client is closed"));
				return handle;
			}
			FollowedRun run = this.runs.get(runId);
			if (run == null) {
				run = begin(runId, started, projectId, model);
			}
			run.handles.add(handle);
			latest = run.latest;
		}
		if (latest != null) {
			handle.updated(latest);
		}
		wakeSoon();
		return handle;
	}

	private FollowedRun begin(String runId, @Nullable StartedRun started, @Nullable String projectId,
			@Nullable String model) {
		Duration estimate = (started != null) ? started.estimate().orElse(null) : null;
		FollowedRun run = new FollowedRun(runId, this.timing.nanoTime(), started != null,
				this.durations.plan(model, estimate));
		run.model = model;
		run.estimate = estimate;
		this.runs.put(runId, run);
		join(run, (projectId != null) ? projectId : this.defaultProject);
		return run;
	}

	private void join(FollowedRun run, @Nullable String projectId) {
		RunGroup group = this.groups.computeIfAbsent((projectId != null) ? projectId : "",
				(key) -> new RunGroup(projectId, this.settings));
		RunGroup before = run.group;
		run.group = group;
		if (before != null && before != group) {
			leave(run, before);
		}
		group.add(run);
	}

	private void leave(FollowedRun run, RunGroup group) {
		group.remove(run);
		if (group.isEmpty() && !group.looking) {
			this.groups.values().remove(group);
		}
	}

	private int count() {
		synchronized (this.lock) {
			return this.runs.size();
		}
	}

	private void stop(FollowedHandle handle) {
		synchronized (this.lock) {
			FollowedRun run = this.runs.get(handle.runId());
			if (run != null && run.handles.remove(handle) && run.handles.isEmpty()) {
				forget(run);
			}
		}
		handle.ended(new Ending.Stopped(handle.runId(), "its handle was stopped"));
	}

	private void forget(FollowedRun run) {
		this.runs.remove(run.runId);
		RunGroup group = run.group;
		run.group = null;
		if (group != null) {
			leave(run, group);
		}
	}

	/**
	 * Ends the following of all runs: whoever waits is told so.
	 */
	@Override
	public void close() {
		List<FollowedRun> left;
		synchronized (this.lock) {
			this.closed = true;
			left = List.copyOf(this.runs.values());
			this.runs.clear();
			this.groups.clear();
			this.lateCosts.clear();
		}
		this.timing.close();
		left.forEach((run) -> end(run, new Ending.Stopped(run.runId, "the client was closed")));
	}

	private void wakeSoon() {
		this.timing.wakeIn(Duration.ZERO);
	}

	/**
	 * Makes the looks that are due, and sees to it that somebody comes back for the next
	 * one.
	 */
	void wake() {
		List<Runnable> due = new ArrayList<>();
		List<FollowedRun> expired = new ArrayList<>();
		synchronized (this.lock) {
			if (this.closed) {
				return;
			}
			long now = this.timing.nanoTime();
			expire(now, expired);
			long until = 0;
			while (until == 0) {
				Look next = nextLook(now);
				until = (next != null) ? Math.max(next.until(), this.budget.untilNext(now)) : Long.MAX_VALUE;
				if (next != null && until == 0) {
					if (!this.budget.isAvailable(now)) {
						// Whoever ends a look comes back here.
						until = Long.MAX_VALUE;
						break;
					}
					this.budget.take(now);
					due.add(next.begin().get());
				}
			}
			if (!this.runs.isEmpty() || !this.lateCosts.isEmpty()) {
				this.timing.wakeIn(Duration.ofNanos(Math.max(Math.min(until, 1_000_000_000L), 1_000_000L)));
			}
		}
		expired.forEach((run) -> end(run, new Ending.Timeout(run.runId, this.settings.timeout(), run.latest)));
		due.forEach(this::execute);
	}

	private void execute(Runnable look) {
		try {
			this.looks.execute(look);
		}
		catch (RejectedExecutionException ex) {
			// Closed, and everybody was told.
			logger.debug("A look came after the end");
		}
	}

	private void expire(long now, List<FollowedRun> expired) {
		for (FollowedRun run : this.runs.values()) {
			if (now - run.followedSince >= this.settings.timeout().toNanos()) {
				expired.add(run);
			}
		}
		expired.forEach(this::forget);
	}

	private @Nullable Look nextLook(long now) {
		Look first = null;
		for (RunGroup group : this.groups.values()) {
			first = earlier(first, nextLook(group, now));
		}
		LateCost late = this.lateCosts.peek();
		if (late != null) {
			first = earlier(first, new Look(Math.max(0, late.due() - now), () -> {
				this.lateCosts.remove(late);
				return () -> lookForCost(late);
			}));
		}
		return first;
	}

	private @Nullable Look nextLook(RunGroup group, long now) {
		boolean list = group.isListWorthwhile(now);
		Look look = null;
		if (!group.looking && (list || group.walk != null)) {
			look = new Look(group.untilWalk(now), () -> beginPage(group));
		}
		FollowedRun single = group.nextSingle(now, !list && group.walk == null);
		return (single != null) ? earlier(look, new Look(Math.max(0, single.untilLook(now)), () -> beginSingle(single)))
				: look;
	}

	private static @Nullable Look earlier(@Nullable Look first, @Nullable Look second) {
		if (first == null || second == null) {
			return (first != null) ? first : second;
		}
		return (second.until() < first.until()) ? second : first;
	}

	private Runnable beginSingle(FollowedRun run) {
		run.looking = true;
		return () -> lookAt(run);
	}

	private void lookAt(FollowedRun run) {
		Run seen = null;
		FloraException failure = null;
		try {
			seen = this.source.retrieve(run.runId);
		}
		catch (FloraException ex) {
			failure = ex;
		}
		catch (RuntimeException ex) {
			failure = new FloraException("Run " + run.runId + " could not be looked at", ex);
		}
		List<Runnable> news = new ArrayList<>();
		synchronized (this.lock) {
			run.looking = false;
			this.budget.giveBack();
			long now = this.timing.nanoTime();
			if (this.runs.get(run.runId) == run) {
				if (seen != null) {
					saw(run, seen, "poll", news);
				}
				else if (failure != null) {
					failed(run, failure, now, news);
				}
				changed(run);
			}
		}
		news.forEach(Runnable::run);
		wakeSoon();
	}

	private void changed(FollowedRun run) {
		RunGroup group = run.group;
		if (group != null) {
			group.changed();
		}
	}

	private void failed(FollowedRun run, FloraException failure, long now, List<Runnable> news) {
		boolean refused = failure instanceof FloraAuthenticationException
				|| failure instanceof FloraPermissionDeniedException;
		Duration lag = run.ours ? LAG_AFTER_START : LAG_OTHERWISE;
		boolean gone = failure instanceof FloraNotFoundException && now - run.followedSince > lag.toNanos();
		if (refused || gone) {
			forget(run);
			news.add(() -> end(run, new Ending.Refused(failure)));
			return;
		}
		backOff(run, now);
	}

	private void backOff(FollowedRun run, long now) {
		double seconds = Math.min(Math.scalb(seconds(this.settings.minInterval()), Math.min(run.failures, 10)),
				seconds(this.settings.maxInterval()));
		run.failures++;
		run.notBefore = now + (long) (seconds * 1e9);
	}

	/**
	 * Makes no looks for a while: FLORA found that a call was one too many, and looks are
	 * what can wait best.
	 * @param pause how long FLORA wants the client to wait
	 */
	public void pause(Duration pause) {
		synchronized (this.lock) {
			this.budget.pause(this.timing.nanoTime(), (pause.compareTo(this.maxPause) < 0) ? pause : this.maxPause);
		}
	}

	private static double seconds(Duration duration) {
		return duration.toNanos() / 1e9;
	}

	private Runnable beginPage(RunGroup group) {
		if (group.walk == null) {
			group.walk = new ListWalk(group);
		}
		ListWalk walk = group.walk;
		group.looking = true;
		String cursor = walk.cursor;
		int limit = group.pageSize;
		return () -> lookAt(group, walk, limit, cursor);
	}

	private void lookAt(RunGroup group, ListWalk walk, int limit, @Nullable String cursor) {
		Page<Generation> page = null;
		FloraException failure = null;
		try {
			page = this.source.list(group.projectId, limit, cursor);
		}
		catch (FloraException ex) {
			failure = ex;
		}
		catch (RuntimeException ex) {
			failure = new FloraException("Runs could not be listed", ex);
		}
		List<Runnable> news = new ArrayList<>();
		synchronized (this.lock) {
			group.looking = false;
			this.budget.giveBack();
			long now = this.timing.nanoTime();
			if (!this.closed) {
				if (page != null) {
					saw(group, walk, page, now, news);
				}
				else if (failure != null) {
					failed(group, failure, now, news);
				}
				if (group.isEmpty()) {
					this.groups.values().remove(group);
				}
			}
		}
		news.forEach(Runnable::run);
		wakeSoon();
	}

	private void failed(RunGroup group, FloraException failure, long now, List<Runnable> news) {
		group.walked(now);
		if (failure instanceof FloraAuthenticationException) {
			for (FollowedRun run : List.copyOf(group.runs())) {
				failed(run, failure, now, news);
			}
			return;
		}
		boolean useless = failure instanceof FloraResponseException || (failure instanceof FloraApiException refused
				&& refused.status() / 100 == 4 && !(failure instanceof FloraRateLimitException));
		if (useless) {
			group.listFailed(now);
			return;
		}
		group.runs().forEach((run) -> backOff(run, now));
	}

	private void saw(RunGroup group, ListWalk walk, Page<Generation> page, long now, List<Runnable> news) {
		for (Generation item : page.items()) {
			FollowedRun run = walk.unseen.remove(item.runId());
			if (run != null && this.runs.get(run.runId) == run) {
				run.page = walk.page;
				learn(run, item);
				saw(run, item.run(), "list", news);
			}
		}
		walk.unseen.values().removeIf((run) -> this.runs.get(run.runId) != run);
		Instant floraNow = this.source.now();
		long oldest = walk.unseen.values()
			.stream()
			.mapToLong((run) -> run.createdAt(now, floraNow))
			.min()
			.orElse(Long.MAX_VALUE);
		boolean covered = walk.isCovered(page, oldest);
		if (!walk.unseen.isEmpty() && !covered && !walk.isFruitless()
				&& group.isNextPageWorthwhile(walk.unseen.values(), now)) {
			walk.page++;
			walk.cursor = page.nextCursor();
			return;
		}
		for (FollowedRun run : walk.unseen.values()) {
			notSeen(run, covered, walk, now);
		}
		group.walked(now);
	}

	private static void notSeen(FollowedRun run, boolean covered, ListWalk walk, long now) {
		if (covered) {
			// As good as a look: FLORA does not show it. Soon after its start that is
			// lag.
			run.missed++;
			run.lastLook = run.dueNow ? run.lastLook : Math.max(run.age(now), 1e-3);
		}
		else if (walk.isFruitless()) {
			run.missed = Integer.MAX_VALUE / 2;
		}
		else {
			run.page = walk.page + 1;
		}
	}

	private void learn(FollowedRun run, Generation item) {
		if (run.model == null && item.modelId().isPresent()) {
			run.model = item.modelId().get();
			run.plan = this.durations.plan(run.model, run.estimate);
		}
		RunGroup group = run.group;
		if (item.projectId() != null && group != null && group.projectId == null) {
			join(run, item.projectId());
		}
	}

	private void saw(FollowedRun run, Run seen, String by, List<Runnable> news) {
		long now = this.timing.nanoTime();
		boolean ended = seen.status().isTerminal();
		if (ended && by.equals("list") && seen.status() == RunStatus.COMPLETED && seen.outputs().isEmpty()) {
			// Lists may leave outputs out: look at the run itself.
			run.dueNow = true;
			run.missed = Integer.MAX_VALUE / 2;
			return;
		}
		Instant floraNow = this.source.now();
		run.seen(seen, now, floraNow);
		boolean changed = !seen.equals(run.latest);
		run.latest = seen;
		List<FollowedHandle> handles = List.copyOf(run.handles);
		if (changed) {
			news.add(() -> handles.forEach((handle) -> handle.updated(seen)));
		}
		if (ended) {
			forget(run);
			record(run, seen, by, floraNow, now, news);
			news.add(() -> end(run, new Ending.Terminal(seen)));
		}
	}

	private void record(FollowedRun run, Run ended, String by, Instant floraNow, long now, List<Runnable> news) {
		Duration took = null;
		if (ended.createdAt() != null && ended.completedAt() != null
				&& ended.completedAt().isAfter(ended.createdAt())) {
			took = Duration.between(ended.createdAt(), ended.completedAt());
			this.durations.ended(run.model, took);
		}
		Duration duration = took;
		news.add(() -> this.recorder.ended(ended, run.model, duration));
		if (ended.completedAt() != null && run.lastLook > 0) {
			Duration delay = Duration.between(ended.completedAt(), floraNow);
			news.add(() -> this.recorder.noticed(delay.isNegative() ? Duration.ZERO : delay, by));
		}
		BigDecimal cost = ended.chargedCost();
		if (cost != null) {
			news.add(() -> this.recorder.charged(ended, run.model, cost));
		}
		else if (this.settings.lateCostLook() && ended.status() == RunStatus.COMPLETED
				&& this.lateCosts.size() < MAX_LATE_COSTS) {
			this.lateCosts.add(new LateCost(ended.runId(), run.model, now + LATE_COST));
		}
	}

	private void lookForCost(LateCost late) {
		Run run = null;
		try {
			run = this.source.retrieve(late.runId());
		}
		catch (RuntimeException ex) {
			logger.debug("The cost of run " + late.runId() + " stays unknown (" + ex.getClass().getSimpleName() + ")");
		}
		synchronized (this.lock) {
			this.budget.giveBack();
		}
		if (run != null && run.chargedCost() != null) {
			this.recorder.charged(run, late.model(), run.chargedCost());
		}
		wakeSoon();
	}

	private void end(FollowedRun run, Ending ending) {
		run.handles.forEach((handle) -> handle.ended(ending));
	}

	/**
	 * What a client asks for if its caller does not say.
	 *
	 * @param projectId project of its runs, if it has one
	 * @param maxPause longest pause of all looks at FLORA's wish
	 */
	public record Scope(@Nullable String projectId, Duration maxPause) {
	}

	/**
	 * Where the work is done.
	 *
	 * @param looks runs looks, which wait for FLORA
	 * @param callbacks runs what callers have chained to the end of runs
	 */
	public record Threads(Executor looks, Executor callbacks) {
	}

	/**
	 * A look that is to come.
	 *
	 * @param until nanoseconds until it is due
	 * @param begin marks it as begun, and gives what there is to do
	 */
	private record Look(long until, Supplier<Runnable> begin) {
	}

	/**
	 * A run that has ended, and whose cost is not known yet.
	 */
	private record LateCost(String runId, @Nullable String model, long due) {
	}

}
