package ai.flora.client.internal.asset;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

import ai.flora.client.Page;
import ai.flora.client.asset.Asset;
import ai.flora.client.asset.AssetQuery;
import ai.flora.client.asset.AssetStatus;
import ai.flora.client.internal.operation.Operation;
import ai.flora.client.internal.operation.PathSegments;
import ai.flora.client.internal.operation.QueryParameters;
import ai.flora.client.internal.response.AttemptFailedException;
import ai.flora.client.internal.response.BufferedResponse;
import ai.flora.client.internal.response.FloraJson;
import org.jspecify.annotations.Nullable;

import org.springframework.http.MediaType;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClient.RequestBodySpec;
import org.springframework.web.client.RestClient.RequestHeadersSpec;

/**
 * FLORA's operations of assets. All that change something end with the client.
 */
final class AssetOperations {

	/**
	 * FLORA refuses {@code complete} without a body.
	 */
	private static final byte[] EMPTY = { '{', '}' };

	private AssetOperations() {
	}

	/** Makes an asset of a form with the file. */
	static Operation<AssetTicket> upload(MultipartBody body, String key) {
		return changing("assets.upload", "Upload", null,
				(client) -> Operation.withKey(client.post().uri("/assets"), key)
					.header("Content-Type", body.contentType())
					.contentLength(body.length())
					.body(body::writeTo));
	}

	/** Makes an asset whose file is sent to the storage. */
	static Operation<AssetTicket> reserve(Map<String, String> fields, String key) {
		return make("assets.upload", "Upload", "signed-url", fields, key);
	}

	/** Makes an asset whose file FLORA fetches. */
	static Operation<AssetTicket> importFrom(String source, Map<String, String> fields, String key) {
		return make("assets.importFrom", "Import", source, fields, key);
	}

	private static Operation<AssetTicket> make(String name, String subject, String source, Map<String, String> fields,
			String key) {
		Map<String, String> all = new LinkedHashMap<>(Map.of("source", source));
		all.putAll(fields);
		byte[] body = FloraJson.write(all);
		return changing(name, subject, null,
				(client) -> json(Operation.withKey(client.post().uri("/assets"), key), body));
	}

	/** Says that the storage has the file. */
	static Operation<AssetTicket> complete(String assetId) {
		return changing("assets.complete", "Asset " + assetId, assetId,
				(client) -> json(client.post().uri("/assets/{assetId}/complete", assetId), EMPTY));
	}

	/** Asks for another place to send the file to. */
	static Operation<AssetTicket> retry(String assetId) {
		return changing("assets.retry", "Asset " + assetId, assetId,
				(client) -> json(client.post().uri("/assets/{assetId}/retry", assetId), EMPTY));
	}

	private static RequestHeadersSpec<?> json(RequestBodySpec post, byte[] body) {
		return post.contentType(MediaType.APPLICATION_JSON).contentLength(body.length).body((out) -> out.write(body));
	}

	private static Operation<AssetTicket> changing(String name, String subject, @Nullable String assetId,
			Function<RestClient, RequestHeadersSpec<?>> request) {
		return new Operation<>(name, subject, null, request, (response) -> readTicket(assetId, response), false, true);
	}

	private static AssetTicket readTicket(@Nullable String assetId, BufferedResponse response) {
		AssetTicket ticket = FloraJson.read(response, AssetTicket.class);
		checkId(ticket.assetId(), assetId, response);
		return ticket;
	}

	static Operation<Asset> retrieve(String assetId) {
		return new Operation<>("assets.retrieve", "Asset " + assetId,
				(client) -> client.get().uri("/assets/{assetId}", assetId), (response) -> readAsset(assetId, response));
	}

	private static Asset readAsset(String assetId, BufferedResponse response) {
		Asset asset = FloraJson.read(response, Asset.class);
		checkId(asset.assetId(), assetId, response);
		return asset;
	}

	/** A run must not be given another asset than the one that was asked for. */
	private static void checkId(String assetId, @Nullable String asked, BufferedResponse response) {
		try {
			PathSegments.check("assetId", assetId);
		}
		catch (IllegalArgumentException ex) {
			throw AttemptFailedException.unreadable("it names no asset (" + response.contentType() + ")");
		}
		if (asked != null && !assetId.equals(asked)) {
			throw AttemptFailedException.unreadable("it is about another asset, " + assetId);
		}
	}

	/**
	 * Lists assets. FLORA may list some without an id, with which nobody can do a thing.
	 */
	static Operation<Page<Asset>> list(AssetQuery query) {
		QueryParameters parameters = new QueryParameters().add("workspace_id", query.workspaceId())
			.add("project_id", query.projectId())
			.add("query", query.text())
			.add("cursor", query.cursor())
			.add("limit", query.limit());
		return new Operation<>("assets.list", "Assets", (client) -> parameters.get(client, "/assets"),
				(response) -> FloraJson.readPage(response, "assets", Asset.class,
						(asset) -> !asset.assetId().isEmpty() || asset.status() != AssetStatus.UNKNOWN));
	}

}
