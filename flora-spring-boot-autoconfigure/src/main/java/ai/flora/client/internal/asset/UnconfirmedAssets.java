package ai.flora.client.internal.asset;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;

import ai.flora.client.FloraException;
import ai.flora.client.asset.Asset;
import ai.flora.client.asset.AssetQuery;
import ai.flora.client.internal.LatestEntries;
import ai.flora.client.internal.PageSpliterator;
import ai.flora.client.internal.time.Deadline;
import ai.flora.client.internal.transport.Call;
import ai.flora.client.internal.transport.FloraTransport;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Finds assets whose making was not confirmed. Such an asset is the only one that FLORA
 * lists of its name, type and way, made since the call began, and that belongs to no
 * other call of this client. A file must never get into somebody else's asset. So the
 * list is read twice: another candidate may show up late. Thread-safe.
 */
final class UnconfirmedAssets {

	private static final Log logger = LogFactory.getLog(UnconfirmedAssets.class);

	private static final int MAX_CLAIMED = 1000;

	/** The order of a list is not documented, and a list may be long. */
	private static final int MAX_LISTED = 500;

	/** After it, FLORA may be asked about the key again. */
	private static final Duration DELAY_BEFORE_SECOND_LIST = Call.AFTER_UNANSWERED;

	private final FloraTransport transport;

	/** Assets of this client's calls. */
	private final Set<String> claimed = Collections.synchronizedSet(LatestEntries.set(MAX_CLAIMED));

	UnconfirmedAssets(FloraTransport transport) {
		this.transport = transport;
	}

	/**
	 * Notes that an asset belongs to a call.
	 * @return whether it belonged to none before
	 */
	boolean claim(String assetId) {
		return this.claimed.add(assetId);
	}

	/**
	 * Looks for an asset.
	 * @return the asset, or {@code null} if there is none, or more than one
	 */
	@Nullable Asset find(UnconfirmedAsset asked, Deadline deadline) {
		try {
			Asset first = only(asked, deadline);
			if (deadline.remaining().compareTo(DELAY_BEFORE_SECOND_LIST) <= 0) {
				return null;
			}
			this.transport.timing().sleep(DELAY_BEFORE_SECOND_LIST);
			Asset second = only(asked, deadline);
			boolean same = first == null || (second != null && first.assetId().equals(second.assetId()));
			return (second != null && same && claim(second.assetId())) ? second : null;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return null;
		}
		catch (FloraException ex) {
			logger.debug("A lost asset was not looked for", ex);
			return null;
		}
	}

	/**
	 * FLORA does not document how its search compares: an asset that it does not find may
	 * be listed all the same.
	 */
	private @Nullable Asset only(UnconfirmedAsset asked, Deadline deadline) {
		AssetQuery all = AssetQuery.all().withWorkspaceId(asked.field("workspace_id"));
		List<Asset> found = candidates(asked, all.withText(asked.field("file_name")), deadline);
		List<Asset> candidates = found.isEmpty() ? candidates(asked, all, deadline) : found;
		return (candidates.size() == 1) ? candidates.get(0) : null;
	}

	private List<Asset> candidates(UnconfirmedAsset asked, AssetQuery query, Deadline deadline) {
		return PageSpliterator
			.stream("Assets", null,
					(cursor) -> this.transport.call(AssetOperations.list(query.withCursor(cursor)), deadline.options()))
			.limit(MAX_LISTED)
			.filter((asset) -> isCandidate(asset, asked))
			.toList();
	}

	private boolean isCandidate(Asset asset, UnconfirmedAsset asked) {
		Instant created = asset.createdAt();
		Instant earliest = this.transport.clock().earliest(asked.begun());
		return !this.claimed.contains(asset.assetId()) && !asset.assetId().isEmpty() && created != null
				&& !created.isBefore(earliest) && asked.way().equals(asset.uploadedVia())
				&& Objects.equals(asked.field("file_name"), asset.name()) && isOf(asset, asked);
	}

	/** FLORA knows the size once it has the file, and the type of an import, too. */
	private static boolean isOf(Asset asset, UnconfirmedAsset asked) {
		Long size = asset.sizeBytes();
		Long length = asked.length();
		return length == null || (Objects.equals(asked.field("content_type"), asset.contentType())
				&& (size == null || size.equals(length)));
	}

}
