package ai.flora.client.internal.asset;

import java.time.Duration;

import ai.flora.client.Page;
import ai.flora.client.RequestOptions;
import ai.flora.client.asset.Asset;
import ai.flora.client.asset.AssetQuery;
import ai.flora.client.asset.AssetUpload;
import ai.flora.client.internal.Durations;
import ai.flora.client.internal.PastedText;
import ai.flora.client.internal.time.Deadline;
import ai.flora.client.internal.transport.FloraTransport;
import ai.flora.client.internal.workspace.OwnWorkspace;
import ai.flora.client.internal.workspace.OwnWorkspace.Need;
import org.jspecify.annotations.Nullable;

import org.springframework.core.io.Resource;

/**
 * Calls for assets. Uploads and imports of one client, those of its starts among them,
 * share one memory of its assets: none takes another's for its own.
 *
 * @since 0.1.0
 */
public final class AssetCalls {

	private static final Need NEED = new Need("Upload", "An upload", ", or AssetUpload.Builder.workspaceId");

	private static final long MEGABYTE = 1024L * 1024;

	private final FloraTransport transport;

	private final OwnWorkspace workspace;

	private final UnconfirmedAssets unconfirmed;

	/**
	 * Creates the calls.
	 * @param transport makes them
	 * @param workspace the workspace of uploads and queries that name none
	 */
	public AssetCalls(FloraTransport transport, OwnWorkspace workspace) {
		this.transport = transport;
		this.workspace = workspace;
		this.unconfirmed = new UnconfirmedAssets(transport);
	}

	Asset upload(AssetUpload upload) {
		long start = this.transport.timing().nanoTime();
		Resource resource = upload.content();
		if (resource == null) {
			return run(upload, null, start);
		}
		try (Content content = Content.of(upload, resource)) {
			return run(upload, content, start);
		}
	}

	private Asset run(AssetUpload upload, @Nullable Content content, long start) {
		Duration own = upload.options().timeout();
		Duration timeout = (own != null) ? own
				: this.transport.settings().callTimeout().plusSeconds((content != null) ? megabytes(content) : 0);
		Deadline deadline = new Deadline(this.transport.timing(), start, Durations.bounded(timeout));
		AssetCreation creation = new AssetCreation(this.transport, upload, content, () -> workspace(upload, deadline),
				deadline, this.unconfirmed);
		return new UploadCall(this.transport, upload, content, creation, deadline).run();
	}

	private static long megabytes(Content content) {
		return (content.length() + MEGABYTE - 1) / MEGABYTE;
	}

	private String workspace(AssetUpload upload, Deadline deadline) {
		String own = PastedText.id(upload.workspaceId());
		return (own != null) ? own : this.workspace.id(NEED, deadline);
	}

	Asset retrieve(String assetId, RequestOptions options) {
		return this.transport.call(AssetOperations.retrieve(assetId), options);
	}

	Page<Asset> list(AssetQuery query) {
		String own = PastedText.id(query.workspaceId());
		return this.transport.call(
				AssetOperations.list(query.withWorkspaceId((own != null) ? own : this.workspace.known())),
				RequestOptions.defaults());
	}

}
