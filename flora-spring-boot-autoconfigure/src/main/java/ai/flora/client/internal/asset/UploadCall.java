package ai.flora.client.internal.asset;

import java.time.Duration;
import java.util.Objects;

import ai.flora.client.FloraConflictException;
import ai.flora.client.FloraException;
import ai.flora.client.FloraInterruptedException;
import ai.flora.client.FloraNotFoundException;
import ai.flora.client.FloraTimeoutException;
import ai.flora.client.FloraValidationException;
import ai.flora.client.RequestOptions;
import ai.flora.client.asset.Asset;
import ai.flora.client.asset.AssetStage;
import ai.flora.client.asset.AssetStatus;
import ai.flora.client.asset.AssetUpload;
import ai.flora.client.asset.FloraAssetFailedException;
import ai.flora.client.internal.operation.Operation;
import ai.flora.client.internal.text.QuotedText;
import ai.flora.client.internal.time.Deadline;
import ai.flora.client.internal.transport.FloraTransport;
import org.jspecify.annotations.Nullable;

/**
 * One upload or import: makes the asset, or goes on with an asset that an earlier call
 * has left, until it is ready. Whatever fails once FLORA has the asset becomes a
 * {@link FloraAssetFailedException}.
 */
final class UploadCall {

	private static final Duration POLL_INTERVAL = Duration.ofSeconds(1);

	/** How long FLORA may be busy with a file before it is asked where to send it. */
	private static final Duration MAX_WAIT_WITHOUT_FILE = Duration.ofSeconds(10);

	private static final int MAX_QUOTED = 300;

	private final FloraTransport transport;

	private final AssetUpload upload;

	private final @Nullable Content content;

	private final AssetCreation creation;

	private final Deadline deadline;

	/** Identifier of the asset that this call has made. */
	private @Nullable String made;

	/**
	 * Creates a call.
	 * @param transport makes the requests
	 * @param upload what to upload or import
	 * @param content the file; {@code null} if FLORA fetches it
	 * @param creation makes the asset, unless there is one
	 * @param deadline when the call has to end
	 */
	UploadCall(FloraTransport transport, AssetUpload upload, @Nullable Content content, AssetCreation creation,
			Deadline deadline) {
		this.transport = transport;
		this.upload = upload;
		this.content = content;
		this.creation = creation;
		this.deadline = deadline;
	}

	Asset run() {
		String assetId = this.upload.assetId();
		return (assetId != null) ? goOn(assetId) : make();
	}

	private Asset make() {
		AssetTicket ticket = this.creation.create();
		this.made = ticket.assetId();
		return (this.content == null || this.content.isDirect()) ? finish(ticket) : fill(ticket);
	}

	/** Goes on with an asset that an earlier call has left unfinished. */
	private Asset goOn(String assetId) {
		Asset asset = asLeft(assetId);
		if (asset.status() == AssetStatus.READY) {
			return asset;
		}
		return isImport(asset) ? goOnWithImport(asset) : goOnWithUpload(asset);
	}

	private Asset asLeft(String assetId) {
		try {
			return retrieve(assetId);
		}
		catch (FloraNotFoundException ex) {
			// There is nothing to go on with.
			throw ex;
		}
		catch (FloraException ex) {
			throw failed(assetId, AssetStage.PROCESS, ex);
		}
	}

	private boolean isImport(Asset asset) {
		String way = asset.uploadedVia();
		return (way != null) ? way.equals(AssetCreation.VIA_URL) : this.content == null;
	}

	/**
	 * FLORA fetches the file itself: there is nothing to complete, and no place to send
	 * the file to. What it could not fetch once may be fetched as another asset.
	 */
	private Asset goOnWithImport(Asset asset) {
		Asset ended = hasEnded(asset) ? asset : awaitEnd(asset.assetId());
		return (ended.status() == AssetStatus.READY) ? ended : make();
	}

	/** The request that made the asset of a direct upload had the file, too. */
	private Asset goOnWithUpload(Asset asset) {
		Asset latest = asset;
		if (!hasEnded(asset)) {
			latest = AssetCreation.VIA_DIRECT.equals(asset.uploadedVia()) ? awaitEnd(asset.assetId())
					: completeAnew(asset);
		}
		return (latest.status() == AssetStatus.READY) ? latest : again(latest.assetId());
	}

	/**
	 * The storage may have the file since the earlier call.
	 * @return the asset as it is then: if it has not ended, FLORA may want the file
	 */
	private Asset completeAnew(Asset asset) {
		String assetId = asset.assetId();
		try {
			call(assetId, AssetOperations.complete(assetId));
		}
		catch (FloraConflictException ex) {
			// It was completed before, or has no file: its state may tell.
			return await(assetId, Deadline.in(MAX_WAIT_WITHOUT_FILE, this.transport.timing()));
		}
		catch (FloraValidationException | FloraNotFoundException ex) {
			return asset;
		}
		catch (FloraException ex) {
			throw failed(assetId, AssetStage.COMPLETE, ex);
		}
		return awaitEnd(assetId);
	}

	/**
	 * Asks FLORA for a new place, and sends the file there. If FLORA names none, it is
	 * busy with the file: that may take longer, and the file is not sent again.
	 */
	private Asset again(String assetId) {
		if (this.content == null) {
			throw new FloraAssetFailedException(
					"Asset " + assetId
							+ ": FLORA wants the file, and not a URL. Go on with AssetUpload.Builder.content",
					assetId, AssetStage.RESERVE, null);
		}
		AssetTicket renewed;
		try {
			renewed = call(assetId, AssetOperations.retry(assetId));
		}
		catch (FloraConflictException ex) {
			return ready(awaitEnd(assetId,
					". FLORA takes no file for it now; if it has none, it names a new place some 15 minutes after "
							+ "it named the last one"));
		}
		catch (FloraException ex) {
			throw failed(assetId, AssetStage.STORE, ex);
		}
		return (renewed.status() == AssetStatus.READY) ? finish(renewed) : fill(renewed);
	}

	/** Sends the file to the storage, and says so. */
	private Asset fill(AssetTicket reserved) {
		String assetId = reserved.assetId();
		AssetTicket ticket = reserved;
		if (ticket.upload() == null && ticket.uploadUrl() == null) {
			// The asset was found in a list, which names no place for the file.
			if (reserved.status() == AssetStatus.READY) {
				return finish(reserved);
			}
			ticket = renew(assetId, AssetStage.RESERVE);
			if (ticket.status() == AssetStatus.READY) {
				return finish(ticket);
			}
		}
		new StorageUpload(this.transport, Objects.requireNonNull(this.content), this.deadline, this.upload.options(),
				() -> renew(assetId, AssetStage.STORE))
			.send(ticket);
		return finish(complete(ticket));
	}

	private AssetTicket renew(String assetId, AssetStage stage) {
		try {
			return call(assetId, AssetOperations.retry(assetId));
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
	 * A conflict says that it was completed before, such as when that response was lost:
	 * its state tells the rest.
	 */
	private AssetTicket complete(AssetTicket stored) {
		String assetId = stored.assetId();
		try {
			return call(assetId, AssetOperations.complete(assetId));
		}
		catch (FloraConflictException ex) {
			return stored;
		}
		catch (FloraException ex) {
			throw failed(assetId, AssetStage.COMPLETE, ex);
		}
	}

	/** Waits until the asset is ready. */
	private Asset finish(AssetTicket ticket) {
		String assetId = ticket.assetId();
		if (ticket.status() == AssetStatus.FAILED) {
			throw failed(assetId, ticket.failureMessage());
		}
		Asset asset = ready(awaitEnd(assetId));
		return (asset.url() != null) ? asset : asset.toBuilder().url(ticket.url()).build();
	}

	private static Asset ready(Asset ended) {
		if (ended.status() == AssetStatus.FAILED) {
			throw failed(ended.assetId(), ended.failureMessage());
		}
		return ended;
	}

	/** Waits until the asset is ready, or has failed. */
	private Asset awaitEnd(String assetId) {
		return awaitEnd(assetId, "");
	}

	/**
	 * Waits until the asset is ready, or has failed.
	 * @param hint the end of the message if it waits in vain
	 */
	private Asset awaitEnd(String assetId, String hint) {
		Asset asset = await(assetId, this.deadline);
		if (!hasEnded(asset)) {
			throw failed(assetId, AssetStage.PROCESS, late(assetId, hint, null));
		}
		return asset;
	}

	private FloraTimeoutException late(String assetId, String hint, @Nullable Throwable cause) {
		return new FloraTimeoutException("Asset " + assetId + ": it was not ready when the deadline of "
				+ this.deadline.timeout().toMillis() + " ms passed. A longer one is RequestOptions.withTimeout" + hint,
				cause);
	}

	private static boolean hasEnded(Asset asset) {
		return asset.status() == AssetStatus.READY || asset.status() == AssetStatus.FAILED;
	}

	/** Polls until the asset is ready or has failed, or the time is over. */
	private Asset await(String assetId, Deadline limit) {
		while (true) {
			Asset asset = retrieve(assetId, AssetStage.PROCESS);
			if (hasEnded(asset) || isOver(limit) || isOver(this.deadline)) {
				return asset;
			}
			try {
				pause(assetId);
			}
			catch (FloraInterruptedException ex) {
				throw failed(assetId, AssetStage.PROCESS, ex);
			}
		}
	}

	private static boolean isOver(Deadline limit) {
		return limit.remaining().compareTo(POLL_INTERVAL) <= 0;
	}

	private void pause(String assetId) {
		try {
			this.transport.timing().sleep(POLL_INTERVAL);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new FloraInterruptedException("Asset " + assetId + ": interrupted", null);
		}
	}

	private Asset retrieve(String assetId) {
		return call(assetId, AssetOperations.retrieve(assetId));
	}

	private Asset retrieve(String assetId, AssetStage stage) {
		try {
			return retrieve(assetId);
		}
		catch (FloraException ex) {
			throw failed(assetId, stage, ex);
		}
	}

	/** FLORA may not show at once what this call has made: a 404 means "not yet" then. */
	private <T> T call(String assetId, Operation<T> operation) {
		while (true) {
			try {
				return this.transport.call(operation, options());
			}
			catch (FloraNotFoundException ex) {
				if (!assetId.equals(this.made)) {
					throw ex;
				}
				if (isOver(this.deadline)) {
					throw late(assetId, ". FLORA has made it, and does not show it yet", ex);
				}
				pause(assetId);
			}
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
