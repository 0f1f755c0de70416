package ai.flora.client.internal.asset;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import ai.flora.client.FloraException;
import ai.flora.client.asset.Asset;
import ai.flora.client.asset.AssetQuery;
import ai.flora.client.internal.LatestEntries;
import ai.flora.client.internal.transport.Deadline;
import ai.flora.client.internal.transport.FloraTransport;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Finds an asset whose making was not confirmed, among those that FLORA lists: the only
 * one of the same name, type and way, from the time of the call, that this client does
 * not know otherwise. A file must never get into somebody else's asset: the list is read
 * twice, since one of two could lag behind.
 */
final class LostAssets {

	private static final Log logger = LogFactory.getLog(LostAssets.class);

	private static final int REMEMBERED = 1000;

	private static final Duration SECOND_LOOK = Duration.ofSeconds(3);

	/** Clocks within FLORA differ. */
	private static final Duration TOLERANCE = Duration.ofSeconds(2);

	private final FloraTransport transport;

	private final Set<String> known = LatestEntries.set(REMEMBERED);

	LostAssets(FloraTransport transport) {
		this.transport = transport;
	}

	/**
	 * Notes whose an asset is.
	 * @return whether it was nobody's before
	 */
	boolean claim(String assetId) {
		synchronized (this.known) {
			return this.known.add(assetId);
		}
	}

	/**
	 * Looks for an asset.
	 * @return the asset, or {@code null} if there is none, or more than one
	 */
	@Nullable Asset find(Lost lost, Deadline deadline) {
		try {
			Asset first = only(lost, deadline);
			if (deadline.remaining().compareTo(SECOND_LOOK) <= 0) {
				return null;
			}
			this.transport.timing().sleep(SECOND_LOOK);
			Asset second = only(lost, deadline);
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

	private @Nullable Asset only(Lost lost, Deadline deadline) {
		AssetQuery query = AssetQuery.all()
			.withWorkspaceId(lost.field("workspace_id"))
			.withText(lost.field("file_name"));
		List<Asset> candidates = this.transport.call(AssetOperations.list(query), deadline.options())
			.items()
			.stream()
			.filter((asset) -> isCandidate(asset, lost))
			.toList();
		return (candidates.size() == 1) ? candidates.get(0) : null;
	}

	private boolean isCandidate(Asset asset, Lost lost) {
		Instant created = asset.createdAt();
		Duration error = TOLERANCE.plus(this.transport.clock().uncertainty());
		Instant earliest = this.transport.clock().at(lost.begun()).minus(error);
		boolean unknown;
		synchronized (this.known) {
			unknown = !this.known.contains(asset.assetId());
		}
		return unknown && !asset.assetId().isEmpty() && created != null && !created.isBefore(earliest)
				&& lost.way().equals(asset.uploadedVia()) && Objects.equals(lost.field("file_name"), asset.name())
				&& isOf(asset, lost);
	}

	/** FLORA knows the size once it has the file, and the type of an import, too. */
	private static boolean isOf(Asset asset, Lost lost) {
		Long size = asset.sizeBytes();
		Long length = lost.length();
		return length == null || (Objects.equals(lost.field("content_type"), asset.contentType())
				&& (size == null || size.equals(length)));
	}

	/**
	 * What is known of an asset whose making was not confirmed.
	 *
	 * @param way FLORA's name for the way that its file takes
	 * @param fields what it was made with
	 * @param length length of its file; {@code null} if FLORA fetches it
	 * @param begun when the call began, on the monotonic clock
	 */
	record Lost(String way, Map<String, String> fields, @Nullable Long length, long begun) {

		private @Nullable String field(String name) {
			return this.fields.get(name);
		}

	}

}
