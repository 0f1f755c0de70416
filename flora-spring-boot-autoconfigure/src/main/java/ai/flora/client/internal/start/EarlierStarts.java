package ai.flora.client.internal.start;

import java.util.Objects;

import ai.flora.client.FloraException;
import ai.flora.client.FloraRequestRefusedException;
import ai.flora.client.FloraStartUnconfirmedException;
import ai.flora.client.Generation;
import ai.flora.client.internal.start.order.StartOrder;
import ai.flora.client.internal.time.Deadline;
import ai.flora.client.internal.time.Timing;
import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;

/**
 * The earlier calls under a key: whether a start goes on with one that is in doubt, ends
 * since the key belongs to another order, or has to tell that FLORA has failed before.
 * Thread-safe.
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
			throw Conflicts.of(asked, listed);
		}
		PendingStart known = this.outstanding.inDoubt(key, now);
		if (known != null) {
			checkLike(known, asked, preparation, deadline);
		}
		return known;
	}

	/**
	 * Whatever ends a call before it has sent anything must not hide that FLORA has
	 * failed at the same start, or what may be the same, in an earlier call.
	 */
	void tellOfFloraFailure(StartKey key, StartOrder asked, StartPreparation preparation, FloraException end) {
		PendingStart failed = failed(key, asked, preparation);
		if (failed != null) {
			failed.doubt().tellOfFloraFailure(end);
		}
	}

	/**
	 * The start at which FLORA has failed in an earlier call, and which is the same or
	 * may be.
	 */
	@Nullable PendingStart failed(StartKey key, StartOrder asked, StartPreparation preparation) {
		return this.outstanding.failed(key, (start) -> preparation.mayBeFor(start, asked), this.timing.nanoTime());
	}

	/**
	 * Returns what an earlier call of the same order has ended in, if it may have made a
	 * run.
	 * @return the exception of a start in doubt, or FLORA's own failure; {@code null} if
	 * this client knows of none
	 */
	@Nullable FloraException end(StartKey key, StartOrder asked) {
		long now = this.timing.nanoTime();
		PendingStart inDoubt = this.outstanding.inDoubt(key, now);
		if (inDoubt != null && inDoubt.isLike(asked)) {
			return inDoubt.doubt().lastEnd();
		}
		PendingStart failed = this.outstanding.failed(key, (start) -> start.isLike(asked), now);
		FloraFailure florasFailure = (failed != null) ? failed.doubt().floraFailure() : null;
		return (florasFailure != null) ? florasFailure.exception() : null;
	}

	/**
	 * Refuses another order under the key of a start in doubt. The same one under another
	 * key would be charged again: that is advised only if it is another one for sure.
	 * @throws FloraStartUnconfirmedException if FLORA cannot be asked now what an order
	 * has to be fitted to, by which it could be told
	 */
	private void checkLike(PendingStart known, StartOrder asked, StartPreparation preparation, Deadline deadline) {
		if (known.isLike(asked)) {
			return;
		}
		if (preparation.onlyFits()) {
			StartOrder fitted = fitted(known, asked, preparation, deadline);
			if (known.isSentLike(fitted)) {
				return;
			}
			if (known.mayBeDeclaredAnew(fitted)) {
				throw perhapsTheSame(known, ", since inputs of that have other names by now");
			}
		}
		else if (known.doubt().wasBegunElsewhere()) {
			throw perhapsTheSame(known, ", since it tells its media by the links that were sent");
		}
		boolean failed = failed(known.startKey(), asked, preparation) != null;
		throw new FloraRequestRefusedException("The idempotency key " + known.key()
				+ " belongs to the start of another request, which is in doubt. Nothing was sent: resolve that start"
				+ (failed ? ". FLORA has failed at this one before, and may have made a run."
						: ", or use another key for this one."));
	}

	/**
	 * A failure of FLORA's to tell what is declared is none at the start. Once the client
	 * ends, it is not asked any more.
	 */
	private StartOrder fitted(PendingStart known, StartOrder asked, StartPreparation preparation, Deadline deadline) {
		try {
			this.underWay.checkEnding();
			return preparation.prepare(asked, deadline);
		}
		catch (RuntimeException ex) {
			if (ex instanceof FloraException && !(ex instanceof FloraRequestRefusedException)) {
				throw UnconfirmedStartResolver.notSent(known, Objects.requireNonNull(known.doubt().lastEnd()),
						"whether this request is the same cannot be told now (" + ex.getMessage() + ")");
			}
			FloraRequestRefusedException refused = perhapsTheSame(known,
					": " + StringUtils.trimTrailingCharacter(String.valueOf(ex.getMessage()), '.'));
			refused.addSuppressed(ex);
			throw refused;
		}
	}

	private static FloraRequestRefusedException perhapsTheSame(PendingStart known, String reason) {
		return new FloraRequestRefusedException("The idempotency key " + known.key()
				+ " belongs to the start of a request which is in doubt. Whether this one is the same cannot be told"
				+ reason + ". Nothing was sent: resolve that start.");
	}

}
