package ai.flora.client.internal.workspace;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

import ai.flora.client.FloraException;
import ai.flora.client.FloraInterruptedException;
import ai.flora.client.FloraTimeoutException;
import ai.flora.client.internal.transport.Deadline;
import org.jspecify.annotations.Nullable;

/**
 * Lets one caller look something up that several need at once. The others wait for what
 * it finds, or fails with, each until its own deadline. Nothing is kept. Thread-safe.
 *
 * @param <K> what is looked up
 * @param <T> what is found
 * @since 0.1.0
 */
public final class SingleFlights<K, T> {

	private final Map<K, CompletableFuture<T>> flights = new ConcurrentHashMap<>();

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
		CompletableFuture<T> own = new CompletableFuture<>();
		while (true) {
			CompletableFuture<T> other = this.flights.putIfAbsent(key, own);
			if (other == null) {
				return lead(key, own, search);
			}
			T found = join(other, subject, deadline);
			if (found != null) {
				return found;
			}
		}
	}

	private T lead(K key, CompletableFuture<T> own, Supplier<T> search) {
		try {
			T found = search.get();
			own.complete(found);
			return found;
		}
		catch (Throwable ex) {
			own.completeExceptionally(ex);
			throw ex;
		}
		finally {
			this.flights.remove(key, own);
		}
	}

	/** Returns {@code null} if the other caller has given up for its own reasons. */
	private @Nullable T join(CompletableFuture<T> other, String subject, Deadline deadline) {
		try {
			return other.get(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (TimeoutException ex) {
			throw new FloraTimeoutException(subject + ": the deadline of " + deadline.timeout().toMillis()
					+ " ms passed while another call was asking FLORA. Nothing was sent for this one.", ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new FloraInterruptedException(
					subject + ": interrupted while another call was asking FLORA. Nothing was sent for this one.", ex);
		}
		catch (ExecutionException ex) {
			Throwable cause = ex.getCause();
			boolean shared = cause instanceof FloraException && !(cause instanceof FloraTimeoutException)
					&& !(cause instanceof FloraInterruptedException);
			if (shared || cause instanceof IllegalArgumentException) {
				throw (RuntimeException) cause;
			}
			return null;
		}
	}

}
