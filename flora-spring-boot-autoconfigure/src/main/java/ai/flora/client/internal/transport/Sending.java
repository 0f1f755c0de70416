package ai.flora.client.internal.transport;

import java.io.IOException;

import ai.flora.client.internal.Causes;
import ai.flora.client.internal.response.BufferedResponse;
import ai.flora.client.internal.response.Failure;
import org.jspecify.annotations.Nullable;

/**
 * One sending of an attempt's request, by the HTTP client.
 * <p>
 * A request with a body has left once the HTTP client has begun to read that body: all
 * HTTP clients connect, pass proxies and shake hands before, and without its body FLORA
 * can do nothing. Where that cannot be watched, since an application put a request
 * factory of its own in place of the client's, a request has left once it was handed
 * over, unless the exception of the exchange says that there was no connection.
 */
final class Sending {

	/** Attribute of a request under which it carries its sending. */
	static final String ATTRIBUTE = Sending.class.getName();

	/** For hooks of HTTP clients, which do not see the request's attributes. */
	private static final ThreadLocal<@Nullable Sending> CURRENT = new ThreadLocal<>();

	/** Guards what follows: it counts for all sendings whether one has left. */
	private final SendPermit permit;

	private boolean watched;

	/** An HTTP client that repeats a request reads its body again. */
	private int begun;

	private boolean unsent;

	/** 0 as long as there is no response. */
	private int status;

	/** A response that is no success; kept only if the request costs money. */
	private @Nullable BufferedResponse error;

	/** The reason why there is no response. */
	private @Nullable Throwable thrown;

	private @Nullable Runnable abortion;

	Sending(SendPermit permit) {
		this.permit = permit;
	}

	/** The sending that the current thread has handed to an HTTP client. */
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
		synchronized (this.permit) {
			this.watched = true;
			this.unsent = true;
		}
	}

	/**
	 * The HTTP client reads the body.
	 * @throws IOException if the attempt was given up before, or costs money and was sent
	 * in another sending
	 */
	void begin() throws IOException {
		synchronized (this.permit) {
			if (this.permit.isTakenBack() || this.permit.isUsedBeside(this)) {
				throw new IOException("Given up before it was sent");
			}
			this.begun++;
			this.unsent = false;
		}
	}

	/**
	 * The exchange failed. Its exception counts where the body could not be watched; and
	 * after a failed TLS handshake, since the JDK's client reads the body before it finds
	 * that it cannot send it.
	 */
	void failed(Throwable thrown) {
		synchronized (this.permit) {
			this.thrown = thrown;
			this.unsent |= this.watched ? this.begun == 1 && NetworkFailures.isHandshake(thrown)
					: !NetworkFailures.isConnected(thrown);
		}
	}

	/** There is a response. */
	void responded(int status) {
		synchronized (this.permit) {
			this.status = status;
		}
	}

	/** There is a response that is no success, and was read. */
	void refused(BufferedResponse error) {
		synchronized (this.permit) {
			this.error = error;
		}
	}

	/**
	 * The failure that this sending has met although its attempt has ended in a success,
	 * further out.
	 * @return the failure that FLORA or the network caused; {@code null} if FLORA
	 * responded with success
	 */
	@Nullable Failure metBehindSuccess() {
		synchronized (this.permit) {
			if (this.error != null) {
				return Failure.ErrorResponse.of(this.error);
			}
			return (this.status / 100 == 2) ? null : hidden();
		}
	}

	/**
	 * The failure that this sending has met.
	 * @param failure what its attempt has ended in, further out
	 * @return the failure that FLORA or the network caused
	 */
	Failure met(Failure failure) {
		synchronized (this.permit) {
			if (this.error != null) {
				return readable(this.error, failure);
			}
			boolean replaced = failure.status() != 0 || (this.status == 0 && failure instanceof Failure.Unreadable);
			return replaced ? hidden() : failure;
		}
	}

	/**
	 * Interceptors may have to make a body readable first, such as decompress it: theirs
	 * counts where there is no error of FLORA's in what came in.
	 */
	private static Failure readable(BufferedResponse error, Failure failure) {
		Failure.ErrorResponse met = Failure.ErrorResponse.of(error);
		if (met.error() == null && failure instanceof Failure.ErrorResponse outer && outer.status() == met.status()) {
			return new Failure.ErrorResponse(
					new BufferedResponse(error.status(), error.headers(), outer.response().body()), outer.error());
		}
		return met;
	}

	/** What an interceptor has put another answer in place of. */
	private Failure hidden() {
		if (this.status / 100 == 2) {
			return Failure.Unreadable.REPLACED;
		}
		IOException cause = (this.thrown instanceof IOException exception) ? exception : new IOException(
				"An interceptor of this application put another answer in place of FLORA's", this.thrown);
		return new Failure.NoResponse(cause, NetworkFailures.isTimeout(cause));
	}

	/** Tells whether there is a response that is no success, and was read. */
	boolean isRefused() {
		synchronized (this.permit) {
			return this.error != null;
		}
	}

	/** Tells whether an exception comes from the HTTP client, in this sending. */
	boolean hasThrown(@Nullable Throwable exception) {
		synchronized (this.permit) {
			Throwable own = this.thrown;
			return own != null && exception != null && Causes.any(exception, (cause) -> cause == own);
		}
	}

	/** Tells whether the HTTP client has sent the request again by itself. */
	boolean isRepeated() {
		synchronized (this.permit) {
			return this.begun > 1;
		}
	}

	/**
	 * Tells whether the request has left, and no response refuses it. If the HTTP client
	 * has repeated it, no response tells of the first time.
	 */
	boolean mayHaveTakenEffect() {
		synchronized (this.permit) {
			boolean refused = this.status >= 300 && this.status < 500 && this.status != 408;
			return !this.unsent && (!refused || isRepeated());
		}
	}

	/** Tells whether an attempt may have failed because of what this sending met. */
	boolean mayHaveLedTo(Failure failure) {
		synchronized (this.permit) {
			return failure.status() == 0 || failure.status() == this.status;
		}
	}

	/** Tells whether it is certain that nothing has left. */
	boolean isUnsent() {
		synchronized (this.permit) {
			return this.unsent;
		}
	}

	/** Ends the exchange, unless it is over. */
	void abort() {
		Runnable due;
		synchronized (this.permit) {
			due = this.abortion;
			this.abortion = null;
		}
		if (due != null) {
			due.run();
		}
	}

	/** Says how the exchange can be ended from any thread. */
	void abortBy(Runnable abortion) {
		synchronized (this.permit) {
			if (!this.permit.isAborted()) {
				this.abortion = abortion;
				return;
			}
		}
		abortion.run();
	}

}
