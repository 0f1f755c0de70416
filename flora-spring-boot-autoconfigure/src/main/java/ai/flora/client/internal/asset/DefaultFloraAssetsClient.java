package ai.flora.client.internal.asset;

import java.util.function.Supplier;
import java.util.stream.Stream;

import ai.flora.client.Page;
import ai.flora.client.RequestOptions;
import ai.flora.client.asset.Asset;
import ai.flora.client.asset.AssetQuery;
import ai.flora.client.asset.AssetUpload;
import ai.flora.client.asset.FloraAssetsClient;
import ai.flora.client.internal.BlockingCalls;
import ai.flora.client.internal.PageSpliterator;
import ai.flora.client.internal.operation.PathSegments;

/**
 * Assets, as callers see them.
 *
 * @since 0.1.0
 */
public final class DefaultFloraAssetsClient implements FloraAssetsClient {

	private final Supplier<AssetCalls> calls;

	/**
	 * Creates a client.
	 * @param calls does the work; asked for with each use
	 */
	public DefaultFloraAssetsClient(Supplier<AssetCalls> calls) {
		this.calls = calls;
	}

	@Override
	public Asset upload(AssetUpload upload) {
		BlockingCalls.checkCall((upload.source() != null) ? "assets.importFrom(…)" : "assets.upload(…)");
		if (upload.assetId() != null) {
			PathSegments.check("assetId", upload.assetId());
		}
		return this.calls.get().upload(upload);
	}

	@Override
	public Asset retrieve(String assetId, RequestOptions options) {
		BlockingCalls.checkCall("assets.retrieve(…)");
		PathSegments.check("assetId", assetId);
		return this.calls.get().retrieve(assetId, options);
	}

	@Override
	public Page<Asset> list(AssetQuery query) {
		BlockingCalls.checkCall("assets.list(…)");
		return this.calls.get().list(query);
	}

	@Override
	public Stream<Asset> stream(AssetQuery query) {
		return PageSpliterator.stream("Assets", query.cursor(), (cursor) -> {
			BlockingCalls.checkCall("assets.stream(…).toList()");
			return this.calls.get().list(query.withCursor(cursor));
		});
	}

}
