package ai.flora.client.internal.transport;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * Tells whether an attempt's request may have left this process: to give the attempt up
 * is to take the permit back, and nothing leaves afterwards. Guards its {@link Sending}s.
 */
class SendPermit {

	/** Attribute of a request under which it carries its permit. */
	static final String ATTRIBUTE = SendPermit.class.getName();

	private final @Nullable SentKeys keys;

	private final List<Sending> sendings = new ArrayList<>(1);

	private boolean takenBack;

	private boolean aborted;

	/** Creates a permit for a request that carries no API key. */
	SendPermit() {
		this(null);
	}

	/**
	 * Creates a permit.
	 * @param keys told each API key that the request carries, before it is sent;
	 * {@code null} if it carries none
	 */
	SendPermit(@Nullable SentKeys keys) {
		this.keys = keys;
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
	 * Begins an execution of the request, of which an interceptor may cause several.
	 * @return the execution, or {@code null} if the attempt was given up
	 */
	synchronized @Nullable Sending use() {
		if (this.takenBack) {
			return null;
		}
		Sending sending = new Sending(this);
		this.sendings.add(sending);
		return sending;
	}

	/**
	 * Takes the permit back.
	 * @return whether the request may have left before
	 */
	synchronized boolean takeBack() {
		this.takenBack = true;
		return !this.sendings.stream().allMatch(Sending::isUnsent);
	}

	/**
	 * Tells whether the request may have taken effect in another execution than the one
	 * that has led to a failure, which does not tell of it: an interceptor or the
	 * transport has repeated the request, or an interceptor has put a response of its own
	 * in place of the one that there was.
	 * @param failure the failure of the attempt
	 * @return whether it may
	 */
	synchronized boolean isUsedBefore(Failure failure) {
		List<Sending> effective = this.sendings.stream().filter(Sending::mayHaveTakenEffect).toList();
		boolean ownAmongThem = effective.stream().anyMatch((sending) -> sending.mayHaveLedTo(failure));
		return effective.size() > (ownAmongThem ? 1 : 0) || this.sendings.stream().anyMatch(Sending::isRepeated);
	}

	synchronized boolean isTakenBack() {
		return this.takenBack;
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

	synchronized boolean isAborted() {
		return this.aborted;
	}

}
