package ai.flora.client.internal.asset;

import java.time.Duration;

import ai.flora.client.FloraResponseException;
import ai.flora.client.RequestOptions;
import ai.flora.client.internal.operation.Operation;
import ai.flora.client.internal.transport.FloraTransport;
import ai.flora.client.internal.transport.OneAnswer;
import ai.flora.client.internal.transport.TestTransports;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What is taken from a response about an asset.
 */
class AssetResponseTests {

	private final OneAnswer flora = new OneAnswer();

	private <T> T call(Operation<T> operation) {
		this.flora.answer(200,
				"{\"asset_id\":\"asset_1\",\"status\":\"ready\",\"url\":\"https://media.flora.ai/1.png\"}");
		try (FloraTransport transport = TestTransports
			.of("http://localhost:1", () -> this.flora, Duration.ofSeconds(20))
			.build()) {
			return transport.call(operation, RequestOptions.defaults());
		}
	}

	@Test
	void assetThatWasAskedForIsTaken() {
		assertThat(call(AssetOperations.retrieve("asset_1")).assetId()).isEqualTo("asset_1");
		assertThat(call(AssetOperations.complete("asset_1")).assetId()).isEqualTo("asset_1");
	}

	/** A run would be charged for another picture. */
	@Test
	void anotherAssetIsNotTakenForTheOneThatWasAskedFor() {
		assertThatExceptionOfType(FloraResponseException.class)
			.isThrownBy(() -> call(AssetOperations.retrieve("asset_2")))
			.withMessageContaining("about another asset, asset_1");
		assertThatExceptionOfType(FloraResponseException.class)
			.isThrownBy(() -> call(AssetOperations.complete("asset_2")));
		assertThatExceptionOfType(FloraResponseException.class)
			.isThrownBy(() -> call(AssetOperations.retry("asset_2")));
	}

}
