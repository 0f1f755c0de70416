package ai.flora.spring.boot.test;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import ai.flora.client.asset.AssetStatus;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * An asset of {@link FakeFlora}, and the script that it follows: by default it is ready
 * as soon as its file is there. Thread-safe.
 *
 * @since 0.1.0
 */
public final class FakeAsset {

	private static final JsonMapper JSON = JsonMapper.builder().build();

	/** As FLORA's places for files do. */
	static final Duration LIFE = Duration.ofMinutes(15);

	private Duration takes = Duration.ZERO;

	private @Nullable String failure;

	private @Nullable Making making;

	/** Null before the storage has the file. */
	private @Nullable Long size;

	/** Null before FLORA knows that the file is there. */
	private @Nullable Instant completedAt;

	private Instant expiresAt = Instant.EPOCH;

	private String token = "";

	FakeAsset() {
	}

	/**
	 * Takes this long from the file's being there to its being ready, or failed, on the
	 * {@link FakeFlora#clock()}.
	 * @param duration how long, not negative
	 * @return this
	 * @throws IllegalArgumentException if it is negative
	 */
	public synchronized FakeAsset takes(Duration duration) {
		this.takes = Misuse.checkTime("takes", duration);
		return this;
	}

	/**
	 * Fails once: when its file was sent again, after a retry, it becomes ready. An
	 * import has no retry, and stays failed.
	 * @param message FLORA's {@code failure_message}
	 * @return this
	 */
	public synchronized FakeAsset failsWith(String message) {
		this.failure = Misuse.checkGiven("failsWith", message);
		return this;
	}

	/**
	 * Identifier of the asset.
	 * @return the id, or empty before it was made
	 */
	public synchronized Optional<String> assetId() {
		return Optional.ofNullable(this.making).map(Making::assetId);
	}

	/**
	 * Name of the asset.
	 * @return the name, or empty before it was made
	 */
	public synchronized Optional<String> name() {
		return Optional.ofNullable(this.making).map(Making::name);
	}

	/**
	 * The media type that was declared for its file.
	 * @return the type, or empty before it was made
	 */
	public synchronized Optional<String> contentType() {
		return Optional.ofNullable(this.making).map(Making::contentType);
	}

	/**
	 * The way that its file takes: {@code direct}, {@code signed_url} or {@code url}.
	 * @return the way, or empty before it was made
	 */
	public synchronized Optional<String> uploadedVia() {
		return Optional.ofNullable(this.making).map(Making::way);
	}

	/**
	 * Project on whose canvas it was placed.
	 * @return the id, or empty if it was placed on none
	 */
	public synchronized Optional<String> projectId() {
		return Optional.ofNullable(this.making).map(Making::projectId);
	}

	/**
	 * Folder of the asset.
	 * @return the folder, or empty if none was named
	 */
	public synchronized Optional<String> folder() {
		return Optional.ofNullable(this.making).map(Making::folder);
	}

	/**
	 * Size of its file.
	 * @return the size in bytes, or empty as long as there is no file
	 */
	public synchronized Optional<Long> size() {
		return Optional.ofNullable(this.size);
	}

	/**
	 * Tells whether it is ready by now.
	 * @param now the time of {@link FakeFlora#clock()}
	 * @return whether it is ready
	 */
	public boolean isReady(Instant now) {
		return status(now) == AssetStatus.READY;
	}

	synchronized void make(Making making, String token) {
		this.making = making;
		renew(making.createdAt(), token);
	}

	/** Names a new place. */
	synchronized void renew(Instant now, String token) {
		if (status(now) == AssetStatus.FAILED) {
			this.failure = null;
		}
		this.size = null;
		this.completedAt = null;
		this.token = token;
		this.expiresAt = now.plus(LIFE);
	}

	synchronized Making making() {
		Making making = this.making;
		if (making == null) {
			throw new IllegalStateException("There is no asset yet");
		}
		return making;
	}

	synchronized void stored(long size) {
		this.size = size;
	}

	synchronized boolean isStored() {
		return this.size != null;
	}

	synchronized void completed(Instant now) {
		this.completedAt = now;
	}

	synchronized boolean isCompleted() {
		return this.completedAt != null;
	}

	/** Tells whether a token is that of the latest place, and its file still awaited. */
	synchronized boolean accepts(String token) {
		return this.token.equals(token) && !this.token.isEmpty() && this.completedAt == null;
	}

	synchronized boolean hasLapsed(Instant now) {
		return !now.isBefore(this.expiresAt);
	}

	synchronized String token() {
		return this.token;
	}

	synchronized Instant expiresAt() {
		return this.expiresAt;
	}

	synchronized AssetStatus status(Instant now) {
		Instant end = end();
		if (end == null || now.isBefore(end)) {
			return AssetStatus.PENDING_UPLOAD;
		}
		return (this.failure != null) ? AssetStatus.FAILED : AssetStatus.READY;
	}

	/** When it is ready or fails, or {@code null} if it waits for its file. */
	synchronized @Nullable Instant end() {
		return (this.completedAt != null) ? this.completedAt.plus(this.takes) : null;
	}

	/** The response to making, completing or retrying it. */
	synchronized ObjectNode stateJson(Instant now, String url) {
		AssetStatus status = status(now);
		ObjectNode json = JSON.createObjectNode()
			.put("asset_id", making().assetId())
			.put("status", status.wireName())
			.put("url", url)
			.put("visibility", "workspace")
			.put("workspace_id", making().workspaceId());
		if (status == AssetStatus.FAILED) {
			json.put("failure_message", this.failure);
		}
		return json;
	}

	/** As it is read alone, or in a list. */
	synchronized ObjectNode json(Instant now, String url, boolean listed) {
		Making making = making();
		AssetStatus status = status(now);
		ObjectNode json = JSON.createObjectNode()
			.put("asset_id", making.assetId())
			.put("content_type", making.contentType())
			.put("status", status.wireName())
			.put("uploaded_via", making.way())
			.put("description", (String) null)
			.putNull("height")
			.putNull("width")
			.put("name", making.name())
			.put("upload_content_type", making.contentType())
			.put("url", (status == AssetStatus.READY) ? url : null)
			.put("workspace_id", making.workspaceId());
		if (this.size != null) {
			json.put("size_bytes", this.size);
		}
		else {
			json.putNull("size_bytes");
		}
		if (listed) {
			return json.put("created_at", making.createdAt().toEpochMilli())
				.put("project_id", making.projectId())
				.putNull("node_id");
		}
		return json.put("created_at", making.createdAt().toString())
			.put("failure_message", (status == AssetStatus.FAILED) ? this.failure : null);
	}

	/**
	 * The request that an asset was made by, and its id.
	 *
	 * @param assetId its id
	 * @param way the way of its file
	 * @param workspaceId its workspace
	 * @param projectId its project; {@code null} for none
	 * @param folder its folder; {@code null} for none
	 * @param name its name
	 * @param contentType the media type that was declared for its file
	 * @param createdAt when it was made
	 */
	record Making(String assetId, String way, String workspaceId, @Nullable String projectId, @Nullable String folder,
			String name, String contentType, Instant createdAt) {
	}

}
