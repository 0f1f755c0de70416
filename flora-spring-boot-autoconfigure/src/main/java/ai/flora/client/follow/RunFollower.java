package ai.flora.client.follow;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
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
import ai.flora.client.follow.FollowedHandle.Owner;
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

	/** Runs at a time that nobody but a webhook has asked to look at. */
	private static final int MAX_ADOPTED = 10_000;

	/** Runs that are remembered, so that no end is recorded twice. */
	private static final int MAX_RECORDED = 10_000;

	/** However patient the transport is, one look must not keep others waiting. */
	private static final Duration LONGEST_LOOK = Duration.ofSeconds(10);

	private final Object lock = new Object();

	private final RunSource source;

	private final FollowSettings settings;

	private final Duration maxPause;

	private final @Nullable String defaultProject;

	private final FloraRunRecorder recorder;

	private final Executor looks;

	private final Executor callbacks;

	private final Executor events;

	private final FollowTiming timing;

	private final ModelDurations durations;

	private final RequestBudget budget;

	private final Map<String, FollowedRun> runs = new HashMap<>();

	private final Map<String, RunGroup> groups = new HashMap<>();

	private final Deque<LateCost> lateCosts = new ArrayDeque<>();

	private final Set<LookTask<?>> looking = new HashSet<>();

	private final Set<String> recorded = Collections.newSetFromMap(new LinkedHashMap<>() {

		@Override
		protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
			return size() > MAX_RECORDED;
		}

	});

	private final Owner owner = new Owner() {

		@Override
		public void stop(FollowedHandle handle) {
			RunFollower.this.stop(handle);
		}

		@Override
		public void watched(FollowedHandle handle) {
			RunFollower.this.watched(handle);
		}

	};

	private @Nullable Consumer<Run> ended;

	private int adopted;

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
		this.events = threads.events();
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

	/**
	 * Follows a run that this client has just started, and whose end FLORA will post:
	 * looks become rare.
	 * @param started FLORA's answer
	 * @param model model that was asked for, if any
	 * @param safetyInterval time between looks, in case a delivery gets lost
	 * @return a new handle
	 */
	public RunHandle followCalledBack(StartedRun started, @Nullable String model, Duration safetyInterval) {
		RunHandle handle = follow(started.runId(), started, null, started.modelId().orElse(model));
		synchronized (this.lock) {
			FollowedRun run = this.runs.get(started.runId());
			if (run != null) {
				run.isCalledBack(safetyInterval);
				changed(run);
			}
		}
		return handle;
	}

	private RunHandle follow(String runId, @Nullable StartedRun started, @Nullable String projectId,
			@Nullable String model) {
		FollowedHandle handle = new FollowedHandle(runId, started, this.callbacks, this.owner);
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
			if (run.latest != null) {
				// Nobody listens to it yet.
				handle.updated(run.latest, run.version);
			}
		}
		wakeSoon();
		return handle;
	}

	/**
	 * Sets who is told of each run that has ended, once in this follower's life, on a
	 * thread for events.
	 * @param listener told of the run, or {@code null} for nobody
	 */
	public void whenEnded(@Nullable Consumer<Run> listener) {
		synchronized (this.lock) {
			this.ended = listener;
		}
	}

	/**
	 * Looks at a run as soon as possible, and until its end is seen: FLORA has said that
	 * it has ended, but reads can lag behind.
	 * @param runId identifier of the run
	 * @return whether it is looked at, or its end known already; {@code false} if there
	 * are too many
	 */
	public boolean adopt(String runId) {
		synchronized (this.lock) {
			if (this.recorded.contains(runId)) {
				return true;
			}
			if (this.closed) {
				return false;
			}
			FollowedRun run = this.runs.get(runId);
			if (run == null) {
				if (this.adopted >= MAX_ADOPTED) {
					return false;
				}
				run = begin(runId, null, null, null);
			}
			if (!run.announced) {
				run.announced = true;
				this.adopted++;
			}
			run.announce(this.timing.nanoTime());
			changed(run);
		}
		wakeSoon();
		return true;
	}

	private FollowedRun begin(String runId, @Nullable StartedRun started, @Nullable String projectId,
			@Nullable String model) {
		Duration estimate = (started != null) ? started.estimate().orElse(null) : null;
		FollowedRun run = new FollowedRun(runId, this.timing.nanoTime(), started != null,
				this.durations.plan(model, estimate));
		run.model = model;
		run.estimate = estimate;
		run.seenUnfinished = started != null;
		if (this.recorded.contains(runId)) {
			// Its end is known, though not what it was.
			run.dueNow = true;
			run.missed = Integer.MAX_VALUE / 2;
		}
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
			if (run != null && run.handles.remove(handle) && run.handles.isEmpty() && !run.announced) {
				forget(run);
			}
		}
		handle.ended(new Ending.Stopped(handle.runId(), "its handle was stopped"));
	}

	private void watched(FollowedHandle handle) {
		synchronized (this.lock) {
			FollowedRun run = this.runs.get(handle.runId());
			if (run != null) {
				run.isWatched(this.durations.plan(run.model, run.estimate));
				changed(run);
			}
		}
		wakeSoon();
	}

	private void forget(FollowedRun run) {
		this.runs.remove(run.runId);
		this.adopted -= run.announced ? 1 : 0;
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
		List<LookTask<?>> due = new ArrayList<>();
		List<LookTask<?>> hanging = new ArrayList<>();
		List<FollowedRun> expired = new ArrayList<>();
		synchronized (this.lock) {
			if (this.closed) {
				return;
			}
			long now = this.timing.nanoTime();
			expire(now, expired);
			for (LookTask<?> look : this.looking) {
				if (now - look.begun() > LONGEST_LOOK.toNanos()) {
					hanging.add(look);
				}
			}
			long until = begin(due, now);
			if (!this.runs.isEmpty() || !this.lateCosts.isEmpty()) {
				this.timing.wakeIn(Duration.ofNanos(Math.max(Math.min(until, 1_000_000_000L), 1_000_000L)));
			}
		}
		expired.forEach((run) -> end(run, new Ending.Timeout(run.runId, this.settings.timeout(), run.latest)));
		hanging.forEach((look) -> look.cancel(true));
		due.forEach(this::execute);
	}

	/**
	 * Begins the looks that are due and within the budget.
	 * @return nanoseconds until the next one
	 */
	private long begin(List<LookTask<?>> due, long now) {
		while (true) {
			Look next = nextLook(now);
			if (next == null) {
				return Long.MAX_VALUE;
			}
			long until = Math.max(next.until(), this.budget.untilNext(now));
			if (until > 0) {
				return until;
			}
			if (!this.budget.isAvailable(now)) {
				// Whoever ends a look comes back.
				return Long.MAX_VALUE;
			}
			this.budget.take(now);
			LookTask<?> look = next.begin().get();
			this.looking.add(look);
			due.add(look);
		}
	}

	private void execute(LookTask<?> look) {
		try {
			this.looks.execute(look);
		}
		catch (Throwable ex) {
			// Closed, or no thread is to be had.
			look.fail(ex);
		}
	}

	/**
	 * Makes a look that, however it ends, gives back what it took.
	 */
	private <T> LookTask<T> look(Callable<T> source, LookEnding<T> ending) {
		return new LookTask<>(source, this.timing.nanoTime(), (look, seen, failure) -> {
			List<Runnable> news = new ArrayList<>();
			synchronized (this.lock) {
				this.looking.remove(look);
				this.budget.giveBack();
				if (!this.closed) {
					ending.ended(seen, failure, this.timing.nanoTime(), news);
				}
			}
			news.forEach(RunFollower::tell);
			wakeSoon();
		});
	}

	/** One who cannot bear the news must not keep it from others. */
	private static void tell(Runnable news) {
		try {
			news.run();
		}
		catch (Throwable ex) {
			logger.warn("What was seen of a run could not be told", ex);
		}
	}

	private void expire(long now, List<FollowedRun> expired) {
		for (FollowedRun run : this.runs.values()) {
			if (now - run.followedSince >= this.settings.timeout().toNanos()) {
				expired.add(run);
			}
		}
		expired.stream()
			.filter((run) -> run.announced)
			.forEach((run) -> logger.warn("Run " + run.runId + " has ended, but its end was never seen"));
		expired.forEach(this::forget);
	}

	private @Nullable Look nextLook(long now) {
		Look first = null;
		for (RunGroup group : this.groups.values()) {
			first = earlier(first, nextLook(group, now));
		}
		LateCost late = this.lateCosts.peek();
		if (late != null) {
			first = earlier(first, new Look(late.due() - now, () -> {
				this.lateCosts.remove(late);
				return lookForCost(late);
			}));
		}
		return first;
	}

	private @Nullable Look nextLook(RunGroup group, long now) {
		boolean list = group.isListWorthwhile(now);
		Look look = null;
		if (!group.looking && (list || group.walk != null)) {
			look = new Look(group.untilWalk(now), () -> lookAt(group, now));
		}
		FollowedRun single = group.nextSingle(now, !list && group.walk == null);
		return (single != null) ? earlier(look, new Look(single.untilLook(now), () -> lookAt(single))) : look;
	}

	private static @Nullable Look earlier(@Nullable Look first, @Nullable Look second) {
		if (first == null || second == null) {
			return (first != null) ? first : second;
		}
		return (second.until() < first.until()) ? second : first;
	}

	private LookTask<Run> lookAt(FollowedRun run) {
		run.looking = true;
		return look(() -> this.source.retrieve(run.runId), (seen, failure, now, news) -> {
			run.looking = false;
			if (this.runs.get(run.runId) != run) {
				return;
			}
			if (seen != null) {
				run.seenAlone();
				saw(run, seen, "poll", news);
			}
			else if (failure != null) {
				failed(run, failure, now, news);
			}
			changed(run);
		});
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
		if ((refused || gone) && run.announced) {
			logger.warn("Run " + run.runId + " has ended, but cannot be read; it is looked at again: "
					+ failure.getMessage());
		}
		else if (refused || gone) {
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

	private LookTask<Page<Generation>> lookAt(RunGroup group, long begun) {
		ListWalk walk = (group.walk != null) ? group.walk : new ListWalk(group, begun);
		group.walk = walk;
		group.looking = true;
		String cursor = walk.cursor;
		int limit = group.pageSize;
		return look(() -> this.source.list(group.projectId, limit, cursor), (page, failure, now, news) -> {
			group.looking = false;
			if (page != null) {
				saw(group, walk, page, now, news);
			}
			else if (failure != null) {
				failed(group, failure, now, news);
			}
			if (group.isEmpty()) {
				this.groups.values().remove(group);
			}
		});
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
				run.missed = 0;
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

	private void saw(FollowedRun run, Run seen, String lookedBy, List<Runnable> news) {
		String by = run.announced ? "webhook" : lookedBy;
		long now = this.timing.nanoTime();
		boolean ended = seen.status().isTerminal();
		if (ended && lookedBy.equals("list") && seen.status() == RunStatus.COMPLETED && seen.outputs().isEmpty()) {
			// Lists may leave outputs out: look at the run itself.
			run.dueNow = true;
			run.missed = Integer.MAX_VALUE / 2;
			return;
		}
		Instant floraNow = this.source.now();
		run.seen(seen, now, floraNow);
		if (!seen.equals(run.latest)) {
			run.latest = seen;
			int version = ++run.version;
			List<FollowedHandle> handles = List.copyOf(run.handles);
			news.add(() -> handles.forEach((handle) -> handle.updated(seen, version)));
		}
		if (ended) {
			forget(run);
			if (this.recorded.add(seen.runId())) {
				record(run, seen, by, floraNow, now, news);
				Consumer<Run> listener = this.ended;
				if (listener != null) {
					news.add(() -> this.events.execute(() -> tell(() -> listener.accept(seen))));
				}
			}
			news.add(() -> end(run, new Ending.Terminal(seen)));
		}
		run.seenUnfinished = true;
		if (run.announced && !ended) {
			run.lags(now, this.settings);
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
		if (ended.completedAt() != null && run.seenUnfinished) {
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

	private LookTask<Run> lookForCost(LateCost late) {
		return look(() -> this.source.retrieve(late.runId()), (run, failure, now, news) -> {
			BigDecimal cost = (run != null) ? run.chargedCost() : null;
			if (run != null && cost != null) {
				news.add(() -> this.recorder.charged(run, late.model(), cost));
			}
			else {
				logger.debug("The cost of run " + late.runId() + " stays unknown");
			}
		});
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
	 * @param callbacks runs what callers have chained to changes and ends of runs
	 * @param events tells the application of ends: one who is slow shall not keep callers
	 * waiting
	 */
	public record Threads(Executor looks, Executor callbacks, Executor events) {
	}

	/**
	 * A look that is to come.
	 *
	 * @param until nanoseconds until it is due; negative if it is overdue
	 * @param begin marks it as begun
	 */
	private record Look(long until, Supplier<LookTask<?>> begin) {
	}

	/**
	 * What follows from a look, under the lock.
	 */
	@FunctionalInterface
	private interface LookEnding<T> {

		void ended(@Nullable T seen, @Nullable FloraException failure, long now, List<Runnable> news);

	}

	/**
	 * A run that has ended, and whose cost is not known yet.
	 */
	private record LateCost(String runId, @Nullable String model, long due) {
	}

}
