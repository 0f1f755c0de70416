package ai.flora.client.internal.follow;

import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

import ai.flora.client.FloraRunEndedEvent;
import ai.flora.client.FollowSettings;
import ai.flora.client.internal.context.RunContexts;
import ai.flora.client.internal.follow.notification.OutputSaving;
import ai.flora.client.internal.thread.FallbackExecutor;
import ai.flora.client.observation.FloraMeterRecorder;
import ai.flora.client.observation.FloraRunTracer;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;

/**
 * Builds followers for tests. They do everything on the caller's thread, unless a test
 * says otherwise.
 */
final class TestFollowers {

	private final RunSource source;

	private final Function<Runnable, WakeupTimer> timer;

	private FollowSettings settings = FollowSettings.defaults();

	private Supplier<@Nullable String> projectId = () -> "prj_1";

	private FloraMeterRecorder recorder = FloraMeterRecorder.NOOP;

	private Executor polls = Runnable::run;

	private Executor listeners = Runnable::run;

	private Executor events = Runnable::run;

	private FloraRunTracer tracer = FloraRunTracer.NOOP;

	private Consumer<FloraRunEndedEvent> ended = (event) -> {
	};

	private @Nullable OutputSaving saving;

	private TestFollowers(RunSource source, Function<Runnable, WakeupTimer> timer) {
		this.source = source;
		this.timer = timer;
	}

	static TestFollowers of(RunSource source, Function<Runnable, WakeupTimer> timer) {
		return new TestFollowers(source, timer);
	}

	TestFollowers settings(FollowSettings settings) {
		this.settings = settings;
		return this;
	}

	TestFollowers projectId(@Nullable String projectId) {
		this.projectId = () -> projectId;
		return this;
	}

	TestFollowers recorder(FloraMeterRecorder recorder) {
		this.recorder = recorder;
		return this;
	}

	TestFollowers polls(Executor polls) {
		this.polls = polls;
		return this;
	}

	TestFollowers listeners(Executor listeners) {
		this.listeners = listeners;
		return this;
	}

	TestFollowers events(Executor events) {
		this.events = events;
		return this;
	}

	TestFollowers tracer(FloraRunTracer tracer) {
		this.tracer = tracer;
		return this;
	}

	TestFollowers ended(Consumer<FloraRunEndedEvent> ended) {
		this.ended = ended;
		return this;
	}

	TestFollowers saving(OutputSaving saving) {
		this.saving = saving;
		return this;
	}

	RunFollower build() {
		RunContexts contexts = new RunContexts(ObservationRegistry.NOOP, null, this.tracer);
		RunFollower.Threads threads = new RunFollower.Threads(this.polls, fallback(this.listeners),
				fallback(this.events), this.timer, contexts);
		return new RunFollower(this.source, this.settings, this.projectId, this.recorder, threads, this.ended,
				this.saving);
	}

	/** An executor whose tasks run on a new thread if it refuses them. */
	static FallbackExecutor fallback(Executor executor) {
		return new FallbackExecutor(executor, Thread::new);
	}

}
