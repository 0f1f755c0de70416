package ai.flora.client.faults;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import ai.flora.client.FloraConnectionException;
import ai.flora.client.GenerationRequest;
import ai.flora.client.RequestOptions;
import ai.flora.client.internal.RunPlace;
import ai.flora.client.internal.run.TestRuns;
import ai.flora.client.internal.start.HastyTiming;
import ai.flora.client.internal.start.RunStarter;
import ai.flora.client.internal.start.TestStarters;
import ai.flora.client.internal.start.order.ClientDefaults;
import ai.flora.client.internal.thread.CallThreads;
import ai.flora.client.internal.thread.ClientThreads;
import ai.flora.client.internal.transport.FloraTransport;
import ai.flora.client.internal.transport.RawServer;
import ai.flora.client.internal.transport.TestTransports;
import ai.flora.client.internal.transport.Transports;
import org.apache.hc.core5.util.Timeout;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;

import org.springframework.boot.http.client.ClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.http.client.ClientHttpRequestFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Starts that get none of a transport's connections, since all are in use. The JDK's
 * client and {@code HttpURLConnection} have as many as they are asked for.
 */
@Tag("exhaustive")
class BusyPoolTests {

	private static final Duration LONG = Duration.ofMinutes(2);

	private static final Duration SHORT = Duration.ofMillis(300);

	@ParameterizedTest
	@EnumSource(names = { "APACHE", "JETTY", "REACTOR" })
	void startThatGetsNoConnectionWasNotSent(Transports transport) throws Exception {
		CountDownLatch busy = new CountDownLatch(1);
		RawServer server = new RawServer((request, raw, socket) -> {
			busy.countDown();
			raw.hang();
		});
		CallThreads threads = CallThreads.platform(ClientThreads.ofCaller());
		try (FloraTransport flora = transport(server, transport, threads)) {
			Thread other = new Thread(() -> retrieve(flora));
			other.start();
			assertThat(busy.await(1, TimeUnit.MINUTES)).isTrue();
			RunStarter starter = TestStarters.of(flora, new ClientDefaults("ws_1", "prj_1"), null);
			RequestOptions options = RequestOptions.defaults().withTimeout(Duration.ofSeconds(1));
			assertThat(catchThrowable(() -> starter.start(GenerationRequest.image("A harbour"), options)))
				.isInstanceOf(FloraConnectionException.class);
			assertThat(server.requests()).singleElement().asString().startsWith("GET /api/v1/runs/run_1");
			other.interrupt();
			other.join();
		}
		finally {
			threads.close();
			server.close();
		}
	}

	private static void retrieve(FloraTransport flora) {
		try {
			TestRuns.of(flora).retrieve("run_1", RunPlace.USUAL, RequestOptions.defaults());
		}
		catch (RuntimeException ex) {
			// It is interrupted.
		}
	}

	private static FloraTransport transport(RawServer server, Transports transport, CallThreads threads)
			throws IOException {
		return TestTransports.of(server.url(), () -> requestFactory(transport), LONG)
			.callTimeout(LONG)
			.attempts(1)
			.executor(threads)
			.build(new HastyTiming());
	}

	private static ClientHttpRequestFactory requestFactory(Transports transport) {
		HttpClientSettings settings = Transports.settings(LONG, LONG);
		return switch (transport) {
			case APACHE -> ClientHttpRequestFactoryBuilder.httpComponents()
				.withConnectionManagerCustomizer((pool) -> pool.setMaxConnTotal(1))
				.withDefaultRequestConfigCustomizer((config) -> config.setConnectionRequestTimeout(Timeout.of(SHORT)))
				.build(settings);
			// Its requests wait for the deadline.
			case JETTY -> ClientHttpRequestFactoryBuilder.jetty()
				.withHttpClientCustomizer((client) -> client.setMaxConnectionsPerDestination(1))
				.build(settings);
			case REACTOR -> ClientHttpRequestFactoryBuilder.reactor()
				.withHttpClientFactory(() -> HttpClient
					.create(ConnectionProvider.builder("busy").maxConnections(1).pendingAcquireTimeout(SHORT).build()))
				.build(settings);
			default -> throw new IllegalArgumentException(transport.name());
		};
	}

}
