package ai.flora.client.internal.asset;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;

import ai.flora.client.FloraException;
import ai.flora.client.FloraInterruptedException;
import ai.flora.client.FloraResponseException;
import ai.flora.client.RequestOptions;
import ai.flora.client.RetrySettings;
import ai.flora.client.asset.AssetStage;
import ai.flora.client.asset.AssetStatus;
import ai.flora.client.asset.FloraAssetFailedException;
import ai.flora.client.internal.Durations;
import ai.flora.client.internal.time.Deadline;
import ai.flora.client.internal.transport.ConnectionChecks;
import ai.flora.client.internal.transport.FloraTransport;
import ai.flora.client.internal.transport.StorageTransport;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpMethod;

/**
 * Sends a file to the place that FLORA has named, until the storage has it: again after a
 * failure that may pass, and to a new place if this one has lapsed or is refused.
 */
final class StorageUpload {

	/** An upload to a place that lapses sooner is not worth beginning. */
	private static final Duration MIN_TIME_UNTIL_EXPIRY = Duration.ofSeconds(5);

	private final FloraTransport transport;

	private final Content content;

	private final Deadline deadline;

	private final int maxAttempts;

	private final Supplier<AssetTicket> renewal;

	private Duration delay;

	private boolean renewed;

	/**
	 * Creates an upload.
	 * @param transport has the way to the storage
	 * @param content the file
	 * @param deadline when it has to end
	 * @param options how often it is tried
	 * @param renewal asks FLORA for a new place
	 */
	StorageUpload(FloraTransport transport, Content content, Deadline deadline, RequestOptions options,
			Supplier<AssetTicket> renewal) {
		RetrySettings retry = transport.settings().retry();
		this.transport = transport;
		this.content = content;
		this.deadline = deadline;
		Integer attempts = options.maxAttempts();
		this.maxAttempts = (attempts != null) ? attempts : retry.maxAttempts();
		this.renewal = renewal;
		this.delay = retry.initialDelay();
	}

	/**
	 * Sends the file.
	 * @throws FloraAssetFailedException if the storage does not have it afterwards
	 */
	void send(AssetTicket first) {
		AssetTicket ticket = first;
		for (int attempt = 1;; attempt++) {
			if (hasLapsed(ticket)) {
				ticket = renew(ticket);
			}
			if (ticket.status() == AssetStatus.READY) {
				return;
			}
			FloraException failure = attempt(ticket);
			if (failure == null) {
				return;
			}
			if (this.content.failure() != null) {
				throw failed(ticket,
						new FloraException("The content cannot be read to its end.", this.content.failure()));
			}
			boolean refused = failure instanceof Refusal refusal && !refusal.isTransient();
			// A new place is worth another attempt, once.
			boolean enough = refused ? this.renewed : attempt >= this.maxAttempts;
			boolean over = enough || failure instanceof FloraInterruptedException || !this.content.isReadable()
					|| this.delay.compareTo(this.deadline.remaining()) >= 0;
			if (over) {
				throw failed(ticket, failure);
			}
			sleep(ticket);
			if (refused) {
				ticket = renew(ticket);
			}
		}
	}

	private boolean hasLapsed(AssetTicket ticket) {
		Instant expiresAt = ticket.expiresAt();
		return expiresAt != null && !this.transport.clock().now().plus(MIN_TIME_UNTIL_EXPIRY).isBefore(expiresAt)
				&& !this.renewed;
	}

	private AssetTicket renew(AssetTicket ticket) {
		this.renewed = true;
		AssetTicket renewed = this.renewal.get();
		return (renewed.upload() != null || renewed.uploadUrl() != null || renewed.status() == AssetStatus.READY)
				? renewed : ticket;
	}

	/** The failure of the attempt, or {@code null} if the storage has the file. */
	private @Nullable FloraException attempt(AssetTicket ticket) {
		StorageTransport.Request request = request(ticket);
		try {
			int status = this.transport.storage().send(request, this.deadline);
			return (status / 100 == 2) ? null : new Refusal(request + ": the storage answered " + status + ".", status);
		}
		catch (FloraException ex) {
			return ex;
		}
		catch (RuntimeException ex) {
			// Another attempt would fail, too, such as where no client can be built.
			throw failed(ticket, new FloraException(
					request + ": the HTTP client failed (" + ex.getClass().getName() + ", see the cause).", ex));
		}
	}

	private StorageTransport.Request request(AssetTicket ticket) {
		AssetTicket.Upload upload = ticket.upload();
		if (upload != null && upload.url() != null) {
			MultipartBody form = new MultipartBody(upload.formFields(), upload.fileField(), this.content);
			return new StorageTransport.Request(HttpMethod.POST, place(ticket, upload.url()), form.contentType(),
					form.length(), form);
		}
		return new StorageTransport.Request(HttpMethod.PUT, place(ticket, ticket.uploadUrl()),
				this.content.type().mediaType(), this.content.length(), this.content);
	}

	/**
	 * FLORA names the place. A file is sent unencrypted only where the key is, too:
	 * within this machine, or to the host of an insecure base URL.
	 */
	private URI place(AssetTicket ticket, @Nullable String url) {
		URI place = uri(url);
		boolean https = place != null && "https".equalsIgnoreCase(place.getScheme());
		if (place == null || place.getHost() == null || place.getRawUserInfo() != null
				|| (!https && !isAllowedInClear(place))) {
			throw failed(ticket, new FloraResponseException(
					"FLORA's answer names no https URL to send the file to. Nothing was sent there.", null));
		}
		return place;
	}

	private boolean isAllowedInClear(URI place) {
		URI base = this.transport.settings().baseUrl();
		return "http".equalsIgnoreCase(place.getScheme()) && "http".equalsIgnoreCase(base.getScheme())
				&& (place.getHost().equalsIgnoreCase(base.getHost())
						|| (ConnectionChecks.isOnLoopback(place) && ConnectionChecks.isOnLoopback(base)));
	}

	private static @Nullable URI uri(@Nullable String url) {
		try {
			return (url != null) ? new URI(url) : null;
		}
		catch (URISyntaxException ex) {
			return null;
		}
	}

	private void sleep(AssetTicket ticket) {
		try {
			this.transport.timing().sleep(this.delay);
			this.delay = Durations.min(this.delay.multipliedBy(2), this.transport.settings().retry().maxDelay());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw failed(ticket, new FloraInterruptedException("Interrupted.", null));
		}
	}

	private static FloraAssetFailedException failed(AssetTicket ticket, FloraException cause) {
		return UploadCall.failed(ticket.assetId(), AssetStage.STORE, cause);
	}

	/**
	 * The storage has answered, but not taken the file.
	 */
	private static final class Refusal extends FloraException {

		private static final long serialVersionUID = 1L;

		private final int status;

		Refusal(String message, int status) {
			super(message, null);
			this.status = status;
		}

		boolean isTransient() {
			return this.status == 408 || this.status == 429 || this.status / 100 == 5;
		}

	}

}
