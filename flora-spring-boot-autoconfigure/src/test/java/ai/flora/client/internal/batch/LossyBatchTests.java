package ai.flora.client.internal.batch;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import ai.flora.client.FloraStartUnconfirmedException;
import ai.flora.client.FollowSettings;
import ai.flora.client.Generation;
import ai.flora.client.GenerationBatch;
import ai.flora.client.GenerationBatch.Item;
import ai.flora.client.GenerationBatch.Progress;
import ai.flora.client.GenerationBatch.State;
import ai.flora.client.GenerationQuery;
import ai.flora.client.GenerationRequest;
import ai.flora.client.Page;
import ai.flora.client.Patience;
import ai.flora.client.RequestOptions;
import ai.flora.client.Run;
import ai.flora.client.RunHandle;
import ai.flora.client.StartedRun;
import ai.flora.client.internal.RunKind;
import ai.flora.client.internal.RunPlace;
import ai.flora.client.internal.batch.BatchFlora.Reply;
import ai.flora.client.internal.batch.BatchFlora.Start;
import ai.flora.client.internal.batch.Launch.Launched;
import ai.flora.client.internal.follow.ListenerExecutor;
import ai.flora.client.internal.follow.RunContexts;
import ai.flora.client.internal.follow.RunFollower;
import ai.flora.client.internal.follow.RunSource;
import ai.flora.client.internal.model.ModelSettings;
import ai.flora.client.internal.model.Models;
import ai.flora.client.internal.start.AcceptedStart;
import ai.flora.client.internal.start.ClientDefaults;
import ai.flora.client.internal.start.HastyTiming;
import ai.flora.client.internal.start.RunStarter;
import ai.flora.client.internal.transport.CallThreads;
import ai.flora.client.internal.transport.FloraTransport;
import ai.flora.client.internal.transport.TestTransports;
import ai.flora.client.internal.transport.Transports;
import ai.flora.client.model.ModelCheck;
import ai.flora.client.observation.FloraMeterRecorder;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A batch of 200 while a third of FLORA's responses to starts is lost, and 5 % of all
 * requests meet another fault. Over real HTTP; waits of starts take no time.
 */
@Tag("exhaustive")
@ExtendWith(Patience.class)
@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LossyBatchTests {

	private static final int ITEMS = 200;

	private HastyTiming timing;

	private CallThreads threads;

	private ListenerExecutor listeners;

	private BatchFlora flora;

	private FloraTransport transport;

	private RunFollower follower;

	private BatchStarter batches;

	private RunStarter starter;

	@BeforeEach
	void start() throws IOException {
		this.timing = new HastyTiming();
		this.threads = CallThreads.platform();
		this.listeners = ListenerExecutor.platform("flora-callback-");
		this.flora = new BatchFlora(this.timing::now);
		Duration read = Duration.ofSeconds(20);
		this.transport = TestTransports.of(this.flora.url(), () -> Transports.JDK.requestFactory(read, read), read)
			.executor(this.threads)
			.rateLimited((pause) -> this.batches.rateLimited(pause))
			.build(this.timing);
		this.starter = new RunStarter(this.transport, new ClientDefaults("ws_1", "prj_1"), null);
		RunContexts contexts = new RunContexts(ObservationRegistry.NOOP, null);
		this.follower = new RunFollower(new Source(this.transport, this.starter),
				new FollowSettings(Duration.ofMinutes(5), Duration.ofMillis(5), Duration.ofMillis(50), 1000),
				() -> "prj_1", FloraMeterRecorder.NOOP,
				new RunFollower.Threads(this.threads, this.listeners, this.listeners, Thread::new, contexts),
				(event) -> {
				});
		Models models = new Models(this.transport, new ModelSettings(ModelCheck.FAIL, Duration.ofMinutes(10), false),
				(request) -> null);
		this.batches = new BatchStarter(this.threads, this.transport, this.starter, models, contexts);
	}

	@AfterEach
	void stop() throws IOException {
		this.batches.end();
		this.follower.close();
		this.transport.close();
		this.threads.close();
		this.listeners.close();
		this.flora.close();
	}

	/**
	 * Which start meets which fault depends on how threads take turns: three batches tell
	 * how many stay unconfirmed, of one model and of three.
	 */
	@Test
	void everyItemHasItsRunAndIsChargedOnce() throws IOException {
		int[] models = { 1, 1, 3 };
		int unconfirmed = 0;
		for (int seed = 0; seed < models.length; seed++) {
			Faults faults = new Faults(seed, false);
			unconfirmed += run(faults, models[seed]);
			assertThat(faults.lost).isGreaterThan(ITEMS / 3);
			stop();
			start();
		}
		assertThat(unconfirmed).as("unconfirmed of " + models.length * ITEMS).isLessThan(models.length * ITEMS / 100);
	}

	/**
	 * FLORA's own failures release a key, so that a start in doubt is not asked for again
	 * once a list shows a run that may be its own: that stays unconfirmed, for whoever
	 * starts it.
	 */
	@ParameterizedTest
	@CsvSource({ "5, 1", "6, 3" })
	void everyItemHasItsRunOrAReasonWhenFloraItselfFailsToo(int seed, int models) {
		int unconfirmed = run(new Faults(seed, true), models);
		assertThat(unconfirmed).as("unconfirmed of " + ITEMS).isLessThan(ITEMS / 20);
	}

	private int run(Faults faults, int models) {
		this.flora.reply = faults::start;
		this.flora.otherReply = faults::other;
		List<GenerationRequest> requests = new ArrayList<>();
		for (int i = 0; i < ITEMS; i++) {
			requests.add(GenerationRequest.text("Prompt " + i).toBuilder().model("t2t-" + i % models).build());
		}
		GenerationBatch batch = this.batches.submit(requests, launch());
		List<Item> items = batch.await();
		Map<String, Start> charged = this.flora.runs();
		Set<String> started = new HashSet<>();
		for (Item item : items) {
			String prompt = "Prompt " + item.index();
			assertThat(item.state()).as("%s: %s", prompt, item.reason())
				.isIn(State.COMPLETED, State.UNCONFIRMED, State.NOT_STARTED);
			if (item.state() == State.COMPLETED) {
				String runId = Objects.requireNonNull(item.run()).runId();
				assertThat(charged.get(runId).prompt()).isEqualTo(prompt);
				assertThat(started.add(runId)).isTrue();
			}
			else {
				assertThat(item.reason()).isNotNull();
			}
		}
		List<String> unconfirmed = items.stream()
			.map(Item::reason)
			.filter(FloraStartUnconfirmedException.class::isInstance)
			.map((reason) -> ((FloraStartUnconfirmedException) reason).idempotencyKey())
			.toList();
		charged.forEach((runId, start) -> {
			if (!started.contains(runId)) {
				assertThat(unconfirmed).as("key of run " + runId).contains(start.key());
			}
		});
		assertThat(charged.values().stream().map(Start::prompt)).as("charged").doesNotHaveDuplicates();
		Progress progress = batch.progress();
		System.out.printf("%d items of %d models, %d posts, %d responses lost, %d faults: %d charged, %s%n", ITEMS,
				models, this.flora.starts().size(), faults.lost, faults.others, charged.size(), progress);
		assertThat(progress.notStarted()).as("not started").isLessThan(ITEMS / 50);
		return progress.unconfirmed();
	}

	private Launch launch() {
		return new Launch() {

			@Override
			public Launched launch(GenerationRequest request, RequestOptions options) {
				AcceptedStart accepted = LossyBatchTests.this.starter.start(request, options);
				return new Launched(follow(accepted.run()), accepted.doubted());
			}

			@Override
			public Launched resolve(FloraStartUnconfirmedException doubt) {
				return new Launched(follow(LossyBatchTests.this.starter.resolve(doubt)), true);
			}

		};
	}

	private RunHandle follow(StartedRun run) {
		return this.follower.follow(run, "prj_1", null);
	}

	/**
	 * What goes wrong, from a seed.
	 */
	private static final class Faults {

		private final Random random;

		private final boolean own;

		private int lost;

		private int others;

		Faults(int seed, boolean own) {
			this.random = new Random(seed);
			this.own = own;
		}

		synchronized Reply start(Start start) {
			if (this.random.nextInt(3) == 0) {
				this.lost++;
				return this.random.nextBoolean() ? Reply.LOST : new Reply(true, 504, null, Map.of(), false);
			}
			return fault();
		}

		synchronized Reply other(String path) {
			return fault();
		}

		private Reply fault() {
			if (this.random.nextInt(20) > 0) {
				return Reply.STARTED;
			}
			this.others++;
			return switch (this.random.nextInt(this.own ? 8 : 6)) {
				case 0 -> Reply.rateLimited(1000);
				case 1 -> Reply.error(429, "rate_limited");
				case 2 -> Reply.error(502, null);
				case 3 -> Reply.error(504, null);
				case 4, 5 -> Reply.RESET;
				case 6 -> Reply.error(500, "internal_error");
				default -> Reply.error(503, "service_unavailable");
			};
		}

	}

	private record Source(FloraTransport transport, RunStarter starter) implements RunSource {

		private static final RequestOptions ONE_ATTEMPT = RequestOptions.defaults().withMaxAttempts(1);

		@Override
		public Run retrieve(String runId, RunPlace place) {
			return this.transport.retrieve(runId, ONE_ATTEMPT);
		}

		@Override
		public Page<Generation> list(RunKind kind, @Nullable String projectId, int limit, @Nullable String cursor) {
			GenerationQuery query = GenerationQuery.all().withProjectId(projectId).withLimit(limit).withCursor(cursor);
			long asked = this.transport.timing().nanoTime();
			Page<Generation> page = this.transport.list(kind, query, ONE_ATTEMPT);
			this.starter.observe(kind, query, page, asked);
			return page;
		}

		@Override
		public Instant now() {
			return this.transport.clock().now();
		}

	}

}
