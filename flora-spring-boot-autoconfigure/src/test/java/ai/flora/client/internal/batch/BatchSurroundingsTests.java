package ai.flora.client.internal.batch;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import ai.flora.client.FloraApiException.Details;
import ai.flora.client.FloraRateLimitException;
import ai.flora.client.FloraRequestRefusedException;
import ai.flora.client.FloraServerException;
import ai.flora.client.FloraStartUnconfirmedException;
import ai.flora.client.GenerationBatch.Item;
import ai.flora.client.GenerationBatch.State;
import ai.flora.client.GenerationRequest;
import ai.flora.client.Patience;
import ai.flora.client.Run;
import ai.flora.client.RunHandle;
import ai.flora.client.RunStatus;
import ai.flora.client.internal.batch.BatchFlora.Reply;
import ai.flora.client.internal.batch.BatchFlora.Start;
import ai.flora.client.internal.batch.GenerationLauncher.Launched;
import ai.flora.client.internal.context.RunContexts;
import ai.flora.client.internal.model.ModelSettings;
import ai.flora.client.internal.model.Models;
import ai.flora.client.internal.start.RunStarter;
import ai.flora.client.internal.start.TestStarters;
import ai.flora.client.internal.start.order.ClientDefaults;
import ai.flora.client.internal.transport.FloraTransport;
import ai.flora.client.internal.transport.TestTransports;
import ai.flora.client.internal.transport.Transports;
import ai.flora.client.model.ModelCheck;
import ai.flora.client.observation.FloraRunTracer;
import io.micrometer.observation.ObservationRegistry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mockito.Mockito;

import org.springframework.core.task.TaskDecorator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyBoolean;
import static org.mockito.BDDMockito.given;

/**
 * What an application's surroundings of a batch, and FLORA's failures together, must not
 * do: lose an item, end it twice, or start it anew where FLORA may have made its run.
 */
@ExtendWith(Patience.class)
@Timeout(value = 1, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BatchSurroundingsTests {

	private static final List<GenerationRequest> REQUESTS = List.of(GenerationRequest.text("0"),
			GenerationRequest.text("1").toBuilder().projectId("prj_2").build());

	private final GenerationLauncher launcher = Mockito.mock(GenerationLauncher.class);

	private final RunHandle handle = Mockito.mock(RunHandle.class);

	private final CountDownLatch workerDone = new CountDownLatch(1);

	@BeforeEach
	void complete() {
		given(this.handle.completion()).willReturn(CompletableFuture.completedFuture(run()));
	}

	/** Waits for threads of its own: virtual time has no part in this. */
	private List<Item> submit(List<GenerationRequest> requests, GenerationLauncher launcher, TaskDecorator decorator) {
		ExecutorService threads = Executors.newCachedThreadPool();
		try (FloraTransport transport = TestTransports
			.of("http://localhost:1", () -> Transports.JDK.requestFactory(Duration.ofSeconds(1), Duration.ofSeconds(1)),
					Duration.ofSeconds(20))
			.build()) {
			RunStarter starter = TestStarters.of(transport, new ClientDefaults("ws_1", "prj_1"), null);
			Models models = new Models(transport, new ModelSettings(ModelCheck.OFF, Duration.ofMinutes(10), false),
					(request) -> null);
			BatchStarter batches = new BatchStarter((task) -> threads.execute(() -> {
				task.run();
				this.workerDone.countDown();
			}), transport, starter.forBatches(), models,
					new RunContexts(ObservationRegistry.NOOP, decorator, FloraRunTracer.NOOP));
			return batches.submit(requests, launcher).stream().toList();
		}
		finally {
			threads.shutdownNow();
		}
	}

	@Test
	void errorWhileAStartIsResolvedLeavesItInDoubt() {
		FloraStartUnconfirmedException doubt = new FloraStartUnconfirmedException("there is no time left", "key-1",
				REQUESTS.get(0), List.of(), null);
		given(this.launcher.start(any(), anyBoolean(), any())).willThrow(doubt);
		given(this.launcher.resolve(doubt)).willThrow(new NoClassDefFoundError("of an interceptor"));
		List<Item> items = submit(REQUESTS.subList(0, 1), this.launcher, (task) -> task);
		assertThat(items).extracting(Item::state).containsExactly(State.UNCONFIRMED);
		assertThat(items.get(0).reason()).isSameAs(doubt);
	}

	/** Logs fail of such an exception, too. */
	@Test
	void itemIsStartedThoughItsSurroundingsThrowWhatHasNoText() {
		given(this.launcher.start(any(), anyBoolean(), any())).willReturn(new Launched(this.handle, false));
		List<Item> items = submit(REQUESTS, this.launcher, (task) -> () -> {
			throw new Unreadable();
		});
		assertThat(items).extracting(Item::state).containsExactly(State.COMPLETED, State.COMPLETED);
	}

	@Test
	void itemEndsWhoseStartThrowsWhatHasNoText() {
		given(this.launcher.start(any(), anyBoolean(), any())).willThrow(new Unreadable());
		List<Item> items = submit(REQUESTS.subList(0, 1), this.launcher, (task) -> task);
		assertThat(items).extracting(Item::state).containsExactly(State.NOT_STARTED);
	}

	/**
	 * The item is on its way again by then: the exception says nothing of it.
	 */
	@Test
	void surroundingsOfAnAttemptDoNotEndAnItemThatWaitsAgain() {
		CountDownLatch putBack = new CountDownLatch(1);
		CountDownLatch begunAgain = new CountDownLatch(1);
		AtomicInteger starts = new AtomicInteger();
		given(this.launcher.start(any(), anyBoolean(), any())).willAnswer((call) -> {
			if (call.getArgument(0).equals(REQUESTS.get(1))) {
				// The other thread, which is free once the first item waits again.
				putBack.await();
				return new Launched(this.handle, false);
			}
			if (starts.incrementAndGet() == 1) {
				throw new FloraRateLimitException("429", new Details(429, "rate_limited", List.of(), null, null),
						Duration.ofMillis(1));
			}
			begunAgain.countDown();
			this.workerDone.await();
			return new Launched(this.handle, false);
		});
		TaskDecorator decorator = (task) -> () -> {
			int before = starts.get();
			task.run();
			if (before == 0 && starts.get() == 1 && putBack.getCount() == 1) {
				putBack.countDown();
				await(begunAgain);
				throw new IllegalStateException("Not on Sundays");
			}
		};
		List<Item> items = submit(REQUESTS, this.launcher, decorator);
		assertThat(begunAgain.getCount()).isZero();
		assertThat(items).extracting(Item::state).containsExactly(State.COMPLETED, State.COMPLETED);
	}

	@Test
	void interruptThatACheckLeavesBehindIsNotMeantForTheNextStart() {
		AtomicBoolean interrupted = new AtomicBoolean();
		AtomicInteger tasks = new AtomicInteger();
		given(this.launcher.start(any(), anyBoolean(), any())).willAnswer((call) -> {
			interrupted.set(Thread.currentThread().isInterrupted());
			return new Launched(this.handle, false);
		});
		TaskDecorator decorator = (task) -> () -> {
			task.run();
			if (tasks.getAndIncrement() == 0) {
				Thread.currentThread().interrupt();
			}
		};
		assertThat(submit(REQUESTS.subList(0, 1), this.launcher, decorator)).hasSize(1);
		assertThat(interrupted).isFalse();
	}

	/**
	 * FLORA has made the run of the first attempt before it failed, and no list shows it
	 * yet: under another key, FLORA could not tell that it is the same start.
	 */
	@Test
	void itemIsNotStartedUnderAnotherKeyOnceFloraHasFailed() throws Exception {
		try (VirtualBatches batches = new VirtualBatches()) {
			BatchFlora flora = batches.flora();
			flora.reply = (start) -> switch (flora.starts().size()) {
				case 1 -> Reply.error(500, "internal_error");
				case 2, 3 -> Reply.error(429, "rate_limited");
				default -> Reply.STARTED;
			};
			List<Item> items = batches.submit(REQUESTS.subList(0, 1)).await();
			assertThat(flora.starts()).extracting(Start::key).hasSize(3).containsOnly(flora.starts().get(0).key());
			assertThat(items).extracting(Item::state).containsExactly(State.NOT_STARTED);
			assertThat(items.get(0).reason()).isInstanceOf(FloraRateLimitException.class)
				.satisfies((reason) -> assertThat(reason.getSuppressed()).singleElement()
					.isInstanceOf(FloraServerException.class));
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 429, 403, 404 })
	void catalogueThatIsRefusedIsAskedForOnce(int status) throws Exception {
		try (VirtualBatches batches = new VirtualBatches()) {
			AtomicInteger reads = new AtomicInteger();
			batches.flora().otherReply = (path) -> {
				if (!path.startsWith("/models")) {
					return Reply.STARTED;
				}
				reads.incrementAndGet();
				return (status == 429) ? Reply.rateLimited(30_000) : Reply.error(status, "some_code");
			};
			List<Item> items = batches
				.submit(IntStream.range(0, 10)
					.mapToObj((
							i) -> GenerationRequest.text("" + i).toBuilder().model("t2t-" + i).param("seed", i).build())
					.toList())
				.await();
			assertThat(items).extracting(Item::state).containsOnly(State.COMPLETED);
			assertThat(reads).hasValue(1);
		}
	}

	@Test
	void barePromptsAreComparedWithTheCatalogueOfTheirBatch() throws Exception {
		try (VirtualBatches batches = new VirtualBatches()) {
			batches.flora().models = """
					{"models":[{"model_id":"t2t-1","params":[{"name":"style","type":"string","required":true}]}]}""";
			GenerationRequest bare = GenerationRequest.text("0").toBuilder().model("t2t-1").build();
			List<Item> items = batches.submit(bare, bare).await();
			assertThat(items).extracting(Item::reason).hasOnlyElementsOfType(FloraRequestRefusedException.class);
			assertThat(batches.flora().starts()).isEmpty();
		}
	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private static Run run() {
		return Run.builder().runId("run_1").status(RunStatus.COMPLETED).build();
	}

	/** Such as one that looks for its text, which is missing. */
	private static final class Unreadable extends RuntimeException {

		private static final long serialVersionUID = 1L;

		@Override
		public String getMessage() {
			throw this;
		}

	}

}
