package ai.flora.client.internal.asset;

import java.time.Duration;
import java.util.function.Supplier;
import java.util.stream.Stream;

import ai.flora.client.Page;
import ai.flora.client.RequestOptions;
import ai.flora.client.asset.Asset;
import ai.flora.client.asset.AssetQuery;
import ai.flora.client.asset.AssetUpload;
import ai.flora.client.asset.FloraAssetsClient;
import ai.flora.client.internal.BlockingCalls;
import ai.flora.client.internal.Durations;
import ai.flora.client.internal.PageSpliterator;
import ai.flora.client.internal.PastedText;
import ai.flora.client.internal.transport.Deadline;
import ai.flora.client.internal.transport.FloraTransport;
import ai.flora.client.internal.transport.OwnWorkspace;
import ai.flora.client.internal.transport.OwnWorkspace.Need;
import ai.flora.client.internal.transport.PathSegments;
import org.jspecify.annotations.Nullable;

import org.springframework.core.io.Resource;

/**
 * Assets over the transport.
 *
 * @since 0.1.0
 */
public final class DefaultFloraAssetsClient implements FloraAssetsClient {

	private static final Need NEED = new Need("Upload", "An upload", ", or AssetUpload.Builder.workspaceId");

	private static final long MEGABYTE = 1024L * 1024;

	private final Supplier<FloraTransport> transport;

	private final Supplier<OwnWorkspace> workspace;

	private volatile @Nullable LostAssets lost;

	/**
	 * Creates a client.
	 * @param transport makes the calls
	 * @param workspace the workspace of uploads and queries that name none
	 */
	public DefaultFloraAssetsClient(Supplier<FloraTransport> transport, Supplier<OwnWorkspace> workspace) {
		this.transport = transport;
		this.workspace = workspace;
	}

	@Override
	public Asset upload(AssetUpload upload) {
		BlockingCalls.checkCall((upload.source() != null) ? "assets.importFrom(…)" : "assets.upload(…)");
		if (upload.assetId() != null) {
			PathSegments.check("assetId", upload.assetId());
		}
		FloraTransport transport = this.transport.get();
		long start = transport.timing().nanoTime();
		Resource resource = upload.content();
		if (resource == null) {
			return run(transport, upload, null, start);
		}
		try (Content content = Content.of(upload, resource)) {
			return run(transport, upload, content, start);
		}
	}

	private Asset run(FloraTransport transport, AssetUpload upload, @Nullable Content content, long start) {
		Duration own = upload.options().timeout();
		Duration timeout = (own != null) ? own
				: transport.settings().callTimeout().plusSeconds((content != null) ? megabytes(content) : 0);
		Deadline deadline = new Deadline(transport.timing(), start, Durations.bounded(timeout));
		return new UploadCall(transport, upload, content, () -> workspace(upload, deadline), deadline, lost(transport))
			.run();
	}

	private static long megabytes(Content content) {
		return (content.length() + MEGABYTE - 1) / MEGABYTE;
	}

	/** Of the transport that is in use: another one has another memory. */
	private LostAssets lost(FloraTransport transport) {
		LostAssets lost = this.lost;
		if (lost == null || !lost.isOf(transport)) {
			synchronized (this) {
				lost = this.lost;
				if (lost == null || !lost.isOf(transport)) {
					lost = new LostAssets(transport);
					this.lost = lost;
				}
			}
		}
		return lost;
	}

	private String workspace(AssetUpload upload, Deadline deadline) {
		String own = PastedText.id(upload.workspaceId());
		return (own != null) ? own : this.workspace.get().id(NEED, deadline);
	}

	@Override
	public Asset retrieve(String assetId, RequestOptions options) {
		BlockingCalls.checkCall("assets.retrieve(…)");
		PathSegments.check("assetId", assetId);
		return this.transport.get().call(AssetOperations.retrieve(assetId), options);
	}

	@Override
	public Page<Asset> list(AssetQuery query) {
		BlockingCalls.checkCall("assets.list(…)");
		return page(query);
	}

	private Page<Asset> page(AssetQuery query) {
		String own = PastedText.id(query.workspaceId());
		return this.transport.get()
			.call(AssetOperations.list(query.withWorkspaceId((own != null) ? own : this.workspace.get().known())),
					RequestOptions.defaults());
	}

	@Override
	public Stream<Asset> stream(AssetQuery query) {
		return PageSpliterator.stream("Assets", query.cursor(), (cursor) -> {
			BlockingCalls.checkCall("assets.stream(…).toList()");
			return page(query.withCursor(cursor));
		});
	}

}
