package ai.flora.client.internal.batch;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import ai.flora.client.FloraStartUnconfirmedException;
import ai.flora.client.GenerationBatch;
import ai.flora.client.GenerationBatch.Item;
import ai.flora.client.GenerationBatch.Progress;
import ai.flora.client.GenerationBatch.State;
import ai.flora.client.GenerationRequest;
import ai.flora.client.Patience;
import ai.flora.client.internal.batch.BatchFlora.Reply;
import ai.flora.client.internal.batch.BatchFlora.Start;
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

	private VirtualBatches batches;

	@BeforeEach
	void start() throws IOException {
		this.batches = new VirtualBatches();
	}

	@AfterEach
	void stop() throws IOException {
		this.batches.close();
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
		BatchFlora flora = this.batches.flora();
		flora.reply = faults::start;
		flora.otherReply = faults::other;
		List<GenerationRequest> requests = new ArrayList<>();
		for (int i = 0; i < ITEMS; i++) {
			requests.add(GenerationRequest.text("Prompt " + i).toBuilder().model("t2t-" + i % models).build());
		}
		GenerationBatch batch = this.batches.submit(requests);
		List<Item> items = batch.await();
		Map<String, Start> charged = flora.runs();
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
				models, flora.starts().size(), faults.lost, faults.others, charged.size(), progress);
		assertThat(progress.notStarted()).as("not started").isLessThan(ITEMS / 50);
		return progress.unconfirmed();
	}

	/**
	 * Faults, drawn from a seed.
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

}
