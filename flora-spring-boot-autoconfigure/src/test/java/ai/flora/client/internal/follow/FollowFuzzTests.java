package ai.flora.client.internal.follow;

import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

import ai.flora.client.FloraAwaitTimeoutException;
import ai.flora.client.FloraException;
import ai.flora.client.Generation;
import ai.flora.client.GenerationQuery;
import ai.flora.client.Page;
import ai.flora.client.RequestOptions;
import ai.flora.client.Run;
import ai.flora.client.RunHandle;
import ai.flora.client.RunStatus;
import ai.flora.client.StartedRun;
import ai.flora.client.fuzz.Documents;
import ai.flora.client.fuzz.FuzzInputs;
import ai.flora.client.fuzz.FuzzInputs.Input;
import ai.flora.client.fuzz.FuzzedFlora;
import ai.flora.client.fuzz.FuzzedFlora.Reply;
import ai.flora.client.fuzz.HostileJson;
import ai.flora.client.fuzz.Inspection;
import ai.flora.client.internal.RunKind;
import ai.flora.client.internal.RunOrigin;
import ai.flora.client.internal.RunPlace;
import ai.flora.client.internal.run.TestRuns;
import ai.flora.client.internal.time.VirtualTiming;
import ai.flora.client.internal.transport.FloraTransport;
import ai.flora.client.internal.transport.TestTransports;
import ai.flora.client.observation.FloraMeterRecorder;
import ai.flora.client.observation.MicrometerFloraMeterRecorder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Following survives whatever polls show, and sees the end.
 */
@Tag("exhaustive")
class FollowFuzzTests {

	@Test
	void followingSurvivesWhatItSeesAndFindsTheEnd() {
		FuzzInputs.run("following", 50, (input) -> new Following(input).follow());
	}

	/**
	 * One or two runs that are followed, the polls of them, and their outcomes.
	 */
	private static final class Following implements RunSource {

		private static final RequestOptions ONE_ATTEMPT = RequestOptions.defaults().withMaxAttempts(1);

		private final VirtualWakeupTimer timer = new VirtualWakeupTimer();

		private final FuzzedFlora flora = new FuzzedFlora();

		private final FloraTransport transport = transport();

		private Consumer<Duration> rateLimited = (pause) -> {
		};

		private final List<Throwable> thrown = new ArrayList<>();

		private final Input input;

		private int fuzzedPolls;

		Following(Input input) {
			this.input = input;
			this.fuzzedPolls = input.random().nextInt(8);
		}

		String follow() throws Throwable {
			List<Run> events = new ArrayList<>();
			String project = this.input.pick(null, "prj_1");
			RunFollower follower = TestFollowers.of(this, this.timer::wakes)
				.projectId(project)
				.recorder(new Recorder())
				.polls(this::run)
				.listeners(this::run)
				.events(this::run)
				.ended((event) -> events.add(event.run()))
				.build();
			this.rateLimited = follower::pause;
			this.flora.answers((method, uri) -> this.input.note(answer(uri)));
			List<RunHandle> handles = new ArrayList<>();
			for (int i = 1; i <= this.input.pick(1, 1, 2, 3); i++) {
				handles.add(handle(follower, "run_" + i));
			}
			List<Run> updates = new ArrayList<>();
			handles.get(0).onUpdate(updates::add);
			this.timer.advance(Duration.ofMinutes(30));
			if (!this.thrown.isEmpty()) {
				throw this.thrown.get(0);
			}
			int ends = 0;
			StringBuilder outcome = new StringBuilder();
			for (RunHandle handle : handles) {
				assertThat(handle.completion()).as(handle.runId()).isDone();
				outcome.append(outcome(handle)).append(' ');
				Inspection.value(handle.latest());
				ends += handle.latest().map(Run::status).filter(RunStatus::isTerminal).isPresent() ? 1 : 0;
			}
			assertThat(events).hasSize(ends);
			follower.close();
			return outcome.substring(0, outcome.indexOf(" "));
		}

		private RunHandle handle(RunFollower follower, String runId) {
			if (this.input.chance(0.5)) {
				return follower.follow(runId);
			}
			StartedRun started = new StartedRun(runId, null, null, this.input.pick(null, BigDecimal.TEN,
					new BigDecimal("1e300"), new BigDecimal("999999999.9"), new BigDecimal("1e-400")), null, null,
					null);
			boolean posted = this.input.chance(0.3);
			RunOrigin origin = new RunOrigin(null, null, posted ? null : this.input.pick(null, "prj_1"),
					RunPlace.USUAL);
			return follower.follow(started, origin, posted ? Duration.ofMinutes(5) : null);
		}

		private static String outcome(RunHandle handle) throws Throwable {
			try {
				return handle.completion().join().status().toString();
			}
			catch (CompletionException ex) {
				assertThat(ex.getCause()).isNotInstanceOf(FloraAwaitTimeoutException.class);
				return Inspection.exception(ex.getCause());
			}
		}

		/** First what is hostile, then ends, whose times may still be. */
		private Reply answer(URI uri) {
			Instant now = this.timer.instant();
			boolean list = uri.getPath().endsWith("/generations");
			if (this.fuzzedPolls-- > 0) {
				return FuzzedFlora.fuzzed(list ? Documents.page(this.input, now, this.input.pick(null, "cur_2"))
						: Documents.run(this.input, uri.getPath().replaceAll(".*/", ""), now), this.input, now);
			}
			if (list) {
				return FuzzedFlora.valid(Documents.object("generations", List.of(), "meta", null), this.input, now);
			}
			Map<String, @Nullable Object> run = Documents.run(this.input, uri.getPath().replaceAll(".*/", ""), now);
			run.put("status", "completed");
			run.put("outputs", List.of(Documents.object("type", "text", "url", "A harbour")));
			for (String time : List.of("created_at", "started_at", "completed_at")) {
				run.put(time, this.input.pick(0L, 1L, 9_223_372_036L, 100_000_000_000L, Long.MAX_VALUE / 1_000_000,
						null, now.toEpochMilli(), now.toEpochMilli() + 20_000));
			}
			return FuzzedFlora.valid(run, this.input, now);
		}

		private void run(Runnable task) {
			try {
				task.run();
			}
			catch (Throwable ex) {
				this.thrown.add(ex);
			}
		}

		@Override
		public Run retrieve(String runId, RunPlace place) {
			return documented(() -> TestRuns.of(this.transport).retrieve(runId, RunPlace.USUAL, ONE_ATTEMPT));
		}

		@Override
		public Page<Generation> list(RunKind kind, @Nullable String projectId, int limit, @Nullable String cursor) {
			GenerationQuery query = GenerationQuery.all().withProjectId(projectId).withLimit(limit).withCursor(cursor);
			return documented(() -> TestRuns.of(this.transport).list(kind, query, ONE_ATTEMPT));
		}

		private <T> T documented(Supplier<T> request) {
			try {
				return request.get();
			}
			catch (FloraException ex) {
				throw ex;
			}
			catch (RuntimeException ex) {
				this.thrown.add(ex);
				throw ex;
			}
		}

		@Override
		public Instant now() {
			return this.transport.clock().now();
		}

		private FloraTransport transport() {
			return TestTransports.of("https://app.flora.ai/api/v1", () -> this.flora, Duration.ofSeconds(60))
				.apiKey(HostileJson.KEY)
				.maxResponseSize(250_000)
				.rateLimited((pause) -> this.rateLimited.accept(pause))
				.build(new VirtualTiming() {

					@Override
					public long nanoTime() {
						return Following.this.timer.nanoTime();
					}

					@Override
					public Instant now() {
						return Following.this.timer.instant();
					}

				});
		}

		/** The meters, and whether they bear what they are told. */
		private final class Recorder implements FloraMeterRecorder {

			private final FloraMeterRecorder meters = new MicrometerFloraMeterRecorder(new SimpleMeterRegistry());

			@Override
			public void following(IntSupplier followed) {
				this.meters.following(followed);
			}

			@Override
			public void ended(String type, Run run, @Nullable String model, @Nullable Duration took) {
				run(() -> this.meters.ended(type, run, model, took));
			}

			@Override
			public void charged(String type, Run run, @Nullable String model, BigDecimal cost) {
				run(() -> this.meters.charged(type, run, model, cost));
			}

			@Override
			public void noticed(Duration delay, String by) {
				run(() -> this.meters.noticed(delay, by));
			}

			private void run(Runnable recording) {
				Following.this.run(recording);
			}

		}

	}

}
