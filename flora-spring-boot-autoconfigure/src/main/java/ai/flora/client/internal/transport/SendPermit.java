package ai.flora.client.internal.transport;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import ai.flora.client.FloraException;
import ai.flora.client.internal.response.Failure;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether an attempt's request may have left this process: to give the attempt up
 * is to take the permit back, and nothing leaves afterwards. Guards its {@link Sending}s.
 */
class SendPermit {

	/** Attribute of a request under which it carries its permit. */
	static final String ATTRIBUTE = SendPermit.class.getName();

	private final @Nullable SentKeys keys;

	private final boolean charged;

	private final List<Sending> sendings = new ArrayList<>(1);

	private boolean takenBack;

	private boolean aborted;

	/** Creates a permit for a request that carries no API key and costs nothing. */
	SendPermit() {
		this(null, false);
	}

	/**
	 * Creates a permit.
	 * @param keys told each API key that the request carries, before it is sent;
	 * {@code null} if it carries none
	 * @param charged whether the request costs money: then it takes effect once, and what
	 * became of it counts, whatever interceptors make of that
	 */
	SendPermit(@Nullable SentKeys keys, boolean charged) {
		this.keys = keys;
		this.charged = charged;
	}

	/**
	 * Notes the API key that the request is about to carry.
	 * @return all that the requests of its call have carried
	 */
	SentKeys carries(String key) {
		SentKeys keys = Objects.requireNonNull(this.keys, "A key is sent where none was expected");
		keys.add(key);
		return keys;
	}

	/**
	 * The API keys that the requests of this one's call have carried.
	 * @return the keys; {@code null} if no request carries any
	 */
	@Nullable SentKeys keys() {
		return this.keys;
	}

	boolean isCharged() {
		return this.charged;
	}

	/**
	 * Begins a sending of the request, of which an interceptor may cause several.
	 * @return the sending, or {@code null} if the attempt was given up
	 * @throws FloraException if the request costs money, and an earlier sending may have
	 * taken effect
	 */
	synchronized @Nullable Sending use() {
		if (this.takenBack) {
			return null;
		}
		if (this.charged && this.sendings.stream().anyMatch(Sending::mayHaveTakenEffect)) {
			throw new FloraException("Refused to repeat a request that costs money: FLORA may have carried it out. An "
					+ "interceptor of this application must not repeat it, for the client does so by itself, and "
					+ "without a second charge.", null);
		}
		Sending sending = new Sending(this);
		this.sendings.add(sending);
		return sending;
	}

	/**
	 * Tells whether another sending of a request that costs money may have had effect.
	 */
	synchronized boolean isUsedBeside(Sending own) {
		return this.charged
				&& this.sendings.stream().anyMatch((sending) -> sending != own && sending.mayHaveTakenEffect());
	}

	/**
	 * Takes the permit back.
	 * @return whether the request may have left before, in the sending that counts
	 */
	synchronized boolean takeBack() {
		this.takenBack = true;
		Sending decisive = decisive();
		return decisive != null && !decisive.isUnsent();
	}

	/** The sending that may have taken effect, or else the last one. */
	private @Nullable Sending decisive() {
		Sending last = null;
		for (Sending sending : this.sendings) {
			last = sending;
			if (sending.mayHaveTakenEffect()) {
				break;
			}
		}
		return last;
	}

	/**
	 * The sending that tells what the attempt has met: where the last one has found no
	 * connection, it is the one before it that FLORA has refused, unless the attempt has
	 * ended because there was no connection.
	 * @param thrown why the attempt has ended; {@code null} if there is a response
	 */
	private @Nullable Sending telling(@Nullable Throwable thrown) {
		Sending decisive = decisive();
		if (decisive == null || !decisive.isUnsent() || decisive.hasThrown(thrown)) {
			return decisive;
		}
		return this.sendings.stream().filter(Sending::isRefused).reduce((first, second) -> second).orElse(decisive);
	}

	/**
	 * The failure behind the success that an attempt has ended in; if the request costs
	 * money, as the innermost interceptor has seen it.
	 * @return the failure that counts; {@code null} if the success does
	 */
	synchronized @Nullable Failure metBehindSuccess() {
		Sending telling = telling(null);
		return (this.charged && telling != null) ? telling.metBehindSuccess() : null;
	}

	/**
	 * The failure that an attempt has met; if the request costs money, as the innermost
	 * interceptor has seen it: others may have put something else in its place.
	 * @param failure what the attempt has ended in
	 * @return the failure that counts
	 */
	synchronized Failure met(Failure failure) {
		Sending telling = telling((failure instanceof Failure.NoResponse none) ? none.cause() : null);
		return (this.charged && telling != null) ? telling.met(failure) : failure;
	}

	/**
	 * Tells whether the request may have taken effect in another sending than the one
	 * that has led to a failure, which does not tell of it: the HTTP client has repeated
	 * the request; or, if it is free, an interceptor has, or has put a response of its
	 * own in place of the one that there was.
	 * @param failure the failure of the attempt
	 * @return whether it may
	 */
	synchronized boolean otherSendingMayCount(Failure failure) {
		List<Sending> effective = this.sendings.stream().filter(Sending::mayHaveTakenEffect).toList();
		boolean ownAmongThem = effective.stream().anyMatch((sending) -> sending.mayHaveLedTo(failure));
		return effective.size() > (ownAmongThem ? 1 : 0) || this.sendings.stream().anyMatch(Sending::isRepeated);
	}

	synchronized boolean isTakenBack() {
		return this.takenBack;
	}

	/**
	 * Ends the exchanges that are still going on, on HTTP clients that let us: nobody
	 * waits for them any more.
	 */
	void abort() {
		List<Sending> due;
		synchronized (this) {
			this.aborted = true;
			due = List.copyOf(this.sendings);
		}
		due.forEach(Sending::abort);
	}

	synchronized boolean isAborted() {
		return this.aborted;
	}

}
