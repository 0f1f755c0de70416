package ai.flora.client.internal.follow;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;

import ai.flora.client.FloraApiException.Details;
import ai.flora.client.FloraRunEndedEvent;
import ai.flora.client.FollowSettings;
import ai.flora.client.ModelReference;
import ai.flora.client.Run;
import ai.flora.client.RunHandle;
import ai.flora.client.StartedRun;
import ai.flora.client.internal.RunOrigin;
import ai.flora.client.internal.RunPlace;
import ai.flora.client.observation.FloraMeterRecorder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Following runs, on a clock of the test's own.
 */
@Timeout(60)
abstract class AbstractFollowTests {

	final VirtualWakeupTimer timer = new VirtualWakeupTimer();

	final ScriptedRuns runs = new ScriptedRuns(this.timer);

	final Recorder recorder = new Recorder();

	/** Runs whose end the application was told. */
	final List<Run> ended = new ArrayList<>();

	/** What the application was told of them. */
	final List<FloraRunEndedEvent> events = new ArrayList<>();

	/** Failures that came out of a wake-up, of which there must be none. */
	final List<Throwable> thrown = new ArrayList<>();

	/** So many of the next polls are refused by the executor, or hang. */
	int refusedPolls;

	int hangingPolls;

	/** So many of the next calls of listeners are refused by the executor. */
	int refusedListeners;

	final RunFollower follower = follower(FollowSettings.defaults());

	@AfterEach
	void assertThatWakeUpsThrewNothing() {
		assertThat(this.thrown).isEmpty();
	}

	/** Another follower of the same runs. */
	RunFollower follower(FollowSettings settings) {
		return follower().settings(settings).polls(this::poll).listeners(this::listener).ended(this::told).build();
	}

	TestFollowers follower() {
		return TestFollowers.of(this.runs, this::wakes).recorder(this.recorder);
	}

	private void told(FloraRunEndedEvent event) {
		this.ended.add(event.run());
		this.events.add(event);
	}

	WakeupTimer wakes(Runnable wakeup) {
		return this.timer.wakes(() -> {
			try {
				wakeup.run();
			}
			catch (Throwable ex) {
				this.thrown.add(ex);
			}
		});
	}

	private void poll(Runnable poll) {
		if (this.refusedPolls > 0) {
			this.refusedPolls--;
			throw new RejectedExecutionException("busy");
		}
		if (this.hangingPolls > 0) {
			this.hangingPolls--;
			return;
		}
		poll.run();
	}

	private void listener(Runnable task) {
		if (this.refusedListeners > 0) {
			this.refusedListeners--;
			throw new RejectedExecutionException("busy");
		}
		task.run();
	}

	void advance(int seconds) {
		this.timer.advance(Duration.ofSeconds(seconds));
	}

	/** Follows runs of ten seconds that were started together. */
	List<RunHandle> follow(int count) {
		List<RunHandle> handles = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			this.runs.run("run_" + i, Duration.ofSeconds(10));
			handles.add(this.follower.follow(started("run_" + i, 10), origin("prj_1", "model-a"), null));
		}
		return handles;
	}

	static StartedRun started(String runId, int estimate) {
		return new StartedRun(runId, "generation", null, BigDecimal.valueOf(estimate), new ModelReference("model-a"),
				"prj_1", null);
	}

	/** What the application knows of a run that it starts. */
	static RunOrigin origin(@Nullable String projectId, String model) {
		return new RunOrigin(null, model, projectId, RunPlace.USUAL);
	}

	static Details details(int status, @Nullable String code) {
		return new Details(status, code, List.of(), null, null);
	}

	/**
	 * Meters as lines, which may fail to be written.
	 */
	static final class Recorder implements FloraMeterRecorder {

		final List<String> written = new ArrayList<>();

		/** How each end was noticed. */
		final List<String> notices = new ArrayList<>();

		/** The kind of each run whose end was recorded. */
		final List<String> types = new ArrayList<>();

		boolean broken;

		/** Happens while an end is recorded. */
		Runnable whenEnded = () -> {
		};

		@Override
		public void ended(String type, Run run, @Nullable String model, @Nullable Duration took) {
			this.whenEnded.run();
			if (this.broken) {
				throw new IllegalStateException("a meter fails");
			}
			this.types.add(type);
			this.written.add("ended " + run.runId() + " " + model + " " + took);
		}

		@Override
		public void charged(String type, Run run, @Nullable String model, BigDecimal cost) {
			this.written.add("charged " + run.runId() + " " + model + " " + cost);
		}

		@Override
		public void noticed(Duration delay, String by) {
			this.written.add("noticed " + by + " " + delay);
			this.notices.add(by);
		}

	}

}
