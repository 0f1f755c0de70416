package ai.flora.spring.boot.test;

import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import ai.flora.client.FloraClient;
import ai.flora.client.FloraQuoteStartedRunException;
import ai.flora.client.FloraRequestRefusedException;
import ai.flora.client.FloraRunFailedException;
import ai.flora.client.GenerationRequest;
import ai.flora.client.GenerationType;
import ai.flora.client.Run;
import ai.flora.client.model.CostEstimate;
import ai.flora.client.model.CostEstimate.Source;
import ai.flora.client.model.GenerationModel;
import ai.flora.client.model.ParamKind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Models, media and prices of the fake.
 */
class FakeModelsTests {

	private static final URI IMAGE = URI.create("https://media.flora.ai/1.png");

	private final FakeFlora fake = FakeFlora.start();

	private FloraClient client = this.fake.clientBuilder().build();

	@AfterEach
	void close() {
		this.client.close();
		this.fake.close();
	}

	@Test
	void catalogueHasModelsOfAllFamiliesAndKinds() {
		Set<String> families = new HashSet<>();
		Set<ParamKind> kinds = new HashSet<>();
		for (GenerationModel model : this.client.models().list()) {
			families.add(model.media().family());
			model.params().forEach((param) -> kinds.add(param.kind()));
			this.fake.nextRun();
			this.client.generations()
				.create(GenerationRequest.builder(model.type(), "A harbour")
					.model(model.modelId())
					.unchecked()
					.build());
		}
		assertThat(families).containsExactlyInAnyOrder("t2i", "t2v", "t2a", "t2t", "i2i", "i2v", "f2v", "iv2v", "is2i",
				"r2v", "i2t", "v2t", "v2v");
		assertThat(kinds).containsExactlyInAnyOrder(ParamKind.STRING, ParamKind.STRINGS, ParamKind.BOOL, ParamKind.INT,
				ParamKind.OPTIONAL_INT, ParamKind.SEED, ParamKind.FLOAT, ParamKind.DICT);
		assertThat(this.client.models().list(GenerationType.AUDIO)).hasSize(1);
	}

	@Test
	void wrongParamIsRefusedBeforeTheStart() {
		GenerationRequest request = GenerationRequest.builder(GenerationType.VIDEO, "A harbour")
			.model("t2v-kling-2.5")
			.param("duration", 7)
			.build();
		assertThatExceptionOfType(FloraRequestRefusedException.class)
			.isThrownBy(() -> this.client.generations().create(request))
			.withMessageContaining("5, 10");
		assertThat(this.fake.startedRuns()).isEmpty();
	}

	@Test
	void mediaByTheRightNameAreUsedAndOthersIgnoredAndBilled() {
		this.client.generations()
			.create(GenerationRequest.builder(GenerationType.IMAGE, "Edit")
				.model("is2i-nano-banana-2")
				.fromImage(IMAGE)
				.build());
		assertThat(this.fake.startedRuns().get(0).media()).containsExactly(IMAGE.toString());
		Run run = this.client.generations()
			.generate(GenerationRequest.builder(GenerationType.IMAGE, "Edit")
				.model("is2i-nano-banana-2")
				.param("image_url", IMAGE)
				.build());
		assertThat(this.fake.startedRuns().get(1).media()).isEmpty();
		assertThat(run.chargedCost()).isPositive();
	}

	@Test
	void videoFromNoImageIsBilledAndFails() {
		GenerationRequest request = GenerationRequest.builder(GenerationType.VIDEO, "Pan")
			.model("i2v-kling-2.5")
			.param("image_urls", List.of(IMAGE))
			.build();
		assertThatExceptionOfType(FloraRunFailedException.class)
			.isThrownBy(() -> this.client.generations().generate(request))
			.satisfies((ex) -> assertThat(ex.run().chargedCost()).isEqualByComparingTo("0.45"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "http://example.com/a.png", "file:///tmp/a.png", "https://files.internal/a.png",
			"https://169.254.169.254/a.png" })
	void videoFromAnImageThatFloraCannotFetchIsBilledAndFails(String image) {
		GenerationRequest request = GenerationRequest.builder(GenerationType.VIDEO, "Pan")
			.model("i2v-kling-2.5")
			.fromImage(URI.create(image))
			.withoutImport()
			.build();
		assertThatExceptionOfType(FloraRunFailedException.class)
			.isThrownBy(() -> this.client.generations().generate(request))
			.satisfies((ex) -> assertThat(ex.run().chargedCost()).isEqualByComparingTo("0.45"));
		assertThat(this.fake.startedRuns().get(0).media()).isEmpty();
	}

	@Test
	void quoteIsKnownOrStartsARun() {
		this.client = this.fake.clientBuilder().quotes(true).build();
		GenerationRequest request = GenerationRequest.builder(GenerationType.VIDEO, "A harbour")
			.model("t2v-kling-2.5")
			.build();
		CostEstimate estimate = this.client.models().estimate(request);
		assertThat(estimate.source()).isEqualTo(Source.QUOTE);
		assertThat(estimate.expected()).isEqualByComparingTo("0.253");
		assertThat(this.fake.startedRuns()).isEmpty();
		this.fake.knowsQuotes(false);
		assertThatExceptionOfType(FloraQuoteStartedRunException.class)
			.isThrownBy(() -> this.client.models().estimate(request));
		assertThat(this.fake.startedRuns()).hasSize(1);
		assertThat(this.client.models().estimate(request).source()).isEqualTo(Source.CATALOGUE);
	}

	@Test
	void gapInTheCatalogueIsUnpriced() {
		assertThat(this.client.models()
			.estimate(GenerationRequest.builder(GenerationType.VIDEO, "Pan").model("i2v-gemini-omni").build()))
			.isEqualTo(CostEstimate.unpriced());
	}

	@Test
	void faultOfTheNextRequestMeetsTheStart() {
		this.fake.nextRequest().status(402);
		assertThatExceptionOfType(ai.flora.client.FloraInsufficientCreditsException.class)
			.isThrownBy(() -> this.client.generations()
				.create(GenerationRequest.builder(GenerationType.VIDEO, "Pan")
					.model("t2v-kling-2.5")
					.param("duration", 5)
					.build()));
	}

}
