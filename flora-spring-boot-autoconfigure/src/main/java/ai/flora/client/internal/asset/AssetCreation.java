package ai.flora.client.internal.asset;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Supplier;

import ai.flora.client.FloraApiException;
import ai.flora.client.FloraConflictException;
import ai.flora.client.FloraConnectionException;
import ai.flora.client.FloraException;
import ai.flora.client.FloraResponseException;
import ai.flora.client.FloraServerException;
import ai.flora.client.RequestOptions;
import ai.flora.client.asset.Asset;
import ai.flora.client.asset.AssetUpload;
import ai.flora.client.internal.operation.Operation;
import ai.flora.client.internal.text.QuotedText;
import ai.flora.client.internal.time.Deadline;
import ai.flora.client.internal.transport.FloraTransport;
import org.jspecify.annotations.Nullable;

import org.springframework.web.util.UriUtils;

/**
 * Makes an asset for an upload or import, and knows it even if FLORA's response is lost.
 */
final class AssetCreation {

	/** FLORA's name for the way of a file that it fetches. */
	static final String VIA_URL = "url";

	/** FLORA's name for the way of a file that comes with the asset's own request. */
	static final String VIA_DIRECT = "direct";

	private static final int REQUEST_TIMEOUT = 408;

	private static final int MAX_QUOTED = 100;

	private final FloraTransport transport;

	private final AssetUpload upload;

	private final @Nullable Content content;

	private final Supplier<String> workspace;

	private final Deadline deadline;

	private final UnconfirmedAssets unconfirmed;

	/**
	 * Prepares an asset. Nothing is sent.
	 * @param transport makes the requests
	 * @param upload what to upload or import
	 * @param content the file; {@code null} if FLORA fetches it
	 * @param workspace the asset's workspace, which may be looked up
	 * @param deadline when the call has to end
	 * @param unconfirmed finds assets whose making was not confirmed
	 */
	AssetCreation(FloraTransport transport, AssetUpload upload, @Nullable Content content, Supplier<String> workspace,
			Deadline deadline, UnconfirmedAssets unconfirmed) {
		this.transport = transport;
		this.upload = upload;
		this.content = content;
		this.workspace = workspace;
		this.deadline = deadline;
		this.unconfirmed = unconfirmed;
	}

	AssetTicket create() {
		String key = UUID.randomUUID().toString();
		Content content = this.content;
		if (content == null) {
			String source = String.valueOf(this.upload.source());
			Map<String, String> fields = fields(importName(key));
			return make(VIA_URL, fields, key, AssetOperations.importFrom(source, fields, key));
		}
		Map<String, String> fields = fields(content.name());
		fields.put("content_type", content.type().mediaType());
		return content.isDirect()
				? make(VIA_DIRECT, fields, key, AssetOperations.upload(new MultipartBody(fields, "file", content), key))
				: make("signed_url", fields, key, AssetOperations.reserve(fields, key));
	}

	/** A name that no other import has, so that the asset can be found by it. */
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

	/** The fields of every way to make an asset, in the same order with each attempt. */
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
	 * Makes an asset. All attempts carry one key: after a lost response FLORA says that
	 * the key is used, but not for which asset, so that the asset is looked for in the
	 * list. Unless FLORA has said so, it is asked once more: an asset that was found may
	 * be somebody else's.
	 */
	private AssetTicket make(String way, Map<String, String> fields, String key, Operation<AssetTicket> operation) {
		long begun = this.transport.timing().nanoTime();
		Content content = this.content;
		boolean once = way.equals(VIA_DIRECT) && content != null && !content.isRepeatable();
		try {
			return claimed(this.transport.callUnderKey(operation, once ? options().withMaxAttempts(1) : options()));
		}
		catch (FloraException ex) {
			UnconfirmedAsset asked = new UnconfirmedAsset(way, fields, (content != null) ? content.length() : null,
					begun);
			Asset found = isUnconfirmed(ex) ? this.unconfirmed.find(asked, this.deadline) : null;
			AssetTicket ticket = (found != null) ? confirmed(found, ex, operation, once) : null;
			if (ticket != null) {
				return ticket;
			}
			if (ex instanceof FloraConflictException conflict && isKeyUsed(conflict)) {
				throw unlisted(asked, conflict);
			}
			throw (content != null) ? readable(content, ex) : ex;
		}
	}

	private AssetTicket claimed(AssetTicket ticket) {
		this.unconfirmed.claim(ticket.assetId());
		return ticket;
	}

	/** The asset of the key, or {@code null} if it is not known to be that. */
	private @Nullable AssetTicket confirmed(Asset found, FloraException thrown, Operation<AssetTicket> operation,
			boolean once) {
		AssetTicket ticket = new AssetTicket(found.assetId(), found.status(), found.url(), found.failureMessage(), null,
				null, null);
		if (isKeyUsed(thrown)) {
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

	private static FloraConflictException unlisted(UnconfirmedAsset asked, FloraConflictException conflict) {
		return new FloraConflictException(((asked.length() != null) ? "Upload" : "Import")
				+ ": FLORA has made the asset '" + QuotedText.of(String.valueOf(asked.field("file_name")), MAX_QUOTED)
				+ "', but its response was lost, and FLORA does not list it yet, or others like it. Find it in "
				+ "FloraAssetsClient.list later, and go on with AssetUpload.Builder.assetId: another upload makes "
				+ "another asset.", conflict.details());
	}

	/** FLORA may have made an asset all the same. */
	private static boolean isUnconfirmed(FloraException thrown) {
		return thrown instanceof FloraConnectionException || thrown instanceof FloraResponseException
				|| thrown instanceof FloraServerException || isKeyUsed(thrown)
				|| (thrown instanceof FloraApiException refusal && refusal.status() == REQUEST_TIMEOUT);
	}

	/** If the file could not be read, the connection is not at fault. */
	private static FloraException readable(Content content, FloraException thrown) {
		return (content.failure() != null)
				? new FloraException("Upload: the content cannot be read to its end", content.failure()) : thrown;
	}

	/** The caller's options, with what is left of the time. */
	private RequestOptions options() {
		return this.deadline.within(this.upload.options());
	}

}
