package ai.flora.client.internal.asset;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

import ai.flora.client.FloraConflictException;
import ai.flora.client.FloraException;
import ai.flora.client.FloraInterruptedException;
import ai.flora.client.FloraResponseException;
import ai.flora.client.FloraTimeoutException;
import ai.flora.client.GenerationRequest;
import ai.flora.client.RequestOptions;
import ai.flora.client.asset.Asset;
import ai.flora.client.asset.AssetUpload;
import ai.flora.client.asset.FloraAssetFailedException;
import ai.flora.client.asset.FloraAssetsClient;
import ai.flora.client.internal.Causes;
import ai.flora.client.internal.LatestEntries;
import ai.flora.client.internal.transport.Deadline;
import ai.flora.client.internal.transport.Timing;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Inputs of runs on hosts that FLORA may not fetch from: such a run would be started, and
 * fail. Each is made an asset first, and the asset's URL is what the run gets. Imports
 * are remembered for some time, and who asks for the same URL meanwhile waits for the
 * same import. Thread-safe.
 *
 * @since 0.1.0
 */
public final class ForeignMedia {

	private static final Log logger = LogFactory.getLog(ForeignMedia.class);

	private static final int REMEMBERED = 1000;

	private static final Duration LIFE = Duration.ofMinutes(10);

	private final FloraAssetsClient assets;

	private final FetchableHosts hosts;

	private final Timing timing;

	private final Map<Source, Import> imports = new LatestEntries<>(REMEMBERED);

	/** Assets that an import has left unfinished. */
	private final Map<Source, String> unfinished = new LatestEntries<>(REMEMBERED);

	private final AtomicBoolean told = new AtomicBoolean();

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
	 * @throws FloraException if one is not imported; nothing was started
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
	 * @throws FloraException if there is no asset that is ready; nothing was started
	 */
	public URI fetchable(URI url, @Nullable String workspaceId, Deadline deadline) {
		if (this.hosts.contain(url)) {
			return url;
		}
		Source source = new Source(url, workspaceId);
		while (true) {
			Import ours = new Import(new CompletableFuture<>(), this.timing.nanoTime());
			Import other = claim(source, ours);
			if (other == null) {
				return run(source, ours, deadline);
			}
			URI result = join(source, other, deadline);
			if (result != null) {
				return result;
			}
		}
	}

	/** The import that is remembered for a source, or {@code null} if it is ours now. */
	private @Nullable Import claim(Source source, Import ours) {
		synchronized (this.imports) {
			Import known = this.imports.get(source);
			if (known != null && !known.isOver(this.timing.nanoTime())) {
				return known;
			}
			this.imports.remove(source);
			this.imports.put(source, ours);
			return null;
		}
	}

	private URI run(Source source, Import ours, Deadline deadline) {
		try {
			URI result = make(source, deadline);
			ours.result().complete(result);
			return result;
		}
		catch (Throwable ex) {
			synchronized (this.imports) {
				this.imports.remove(source, ours);
			}
			ours.result().completeExceptionally(ex);
			throw ex;
		}
	}

	private URI make(Source source, Deadline deadline) {
		if (this.told.compareAndSet(false, true)) {
			logger.info("FLORA may not fetch inputs from " + source.url().getHost()
					+ ": this and other such inputs are made assets first, each once in " + LIFE.toMinutes()
					+ " minutes. GenerationRequest.Builder.withoutImport() switches that off");
		}
		Duration remaining = deadline.remaining();
		if (remaining.isZero()) {
			throw late(deadline, null);
		}
		String assetId;
		synchronized (this.imports) {
			assetId = this.unfinished.remove(source);
		}
		try {
			Asset asset = this.assets.upload(AssetUpload.builder()
				.source(source.url())
				.workspaceId(source.workspaceId())
				.assetId(assetId)
				.options(RequestOptions.defaults().withTimeout(remaining))
				.build());
			return asset.link()
				.orElseThrow(() -> new FloraResponseException("Asset " + asset.assetId()
						+ ": it was made of an input of a run, but FLORA names no URL of it. Nothing was started",
						null));
		}
		catch (FloraAssetFailedException ex) {
			synchronized (this.imports) {
				this.unfinished.put(source, ex.assetId());
			}
			throw ex;
		}
		catch (FloraConflictException ex) {
			// The caller of a start would take it for one of the start's own key.
			throw new FloraException(ex.getMessage() + " Nothing was started.", ex);
		}
	}

	/**
	 * Waits for somebody else's import.
	 * @return its result, or {@code null} if it has failed for a reason that may be the
	 * other caller's own, such as a shorter deadline
	 */
	private @Nullable URI join(Source source, Import other, Deadline deadline) {
		try {
			return other.result().get(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (TimeoutException ex) {
			throw late(deadline, null);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new FloraInterruptedException("Start: interrupted while an input was imported. Nothing was started",
					null);
		}
		catch (ExecutionException ex) {
			Throwable cause = ex.getCause();
			if (isOthersOwn(cause) && !deadline.remaining().isZero()) {
				return null;
			}
			if (cause instanceof FloraAssetFailedException failure) {
				throw new FloraAssetFailedException(String.valueOf(failure.getMessage()), failure.assetId(),
						failure.stage(), failure);
			}
			throw new FloraException(
					"An input of the run was not imported from " + source.url().getHost() + ". Nothing was started",
					cause);
		}
	}

	private static boolean isOthersOwn(@Nullable Throwable thrown) {
		return Causes.any(thrown, (cause) -> cause instanceof FloraTimeoutException
				|| cause instanceof FloraInterruptedException);
	}

	private static FloraTimeoutException late(Deadline deadline, @Nullable Throwable cause) {
		return new FloraTimeoutException("Start: the deadline of " + deadline.timeout().toMillis()
				+ " ms passed while an input was imported. Nothing was started", cause);
	}

	private record Source(URI url, @Nullable String workspaceId) {
	}

	/**
	 * An import that goes on, or has ended well.
	 *
	 * @param result the URL of the asset
	 * @param since when it began
	 */
	private record Import(CompletableFuture<URI> result, long since) {

		boolean isOver(long now) {
			return this.result.isDone() && now - this.since >= LIFE.toNanos();
		}

	}

}
