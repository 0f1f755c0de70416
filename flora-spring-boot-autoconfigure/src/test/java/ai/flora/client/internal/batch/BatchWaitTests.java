package ai.flora.client.internal.batch;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import ai.flora.client.FloraInsufficientCreditsException;
import ai.flora.client.FloraRateLimitException;
import ai.flora.client.FloraServerException;
import ai.flora.client.GenerationBatch;
import ai.flora.client.GenerationBatch.Item;
import ai.flora.client.GenerationBatch.State;
import ai.flora.client.GenerationRequest;
import ai.flora.client.Patience;
import ai.flora.client.RetrySettings;
import ai.flora.client.internal.batch.BatchFlora.Reply;
import ai.flora.client.internal.batch.BatchFlora.Start;
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

import static org.assertj.core.api.Assertions.assertThat;

/**
 * When the starts of batches wait, and for how long, by the client's clock.
 */
@Tag("exhaustive")
@ExtendWith(Patience.class)
@Timeout(value = 3, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BatchWaitTests {

	/** A call meets each 429 once, and the batch waits. */
	private static final RetrySettings ONE_ATTEMPT = new RetrySettings(1, Duration.ofMillis(1), Duration.ofMillis(5),
			Duration.ofMinutes(5));

	private final AtomicInteger count = new AtomicInteger();

	private VirtualBatches batches;

	private BatchFlora flora;

	@BeforeEach
	void start() throws IOException {
		start(RetrySettings.defaults());
	}

	private void start(RetrySettings retry) throws IOException {
		this.batches = new VirtualBatches(retry);
		this.flora = this.batches.flora();
	}

	@AfterEach
	void stop() throws IOException {
		this.batches.close();
	}

	private static GenerationRequest of(String model, String prompt) {
		return GenerationRequest.text(prompt).toBuilder().model(model).build();
	}

	private static List<GenerationRequest> ofOneModel(int count) {
		return IntStream.range(0, count).mapToObj((i) -> of("t2t-1", String.valueOf(i))).toList();
	}

	private List<Start> starts(String prompts) {
		return this.flora.starts().stream().filter((start) -> start.prompt().matches(prompts)).toList();
	}

	private Duration between(String one, String other) {
		return Duration.between(starts(one).get(0).at(), starts(other).get(0).at());
	}

	@Test
	void startsOfOneModelAreFourAtATimeTooIfResponsesAreSlow() {
		CountDownLatch release = new CountDownLatch(1);
		this.flora.reply = (start) -> after(release, 60_000);
		GenerationBatch batch = this.batches.submit(ofOneModel(8));
		for (int i = 1; i <= 4; i++) {
			int expected = i;
			Awaitility.await().until(() -> this.flora.inFlight() >= expected);
			this.batches.timing().skip(Duration.ofSeconds(1));
		}
		release.countDown();
		assertThat(batch.await()).extracting(Item::state).containsOnly(State.COMPLETED);
		assertThat(this.flora.mostInFlight()).isEqualTo(4);
	}

	@Test
	void nothingIsStartedBeforeARateLimitHasPassedAndTwoAtATimeLater() throws IOException {
		stop();
		start(ONE_ATTEMPT);
		this.flora.reply = (start) -> (this.count.incrementAndGet() == 1) ? Reply.rateLimited(60_000)
				: after(new CountDownLatch(1), 50);
		Instant begun = this.batches.timing().now();
		GenerationBatch batch = this.batches.submit(of("t2t-0", "first"));
		Awaitility.await().until(() -> this.count.get() >= 1);
		GenerationBatch other = this.batches
			.submit(IntStream.range(1, 13).mapToObj((i) -> of("t2t-" + i, String.valueOf(i))).toList());
		other.await();
		batch.await();
		assertThat(this.flora.starts()).hasSize(14);
		assertThat(this.flora.starts().subList(1, 14))
			.allSatisfy((start) -> assertThat(start.at()).isAfterOrEqualTo(begun.plusSeconds(60)));
		assertThat(this.flora.mostInFlight()).isLessThanOrEqualTo(2);
	}

	@Test
	void itemIsNotFailedByRateLimitsThatPass() throws IOException {
		stop();
		start(ONE_ATTEMPT);
		this.flora.reply = (start) -> (this.count.incrementAndGet() <= 5) ? Reply.rateLimited(50) : Reply.STARTED;
		assertThat(this.batches.submit(ofOneModel(3)).await()).extracting(Item::state).containsOnly(State.COMPLETED);
		assertThat(this.flora.starts()).hasSize(8);
		assertThat(this.flora.runs().values()).extracting(Start::prompt).containsExactly("0", "1", "2");
	}

	/** {@code Retry-After: 0}, or a date that has passed. */
	@Test
	void rateLimitThatAsksForNoWaitIsWaitedForAllTheSame() throws IOException {
		stop();
		start(ONE_ATTEMPT);
		this.flora.reply = (start) -> (this.count.incrementAndGet() <= 300) ? Reply.rateLimited(0) : Reply.STARTED;
		List<Item> items = this.batches.submit(ofOneModel(1)).await();
		assertThat(this.flora.starts()).as("in two minutes").hasSizeBetween(60, 121);
		assertThat(items).extracting(Item::state).containsExactly(State.NOT_STARTED);
		assertThat(items.get(0).reason()).isInstanceOf(FloraRateLimitException.class);
	}

	@Test
	void startThatWaitsForARateLimitIsNotSentAgainOnceItsBatchIsStopped() {
		CompletableFuture<GenerationBatch> submitted = new CompletableFuture<>();
		this.flora.reply = (start) -> {
			submitted.join().stop();
			return (this.count.incrementAndGet() == 1) ? Reply.rateLimited(2000) : Reply.STARTED;
		};
		GenerationBatch batch = this.batches.submit(ofOneModel(2));
		submitted.complete(batch);
		assertThat(batch.await()).allSatisfy((item) -> {
			assertThat(item.state()).isEqualTo(State.NOT_STARTED);
			assertThat(item.reason()).hasMessageContaining("the batch was stopped");
		});
		assertThat(this.flora.starts()).hasSize(1);
	}

	@Test
	void startThatFloraHasFailedAtEndsWithThatFailureOnceItsBatchIsStopped() {
		CompletableFuture<GenerationBatch> submitted = new CompletableFuture<>();
		this.flora.reply = (start) -> {
			submitted.join().stop();
			return (this.count.incrementAndGet() == 1) ? Reply.error(500, "internal_error") : Reply.STARTED;
		};
		GenerationBatch batch = this.batches.submit(ofOneModel(2));
		submitted.complete(batch);
		List<Item> items = batch.await();
		assertThat(items).extracting(Item::state).containsOnly(State.NOT_STARTED);
		assertThat(items.get(0).reason()).isInstanceOf(FloraServerException.class);
		assertThat(items.get(1).reason()).hasMessageContaining("the batch was stopped");
		assertThat(this.flora.starts()).hasSize(1);
	}

	@Test
	void startThatWaitsForARateLimitIsNotSentAgainOnceCreditsDoNotSuffice() {
		CountDownLatch refused = new CountDownLatch(1);
		this.flora.reply = (start) -> {
			if (start.prompt().equals("b")) {
				return Reply.error(402, "insufficient_credits");
			}
			after(refused, 60_000);
			return (this.count.incrementAndGet() == 1) ? Reply.rateLimited(2000) : Reply.STARTED;
		};
		GenerationBatch batch = this.batches.submit(of("t2t-1", "a"), of("t2t-2", "b"));
		Awaitility.await().until(() -> batch.items().get(1).state().hasEnded());
		refused.countDown();
		assertThat(batch.await()).allSatisfy((item) -> {
			assertThat(item.state()).isEqualTo(State.NOT_STARTED);
			assertThat(item.reason()).isInstanceOf(FloraInsufficientCreditsException.class);
		});
		assertThat(this.flora.starts()).hasSize(2);
	}

	@ParameterizedTest
	@CsvSource({ "121000, 121", "3600000, 300" })
	void itemIsFailedByARateLimitThatDoesNotPassInTime(int millis, int seconds) {
		this.flora.reply = (start) -> (this.count.incrementAndGet() == 1) ? Reply.rateLimited(millis) : Reply.STARTED;
		List<Item> items = this.batches.submit(ofOneModel(2)).await();
		assertThat(items).extracting(Item::state).containsExactly(State.NOT_STARTED, State.COMPLETED);
		assertThat(items.get(0).reason()).hasMessageContaining("429");
		assertThat(between("0", "1")).isGreaterThanOrEqualTo(Duration.ofSeconds(seconds));
	}

	@Test
	void whileAStartIsInDoubtNoneIsSentInTheSameProjectWithTheSameModel() {
		CountDownLatch others = new CountDownLatch(10);
		this.flora.reply = (start) -> {
			if (start.prompt().equals("lost")) {
				int posts = starts("lost").size();
				return (posts == 1) ? Reply.LOST : (posts == 2) ? after(others, 60_000) : Reply.STARTED;
			}
			if (start.prompt().matches("(other|elsewhere) .*")) {
				others.countDown();
			}
			return Reply.STARTED;
		};
		List<GenerationRequest> requests = new ArrayList<>(List.of(of("t2t-1", "lost")));
		for (int i = 0; i < 5; i++) {
			requests.add(of("t2t-1", "same " + i));
			requests.add(of("t2t-2", "other " + i));
			requests.add(of("t2t-1", "elsewhere " + i).toBuilder().projectId("prj_2").build());
			requests.add(GenerationRequest.text("any " + i));
		}
		List<Item> items = this.batches.submit(requests).await();
		assertThat(others.getCount()).as("others that waited for the one in doubt").isZero();
		assertThat(items).extracting(Item::state).containsOnly(State.COMPLETED);
		assertThat(Objects.requireNonNull(items.get(0).run()).outputs().get(0).value()).isEqualTo("lost");
		assertThat(starts("lost")).hasSize(3);
		assertThat(starts("(same|any) .*")).hasSize(10);
		List<String> prompts = this.flora.starts().stream().map(Start::prompt).toList();
		assertThat(prompts.subList(0, prompts.lastIndexOf("lost"))).as("before it was settled")
			.noneMatch((prompt) -> prompt.matches("(same|any) .*"));
	}

	@Test
	void startsOfKreaAreSecondsApart() {
		this.flora.models = """
				{"models":[{"model_id":"t2t-other","name":"Other","type":"text","provider":"Krea AI","params":[]}]}""";
		List<Item> items = new ArrayList<>(
				this.batches.submit(of("t2t-krea-1", "a"), of("t2t-other", "b"), of("t2t-3", "c"), of("t2t-3", "d"))
					.await());
		items.addAll(this.batches.submit(of("t2t-krea-1", "e")).await());
		assertThat(items).extracting(Item::state).containsOnly(State.COMPLETED);
		assertThat(between("a", "b")).isGreaterThanOrEqualTo(Duration.ofSeconds(5));
		assertThat(between("b", "e")).isGreaterThanOrEqualTo(Duration.ofSeconds(5));
		assertThat(between("c", "b")).as("after one of another provider").isPositive();
	}

	/** As faults of one start, and of all that follow. */
	@ParameterizedTest
	@CsvSource(nullValues = "none",
			value = { "400, invalid_json", "404, none", "408, none", "409, idempotency_duplicate", "409, conflict",
					"418, none", "422, idempotency_conflict", "429, rate_limited", "500, internal_error", "500, none",
					"502, none", "503, service_unavailable", "504, none", "200, none", "302, none", "-1, none",
					"-2, none" })
	void whateverFloraAnswersEachItemEndsInTime(int status, @Nullable String code) {
		this.flora.reply = (start) -> switch (status) {
			case -1 -> Reply.RESET;
			case -2 -> Reply.LOST;
			default -> Reply.error(status, code);
		};
		Instant begun = this.batches.timing().now();
		List<Item> items = this.batches.submit(ofOneModel(2)).await();
		assertThat(items).allSatisfy((item) -> {
			assertThat(item.state()).isIn(State.NOT_STARTED, State.UNCONFIRMED);
			assertThat(item.reason()).isNotNull();
		});
		assertThat(this.flora.runs().values()).extracting(Start::prompt).doesNotHaveDuplicates();
		assertThat(Duration.between(begun, this.batches.timing().now())).as("two calls each, and a little between")
			.isLessThan(Duration.ofMinutes(9));
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
