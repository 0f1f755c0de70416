package ai.flora.client.internal.model;

import java.time.Duration;

import ai.flora.client.FloraRequestRefusedException;
import ai.flora.client.GenerationRequest;
import ai.flora.client.internal.time.Deadline;
import ai.flora.client.internal.time.VirtualTiming;
import ai.flora.client.model.ModelCheck;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What a batch asks FLORA about models, and how often.
 */
class BatchModelsTests {

	private static final String MODELS = """
			{"models":[{"model_id":"t2i-1","provider":"Krea AI","params":[{"name":"seed","type":"seed"}]}]}""";

	private final VirtualTiming timing = new VirtualTiming();

	private final ScriptedModels flora = new ScriptedModels(MODELS);

	private Models models(ModelCheck check) {
		return new Models(this.flora.transport(this.timing), new ModelSettings(check, Duration.ZERO, false),
				(request) -> null);
	}

	@Test
	void batchReadsTheCatalogueOnceIfItIsNotKept() {
		BatchModels batch = models(ModelCheck.FAIL).forBatch();
		for (int i = 0; i < 40; i++) {
			batch.beforeStart(request("t2i-" + i).param("seed", i).build(), deadline());
			assertThat(batch.isOf("t2i-" + i, "krea", deadline())).isEqualTo(i == 1);
			this.timing.sleep(Duration.ofMinutes(1));
		}
		assertThatExceptionOfType(FloraRequestRefusedException.class)
			.isThrownBy(() -> batch.beforeStart(request("t2i-1").param("sed", 1).build(), deadline()));
		assertThat(batch.areMissing()).isFalse();
		assertThat(this.flora.requests).hasSize(1);
	}

	@Test
	void batchAsksOnceForACatalogueThatIsRefused() {
		this.flora.answers = (query) -> "429";
		BatchModels batch = models(ModelCheck.FAIL).forBatch();
		for (int i = 0; i < 40; i++) {
			batch.beforeStart(request("t2i-1").param("seed", i).build(), deadline());
			assertThat(batch.isOf("t2i-1", "krea", deadline())).isFalse();
			this.timing.sleep(Duration.ofMinutes(1));
		}
		assertThat(batch.areMissing()).isTrue();
		assertThat(this.flora.requests).hasSize(1);
	}

	@Test
	void batchThatIsNotCheckedReadsNoCatalogue() {
		Models models = models(ModelCheck.OFF);
		BatchModels batch = models.forBatch();
		batch.beforeStart(request("t2i-1").param("sed", 1).build(), deadline());
		assertThat(batch.isOf("t2i-krea-1", "krea", deadline())).isTrue();
		assertThat(batch.isOf("t2i-1", "krea", deadline())).isFalse();
		assertThat(this.flora.requests).isEmpty();
		models.catalogue().get();
		assertThat(batch.isOf("t2i-1", "krea", deadline())).isTrue();
		assertThat(this.flora.requests).hasSize(1);
	}

	private static GenerationRequest.Builder request(String model) {
		return GenerationRequest.image("A harbour").toBuilder().model(model);
	}

	private Deadline deadline() {
		return Deadline.in(Duration.ofMinutes(2), this.timing);
	}

}
