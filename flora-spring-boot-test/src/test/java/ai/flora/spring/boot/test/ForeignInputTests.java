package ai.flora.spring.boot.test;

import java.net.URI;

import ai.flora.client.FloraClient;
import ai.flora.client.GenerationRequest;
import ai.flora.client.GenerationType;
import ai.flora.client.asset.Asset;
import ai.flora.client.asset.AssetQuery;
import ai.flora.client.asset.FloraAssetFailedException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.core.io.ByteArrayResource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Starts with inputs on hosts that FLORA may not fetch from.
 */
class ForeignInputTests {

	private static final URI FOREIGN = URI.create("https://example.com/harbour.png");

	private final FakeFlora fake = FakeFlora.start();

	private final FloraClient flora = this.fake.clientBuilder().build();

	@AfterEach
	void stop() {
		this.flora.close();
		this.fake.close();
	}

	@Test
	void foreignInputIsAnAssetBeforeTheStart() {
		this.flora.generations().create(request().fromImage(FOREIGN).build());
		this.flora.generations().create(request().fromImage(FOREIGN).build());
		assertThat(this.fake.assets()).hasSize(1);
		String url = this.flora.assets().list(AssetQuery.all()).items().get(0).url();
		assertThat(this.fake.startedRuns()).hasSize(2)
			.allMatch((run) -> url.equals(run.request().orElseThrow().params().get("image_url")));
	}

	@Test
	void ownInputIsSentAsItIs() {
		URI own = URI.create("https://media.flora.ai/harbour.png");
		this.flora.generations().create(request().fromImage(own).build());
		assertThat(sent()).isEqualTo(own.toString());
		assertThat(this.fake.assets()).isEmpty();
	}

	@Test
	void foreignInputIsSentAsItIsWhereThatIsAskedFor() {
		this.flora.generations().create(request().fromImage(FOREIGN).withoutImport().build());
		assertThat(sent()).isEqualTo(FOREIGN.toString());
		assertThat(this.fake.assets()).isEmpty();
	}

	@Test
	void assetIsAnInputWithoutAnotherImport() {
		Asset asset = this.flora.assets().upload(new ByteArrayResource("GIF89a".getBytes()));
		this.flora.generations().create(request().fromImage(asset).build());
		assertThat(sent()).isEqualTo(asset.url());
		assertThat(this.fake.assets()).hasSize(1);
	}

	@Test
	void nothingIsStartedWhereTheImportFails() {
		this.fake.nextAsset().failsWith("No such file.");
		assertThatExceptionOfType(FloraAssetFailedException.class)
			.isThrownBy(() -> this.flora.generations().create(request().fromImage(FOREIGN).build()));
		assertThat(this.fake.startedRuns()).isEmpty();
	}

	private static GenerationRequest.Builder request() {
		return GenerationRequest.builder(GenerationType.VIDEO, "A harbour").model("i2v-kling-3").unchecked();
	}

	private Object sent() {
		return this.fake.startedRuns().get(0).request().orElseThrow().params().get("image_url");
	}

}
