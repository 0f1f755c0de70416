package ai.flora.client.internal.batch;

import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import ai.flora.client.FloraApiException;
import ai.flora.client.FloraAwaitTimeoutException;
import ai.flora.client.FloraClient;
import ai.flora.client.FloraConnectionException;
import ai.flora.client.FloraException;
import ai.flora.client.FloraFollowEndedException;
import ai.flora.client.FloraInterruptedException;
import ai.flora.client.FloraRequestRefusedException;
import ai.flora.client.FloraRunFailedException;
import ai.flora.client.FollowSettings;
import ai.flora.client.GenerationBatch;
import ai.flora.client.GenerationBatch.Item;
import ai.flora.client.GenerationBatch.Progress;
import ai.flora.client.GenerationBatch.State;
import ai.flora.client.GenerationRequest;
import ai.flora.client.NewThreads;
import ai.flora.client.Patience;
import ai.flora.client.RetrySettings;
import ai.flora.client.RunHandle;
import ai.flora.client.TimeLimits;
import ai.flora.client.assembly.FloraClientBuilder;
import ai.flora.client.internal.batch.BatchFlora.Reply;
import ai.flora.client.internal.transport.Transports;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.ObservationView;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.http.client.ClientHttpResponse;
import org.springframework.util.Assert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Many runs, by a real client over real HTTP.
 */
@Tag("exhaustive")
@ExtendWith(Patience.class)
@Timeout(value = 3, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BatchTests {

	private final NewThreads threads = new NewThreads();

	private BatchFlora flora;

	private FloraClient client;

	@BeforeEach
	void start() throws IOException {
		this.flora = new BatchFlora();
		this.client = builder().build();
	}

	@AfterEach
	void stop() throws IOException {
		this.client.close();
		this.flora.close();
	}

	private FloraClientBuilder builder() {
		return Transports.JDK.builder(this.flora.url())
			.workspaceId("ws_1")
			.projectId("prj_1")
			.follow(new FollowSettings(Duration.ofMinutes(1), Duration.ofMillis(5), Duration.ofMillis(20), 1000));
	}

	private void client(FloraClientBuilder builder) {
		this.client.close();
		this.client = builder.build();
	}

	private GenerationBatch submit(GenerationRequest... requests) {
		return this.client.generations().submitAll(Arrays.asList(requests));
	}

	/** Each of a model of its own, so that none waits for another one's response. */
	private static GenerationRequest[] ofDifferentModels(int count) {
		return IntStream.range(0, count)
			.mapToObj((i) -> of("t2t-" + i, String.valueOf(i)))
			.toArray(GenerationRequest[]::new);
	}

	private static GenerationRequest[] ofOneModel(int count) {
		return IntStream.range(0, count)
			.mapToObj((i) -> of("t2t-1", String.valueOf(i)))
			.toArray(GenerationRequest[]::new);
	}

	private static GenerationRequest of(String model, String prompt) {
		return GenerationRequest.text(prompt).toBuilder().model(model).build();
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void itemsEndWithTheRunsOfTheirRequestsInOrder(boolean oneModel) {
		GenerationRequest[] requests = oneModel ? ofOneModel(30) : ofDifferentModels(30);
		GenerationBatch batch = submit(requests);
		List<Item> items = batch.await();
		assertThat(items).hasSize(30).allSatisfy((item) -> {
			assertThat(item.state()).isEqualTo(State.COMPLETED);
			assertThat(item.reason()).isNull();
			assertThat(item.request()).isSameAs(requests[item.index()]);
			assertThat(Objects.requireNonNull(item.run()).outputs().get(0).value()).isEqualTo(item.request().prompt());
			assertThat(Objects.requireNonNull(item.handle()).runId()).isEqualTo(item.run().runId());
		});
		assertThat(items).extracting(Item::index).isSorted();
		assertThat(batch.items()).isEqualTo(items);
		assertThat(batch.progress()).isEqualTo(new Progress(0, 0, 0, 30, 0, 0, 0, 0, batch.progress().cost()));
		assertThat(batch.progress().cost()).isEqualByComparingTo("15");
		assertThat(batch.progress().total()).isEqualTo(30);
		assertThat(this.flora.starts()).hasSize(30);
	}

	@Test
	void startsAreAtMostFourAtATime() throws Exception {
		CountDownLatch release = new CountDownLatch(1);
		this.flora.reply = (start) -> after(release);
		GenerationBatch batch = submit(ofDifferentModels(12));
		Awaitility.await().until(() -> this.flora.inFlight() == 4);
		GenerationBatch other = submit(ofDifferentModels(12));
		assertThat(batch.progress()).isEqualTo(new Progress(8, 4, 0, 0, 0, 0, 0, 0, BigDecimal.ZERO));
		assertThat(this.threads.named("flora-call-")).as("a thread and its exchange each").hasSizeLessThanOrEqualTo(8);
		release.countDown();
		assertThat(batch.await()).extracting(Item::state).containsOnly(State.COMPLETED);
		assertThat(other.await()).extracting(Item::state).containsOnly(State.COMPLETED);
		assertThat(this.flora.mostInFlight()).isEqualTo(4);
	}

	@Test
	void startsOfOneModelAreFourAtATimeOnceManyWereAnswered() {
		submit(ofOneModel(16)).await();
		CountDownLatch release = new CountDownLatch(1);
		this.flora.reply = (start) -> after(release);
		GenerationBatch batch = submit(ofOneModel(8));
		Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> this.flora.inFlight() == 4);
		release.countDown();
		batch.await();
	}

	@ParameterizedTest
	@CsvSource(nullValues = "none",
			value = { "402, insufficient_credits", "402, INSUFFICIENT_CREDITS", "402, none",
					"400, insufficient_credits", "403, BILLING_NOT_ENOUGH_CREDITS", "422, billing_would_exceed_limit",
					"401, invalid_api_key", "403, paid_plan_required", "403, PAID_PLAN_REQUIRED" })
	void refusalThatConcernsAllEndsWhatHasNotBegun(int status, @Nullable String code) {
		CountDownLatch refused = new CountDownLatch(1);
		this.flora.reply = (start) -> switch (start.prompt()) {
			case "0", "1" -> Reply.STARTED;
			case "2" -> Reply.error(status, code);
			default -> after(refused);
		};
		GenerationRequest[] requests = ofOneModel(200);
		Arrays.setAll(requests, (i) -> (i < 3) ? requests[i] : of("t2t-2", String.valueOf(i)));
		GenerationBatch batch = submit(requests);
		Awaitility.await().until(() -> batch.items().get(2).state().hasEnded());
		refused.countDown();
		List<Item> items = batch.await();
		assertThat(items.subList(0, 2)).extracting(Item::state).containsOnly(State.COMPLETED);
		assertThat(this.flora.starts()).hasSizeBetween(3, 7);
		assertThat(items.subList(7, 200)).allSatisfy((item) -> {
			assertThat(item.state()).isEqualTo(State.NOT_STARTED);
			assertThat(item.reason()).isInstanceOfSatisfying(FloraApiException.class, (refusal) -> {
				assertThat(refusal.status()).isEqualTo(status);
				assertThat(refusal.errorCode()).isEqualTo(code);
			});
		});
	}

	@ParameterizedTest
	@CsvSource({ "403, forbidden", "404, not_found" })
	void refusalOfAProjectEndsWhatHasNotBegunThere(int status, String code) {
		this.flora.reply = (start) -> start.project().equals("prj_2") ? Reply.error(status, code) : Reply.STARTED;
		GenerationRequest[] requests = IntStream.range(0, 40)
			.mapToObj((i) -> GenerationRequest.text(String.valueOf(i))
				.toBuilder()
				.projectId((i % 2 == 0) ? "prj_1" : "prj_2")
				.build())
			.toArray(GenerationRequest[]::new);
		List<Item> items = submit(requests).await();
		assertThat(items).allSatisfy((item) -> assertThat(item.state())
			.isEqualTo((item.index() % 2 == 0) ? State.COMPLETED : State.NOT_STARTED));
		assertThat(this.flora.starts().stream().filter((start) -> start.project().equals("prj_2"))).hasSizeLessThan(5);
	}

	@ParameterizedTest
	@CsvSource({ "403, forbidden", "404, not_found" })
	void refusalEndsNothingElsewhereNorOfAnotherModel(int status, String code) {
		this.flora.reply = (start) -> (start.workspace().equals("ws_2") || start.model().equals("t2t-gated"))
				? Reply.error(status, code) : Reply.STARTED;
		GenerationRequest[] requests = IntStream.range(0, 60).mapToObj((i) -> switch (i % 3) {
			case 0 -> of("t2t-1", String.valueOf(i));
			case 1 -> of("t2t-gated", String.valueOf(i));
			default -> of("t2t-1", String.valueOf(i)).toBuilder().workspaceId("ws_2").build();
		}).toArray(GenerationRequest[]::new);
		List<Item> items = submit(requests).await();
		assertThat(items).allSatisfy((item) -> assertThat(item.state())
			.isEqualTo((item.index() % 3 == 0) ? State.COMPLETED : State.NOT_STARTED));
		assertThat(this.flora.starts()).hasSizeLessThan(30);
	}

	@Test
	void otherRefusalsConcernTheItemAlone() {
		this.flora.reply = (start) -> start.prompt().equals("3") ? Reply.error(400, "input_validation_error")
				: Reply.STARTED;
		List<Item> items = submit(ofOneModel(10)).await();
		assertThat(items).allSatisfy((item) -> assertThat(item.state())
			.isEqualTo((item.index() == 3) ? State.NOT_STARTED : State.COMPLETED));
	}

	@ParameterizedTest
	@ValueSource(strings = { "BILLING_NOT_ENOUGH_CREDITS", "billing_not_enough_credits", "Generation_Not_Paid" })
	void runThatFailsForLackOfCreditsEndsWhatHasNotBegun(String code) {
		this.flora.failure = (prompt) -> prompt.equals("0") ? code : null;
		CountDownLatch release = new CountDownLatch(1);
		this.flora.reply = (start) -> start.prompt().equals("0") ? Reply.STARTED : after(release);
		GenerationBatch batch = submit(ofDifferentModels(20));
		Awaitility.await().until(() -> batch.items().get(0).state() == State.FAILED);
		Awaitility.await().until(() -> batch.progress().waiting() == 0);
		release.countDown();
		List<Item> items = batch.await();
		assertThat(items.get(0).reason()).isInstanceOf(FloraRunFailedException.class);
		assertThat(Objects.requireNonNull(items.get(0).run()).errorCode()).isEqualTo(code);
		assertThat(items.subList(5, 20)).allSatisfy((item) -> {
			assertThat(item.state()).isEqualTo(State.NOT_STARTED);
			assertThat(item.reason()).hasMessageContaining(code).hasCauseInstanceOf(FloraRunFailedException.class);
		});
	}

	@Test
	void runThatFailsOtherwiseConcernsTheItemAlone() {
		this.flora.failure = (prompt) -> prompt.equals("0") ? "GENERATION_PROMPT_MODERATED" : null;
		List<Item> items = submit(ofOneModel(10)).await();
		assertThat(items.get(0).state()).isEqualTo(State.FAILED);
		assertThat(items.subList(1, 10)).extracting(Item::state).containsOnly(State.COMPLETED);
	}

	@Test
	void mistakesThatCanBeSeenAreRefusedBeforeAnythingIsStarted() {
		GenerationRequest good = GenerationRequest.text("A harbour");
		GenerationRequest keyed = good.toBuilder().idempotencyKey("order-1").build();
		assertThatIllegalArgumentException().isThrownBy(() -> submit(good, keyed, good, keyed))
			.withMessageContaining("Request 3 of 4 has the idempotency key of request 1")
			.withMessageEndingWith("Nothing was sent.");
		assertThatIllegalArgumentException().isThrownBy(() -> submit(good, null))
			.withMessageContaining("Request 1 of 2 must not be null");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.client.generations().submitAll((Collection<GenerationRequest>) null));
		client(builder().projectId(null));
		assertThatIllegalArgumentException().isThrownBy(() -> submit(good.toBuilder().projectId("prj_2").build(), good))
			.withMessageStartingWith("Request 1 of 2: A start needs a project");
		assertThat(this.flora.starts()).isEmpty();
	}

	@Test
	void equalRequestsAreItemsOfTheirOwnAndNoneIsNoBatch() {
		GenerationRequest request = GenerationRequest.text("A harbour");
		assertThat(submit(request, request).await()).extracting(Item::state).containsOnly(State.COMPLETED);
		assertThat(this.flora.runs()).hasSize(2);
		GenerationBatch none = submit();
		assertThat(none.await()).isEmpty();
		assertThat(none.await(Duration.ofMillis(1))).isEmpty();
		assertThat(none.stream()).isEmpty();
		assertThat(none.progress().total()).isZero();
		none.stop();
	}

	@Test
	void allItemsAreCheckedBeforeTheFirstIsSent() {
		CountDownLatch release = new CountDownLatch(1);
		this.flora.reply = (start) -> after(release);
		GenerationRequest wrong = GenerationRequest.image("A harbour")
			.toBuilder()
			.model("t2i-flux-2-pro")
			.fromImage(URI.create("https://media.flora.ai/a.png"))
			.build();
		GenerationRequest[] requests = ofOneModel(10);
		requests[9] = wrong;
		GenerationBatch batch = submit(requests);
		Awaitility.await().until(() -> this.flora.inFlight() == 1);
		assertThat(batch.items().get(9).state()).isEqualTo(State.NOT_STARTED);
		assertThat(batch.items().get(9).reason()).isInstanceOf(FloraRequestRefusedException.class);
		release.countDown();
		assertThat(batch.await().subList(0, 9)).extracting(Item::state).containsOnly(State.COMPLETED);
	}

	@Test
	void modelsThatAreNotKeptAreReadOnce() {
		client(builder().modelCacheTimeToLive(Duration.ZERO));
		List<String> asked = new CopyOnWriteArrayList<>();
		this.flora.models = "{\"models\":[{\"model_id\":\"t2t-1\",\"params\":[{\"name\":\"seed\",\"type\":\"seed\"}]}]}";
		this.flora.otherReply = (path) -> {
			if (path.startsWith("/models")) {
				asked.add(path);
			}
			return Reply.STARTED;
		};
		GenerationRequest[] requests = Arrays.stream(ofOneModel(5))
			.map((request) -> request.toBuilder().param("seed", 1).build())
			.toArray(GenerationRequest[]::new);
		assertThat(submit(requests).await()).extracting(Item::state).containsOnly(State.COMPLETED);
		assertThat(asked).hasSize(1);
	}

	@Test
	void streamGivesEachItemOnceAsItEnds() {
		Map<String, CountDownLatch> released = new ConcurrentHashMap<>();
		for (int i = 0; i < 4; i++) {
			released.put(String.valueOf(i), new CountDownLatch(1));
		}
		this.flora.reply = (start) -> after(released.get(start.prompt()));
		GenerationBatch batch = submit(ofDifferentModels(4));
		List<Integer> order = new ArrayList<>();
		int[] next = { 2, 0, 3, 1 };
		released.get("2").countDown();
		batch.stream().forEach((item) -> {
			assertThat(item.state()).isEqualTo(State.COMPLETED);
			order.add(item.index());
			if (order.size() < 4) {
				released.get(String.valueOf(next[order.size()])).countDown();
			}
		});
		assertThat(order).containsExactly(2, 0, 3, 1);
		assertThat(batch.stream().map(Item::index)).containsExactly(2, 0, 3, 1);
		try (Stream<Item> some = batch.stream()) {
			assertThat(some.findFirst()).isPresent();
		}
	}

	@Test
	void awaitThatTimesOutEndsTheWaitingAlone() {
		CountDownLatch release = new CountDownLatch(1);
		this.flora.reply = (start) -> start.prompt().equals("0") ? Reply.STARTED : after(release);
		GenerationBatch batch = submit(ofOneModel(3));
		assertThatExceptionOfType(FloraAwaitTimeoutException.class)
			.isThrownBy(() -> batch.await(Duration.ofMillis(100)))
			.withMessageContaining("A batch of 3 had not ended after 100 ms")
			.satisfies((thrown) -> assertThat(thrown.runId()).isNotNull());
		assertThatIllegalArgumentException().isThrownBy(() -> batch.await(Duration.ZERO));
		release.countDown();
		assertThat(batch.await(Duration.ofSeconds(Long.MAX_VALUE))).extracting(Item::state)
			.containsOnly(State.COMPLETED);
	}

	@Test
	void interruptWakesAtOnceAndKeepsItsFlag() throws Exception {
		CountDownLatch release = new CountDownLatch(1);
		this.flora.reply = (start) -> after(release);
		GenerationBatch batch = submit(ofOneModel(2));
		for (Runnable wait : List.<Runnable>of(batch::await, () -> batch.stream().toList())) {
			FutureTask<Boolean> waiting = new FutureTask<>(() -> {
				assertThatExceptionOfType(FloraInterruptedException.class).isThrownBy(wait::run);
				return Thread.currentThread().isInterrupted();
			});
			Thread thread = new Thread(waiting);
			thread.start();
			thread.interrupt();
			assertThat(waiting.get(20, TimeUnit.SECONDS)).isTrue();
		}
		release.countDown();
		assertThat(batch.await()).extracting(Item::state).containsOnly(State.COMPLETED);
	}

	@Test
	void stopStartsNothingMoreAndFollowsWhatGoesOn() {
		CountDownLatch release = new CountDownLatch(1);
		this.flora.reply = (start) -> after(release);
		GenerationBatch batch = submit(ofDifferentModels(20));
		Awaitility.await().until(() -> this.flora.inFlight() == 4);
		batch.stop();
		batch.stop();
		assertThat(batch.progress().notStarted()).isEqualTo(16);
		release.countDown();
		List<Item> items = batch.await();
		assertThat(items.subList(0, 4)).extracting(Item::state).containsOnly(State.COMPLETED);
		assertThat(items.subList(4, 20)).allSatisfy((item) -> {
			assertThat(item.state()).isEqualTo(State.NOT_STARTED);
			assertThat(item.reason()).hasMessageContaining("the batch was stopped");
		});
		assertThat(this.flora.starts()).hasSize(4);
	}

	@Test
	void closeEndsAllWithReasons() {
		CountDownLatch release = new CountDownLatch(1);
		this.flora.reply = (start) -> start.prompt().equals("0") ? Reply.STARTED : after(release);
		this.flora.otherReply = (path) -> path.startsWith("/runs") ? Reply.error(500, "internal_error") : Reply.STARTED;
		GenerationBatch batch = submit(ofDifferentModels(20));
		Awaitility.await().until(() -> batch.items().get(0).state() == State.RUNNING && this.flora.inFlight() == 4);
		this.client.close();
		List<Item> items = batch.await();
		assertThat(items.get(0).state()).isEqualTo(State.NOT_FOLLOWED);
		assertThat(items.get(0).reason()).isInstanceOf(FloraFollowEndedException.class);
		assertThat(items.get(0).handle()).extracting(RunHandle::runId).isEqualTo("run_1");
		assertThat(items.subList(1, 5)).extracting(Item::state).containsOnly(State.UNCONFIRMED);
		assertThat(items.subList(5, 20)).allSatisfy((item) -> {
			assertThat(item.state()).isEqualTo(State.NOT_STARTED);
			assertThat(item.reason()).isInstanceOf(FloraConnectionException.class).hasMessageContaining("being closed");
		});
		release.countDown();
		GenerationBatch late = submit(ofOneModel(2));
		assertThat(late.await()).extracting(Item::state).containsOnly(State.NOT_STARTED);
		Awaitility.await().untilAsserted(() -> assertThat(this.threads.named("flora-call-")).isEmpty());
	}

	@Test
	void batchThatNobodyWaitsForGoesOnAndLeavesNoThread() {
		submit(ofOneModel(20));
		Awaitility.await().until(() -> this.flora.runs().size() == 20);
		this.client.close();
		Awaitility.await().untilAsserted(() -> assertThat(this.threads.named("flora-")).isEmpty());
	}

	@Test
	void tenThousandItemsTakeNoThreadEach() {
		CountDownLatch release = new CountDownLatch(1);
		this.flora.reply = (start) -> after(release);
		GenerationBatch batch = submit(ofDifferentModels(10_000));
		Awaitility.await().until(() -> this.flora.inFlight() == 4);
		assertThat(this.threads.named("flora-")).hasSizeLessThan(20);
		batch.stop();
		release.countDown();
		assertThat(batch.await()).hasSize(10_000);
		assertThat(batch.progress().notStarted()).isEqualTo(9_996);
	}

	@Test
	void waitingIsRefusedWhereNobodyMayBlock() {
		GenerationBatch batch = Mono.fromCallable(() -> submit(ofOneModel(2)))
			.subscribeOn(Schedulers.parallel())
			.block();
		for (Runnable wait : List.<Runnable>of(batch::await, () -> batch.stream().toList())) {
			assertThatIllegalStateException()
				.isThrownBy(() -> Mono.fromRunnable(wait).subscribeOn(Schedulers.parallel()).block())
				.withMessageContaining("The batch goes on. Write Mono.fromCallable(() -> batch.");
		}
		assertThat(batch.await()).extracting(Item::state).containsOnly(State.COMPLETED);
	}

	@Test
	void startThatIsToBeSentOnceIsNotResolved() {
		client(builder()
			.retry(new RetrySettings(1, Duration.ofMillis(1), Duration.ofMillis(5), Duration.ofMinutes(5))));
		this.flora.reply = (start) -> Reply.LOST;
		assertThat(submit(ofOneModel(1)).await()).extracting(Item::state).containsOnly(State.UNCONFIRMED);
		assertThat(this.flora.starts()).hasSize(1);
	}

	@Test
	void startsBelongToTheTraceOfTheCaller() {
		ObservationRegistry registry = ObservationRegistry.create();
		List<String> parents = Collections.synchronizedList(new ArrayList<>());
		registry.observationConfig().observationHandler(new ObservationHandler<>() {

			@Override
			public void onStart(Observation.Context context) {
				ObservationView parent = context.getParentObservation();
				if (context.getName().equals("flora.client.requests") && parent != null) {
					parents.add(parent.getContextView().getName());
				}
			}

			@Override
			public boolean supportsContext(Observation.Context context) {
				return true;
			}

		});
		client(builder().observationRegistry(registry));
		Observation.createNotStarted("order", registry).observe(() -> submit(ofOneModel(3))).await();
		assertThat(parents).hasSizeGreaterThanOrEqualTo(3).containsOnly("order");
	}

	@Test
	void itemOfAnInterceptorsOwnExceptionHasItAsItsReason() {
		client(builder().customize((http) -> http.requestInterceptor((request, body, execution) -> {
			if (request.getURI().getPath().endsWith("/generate")) {
				throw new IllegalStateException("Not on Sundays");
			}
			return execution.execute(request, body);
		})));
		List<Item> items = submit(ofOneModel(2)).await();
		assertThat(items).extracting(Item::state).containsOnly(State.NOT_STARTED);
		assertThat(items.get(0).reason()).isExactlyInstanceOf(FloraException.class)
			.hasMessageContaining("Not on Sundays")
			.hasCauseInstanceOf(IllegalStateException.class);
	}

	@Test
	void itemsEndWithTheirRunsAlsoIfWhatSurroundsTheirCallerFails() {
		client(builder().taskDecorator((task) -> () -> {
			task.run();
			Assert.state(this.flora.starts().isEmpty(), "Not on Sundays");
		}));
		assertThat(submit(ofOneModel(3)).await()).extracting(Item::state).containsOnly(State.COMPLETED);
		assertThat(this.flora.runs()).hasSize(3);
	}

	/** An exception that is thrown after FLORA's response says nothing of the start. */
	@Test
	void itemThatFloraHasStartedIsNeverToldAsNotStarted() throws Exception {
		List<Item> items = TimeLimits.longEnough(Duration.ofSeconds(1), this::itemOfAFailingInterceptor,
				(ended) -> !this.flora.runs().isEmpty());
		assertThat(this.flora.runs()).hasSize(1);
		assertThat(items.get(0).state()).isNotEqualTo(State.NOT_STARTED);
	}

	private List<Item> itemOfAFailingInterceptor(Duration callTimeout) {
		client(builder().callTimeout(callTimeout)
			.customize((http) -> http.requestInterceptor((request, body, execution) -> {
				ClientHttpResponse response = execution.execute(request, body);
				if (request.getURI().getPath().endsWith("/generate")) {
					throw new IllegalStateException("Not on Sundays");
				}
				return response;
			})));
		return submit(ofOneModel(1)).await();
	}

	private static Reply after(CountDownLatch release) {
		return after(release, 60_000);
	}

	private static Reply after(CountDownLatch release, long millis) {
		try {
			boolean ignored = release.await(millis, TimeUnit.MILLISECONDS);
			return Reply.STARTED;
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
