package ai.flora.client.internal.asset;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Supplier;

import ai.flora.client.FloraApiException;
import ai.flora.client.FloraConflictException;
import ai.flora.client.FloraConnectionException;
import ai.flora.client.FloraException;
import ai.flora.client.FloraInterruptedException;
import ai.flora.client.FloraNotFoundException;
import ai.flora.client.FloraResponseException;
import ai.flora.client.FloraServerException;
import ai.flora.client.FloraTimeoutException;
import ai.flora.client.FloraValidationException;
import ai.flora.client.RequestOptions;
import ai.flora.client.asset.Asset;
import ai.flora.client.asset.AssetStage;
import ai.flora.client.asset.AssetStatus;
import ai.flora.client.asset.AssetUpload;
import ai.flora.client.asset.FloraAssetFailedException;
import ai.flora.client.internal.QuotedText;
import ai.flora.client.internal.asset.LostAssets.Lost;
import ai.flora.client.internal.transport.Deadline;
import ai.flora.client.internal.transport.FloraTransport;
import ai.flora.client.internal.transport.Operation;
import org.jspecify.annotations.Nullable;

import org.springframework.web.util.UriUtils;

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

	private static final int MAX_QUOTED = 300;

	private final FloraTransport transport;

	private final AssetUpload upload;

	private final @Nullable Content content;

	private final Supplier<String> workspace;

	private final Deadline deadline;

	private final LostAssets lost;

	/**
	 * Creates a call.
	 * @param transport makes the requests
	 * @param upload what to upload or import
	 * @param content the file; {@code null} if FLORA fetches it
	 * @param workspace the workspace of a new asset
	 * @param deadline when the call has to end
	 * @param lost finds assets whose making was not confirmed
	 */
	UploadCall(FloraTransport transport, AssetUpload upload, @Nullable Content content, Supplier<String> workspace,
			Deadline deadline, LostAssets lost) {
		this.transport = transport;
		this.upload = upload;
		this.content = content;
		this.workspace = workspace;
		this.deadline = deadline;
		this.lost = lost;
	}

	Asset run() {
		String assetId = this.upload.assetId();
		return (assetId != null) ? goOn(assetId) : begin();
	}

	private Asset begin() {
		String key = UUID.randomUUID().toString();
		Content content = this.content;
		if (content == null) {
			String source = String.valueOf(this.upload.source());
			Map<String, String> fields = fields(importName(key));
			return finish(make("url", fields, key, AssetOperations.importFrom(source, fields, key)));
		}
		Map<String, String> fields = fields(content.name());
		fields.put("content_type", content.type().mediaType());
		if (content.length() <= MAX_DIRECT) {
			return finish(make("direct", fields, key,
					AssetOperations.upload(new MultipartBody(fields, "file", content), key)));
		}
		return fill(make("signed_url", fields, key, AssetOperations.reserve(fields, key)));
	}

	/** Nobody else's import has the same name, so that this one can be found by it. */
	private String importName(String key) {
		String callers = this.upload.name();
		if (callers != null) {
			return callers;
		}
		String path = UriUtils.decode(String.valueOf(Objects.requireNonNull(this.upload.source()).getRawPath()),
				StandardCharsets.UTF_8);
		String file = path.substring(path.lastIndexOf('/') + 1).replaceAll("\\p{IsCntrl}", "");
		int dot = (file.lastIndexOf('.') > 0) ? file.lastIndexOf('.') : file.length();
		return (file.isBlank() ? "import" : file.substring(0, dot)) + "-" + key.substring(0, 8) + file.substring(dot);
	}

	/** What every way to make an asset takes, in this order. */
	private Map<String, String> fields(String name) {
		Map<String, String> fields = new LinkedHashMap<>();
		fields.put("workspace_id", this.workspace.get());
		add(fields, "content_type", this.upload.type());
		fields.put("file_name", name);
		add(fields, "folder", this.upload.folder());
		add(fields, "project_id", this.upload.projectId());
		return fields;
	}

	private static void add(Map<String, String> fields, String name, @Nullable String value) {
		if (value != null) {
			fields.put(name, value);
		}
	}

	/**
	 * Makes an asset. All attempts carry one key: after a lost answer FLORA says that the
	 * key is used, but not for which asset, which is looked for in the list then. Unless
	 * FLORA has said so, it is asked once more: what was found might be somebody else's.
	 */
	private AssetTicket make(String way, Map<String, String> fields, String key, Operation<AssetTicket> operation) {
		long begun = this.transport.timing().nanoTime();
		Content content = this.content;
		boolean once = way.equals("direct") && content != null && !content.isRepeatable();
		try {
			return claimed(this.transport.call(operation, once ? options().withMaxAttempts(1) : options()));
		}
		catch (FloraException ex) {
			Lost lost = new Lost(way, fields, (content != null) ? content.length() : null, begun);
			Asset found = isDoubt(ex) ? this.lost.find(lost, this.deadline) : null;
			AssetTicket ticket = (found != null) ? confirmed(found, ex, operation, once) : null;
			if (ticket == null) {
				throw (content != null) ? readable(content, ex) : ex;
			}
			return ticket;
		}
	}

	private AssetTicket claimed(AssetTicket ticket) {
		this.lost.claim(ticket.assetId());
		return ticket;
	}

	/** What FLORA has made for the key, or {@code null} if that is not known. */
	private @Nullable AssetTicket confirmed(Asset found, FloraException lost, Operation<AssetTicket> operation,
			boolean once) {
		AssetTicket ticket = new AssetTicket(found.assetId(), found.status(), found.url(), found.failureMessage(), null,
				null, null);
		if (isKeyUsed(lost)) {
			return ticket;
		}
		Integer own = this.upload.options().maxAttempts();
		int attempts = (own != null) ? own : this.transport.settings().retry().maxAttempts();
		if (once || attempts == 1) {
			return null;
		}
		try {
			return claimed(this.transport.call(operation, options().withMaxAttempts(1)));
		}
		catch (FloraException ex) {
			return isKeyUsed(ex) ? ticket : null;
		}
	}

	private static boolean isKeyUsed(FloraException thrown) {
		return thrown instanceof FloraConflictException conflict
				&& "idempotency_duplicate".equals(conflict.errorCode());
	}

	/** FLORA may have made an asset all the same. */
	private static boolean isDoubt(FloraException thrown) {
		return thrown instanceof FloraConnectionException || thrown instanceof FloraResponseException
				|| thrown instanceof FloraServerException || isKeyUsed(thrown)
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
		if (asset.status() == AssetStatus.FAILED) {
			return again(assetId);
		}
		Asset completed = completeAnew(assetId);
		return (completed != null) ? completed : again(assetId);
	}

	/** Has FLORA name a new place, and sends the file there. */
	private Asset again(String assetId) {
		AssetTicket renewed = renew(assetId, AssetStage.STORE);
		return (renewed.status() == AssetStatus.READY) ? finish(renewed) : fill(renewed);
	}

	/**
	 * The storage may have the file since the earlier call.
	 * @return the asset if it is ready, or {@code null} if FLORA wants the file
	 */
	private @Nullable Asset completeAnew(String assetId) {
		Deadline limit = this.deadline;
		try {
			this.transport.call(AssetOperations.complete(assetId), options());
		}
		catch (FloraConflictException ex) {
			// It was completed before, or has no file: only time tells.
			limit = Deadline.in(TRIAL, this.transport.timing());
		}
		catch (FloraValidationException | FloraNotFoundException ex) {
			return null;
		}
		catch (FloraException ex) {
			throw failed(assetId, AssetStage.COMPLETE, ex);
		}
		Asset asset = await(assetId, AssetStage.PROCESS, limit);
		if (asset.status() == AssetStatus.READY) {
			return asset;
		}
		if (limit.equals(this.deadline) && asset.status() != AssetStatus.FAILED) {
			throw late(assetId);
		}
		return null;
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

	private FloraAssetFailedException late(String assetId) {
		return failed(assetId, AssetStage.PROCESS,
				new FloraTimeoutException("Asset " + assetId + ": it was not ready when the deadline of "
						+ this.deadline.timeout().toMillis() + " ms passed. A longer one is RequestOptions.withTimeout",
						null));
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
		return this.deadline.within(this.upload.options());
	}

	private static FloraAssetFailedException failed(String assetId, @Nullable String failureMessage) {
		return new FloraAssetFailedException(
				"Asset " + assetId + ": FLORA cannot use the file"
						+ ((failureMessage != null) ? " (" + QuotedText.of(failureMessage, MAX_QUOTED) + ")" : ""),
				assetId, AssetStage.PROCESS, null);
	}

	static FloraAssetFailedException failed(String assetId, AssetStage stage, FloraException cause) {
		String what = switch (stage) {
			case RESERVE -> "there is no place to send the file to";
			case STORE -> "the file was not sent";
			case COMPLETE -> "FLORA was not told that its storage has the file";
			case PROCESS -> "it is not known to be ready";
		};
		String why = String.valueOf(cause.getMessage());
		return new FloraAssetFailedException("Asset " + assetId + ": " + what + ". " + why
				+ (why.endsWith(".") ? "" : ".") + " Go on with AssetUpload.Builder.assetId", assetId, stage, cause);
	}

}
