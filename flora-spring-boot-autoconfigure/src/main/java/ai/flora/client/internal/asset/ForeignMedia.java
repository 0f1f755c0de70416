package ai.flora.client.internal.asset;

import java.net.URI;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

import ai.flora.client.FloraConflictException;
import ai.flora.client.FloraException;
import ai.flora.client.FloraNotFoundException;
import ai.flora.client.FloraRateLimitException;
import ai.flora.client.FloraResponseException;
import ai.flora.client.FloraTimeoutException;
import ai.flora.client.GenerationRequest;
import ai.flora.client.RequestOptions;
import ai.flora.client.asset.Asset;
import ai.flora.client.asset.AssetUpload;
import ai.flora.client.asset.FloraAssetFailedException;
import ai.flora.client.asset.FloraAssetsClient;
import ai.flora.client.internal.LatestEntries;
import ai.flora.client.internal.UnsentStart;
import ai.flora.client.internal.time.Deadline;
import ai.flora.client.internal.time.SingleFlights;
import ai.flora.client.internal.time.SingleFlights.WaitMessages;
import ai.flora.client.internal.time.Timing;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Inputs of runs on hosts that FLORA may not fetch from: such a run would be started, and
 * fail. Each is made an asset first, and the run gets the asset's URL. Imports are
 * remembered for some time, and starts with the same URL wait for the same import.
 * Thread-safe.
 *
 * @since 0.1.0
 */
public final class ForeignMedia {

	private static final Log logger = LogFactory.getLog(ForeignMedia.class);

	private static final int MAX_IMPORTS = 1000;

	/** How long imports are remembered, and assets that they have left unfinished. */
	private static final Duration MEMORY = Duration.ofMinutes(10);

	private final FloraAssetsClient assets;

	private final FetchableHosts hosts;

	private final Timing timing;

	private final SingleFlights<Source, URI> flights = new SingleFlights<>();

	/** URLs of assets. */
	private final Map<Source, Remembered<URI>> imported = Collections.synchronizedMap(new LatestEntries<>(MAX_IMPORTS));

	/** Identifiers of assets that may still become ready. */
	private final Map<Source, Remembered<String>> unfinished = Collections
		.synchronizedMap(new LatestEntries<>(MAX_IMPORTS));

	private final AtomicBoolean announced = new AtomicBoolean();

	/**
	 * Creates the importer.
	 * @param assets makes assets
	 * @param baseUrl FLORA's base URL
	 * @param timing the clock
	 */
	public ForeignMedia(FloraAssetsClient assets, URI baseUrl, Timing timing) {
		this.assets = assets;
		this.hosts = new FetchableHosts(baseUrl);
		this.timing = timing;
	}

	/**
	 * The request with media that FLORA can fetch.
	 * @param request the request, with its workspace
	 * @param deadline when the start has to end, imports included
	 * @return the request itself, unless one of its media is foreign
	 * @throws FloraException if one is not imported; the start is not to be sent then
	 */
	public GenerationRequest fetchable(GenerationRequest request, Deadline deadline) {
		boolean foreign = Stream.concat(request.images().stream(), request.videos().stream())
			.anyMatch((url) -> !this.hosts.contain(url));
		if (!foreign || request.withoutImport()) {
			return request;
		}
		return request.toBuilder()
			.withoutMedia()
			.fromImages(fetchable(request.images(), request.workspaceId(), deadline))
			.fromVideos(fetchable(request.videos(), request.workspaceId(), deadline))
			.build();
	}

	private URI[] fetchable(List<URI> urls, @Nullable String workspaceId, Deadline deadline) {
		return urls.stream().map((url) -> fetchable(url, workspaceId, deadline)).toArray(URI[]::new);
	}

	/**
	 * A URL of the same file that FLORA can fetch.
	 * @param url the URL of an input
	 * @param workspaceId the workspace of the run, and of the asset; {@code null} for the
	 * client's own
	 * @param deadline when the start has to end, imports included
	 * @return the URL itself where FLORA can fetch it, or else that of its asset
	 * @throws FloraException if there is no asset that is ready; the start is not to be
	 * sent then
	 */
	public URI fetchable(URI url, @Nullable String workspaceId, Deadline deadline) {
		if (this.hosts.contain(url)) {
			return url;
		}
		Source source = new Source(url, workspaceId);
		WaitMessages messages = new WaitMessages(lateMessage(deadline),
				"Start: interrupted while an input was imported. " + UnsentStart.SENTENCE);
		return this.flights.get(source, messages, deadline, () -> importOnce(source, deadline),
				(failure) -> notImported(source, failure));
	}

	private URI importOnce(Source source, Deadline deadline) {
		long now = this.timing.nanoTime();
		Remembered<URI> known = current(this.imported.remove(source));
		Remembered<URI> latest = (known != null) ? known : new Remembered<>(make(source, deadline), now);
		this.imported.put(source, latest);
		return latest.value();
	}

	private <T> @Nullable Remembered<T> current(@Nullable Remembered<T> known) {
		return (known != null && this.timing.nanoTime() - known.since() < MEMORY.toNanos()) ? known : null;
	}

	private URI make(Source source, Deadline deadline) {
		if (this.announced.compareAndSet(false, true)) {
			logger.info("FLORA may not fetch inputs from " + source.url().getHost()
					+ ": this and other such inputs are made assets first, each once in " + MEMORY.toMinutes()
					+ " minutes. GenerationRequest.Builder.withoutImport() switches that off");
		}
		Duration remaining = deadline.remaining();
		if (remaining.isZero()) {
			throw new FloraTimeoutException(lateMessage(deadline), null);
		}
		Remembered<String> left = current(this.unfinished.get(source));
		try {
			Asset asset = this.assets.upload(AssetUpload.builder()
				.source(source.url())
				.workspaceId(source.workspaceId())
				.assetId((left != null) ? left.value() : null)
				.options(RequestOptions.defaults().withTimeout(remaining))
				.build());
			this.unfinished.remove(source);
			return asset.link()
				.orElseThrow(() -> new FloraResponseException("Asset " + asset.assetId()
						+ ": it was made of an input of a run, but FLORA names no URL of it. " + UnsentStart.SENTENCE,
						null));
		}
		catch (FloraAssetFailedException ex) {
			noteUnfinished(source, left, ex);
			throw (ex.getCause() instanceof FloraRateLimitException limit) ? limit : ex;
		}
		catch (FloraNotFoundException ex) {
			this.unfinished.remove(source);
			throw ex;
		}
		catch (FloraConflictException ex) {
			// The caller of a start would take it for one of the start's own key.
			throw new FloraException(ex.getMessage() + " " + UnsentStart.SENTENCE + ".", ex);
		}
	}

	/**
	 * Remembers an asset whose end is open, and for how long from the first time on: an
	 * asset that never ends must not keep its URL from being imported. Without a cause,
	 * FLORA says that it could not fetch the file, which another asset may.
	 */
	private void noteUnfinished(Source source, @Nullable Remembered<String> left, FloraAssetFailedException failure) {
		if (failure.getCause() == null) {
			this.unfinished.remove(source);
		}
		else if (left == null || !left.value().equals(failure.assetId())) {
			this.unfinished.put(source, new Remembered<>(failure.assetId(), this.timing.nanoTime()));
		}
	}

	/**
	 * Each start gets an exception of its own, to which it may add what it knows. Callers
	 * go by its type: batches try again after a 429.
	 */
	private static RuntimeException notImported(Source source, RuntimeException failure) {
		if (failure instanceof IllegalArgumentException) {
			return failure;
		}
		if (failure instanceof FloraRateLimitException limited) {
			return new FloraRateLimitException(String.valueOf(limited.getMessage()), limited.details(),
					limited.retryAfter());
		}
		if (failure instanceof FloraAssetFailedException failed) {
			return new FloraAssetFailedException(String.valueOf(failed.getMessage()), failed.assetId(), failed.stage(),
					failed);
		}
		return new FloraException(
				"An input of the run was not imported from " + source.url().getHost() + ". " + UnsentStart.SENTENCE,
				failure);
	}

	private static String lateMessage(Deadline deadline) {
		return "Start: the deadline of " + deadline.timeout().toMillis() + " ms passed while an input was imported. "
				+ UnsentStart.SENTENCE;
	}

	private record Source(URI url, @Nullable String workspaceId) {
	}

	/**
	 * The result of an import.
	 *
	 * @param value the result
	 * @param since when its time began
	 */
	private record Remembered<T>(T value, long since) {
	}

}
