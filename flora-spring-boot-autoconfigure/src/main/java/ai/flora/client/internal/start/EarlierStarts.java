package ai.flora.client.internal.start;

import java.util.List;
import java.util.Objects;

import ai.flora.client.FloraException;
import ai.flora.client.FloraRequestRefusedException;
import ai.flora.client.FloraStartUnconfirmedException;
import ai.flora.client.Generation;
import ai.flora.client.internal.Causes;
import ai.flora.client.internal.start.order.StartOrder;
import ai.flora.client.internal.time.Deadline;
import ai.flora.client.internal.time.Timing;
import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;

/**
 * The earlier calls under a key of the caller's: whether a start goes on with one that is
 * in doubt, ends since the key belongs to another order, or has to tell that FLORA has
 * failed before. Thread-safe.
 * <p>
 * After a failure of FLORA's, the caller may have corrected the order, and sent it under
 * the same key. So each call is compared with all orders under its key. An order that is
 * made once more is told from others by what it asks for. Inputs of techniques may have
 * other names by now than when they were sent. Then it cannot be told, and must not be
 * started under another key.
 */
class EarlierStarts {

	private final OutstandingStarts outstanding;

	private final StartsUnderWay underWay;

	private final Timing timing;

	EarlierStarts(OutstandingStarts outstanding, StartsUnderWay underWay, Timing timing) {
		this.outstanding = outstanding;
		this.underWay = underWay;
		this.timing = timing;
	}

	/**
	 * The start in doubt under the same key, which a call goes on with.
	 * @throws FloraException if the key has led to a run, or the start is another one
	 */
	@Nullable PendingStart inDoubt(StartKey key, StartOrder asked, StartPreparation preparation, Deadline deadline) {
		long now = this.timing.nanoTime();
		Generation listed = this.outstanding.listedRun(key, now);
		if (listed != null) {
			throw Conflicts.of(asked, listed, floraFailure(key, asked, preparation) != null);
		}
		List<PendingStart> inDoubt = this.outstanding.inDoubt(key, now);
		if (inDoubt.isEmpty()) {
			return null;
		}
		try {
			return same(inDoubt, asked, preparation, deadline);
		}
		catch (FloraException ex) {
			throw ex;
		}
		catch (Throwable ex) {
			// Parameters of the application's own may be such that they cannot be read.
			throw perhapsTheSame(inDoubt.get(0), ex);
		}
	}

	private PendingStart same(List<PendingStart> inDoubt, StartOrder asked, StartPreparation preparation,
			Deadline deadline) {
		if (preparation.onlyFits() && inDoubt.stream().noneMatch((start) -> start.sent().isLike(asked))) {
			fit(inDoubt.get(0), asked, preparation, deadline);
		}
		PendingStart same = find(Likeness.SAME, inDoubt, asked, preparation);
		if (same == null) {
			throw refusal(inDoubt, asked, preparation);
		}
		return same;
	}

	private static @Nullable PendingStart find(Likeness likeness, List<PendingStart> starts, StartOrder asked,
			StartPreparation preparation) {
		return starts.stream()
			.filter((start) -> preparation.compare(start, asked) == likeness)
			.findFirst()
			.orElse(null);
	}

	/**
	 * FLORA's failure at the same start, or what may be the same, in an earlier call;
	 * {@code null} if there was none. Whatever ends a call before it has sent anything
	 * must not hide that.
	 */
	@Nullable FloraException floraFailure(StartKey key, StartOrder asked, StartPreparation preparation) {
		return this.outstanding.floraFailure(key, (start) -> preparation.compare(start, asked) != Likeness.OTHER,
				this.timing.nanoTime());
	}

	/**
	 * Returns what an earlier call of the same order has ended in, if it may have made a
	 * run.
	 * @return the exception of a start in doubt, or FLORA's own failure; {@code null} if
	 * this client knows of none
	 */
	@Nullable FloraException end(StartKey key, StartOrder asked) {
		long now = this.timing.nanoTime();
		for (PendingStart inDoubt : this.outstanding.inDoubt(key, now)) {
			if (inDoubt.sent().isLike(asked)) {
				return inDoubt.doubt().lastEnd();
			}
		}
		return this.outstanding.floraFailure(key, (start) -> start.sent().isLike(asked), now);
	}

	/**
	 * Refuses another order under the key of starts in doubt. The same one under another
	 * key would be charged again: that is advised only if it is another one than each for
	 * sure.
	 */
	private FloraRequestRefusedException refusal(List<PendingStart> inDoubt, StartOrder asked,
			StartPreparation preparation) {
		PendingStart perhaps = find(Likeness.MAYBE, inDoubt, asked, preparation);
		if (perhaps != null) {
			return perhapsTheSame(perhaps, preparation.onlyFits() ? ", since inputs of that have other names by now"
					: ", since it tells its media by the links that were sent");
		}
		PendingStart latest = inDoubt.get(0);
		boolean failed = floraFailure(latest.startKey(), asked, preparation) != null;
		return new FloraRequestRefusedException("The idempotency key " + latest.key()
				+ " belongs to the start of another request, which is in doubt. Nothing was sent: resolve that start"
				+ (failed ? ". FLORA has failed at this one before, and may have made a run."
						: ", or use another key for this one."));
	}

	/**
	 * Fits the order to what FLORA declares, to compare it with starts in doubt by that.
	 * A failure of FLORA's to tell it is none at the start. Once the client ends, it is
	 * not asked any more.
	 * @param latest the latest one in doubt
	 * @throws FloraStartUnconfirmedException if FLORA cannot be asked now
	 */
	private void fit(PendingStart latest, StartOrder asked, StartPreparation preparation, Deadline deadline) {
		try {
			this.underWay.checkEnding();
			preparation.prepare(asked, deadline);
		}
		catch (FloraRequestRefusedException ex) {
			throw perhapsTheSame(latest, ex);
		}
		catch (FloraException ex) {
			throw UnconfirmedStartResolver.notSent(latest, Objects.requireNonNull(latest.doubt().lastEnd()),
					"whether this request is the same cannot be told now (" + ex.getMessage() + ")");
		}
	}

	private static FloraRequestRefusedException perhapsTheSame(PendingStart known, Throwable failure) {
		FloraRequestRefusedException refused = perhapsTheSame(known,
				": " + StringUtils.trimTrailingCharacter(Causes.message(failure), '.'));
		refused.addSuppressed(failure);
		return refused;
	}

	private static FloraRequestRefusedException perhapsTheSame(PendingStart known, String reason) {
		return new FloraRequestRefusedException("The idempotency key " + known.key()
				+ " belongs to the start of a request which is in doubt. Whether this one is the same cannot be told"
				+ reason + ". Nothing was sent: resolve that start.");
	}

}
