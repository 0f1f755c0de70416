package ai.flora.client.internal.asset;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;

import ai.flora.client.FloraApiException;
import ai.flora.client.FloraConflictException;
import ai.flora.client.FloraConnectionException;
import ai.flora.client.FloraException;
import ai.flora.client.FloraInterruptedException;
import ai.flora.client.FloraResponseException;
import ai.flora.client.FloraServerException;
import ai.flora.client.FloraTimeoutException;
import ai.flora.client.RequestOptions;
import ai.flora.client.asset.Asset;
import ai.flora.client.asset.AssetStage;
import ai.flora.client.asset.AssetStatus;
import ai.flora.client.asset.AssetUpload;
import ai.flora.client.asset.FloraAssetFailedException;
import ai.flora.client.internal.asset.LostAssets.Lost;
import ai.flora.client.internal.transport.Deadline;
import ai.flora.client.internal.transport.FloraTransport;
import ai.flora.client.internal.transport.Operation;
import org.jspecify.annotations.Nullable;

/**
 * One upload or import, from the reservation to an asset that is ready. Whatever fails
 * once FLORA has the asset becomes a {@link FloraAssetFailedException}.
 */
final class UploadCall {

	/** Up to here a file goes to FLORA itself, in one request. */
	static final long MAX_DIRECT = 4L * 1024 * 1024;

	private static final Duration POLL_INTERVAL = Duration.ofSeconds(1);

	/**
	 * The longest wait for what was completed, without knowing that the storage has it.
	 */
	private static final Duration TRIAL = Duration.ofSeconds(10);

	private static final int REQUEST_TIMEOUT = 408;

	private static final int CONFLICT = 409;

	private final FloraTransport transport;

	private final AssetUpload upload;

	private final @Nullable Content content;

	private final String workspaceId;

	private final Deadline deadline;

	private final LostAssets lost;

	/**
	 * Creates a call.
	 * @param transport makes the requests
	 * @param upload what to upload or import
	 * @param content the file; {@code null} if FLORA fetches it
	 * @param workspaceId the workspace of the asset
	 * @param deadline when the call has to end
	 * @param lost finds assets whose making was not confirmed
	 */
	UploadCall(FloraTransport transport, AssetUpload upload, @Nullable Content content, String workspaceId,
			Deadline deadline, LostAssets lost) {
		this.transport = transport;
		this.upload = upload;
		this.content = content;
		this.workspaceId = workspaceId;
		this.deadline = deadline;
		this.lost = lost;
	}

	Asset run() {
		String assetId = this.upload.assetId();
		return (assetId != null) ? goOn(assetId) : begin();
	}

	private Asset begin() {
		Content content = this.content;
		if (content == null) {
			String source = String.valueOf(this.upload.source());
			return finish(make("url", null, (key) -> AssetOperations.importFrom(source, fields(), key)));
		}
		if (content.length() <= MAX_DIRECT) {
			return finish(make("direct", content,
					(key) -> AssetOperations.upload(new MultipartBody(fieldsOf(content), "file", content), key)));
		}
		return fill(make("signed_url", content, (key) -> AssetOperations.reserve(fieldsOf(content), key)));
	}

	/** What every way to make an asset takes, in this order. */
	private Map<String, String> fields() {
		Map<String, String> fields = new LinkedHashMap<>();
		fields.put("workspace_id", this.workspaceId);
		add(fields, "content_type", this.upload.type());
		add(fields, "file_name", this.upload.name());
		add(fields, "folder", this.upload.folder());
		add(fields, "project_id", this.upload.projectId());
		return fields;
	}

	private Map<String, String> fieldsOf(Content content) {
		Map<String, String> fields = fields();
		fields.put("content_type", content.type().mediaType());
		fields.put("file_name", content.name());
		return fields;
	}

	private static void add(Map<String, String> fields, String name, @Nullable String value) {
		if (value != null) {
			fields.put(name, value);
		}
	}

	/**
	 * Makes an asset. All attempts carry one key: after a lost answer FLORA says that the
	 * key is used, but not for which asset, which is looked for in the list then.
	 */
	private AssetTicket make(String way, @Nullable Content content,
			Function<String, Operation<AssetTicket>> operation) {
		long begun = this.transport.timing().nanoTime();
		boolean once = content != null && way.equals("direct") && !content.isRepeatable();
		RequestOptions options = once ? options().withMaxAttempts(1) : options();
		try {
			AssetTicket ticket = this.transport.call(operation.apply(UUID.randomUUID().toString()), options);
			this.lost.claim(ticket.assetId());
			return ticket;
		}
		catch (FloraException ex) {
			String name = (content != null) ? content.name() : this.upload.name();
			Asset found = isDoubt(ex)
					? this.lost.find(new Lost(way, this.workspaceId, name, content, begun), this.deadline) : null;
			if (found == null) {
				throw (content != null) ? readable(content, ex) : ex;
			}
			return new AssetTicket(found.assetId(), found.status(), found.url(), found.failureMessage(), null, null,
					null);
		}
	}

	/** FLORA may have made an asset all the same. */
	private static boolean isDoubt(FloraException thrown) {
		return thrown instanceof FloraConnectionException || thrown instanceof FloraResponseException
				|| thrown instanceof FloraServerException
				|| (thrown instanceof FloraConflictException conflict
						&& "idempotency_duplicate".equals(conflict.errorCode()))
				|| (thrown instanceof FloraApiException refusal && refusal.status() == REQUEST_TIMEOUT);
	}

	/** The wire is not at fault where the file could not be read. */
	private static FloraException readable(Content content, FloraException thrown) {
		return (content.failure() != null)
				? new FloraException("Upload: the content cannot be read to its end", content.failure()) : thrown;
	}

	/** Goes on with what an earlier call has left. */
	private Asset goOn(String assetId) {
		Asset asset = retrieve(assetId);
		if (asset.status() == AssetStatus.READY) {
			return asset;
		}
		if (asset.status() != AssetStatus.FAILED) {
			Asset completed = completeOnTrial(assetId);
			if (completed != null) {
				return completed;
			}
		}
		return again(assetId, AssetStage.STORE);
	}

	/** Has FLORA name a new place, and sends the file there. */
	private Asset again(String assetId, AssetStage stage) {
		AssetTicket renewed = renew(assetId, stage);
		return (renewed.status() == AssetStatus.READY) ? finish(renewed) : fill(renewed);
	}

	/** The storage may have the file since the earlier call. */
	private @Nullable Asset completeOnTrial(String assetId) {
		try {
			this.transport.call(AssetOperations.complete(assetId), options());
		}
		catch (FloraApiException ex) {
			if (ex.status() / 100 != 4 || ex.status() == 401 || ex.status() == 429) {
				throw failed(assetId, AssetStage.COMPLETE, ex);
			}
			if (ex.status() != CONFLICT) {
				return null;
			}
		}
		catch (FloraException ex) {
			throw failed(assetId, AssetStage.COMPLETE, ex);
		}
		Deadline trial = Deadline.in(TRIAL, this.transport.timing());
		Asset asset = await(assetId, AssetStage.COMPLETE, trial);
		return (asset.status() == AssetStatus.READY) ? asset : null;
	}

	/** Sends the file to the storage, and says so. */
	private Asset fill(AssetTicket reserved) {
		String assetId = reserved.assetId();
		Content content = this.content;
		AssetTicket ticket = reserved;
		if (ticket.upload() == null && ticket.uploadUrl() == null) {
			// Found in the list, which names no place; or FLORA fetches the file anew.
			if (content == null || reserved.status() == AssetStatus.READY) {
				return finish(reserved);
			}
			ticket = renew(assetId, AssetStage.RESERVE);
			if (ticket.status() == AssetStatus.READY) {
				return finish(ticket);
			}
		}
		if (content == null) {
			throw new FloraAssetFailedException(
					"Asset " + assetId
							+ ": FLORA wants the file, and not a URL. Go on with AssetUpload.Builder.content",
					assetId, AssetStage.RESERVE, null);
		}
		new StorageUpload(this.transport, content, this.deadline, this.upload.options(),
				() -> renew(assetId, AssetStage.STORE))
			.send(ticket);
		return finish(complete(ticket));
	}

	private AssetTicket renew(String assetId, AssetStage stage) {
		try {
			return this.transport.call(AssetOperations.retry(assetId), options());
		}
		catch (FloraConflictException ex) {
			Asset asset = retrieve(assetId, stage);
			if (asset.status() == AssetStatus.READY) {
				return new AssetTicket(assetId, AssetStatus.READY, asset.url(), null, null, null, null);
			}
			throw new FloraAssetFailedException("Asset " + assetId
					+ ": FLORA names no new place for the file yet; the last one lapses some 15 minutes after it was "
					+ "named. Go on with the same asset then", assetId, stage, ex);
		}
		catch (FloraException ex) {
			throw failed(assetId, stage, ex);
		}
	}

	/**
	 * A conflict says that it was completed before, such as when the answer to that was
	 * lost: its state tells the rest.
	 */
	private AssetTicket complete(AssetTicket stored) {
		try {
			return this.transport.call(AssetOperations.complete(stored.assetId()), options());
		}
		catch (FloraConflictException ex) {
			return stored;
		}
		catch (FloraException ex) {
			throw failed(stored.assetId(), AssetStage.COMPLETE, ex);
		}
	}

	/** Waits until the asset is ready. */
	private Asset finish(AssetTicket ticket) {
		String assetId = ticket.assetId();
		if (ticket.status() == AssetStatus.FAILED) {
			throw failed(assetId, ticket.failureMessage());
		}
		Asset asset = await(assetId, AssetStage.PROCESS, this.deadline);
		if (asset.status() == AssetStatus.FAILED) {
			throw failed(assetId, asset.failureMessage());
		}
		if (asset.status() != AssetStatus.READY) {
			throw failed(assetId, AssetStage.PROCESS,
					new FloraTimeoutException("Asset " + assetId + ": it was not ready when the deadline of "
							+ this.deadline.timeout().toMillis()
							+ " ms passed. A longer one is RequestOptions.withTimeout", null));
		}
		return (asset.url() != null) ? asset : asset.toBuilder().url(ticket.url()).build();
	}

	/** Polls until the asset is ready or has failed, or the time is over. */
	private Asset await(String assetId, AssetStage stage, Deadline limit) {
		while (true) {
			Asset asset = retrieve(assetId, stage);
			boolean ended = asset.status() == AssetStatus.READY || asset.status() == AssetStatus.FAILED;
			if (ended || limit.remaining().compareTo(POLL_INTERVAL) <= 0
					|| this.deadline.remaining().compareTo(POLL_INTERVAL) <= 0) {
				return asset;
			}
			try {
				this.transport.timing().sleep(POLL_INTERVAL);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				throw failed(assetId, stage, new FloraInterruptedException("Asset " + assetId + ": interrupted", null));
			}
		}
	}

	private Asset retrieve(String assetId) {
		return this.transport.call(AssetOperations.retrieve(assetId), options());
	}

	private Asset retrieve(String assetId, AssetStage stage) {
		try {
			return retrieve(assetId);
		}
		catch (FloraException ex) {
			throw failed(assetId, stage, ex);
		}
	}

	/** The caller's options, with what is left of the time. */
	private RequestOptions options() {
		Duration remaining = this.deadline.remaining();
		return this.upload.options().withTimeout(remaining.isZero() ? Duration.ofNanos(1) : remaining);
	}

	private static FloraAssetFailedException failed(String assetId, @Nullable String failureMessage) {
		return new FloraAssetFailedException(
				"Asset " + assetId + ": FLORA cannot use the file"
						+ ((failureMessage != null) ? " (" + Words.of(failureMessage) + ")" : ""),
				assetId, AssetStage.PROCESS, null);
	}

	static FloraAssetFailedException failed(String assetId, AssetStage stage, FloraException cause) {
		String what = switch (stage) {
			case RESERVE -> "there is no place to send the file to";
			case STORE -> "the file was not sent";
			case COMPLETE -> "FLORA was not told that its storage has the file";
			case PROCESS -> "it is not known to be ready";
		};
		return new FloraAssetFailedException("Asset " + assetId + ": " + what + ". " + cause.getMessage()
				+ " Go on with AssetUpload.Builder.assetId", assetId, stage, cause);
	}

}
