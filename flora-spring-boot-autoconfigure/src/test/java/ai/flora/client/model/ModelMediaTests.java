package ai.flora.client.model;

import java.net.URI;
import java.util.List;
import java.util.Map;

import ai.flora.client.GenerationRequest;
import ai.flora.client.GenerationType;
import ai.flora.client.asset.Asset;
import ai.flora.client.asset.AssetStatus;
import ai.flora.client.internal.operation.SentParams;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * The wire's names for media, family by family.
 */
class ModelMediaTests {

	private static final URI IMAGE = URI.create("https://media.flora.ai/1.png");

	private static final URI IMAGE_2 = URI.create("https://media.flora.ai/2.png");

	private static final URI VIDEO = URI.create("https://media.flora.ai/1.mp4");

	@ParameterizedTest
	@CsvSource(textBlock = """
			t2i-flux-2-pro,            -,          -
			t2v-1,                     -,          -
			t2a-1,                     -,          -
			t2t-1,                     -,          -
			i2i-flux-kontext,          image_url,  -
			i2v-kling-2.1,             image_url,  -
			f2v-wan,                   image_url,  -
			iv2v-animate,              image_url,  video_url
			is2i-nano-banana-2,        image_urls, -
			r2v-vidu,                  image_urls, -
			i2t-describe,              image_urls, -
			v2t-describe,              -,          video_urls
			i2v-gemini-omni,           image_urls, -
			i2v-google-gemini-omni-1,  image_urls, -
			I2V-Kling,                 image_url,  -
			""")
	void familyNamesItsMedia(String model, String images, String videos) {
		ModelMedia media = ModelMedia.of(model);
		assertThat(media.isKnown()).isTrue();
		assertThat(media.isStartable()).isTrue();
		assertInput(media.images(), images, IMAGE.toString(), media.params(List.of(IMAGE), List.of()));
		assertInput(media.videos(), videos, VIDEO.toString(), media.params(List.of(), List.of(VIDEO)));
	}

	private static void assertInput(ModelMedia.Input input, String name, String url, Map<String, Object> params) {
		if (name.equals("-")) {
			assertThat(input).isNull();
		}
		else {
			assertThat(input.name()).isEqualTo(name);
			assertThat(params).isEqualTo(Map.of(name, name.endsWith("s") ? List.of(url) : url));
		}
	}

	@Test
	void videoToVideoCannotBeStarted() {
		assertThat(ModelMedia.of("v2v-restyle").isStartable()).isFalse();
	}

	@ParameterizedTest
	@CsvSource({ "fake-image", "google/nano-banana-2", "x2y-1", "i2v", "-", "''" })
	void otherNamesTellNothing(String model) {
		ModelMedia media = ModelMedia.of(model);
		assertThat(media.isKnown()).isFalse();
		assertThat(media.params(List.of(IMAGE), List.of()))
			.isEqualTo(Map.of("image_url", "https://media.flora.ai/1.png"));
		assertThat(media.params(List.of(IMAGE, IMAGE_2), List.of())).containsOnlyKeys("image_urls");
		assertThat(ModelMedia.of(null)).isEqualTo(media);
	}

	@Test
	void mediaTravelInTheParams() {
		GenerationRequest request = request("iv2v-animate").param("duration", 5)
			.fromImage(IMAGE)
			.fromImage(IMAGE)
			.fromVideo(VIDEO)
			.build();
		assertThat(request.images()).containsExactly(IMAGE);
		assertThat(request.params()).containsOnlyKeys("duration");
		assertThat(SentParams.of(request))
			.isEqualTo(Map.of("duration", 5, "image_url", IMAGE.toString(), "video_url", VIDEO.toString()));
		assertThat(request.toBuilder().build()).isEqualTo(request);
		assertThat(request.toString()).doesNotContain("media.flora.ai");
		assertThat(SentParams.of(request("is2i-x").fromImages(IMAGE, IMAGE_2).build()))
			.isEqualTo(Map.of("image_urls", List.of(IMAGE.toString(), IMAGE_2.toString())));
		assertThat(SentParams.of(request("v2t-x").fromVideos(VIDEO).build()))
			.isEqualTo(Map.of("video_urls", List.of(VIDEO.toString())));
	}

	@Test
	void paramOfTheSameNameIsAnError() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> request("i2v-x").param("image_url", "https://x").fromImage(IMAGE).build())
			.withMessageContaining("image_url")
			.withMessageContaining("i2v-x");
		assertThat(SentParams.of(request("i2v-x").param("image_url", "https://x").build())).containsKey("image_url");
	}

	@Test
	void urlIsAbsolute() {
		assertThatIllegalArgumentException().isThrownBy(() -> request("i2v-x").fromImage(URI.create("a.png")));
	}

	@Test
	void assetIsGivenByItsUrl() {
		Asset asset = Asset.builder().assetId("asset_1").url(IMAGE.toString()).build();
		assertThat(request("i2v-x").fromImage(asset).build().images()).containsExactly(IMAGE);
		assertThat(
				request("is2i-x").fromImages(asset, asset.toBuilder().url(IMAGE_2.toString()).build()).build().images())
			.containsExactly(IMAGE, IMAGE_2);
		assertThat(request("iv2v-x").fromVideo(asset).fromVideos(asset).build().videos()).containsExactly(IMAGE);
		assertThatIllegalArgumentException()
			.isThrownBy(() -> request("i2v-x").fromImage(Asset.builder().assetId("asset_1").build()))
			.withMessageContaining("asset_1");
	}

	/** FLORA names the place of a file before it is there. */
	@ParameterizedTest
	@EnumSource(names = { "PENDING_UPLOAD", "FAILED" })
	void assetIsReady(AssetStatus status) {
		Asset asset = Asset.builder().assetId("asset_1").status(status).url(IMAGE.toString()).build();
		GenerationRequest.Builder request = request("iv2v-x");
		assertThatIllegalArgumentException().isThrownBy(() -> request.fromImage(asset))
			.withMessageContaining("asset_1")
			.withMessageContaining(status.name());
		assertThatIllegalArgumentException().isThrownBy(() -> request.fromVideos(asset));
	}

	private static GenerationRequest.Builder request(String model) {
		return GenerationRequest.builder(GenerationType.VIDEO, "A harbour").model(model);
	}

}
