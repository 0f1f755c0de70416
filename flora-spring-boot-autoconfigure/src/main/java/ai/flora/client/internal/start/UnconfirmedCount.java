package ai.flora.client.internal.start;

import java.util.function.Supplier;

import ai.flora.client.FloraStartUnconfirmedException;
import ai.flora.client.internal.Warnings;
import ai.flora.client.internal.start.order.StartOrder;
import ai.flora.client.internal.transport.FloraTransport;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Counts the starts that stay unconfirmed, each once, however many calls it leaves so. A
 * batch counts its own once it has given them up. Thread-safe.
 */
class UnconfirmedCount {

	private static final Log logger = LogFactory.getLog(UnconfirmedCount.class);

	private final FloraTransport transport;

	private final OutstandingStarts outstanding;

	UnconfirmedCount(FloraTransport transport, OutstandingStarts outstanding) {
		this.transport = transport;
		this.outstanding = outstanding;
	}

	/** Makes the call of a start, and counts the start if that leaves it unconfirmed. */
	AcceptedStart callAndCount(StartOrder order, Supplier<AcceptedStart> call) {
		try {
			return call.get();
		}
		catch (FloraStartUnconfirmedException ex) {
			add(ex, order);
			throw ex;
		}
	}

	/**
	 * Counts a start, unless it is counted already. No further call goes on with one that
	 * is known no more.
	 */
	void add(FloraStartUnconfirmedException unconfirmed, StartOrder order) {
		try {
			StartKey key = StartKey.of(order.kind(), unconfirmed.request(), unconfirmed.idempotencyKey());
			PendingStart start = this.outstanding.inDoubt(key, this.transport.timing().nanoTime(), unconfirmed);
			if (start == null || start.doubt().count()) {
				this.transport.instrumentation().meters().startUnconfirmed(order.operationName());
			}
		}
		catch (Throwable ex) {
			Warnings.log(logger, "An unconfirmed start was not counted", ex);
		}
	}

}
