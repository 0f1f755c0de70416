package ai.flora.client.internal.time;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import ai.flora.client.FloraException;
import ai.flora.client.FloraInterruptedException;
import ai.flora.client.FloraTimeoutException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link SingleFlights}: a leader searches, and another caller joins it.
 */
@Timeout(60)
class SingleFlightsTests {

	private static final Duration LONG = Duration.ofMinutes(1);

	private final SingleFlights<String, String> flights = new SingleFlights<>();

	private final AtomicInteger searches = new AtomicInteger();

	private final CountDownLatch joined = new CountDownLatch(1);

	private final CompletableFuture<String> flight = new CompletableFuture<>();

	@AfterEach
	void end() {
		this.flight.complete("late");
	}

	@Test
	void otherCallersGetWhatTheLeaderFinds() throws Exception {
		CompletableFuture<String> leader = lead(LONG);
		CompletableFuture<String> other = join(LONG);
		this.flight.complete("found");
		assertThat(leader.get()).isEqualTo("found");
		assertThat(other.get()).isEqualTo("found");
		assertThat(this.searches).hasValue(1);
		assertThat(get("key", LONG, () -> "anew")).as("nothing is kept").isEqualTo("anew");
	}

	@Test
	void failureIsThatOfAllWhoHaveNoMoreTimeThanTheLeader() throws Exception {
		CompletableFuture<String> leader = lead(LONG);
		CompletableFuture<String> other = join(LONG);
		FloraException failure = new FloraException("FLORA is down", null);
		this.flight.completeExceptionally(failure);
		assertThat(thrownBy(leader)).isSameAs(failure);
		assertThat(thrownBy(other)).isSameAs(failure);
		assertThat(this.searches).hasValue(1);
	}

	@Test
	void callerWithMoreTimeThanTheLeaderSearchesAfterItsFailure() throws Exception {
		CompletableFuture<String> leader = lead(Duration.ofSeconds(59));
		CompletableFuture<String> other = join(LONG);
		this.flight.completeExceptionally(new FloraException("No time for a retry", null));
		assertThat(thrownBy(leader)).hasMessage("No time for a retry");
		assertThat(other.get()).isEqualTo("joiner's own");
		assertThat(this.searches).hasValue(2);
	}

	@Test
	void failureOfTheLeadersOwnIsNobodyElses() throws Exception {
		CompletableFuture<String> leader = lead(LONG);
		CompletableFuture<String> other = join(LONG);
		this.flight.completeExceptionally(new FloraInterruptedException("Interrupted", null));
		assertThat(thrownBy(leader)).isInstanceOf(FloraInterruptedException.class);
		assertThat(other.get()).isEqualTo("joiner's own");
	}

	@Test
	void otherKeysAreSearchedAtTheSameTime() throws Exception {
		lead(LONG);
		assertThat(get("another key", LONG, () -> "found")).isEqualTo("found");
	}

	@Test
	void callerWhoseTimeIsOverHasSentNothing() throws Exception {
		lead(LONG);
		assertThatExceptionOfType(FloraTimeoutException.class)
			.isThrownBy(() -> get("key", Duration.ofMillis(1), () -> "never"))
			.withMessage("Test: the deadline of 1 ms passed while another call was asking FLORA. "
					+ "Nothing was sent for this one.");
	}

	private CompletableFuture<String> lead(Duration timeout) throws InterruptedException {
		CompletableFuture<String> leader = onThread(() -> get("key", timeout, () -> {
			this.searches.incrementAndGet();
			this.joined.countDown();
			try {
				return this.flight.join();
			}
			catch (CompletionException ex) {
				throw (RuntimeException) ex.getCause();
			}
		}));
		assertThat(this.joined.await(30, TimeUnit.SECONDS)).isTrue();
		return leader;
	}

	/** Returns once the caller waits for the leader. */
	private CompletableFuture<String> join(Duration timeout) {
		CompletableFuture<Thread> thread = new CompletableFuture<>();
		CompletableFuture<String> other = onThread(() -> {
			thread.complete(Thread.currentThread());
			return get("key", timeout, () -> {
				this.searches.incrementAndGet();
				return "joiner's own";
			});
		});
		Awaitility.await().until(() -> thread.join().getState() == Thread.State.TIMED_WAITING);
		return other;
	}

	private String get(String key, Duration timeout, Supplier<String> search) {
		return this.flights.get(key, "Test", Deadline.in(timeout, new SystemTiming()), search);
	}

	private static CompletableFuture<String> onThread(Supplier<String> task) {
		return CompletableFuture.supplyAsync(task, (run) -> new Thread(run).start());
	}

	private static Throwable thrownBy(CompletableFuture<String> call) throws InterruptedException {
		try {
			throw new AssertionError("It has ended in " + call.get());
		}
		catch (ExecutionException ex) {
			return ex.getCause();
		}
	}

}
