package ai.flora.client.internal.asset;

import java.time.Duration;

import ai.flora.client.RequestOptions;
import ai.flora.client.asset.AssetStage;
import ai.flora.client.asset.AssetStatus;
import ai.flora.client.asset.AssetUpload;
import ai.flora.client.asset.FloraAssetFailedException;
import ai.flora.client.internal.time.Deadline;
import ai.flora.client.internal.time.VirtualTiming;
import ai.flora.client.internal.transport.FloraTransport;
import ai.flora.client.internal.transport.TestTransports;
import org.junit.jupiter.api.Test;

import org.springframework.core.io.ByteArrayResource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Tests for {@link StorageUpload}.
 */
class StorageUploadTests {

	private static final ByteArrayResource PNG = new ByteArrayResource(
			new byte[] { (byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n' });

	@Test
	void clientThatCannotBeBuiltDoesNotHideTheAsset() {
		IllegalStateException cause = new IllegalStateException("no trust store");
		VirtualTiming timing = new VirtualTiming();
		FloraTransport transport = TestTransports.of("https://app.flora.ai/api/v1", () -> {
			throw cause;
		}, Duration.ofMinutes(1)).build(timing);
		AssetUpload upload = AssetUpload.builder().content(PNG).build();
		AssetTicket ticket = new AssetTicket("asset_1", AssetStatus.PENDING_UPLOAD, null, null, null, null,
				"https://storage.example.com/a?signature=secret");
		try (Content content = Content.of(upload, PNG)) {
			StorageUpload storage = new StorageUpload(transport, content, Deadline.in(Duration.ofMinutes(2), timing),
					RequestOptions.defaults(), () -> ticket);
			FloraAssetFailedException failure = catchThrowableOfType(FloraAssetFailedException.class,
					() -> storage.send(ticket));
			assertThat(failure).hasRootCause(cause)
				.hasMessageContaining("Upload to storage.example.com")
				.hasMessageNotContaining("secret");
			assertThat(failure.assetId()).isEqualTo("asset_1");
			assertThat(failure.stage()).isEqualTo(AssetStage.STORE);
		}
	}

}
