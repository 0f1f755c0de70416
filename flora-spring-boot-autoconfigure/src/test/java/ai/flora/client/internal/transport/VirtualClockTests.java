package ai.flora.client.internal.transport;

import java.time.Duration;

import ai.flora.client.FloraException;
import ai.flora.client.RequestOptions;
import ai.flora.client.internal.RunPlace;
import ai.flora.client.internal.run.TestRuns;
import ai.flora.client.internal.time.VirtualTiming;
import org.junit.jupiter.api.Test;

import org.springframework.http.HttpStatus;
import org.springframework.mock.http.client.MockClientHttpResponse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * How a call spends its deadline, on a clock of the test's own.
 */
class VirtualClockTests {

	private final VirtualTiming timing = new VirtualTiming();

	private int requests;

	@Test
	void retrieveWhenRateLimitedWaitsFiveSecondsEachTime() {
		assertFails(null, Duration.ofMinutes(2));
		assertThat(this.timing.sleeps()).containsExactly(Duration.ofSeconds(5), Duration.ofSeconds(5));
		assertThat(this.requests).isEqualTo(3);
	}

	@Test
	void retrieveWhenFloraAsksWaitsAsLong() {
		assertFails("50", Duration.ofMinutes(2));
		assertThat(this.timing.sleeps()).containsExactly(Duration.ofSeconds(50), Duration.ofSeconds(50));
	}

	@Test
	void retrieveWhenSecondWaitExceedsDeadlineFailsAtOnce() {
		assertFails("50", Duration.ofSeconds(90));
		assertThat(this.timing.sleeps()).containsExactly(Duration.ofSeconds(50));
		assertThat(this.requests).isEqualTo(2);
	}

	@Test
	void retrieveWhenWaitExceedsMaxRetryAfterFailsAtOnce() {
		assertFails("301", Duration.ofHours(1));
		assertThat(this.timing.sleeps()).isEmpty();
		assertThat(this.requests).isEqualTo(1);
	}

	private void assertFails(String retryAfter, Duration timeout) {
		FloraTransport transport = TestTransports
			.of("http://localhost", () -> Transports.JDK.requestFactory(timeout, timeout), Duration.ofSeconds(1))
			.callTimeout(timeout)
			.maxResponseSize(1000)
			.customize((builder) -> builder.requestInterceptor((request, body, execution) -> {
				this.requests++;
				MockClientHttpResponse response = new MockClientHttpResponse(new byte[0], HttpStatus.TOO_MANY_REQUESTS);
				if (retryAfter != null) {
					response.getHeaders().set("Retry-After", retryAfter);
				}
				return response;
			}))
			.build(this.timing);
		assertThatExceptionOfType(FloraException.class)
			.isThrownBy(() -> TestRuns.of(transport).retrieve("run_1", RunPlace.USUAL, RequestOptions.defaults()))
			.withMessageContaining("429");
	}

}
