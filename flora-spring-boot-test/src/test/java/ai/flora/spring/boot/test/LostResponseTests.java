package ai.flora.spring.boot.test;

import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import ai.flora.client.FloraClient;
import ai.flora.client.GenerationBatch;
import ai.flora.client.GenerationRequest;
import ai.flora.client.RunStatus;
import ai.flora.client.StartedRun;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A start whose response is lost is found, although the fake's clock skips what others
 * wait for: by FLORA's clock, its run began within the call.
 */
@Tag("exhaustive") // a client asks again after 5 s, and lists twice, 3 s apart
class LostResponseTests {

	private static final GenerationRequest REQUEST = GenerationRequest.image("A harbour");

	private final FakeFlora fake = FakeFlora.start();

	private final FloraClient flora = this.fake.clientBuilder().build();

	@AfterEach
	void close() {
		this.flora.close();
		this.fake.close();
	}

	@Test
	void startIsFound() {
		this.fake.next(FloraOperation.CREATE).resetAfterwards();
		StartedRun lost = this.flora.generations().create(REQUEST);
		assertThat(lost.runId()).isEqualTo(this.fake.startedRuns().get(0).runId());
		assertThat(this.fake).charged(1);
	}

	@Test
	void startIsFoundWhileOthersAreFollowed() {
		this.fake.next(FloraOperation.CREATE).resetAfterwards();
		CompletableFuture<StartedRun> lost = CompletableFuture
			.supplyAsync(() -> this.flora.generations().create(REQUEST));
		Awaitility.await().until(() -> this.fake.startedRuns().size() == 1);
		assertThat(this.flora.generations().generate(REQUEST).status()).isEqualTo(RunStatus.COMPLETED);
		assertThat(lost.join().runId()).isEqualTo(this.fake.startedRuns().get(0).runId());
		assertThat(this.flora.generations().follow(lost.join().runId()).await().status())
			.isEqualTo(RunStatus.COMPLETED);
		assertThat(this.fake).charged(2);
	}

	@Test
	void batchFindsEachOfItsRuns() {
		this.fake.next(FloraOperation.CREATE).times(4).resetAfterwards();
		GenerationBatch batch = this.flora.generations()
			.submitAll(
					IntStream.range(0, 12).mapToObj((i) -> REQUEST.toBuilder().model("t2i-" + i % 4).build()).toList());
		assertThat(batch.await()).extracting(GenerationBatch.Item::state).containsOnly(GenerationBatch.State.COMPLETED);
		assertThat(this.fake).charged(12);
	}

}
