package ai.flora.client.internal.asset;

import ai.flora.client.RequestOptions;
import ai.flora.client.internal.transport.FloraTransport;

/**
 * Operations that callers have only as parts of others.
 */
public final class TestAssetOperations {

	private TestAssetOperations() {
	}

	public static void complete(FloraTransport transport) {
		transport.call(AssetOperations.complete("asset_1"), RequestOptions.defaults());
	}

	public static void retry(FloraTransport transport) {
		transport.call(AssetOperations.retry("asset_1"), RequestOptions.defaults());
	}

}
