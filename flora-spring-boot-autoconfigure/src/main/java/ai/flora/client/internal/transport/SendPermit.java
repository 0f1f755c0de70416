package ai.flora.client.internal.transport;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Tells whether an attempt's request may have left this process: to give the attempt up
 * is to take the permit back, and nothing leaves afterwards.
 *
 * <p>
 * A request with a body has left once its transport has begun to read that body: all
 * transports connect, pass proxies and shake hands before, and without its body FLORA can
 * do nothing. Where that cannot be watched, since an application put a request factory of
 * its own in place of the client's, a request has left once it was handed over, unless
 * the exception of the exchange says that there was no connection.
 */
class SendPermit {

	/** Attribute of a request under which it carries its permit. */
	static final String ATTRIBUTE = SendPermit.class.getName();

	private final @Nullable SentKeys keys;

	private final List<Sending> sendings = new ArrayList<>(1);

	private boolean takenBack;

	private boolean aborted;

	/** Executions whose request may have left. */
	private int perhapsSent;

	SendPermit() {
		this(null);
	}

	/**
	 * Creates a permit.
	 * @param keys told each API key that the request carries, before it is sent;
	 * {@code null} if nobody has to know
	 */
	SendPermit(@Nullable SentKeys keys) {
		this.keys = keys;
	}

	/** Notes the API key that the request is about to carry. */
	void carries(String key) {
		if (this.keys != null) {
			this.keys.add(key);
		}
	}

	/**
	 * Begins an execution of the request, of which an interceptor may cause several.
	 * @return the execution, or {@code null} if the attempt was given up
	 */
	synchronized @Nullable Sending use() {
		if (this.takenBack) {
			return null;
		}
		Sending sending = new Sending();
		this.sendings.add(sending);
		return sending;
	}

	/**
	 * Takes the permit back.
	 * @return whether the request may have left before
	 */
	synchronized boolean takeBack() {
		this.takenBack = true;
		return this.perhapsSent > 0;
	}

	/**
	 * Ends the exchanges that are still going on, on transports that let us: nobody waits
	 * for them any more.
	 */
	void abort() {
		List<Sending> due;
		synchronized (this) {
			this.aborted = true;
			due = List.copyOf(this.sendings);
		}
		due.forEach(Sending::abort);
	}

	/**
	 * One execution of the request, by the transport.
	 */
	final class Sending {

		/** Attribute of a request under which the transport finds its execution. */
		static final String ATTRIBUTE = "ai.flora.client.internal.transport.Sending";

		/** For hooks of transports, which do not see the request's attributes. */
		private static final ThreadLocal<@Nullable Sending> CURRENT = new ThreadLocal<>();

		private boolean watched;

		/** A transport that repeats a request reads its body again. */
		private int begun;

		private boolean perhapsSent;

		private @Nullable Runnable abortion;

		private Sending() {
			perhapsSent(true);
		}

		/** The execution that the current thread has handed to a transport. */
		static @Nullable Sending current() {
			return CURRENT.get();
		}

		static void setCurrent(@Nullable Sending sending) {
			if (sending != null) {
				CURRENT.set(sending);
			}
			else {
				CURRENT.remove();
			}
		}

		/**
		 * Nothing leaves before {@link #begin()}.
		 */
		void watch() {
			synchronized (SendPermit.this) {
				this.watched = true;
				perhapsSent(false);
			}
		}

		/**
		 * The transport reads the body.
		 * @throws IOException if the attempt was given up before
		 */
		void begin() throws IOException {
			synchronized (SendPermit.this) {
				if (SendPermit.this.takenBack) {
					throw new IOException("Given up before it was sent");
				}
				this.begun++;
				perhapsSent(true);
			}
		}

		/**
		 * The exchange failed. Its exception counts where the body could not be watched;
		 * and after a failed TLS handshake, since the JDK's client reads the body before
		 * it finds that it cannot send it.
		 */
		void failed(Throwable thrown) {
			synchronized (SendPermit.this) {
				boolean unsent = this.watched ? this.begun == 1 && NetworkFailures.isHandshake(thrown)
						: !NetworkFailures.isConnected(thrown);
				if (unsent) {
					perhapsSent(false);
				}
			}
		}

		/** Tells whether it is certain that nothing has left. */
		boolean isUnsent() {
			synchronized (SendPermit.this) {
				return !this.perhapsSent;
			}
		}

		/** Ends the exchange, unless it is over. */
		void abort() {
			Runnable due;
			synchronized (SendPermit.this) {
				due = this.abortion;
				this.abortion = null;
			}
			if (due != null) {
				due.run();
			}
		}

		/** Says how the exchange can be ended from any thread. */
		void abortBy(Runnable abortion) {
			synchronized (SendPermit.this) {
				if (!SendPermit.this.aborted) {
					this.abortion = abortion;
					return;
				}
			}
			abortion.run();
		}

		private void perhapsSent(boolean perhaps) {
			if (this.perhapsSent != perhaps) {
				this.perhapsSent = perhaps;
				SendPermit.this.perhapsSent += perhaps ? 1 : -1;
			}
		}

	}

}
