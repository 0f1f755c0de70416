package ai.flora.client.internal.time;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

import ai.flora.client.FloraException;
import ai.flora.client.FloraInterruptedException;
import ai.flora.client.FloraTimeoutException;
import ai.flora.client.internal.Causes;
import org.jspecify.annotations.Nullable;

/**
 * Lets one caller look something up that several need at once. The others wait for what
 * it finds, or fails with, each until its own deadline. A failure of a caller that was
 * interrupted, or had less time than another, is not the other's: the next one searches.
 * Nothing is kept. Thread-safe.
 *
 * @param <K> what is looked up
 * @param <T> what is found
 * @since 0.1.0
 */
public final class SingleFlights<K, T> {

	private final Map<K, Flight<T>> flights = new ConcurrentHashMap<>();

	/**
	 * Looks something up, or waits for the caller that does.
	 * @param key what is looked up
	 * @param subject the subject of messages
	 * @param deadline until when to wait for another caller
	 * @param search looks it up; one at a time for each key
	 * @return what was found
	 * @throws FloraException if another caller's search failed, the deadline passed, or
	 * the thread was interrupted
	 */
	public T get(K key, String subject, Deadline deadline, Supplier<T> search) {
		WaitMessages messages = new WaitMessages(
				subject + ": the deadline of " + deadline.timeout().toMillis()
						+ " ms passed while another call was asking FLORA. Nothing was sent for this one.",
				subject + ": interrupted while another call was asking FLORA. Nothing was sent for this one.");
		return get(key, messages, deadline, search, UnaryOperator.identity());
	}

	/**
	 * Looks something up, or waits for the caller that does, with messages of the
	 * caller's own.
	 * @param key what is looked up
	 * @param messages messages if it waits in vain
	 * @param deadline until when to wait for another caller
	 * @param search looks it up; one at a time for each key
	 * @param failure makes an exception of the one that another caller's search ended in
	 * @return what was found
	 * @throws FloraException if another caller's search failed, the deadline passed, or
	 * the thread was interrupted
	 */
	public T get(K key, WaitMessages messages, Deadline deadline, Supplier<T> search,
			UnaryOperator<RuntimeException> failure) {
		Flight<T> own = new Flight<>(deadline.timeout(), new CompletableFuture<>());
		while (true) {
			Flight<T> other = this.flights.putIfAbsent(key, own);
			if (other == null) {
				return lead(key, own, search);
			}
			T found = join(other, messages, deadline, failure);
			if (found != null) {
				return found;
			}
		}
	}

	private T lead(K key, Flight<T> own, Supplier<T> search) {
		T found = null;
		Throwable thrown = null;
		try {
			found = search.get();
			return found;
		}
		catch (Throwable ex) {
			thrown = isForAll(ex) ? ex : null;
			throw ex;
		}
		finally {
			// Removed first: callers that search anew must not find this flight again.
			this.flights.remove(key, own);
			own.end(found, thrown);
		}
	}

	/** Tells whether the others would fail, too. */
	private static boolean isForAll(Throwable thrown) {
		boolean own = Causes.any(thrown,
				(cause) -> cause instanceof FloraTimeoutException || cause instanceof FloraInterruptedException);
		return !own && (thrown instanceof FloraException || thrown instanceof IllegalArgumentException)
				&& !Thread.currentThread().isInterrupted();
	}

	/**
	 * The result of another caller; {@code null} if it has given up for its own reasons.
	 */
	private @Nullable T join(Flight<T> other, WaitMessages messages, Deadline deadline,
			UnaryOperator<RuntimeException> failure) {
		try {
			return other.result().get(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (TimeoutException ex) {
			throw new FloraTimeoutException(messages.timedOut(), ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new FloraInterruptedException(messages.interrupted(), ex);
		}
		catch (ExecutionException ex) {
			if (other.timeout().compareTo(deadline.timeout()) < 0) {
				return null;
			}
			throw failure.apply((RuntimeException) Objects.requireNonNull(ex.getCause()));
		}
	}

	/**
	 * Messages of a caller that waits in vain.
	 *
	 * @param timedOut its deadline has passed
	 * @param interrupted its thread was interrupted
	 */
	public record WaitMessages(String timedOut, String interrupted) {
	}

	/**
	 * A search that goes on.
	 *
	 * @param timeout the time that it had when it began
	 * @param result what it finds; {@code null} if its caller has given up
	 */
	private record Flight<T>(Duration timeout, CompletableFuture<@Nullable T> result) {

		void end(@Nullable T found, @Nullable Throwable thrown) {
			if (thrown != null) {
				this.result.completeExceptionally(thrown);
			}
			else {
				this.result.complete(found);
			}
		}

	}

}
