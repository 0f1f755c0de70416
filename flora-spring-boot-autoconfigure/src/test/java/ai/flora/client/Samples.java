package ai.flora.client;

import java.net.URI;
import java.time.Instant;

import ai.flora.client.asset.Asset;
import ai.flora.client.asset.AssetStatus;
import ai.flora.client.output.SavedOutput;

/**
 * Records with each of their components.
 */
final class Samples {

	static final Asset ASSET = Asset.builder()
		.assetId("asset_1")
		.status(AssetStatus.READY)
		.contentType("image/png")
		.uploadedVia("direct")
		.url("https://media.flora.ai/a.png")
		.name("a.png")
		.description("A harbour")
		.failureMessage("none")
		.sizeBytes(4711L)
		.width(640)
		.height(480)
		.uploadContentType("image/png")
		.createdAt(Instant.ofEpochMilli(1790000100000L))
		.workspaceId("ws_1")
		.projectId("prj_1")
		.nodeId("node_1")
		.build();

	static final SavedOutput SAVED = new SavedOutput("output_1", URI.create("file:///pictures/run_1-1.jpg"), 4711L,
			"ab".repeat(32), "image/jpeg");

	private Samples() {
	}

}
