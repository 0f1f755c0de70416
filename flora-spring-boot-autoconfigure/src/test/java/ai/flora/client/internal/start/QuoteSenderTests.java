package ai.flora.client.internal.start;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;

import ai.flora.client.FloraConnectionException;
import ai.flora.client.FloraInterruptedException;
import ai.flora.client.GenerationRequest;
import ai.flora.client.internal.transport.Deadline;
import ai.flora.client.internal.transport.FloraTransport;
import ai.flora.client.internal.transport.TestTransports;
import ai.flora.client.internal.transport.VirtualTiming;
import io.micrometer.observation.tck.TestObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistryAssert;
import org.junit.jupiter.api.Test;

import org.springframework.http.HttpMethod;
import org.springframework.http.client.ClientHttpRequest;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.mock.http.client.MockClientHttpRequest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Quotes that do not come.
 */
class QuoteSenderTests {

	private static final GenerationRequest REQUEST = GenerationRequest.image("A harbour")
		.toBuilder()
		.workspaceId("ws_1")
		.projectId("prj_1")
		.build();

	private final VirtualTiming time = new VirtualTiming();

	private final TestObservationRegistry observations = TestObservationRegistry.create();

	private final FloraTransport transport = TestTransports
		.of("https://app.flora.ai/api/v1", () -> (uri, method) -> broken(method), Duration.ofSeconds(1))
		.apiKey("sk_live_1")
		.observations(this.observations)
		.build(this.time);

	private final QuoteSender quotes = new QuoteSender(this.transport, () -> {
	});

	@Test
	void quoteWhoseResponseIsLostIsNoneAndObservedAsABrokenConnection() {
		assertThat(this.quotes.send(REQUEST, deadline())).isNull();
		assertThat(this.quotes.hasEnded()).isTrue();
		TestObservationRegistryAssert.assertThat(this.observations)
			.hasObservationWithNameEqualTo("flora.client.requests")
			.that()
			.hasLowCardinalityKeyValue("operation", "models.estimate")
			.hasLowCardinalityKeyValue("outcome", "CONNECTION_ERROR");
		assertThat(this.transport.history().failure()).isNotNull();
	}

	@Test
	void callerWhoIsInterruptedIsToldSo() {
		Thread.currentThread().interrupt();
		assertThatExceptionOfType(FloraInterruptedException.class)
			.isThrownBy(() -> this.quotes.send(REQUEST, deadline()));
		assertThat(Thread.interrupted()).isTrue();
		assertThat(this.quotes.hasEnded()).isFalse();
	}

	@Test
	void callerOfAClosedClientIsToldSo() {
		this.transport.close();
		assertThatExceptionOfType(FloraConnectionException.class)
			.isThrownBy(() -> this.quotes.send(REQUEST, deadline()));
		assertThat(this.quotes.hasEnded()).isFalse();
	}

	private Deadline deadline() {
		return Deadline.in(Duration.ofMinutes(1), this.time);
	}

	private static ClientHttpRequest broken(HttpMethod method) {
		return new MockClientHttpRequest(method, URI.create("https://app.flora.ai/api/v1/generate")) {

			@Override
			protected ClientHttpResponse executeInternal() throws IOException {
				throw new IOException("Connection reset");
			}

		};
	}

}
