package ai.flora.client.internal.follow;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;

import ai.flora.client.FollowSettings;
import ai.flora.client.RunHandle;
import ai.flora.client.StartedRun;
import ai.flora.client.internal.RunOrigin;
import ai.flora.client.internal.RunPlace;
import ai.flora.client.internal.context.RunContexts;
import ai.flora.client.internal.follow.RunFollower.Threads;
import ai.flora.client.internal.thread.FallbackExecutor;
import ai.flora.client.observation.FloraMeterRecorder;
import ai.flora.client.observation.FloraRunTracer;
import io.micrometer.observation.ObservationRegistry;

/**
 * Costs of following runs that were started at the same moment.
 *
 * @param polls requests per run
 * @param delay mean time from a run's end to the follower knowing it, in seconds
 */
record Followed(double polls, double delay) {

	/** The wait of the fixed loop after each answer. */
	private static final Duration PAUSE = Duration.ofSeconds(2);

	/**
	 * Follows runs with the client's own follower.
	 * @param earlier runs of the model that were followed before, and learnt from
	 */
	static Followed byFollower(RunTimes times, int runs, int earlier, long seed) {
		Random random = new Random(seed);
		VirtualLoop loop = new VirtualLoop();
		VirtualFlora flora = new VirtualFlora(loop);
		FallbackExecutor listeners = new FallbackExecutor(Runnable::run, Thread::new);
		Threads threads = new Threads((poll) -> loop.schedule(VirtualFlora.REQUEST, poll), listeners, listeners,
				loop::wakes, new RunContexts(ObservationRegistry.NOOP, null, FloraRunTracer.NOOP));
		try (RunFollower follower = new RunFollower(flora, FollowSettings.defaults(), () -> VirtualFlora.PROJECT,
				FloraMeterRecorder.NOOP, threads, (run) -> {
				}, null)) {
			follow(follower, loop, flora, times, earlier, random);
			int before = flora.polls();
			double delay = follow(follower, loop, flora, times, runs, random);
			return new Followed((double) (flora.polls() - before) / runs, delay / runs);
		}
	}

	private static double follow(RunFollower follower, VirtualLoop loop, VirtualFlora flora, RunTimes times, int runs,
			Random random) {
		Sum delays = new Sum();
		for (int i = 0; i < runs; i++) {
			StartedRun started = flora.start(times.draw(random), times.median());
			RunOrigin origin = new RunOrigin(null, started.modelId().orElse(null), VirtualFlora.PROJECT,
					RunPlace.USUAL);
			RunHandle handle = follower.follow(started, origin, null);
			handle.completion().thenRun(() -> delays.add(flora.sinceEnd(started.runId())));
		}
		loop.run();
		if (delays.count != runs) {
			throw new IllegalStateException(delays.count + " of " + runs + " ends were found");
		}
		return delays.sum;
	}

	/**
	 * Asks each run on its own, two seconds after its start and after each answer.
	 * @param ceiling most requests a second; who comes first is served first
	 */
	static Followed byLoop(RunTimes times, int runs, double ceiling, long seed) {
		Random random = new Random(seed);
		VirtualLoop loop = new VirtualLoop();
		VirtualFlora flora = new VirtualFlora(loop);
		Line line = new Line(loop, Duration.ofNanos((long) (1e9 / ceiling)));
		Sum delays = new Sum();
		for (int i = 0; i < runs; i++) {
			askLater(loop, line, flora, flora.start(times.draw(random), times.median()).runId(), delays);
		}
		loop.run();
		return new Followed((double) flora.polls() / runs, delays.sum / runs);
	}

	private static void askLater(VirtualLoop loop, Line line, VirtualFlora flora, String runId, Sum delays) {
		loop.schedule(PAUSE, () -> line.send(() -> {
			if (flora.retrieve(runId, RunPlace.USUAL).status().isTerminal()) {
				delays.add(flora.sinceEnd(runId));
			}
			else {
				askLater(loop, line, flora, runId, delays);
			}
		}));
	}

	private static final class Sum {

		private double sum;

		private int count;

		void add(double value) {
			this.sum += value;
			this.count++;
		}

	}

	/**
	 * Requests that wait for each other.
	 */
	private static final class Line {

		private final VirtualLoop loop;

		private final Duration interval;

		private final Deque<Runnable> waiting = new ArrayDeque<>();

		private boolean busy;

		Line(VirtualLoop loop, Duration interval) {
			this.loop = loop;
			this.interval = interval;
		}

		void send(Runnable answered) {
			this.waiting.add(answered);
			if (!this.busy) {
				next();
			}
		}

		private void next() {
			Runnable answered = this.waiting.poll();
			this.busy = answered != null;
			if (answered != null) {
				this.loop.schedule(VirtualFlora.REQUEST, answered);
				this.loop.schedule(this.interval, this::next);
			}
		}

	}

}
