package ai.flora.spring.boot.autoconfigure;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import ai.flora.client.FloraClient;
import ai.flora.client.FloraConnection;
import ai.flora.client.FloraException;
import ai.flora.client.FloraGenerationsClient;
import ai.flora.client.GenerationQuery;
import ai.flora.client.GenerationRequest;
import ai.flora.client.RetrySettings;
import ai.flora.client.assembly.FloraClientBuilder;
import ai.flora.client.internal.transport.RawServer;
import ai.flora.client.internal.transport.RefusedPort;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mockito.Mockito;

import org.springframework.beans.factory.BeanCreationException;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@Tag("exhaustive")
class FloraHealthIndicatorTests {

	private static final String RUN = "{\"run_id\":\"run_1\",\"status\":\"running\"}";

	@RegisterExtension
	static WireMockExtension server = WireMockExtension.newInstance()
		.options(WireMockConfiguration.options().bindAddress("127.0.0.1").dynamicPort().http2PlainDisabled(true))
		.build();

	private final FloraClient client = client(server.getPort());

	private volatile Duration ahead = Duration.ZERO;

	private final FloraHealthIndicator indicator = indicator(this.client, Duration.ofMinutes(1));

	@AfterEach
	void close() {
		this.client.close();
	}

	@Test
	void healthWhenNothingIsKnownProbesOnceAndRemembers() {
		workspaces(200);
		for (int i = 0; i < 5; i++) {
			assertThat(this.indicator.health().getStatus()).isEqualTo(Status.UP);
		}
		assertThat(this.indicator.health().getDetails()).containsEntry("source", "probe")
			.containsEntry("host", "127.0.0.1")
			.containsKey("responseTime");
		verifyProbes(1);
		this.ahead = Duration.ofSeconds(31);
		this.indicator.health();
		verifyProbes(2);
	}

	@Test
	void healthWhenACallSucceededLatelyDoesNotProbe() {
		server.stubFor(get("/runs/run_1").willReturn(aResponse().withBody(RUN)));
		this.client.generations().retrieve("run_1");
		assertThat(this.indicator.health().getStatus()).isEqualTo(Status.UP);
		assertThat(this.indicator.health().getDetails()).containsEntry("source", "call");
		verifyProbes(0);
	}

	@Test
	void healthWhenACallFailedProbesOnceAndBelievesTheProbe() {
		workspaces(200);
		FloraHealthIndicator indicator = indicatorOfAStandingClock(Duration.ofSeconds(30));
		indicator.health();
		server.stubFor(get("/runs/run_1").willReturn(aResponse().withStatus(500)));
		assertThatExceptionOfType(FloraException.class).isThrownBy(() -> this.client.generations().retrieve("run_1"));
		indicator.health();
		verifyProbes(1);
		this.ahead = Duration.ofSeconds(6);
		for (int i = 0; i < 100; i++) {
			assertThat(indicator.health().getStatus()).isEqualTo(Status.UP);
		}
		verifyProbes(2);
	}

	@ParameterizedTest
	@ValueSource(longs = { 0, 1, 30, Long.MAX_VALUE })
	void healthWhileCallsFailProbesOnceInFiveSeconds(long timeToLive) {
		workspaces(503);
		server.stubFor(get("/runs/run_1").willReturn(aResponse().withStatus(500)));
		FloraHealthIndicator indicator = indicatorOfAStandingClock(Duration.ofSeconds(timeToLive));
		for (int i = 0; i < 50; i++) {
			this.ahead = Duration.ofMillis(i * 100);
			assertThatExceptionOfType(FloraException.class)
				.isThrownBy(() -> this.client.generations().retrieve("run_1"));
			assertThat(indicator.health().getDetails()).containsEntry("reason", "server error");
		}
		verifyProbes(1);
		this.ahead = Duration.ofMillis(5001);
		indicator.health();
		verifyProbes(2);
	}

	@Test
	void healthWhileCallsFailAnswersConcurrentAskersWithOneProbe() throws Exception {
		workspaces(200);
		server.stubFor(get("/runs/run_1").willReturn(aResponse().withStatus(500)));
		FloraHealthIndicator indicator = indicatorOfAStandingClock(Duration.ZERO);
		ExecutorService askers = Executors.newFixedThreadPool(16);
		try {
			Callable<Status> ask = () -> {
				assertThatExceptionOfType(FloraException.class)
					.isThrownBy(() -> this.client.generations().retrieve("run_1"));
				return indicator.health().getStatus();
			};
			for (Future<Status> answer : askers.invokeAll(java.util.Collections.nCopies(50, ask))) {
				assertThat(answer.get()).isEqualTo(Status.UP);
			}
			verifyProbes(1);
		}
		finally {
			askers.shutdownNow();
		}
	}

	/** A probe that took longer than that would never be of any use otherwise. */
	@Test
	void healthWhenAProbeWasSlowKeepsItForFiveSecondsFromItsEnd() throws Exception {
		RawServer slow = new RawServer((request, raw, socket) -> {
			this.ahead = this.ahead.plusSeconds(60);
			RawServer.send(socket, "HTTP/1.1 503 Down\nConnection: close\nContent-Length: 0\n\n");
		});
		FloraHealthIndicator indicator = indicatorOfAStandingClock(client(URI.create(slow.url()).getPort()),
				Duration.ZERO);
		try {
			for (int i = 0; i < 50; i++) {
				assertThat(indicator.health().getDetails()).containsEntry("reason", "server error");
			}
			assertThat(slow.requests()).hasSize(1);
		}
		finally {
			slow.close();
		}
	}

	@Test
	void healthWhenTheTimeoutIsBeyondReasonAnswersConcurrentAskers() throws Exception {
		workspaces(200);
		FloraHealthIndicator indicator = indicator(this.client, ChronoUnit.FOREVER.getDuration());
		ExecutorService askers = Executors.newFixedThreadPool(8);
		try {
			for (Future<Health> answer : askers
				.invokeAll(java.util.Collections.<Callable<Health>>nCopies(50, indicator::health))) {
				assertThat(answer.get().getStatus()).isEqualTo(Status.UP);
			}
		}
		finally {
			askers.shutdownNow();
		}
	}

	@Test
	void healthWhenFloraRefusedAnInvalidQueryIsUpWithoutAProbe() {
		server.stubFor(get(urlPathEqualTo("/generations")).willReturn(envelope(400, "input_validation_error")));
		assertThatExceptionOfType(FloraException.class)
			.isThrownBy(() -> this.client.generations().list(GenerationQuery.all()));
		assertThat(this.indicator.health().getStatus()).isEqualTo(Status.UP);
		verifyProbes(0);
	}

	/** As FLORA's host answers for a version of the API that does not exist. */
	@Test
	void healthWhenBaseUrlIsWrongIsNotUpBecauseCallsFail() {
		server.stubFor(any(anyUrl()).willReturn(envelope(404, "not_found")));
		FloraGenerationsClient generations = this.client.generations();
		GenerationRequest request = GenerationRequest.image("A harbour").toBuilder().projectId("prj_1").build();
		for (ThrowingCallable call : List.<ThrowingCallable>of(() -> generations.retrieve("run_1"),
				() -> generations.list(GenerationQuery.all()), () -> generations.create(request),
				() -> generations.create(request.toBuilder().workspaceId("ws_1").build()))) {
			assertThatExceptionOfType(FloraException.class).isThrownBy(call)
				.withMessageContaining("FloraClientBuilder.baseUrl");
			assertThat(this.indicator.health().getStatus()).isEqualTo(Status.DOWN);
			assertThat(this.indicator.health().getDetails()).containsEntry("reason", "unexpected answer")
				.containsEntry("check", "flora.base-url");
			this.ahead = this.ahead.plusSeconds(60);
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 401, 403, 404, 407, 429 })
	void healthWhenAGatewayRefusesIsNotTheKeysFault(int status) {
		server.stubFor(get("/workspaces").willReturn(aResponse().withStatus(status)
			.withHeader("Content-Type", "text/html")
			.withBody("<html>Forbidden</html>")));
		assertThat(this.indicator.health().getDetails().get("reason")).isNotEqualTo("key refused");
	}

	private static ResponseDefinitionBuilder envelope(int status, String code) {
		return aResponse().withStatus(status).withBody("{\"error\":{\"code\":\"" + code + "\",\"message\":\"No.\"}}");
	}

	@Test
	void healthWhenDownIsUpAgainAfterASuccessfulCall() {
		workspaces(503);
		assertThat(this.indicator.health().getStatus()).isEqualTo(Status.DOWN);
		server.stubFor(get("/runs/run_1").willReturn(aResponse().withBody(RUN)));
		this.client.generations().retrieve("run_1");
		assertThat(this.indicator.health().getStatus()).isEqualTo(Status.UP);
	}

	@ParameterizedTest
	@CsvSource({ "401,key refused", "403,key refused", "500,server error", "503,server error" })
	void healthWhenRefusedIsDownWithTheReason(int status, String reason) {
		server.stubFor(get("/workspaces").willReturn(envelope(status, "sk_test_1")));
		Health health = this.indicator.health();
		assertThat(health.getStatus()).isEqualTo(Status.DOWN);
		assertThat(health.getDetails()).containsEntry("reason", reason).containsEntry("status", status);
		assertThat(health.toString()).doesNotContain("sk_test");
	}

	@Test
	void healthWhenRateLimitedIsUpWithADetail() {
		workspaces(429);
		assertThat(this.indicator.health().getStatus()).isEqualTo(Status.UP);
		assertThat(this.indicator.health().getDetails()).containsEntry("rateLimited", true);
	}

	@Test
	void healthWhenUnreachableIsDown() throws IOException {
		try (RefusedPort refused = new RefusedPort()) {
			Health health = indicator(client(refused.port()), Duration.ofMinutes(1)).health();
			assertThat(health.getStatus()).isEqualTo(Status.DOWN);
			assertThat(health.getDetails()).containsEntry("reason", "unreachable");
		}
	}

	@Test
	void healthWhenFloraHangsAnswersAHundredAskersInTimeWithOneProbe() throws Exception {
		server.stubFor(get("/workspaces").willReturn(aResponse().withFixedDelay(60_000)));
		FloraHealthIndicator hanging = indicator(this.client, Duration.ofSeconds(1));
		ExecutorService askers = Executors.newFixedThreadPool(100);
		try {
			Callable<Long> ask = () -> {
				long start = System.nanoTime();
				assertThat(hanging.health().getDetails()).containsEntry("reason", "timeout");
				return Duration.ofNanos(System.nanoTime() - start).toMillis();
			};
			List<Long> times = new ArrayList<>();
			for (Future<Long> answer : askers.invokeAll(java.util.Collections.nCopies(100, ask))) {
				times.add(answer.get());
			}
			assertThat(times).hasSize(100).allMatch((millis) -> millis < 30_000);
			verifyProbes(1);
		}
		finally {
			askers.shutdownNow();
		}
	}

	/** As customizers in Kotlin throw them: undeclared. */
	@Test
	void checkedExceptionOfTheApplicationFailsNoEndpoint() {
		FloraConnection failing = Mockito.mock(FloraConnection.class, (call) -> {
			if (call.getMethod().getName().equals("probe")) {
				throw new IOException("The vault is sealed");
			}
			return null;
		});
		FloraHealthIndicator indicator = new FloraHealthIndicator(() -> failing,
				health(Duration.ZERO, Duration.ofMinutes(1)), null);
		assertThat(indicator.health().getDetails()).containsEntry("reason", "probe failed");
	}

	@Test
	void checkedExceptionOfTheClientsBeanFailsNoEndpoint() {
		FloraClient failing = Mockito.mock(FloraClient.class, (call) -> {
			throw new IOException("The vault is sealed");
		});
		assertThat(indicator(failing, Duration.ofMinutes(1)).health().getDetails()).containsEntry("reason",
				"no connection");
	}

	@Test
	@ExtendWith(OutputCaptureExtension.class)
	void clientThatCannotBeCreatedIsWarnedOfThoughNoMessageSaysWhy(CapturedOutput log) {
		FloraHealthIndicator indicator = new FloraHealthIndicator(() -> {
			throw new BeanCreationException("client", "cannot be created", new NullPointerException());
		}, health(Duration.ZERO, Duration.ofMinutes(1)), null);
		assertThat(indicator.health().getDetails()).containsEntry("reason", "no client");
		assertThat(log).contains("FLORA has no health: java.lang.NullPointerException");
	}

	private FloraHealthIndicator indicator(FloraClient client, Duration timeout) {
		return new FloraHealthIndicator(client::connection, health(Duration.ofSeconds(30), timeout), null,
				() -> System.nanoTime() + this.ahead.toNanos());
	}

	private FloraHealthIndicator indicatorOfAStandingClock(Duration timeToLive) {
		return indicatorOfAStandingClock(this.client, timeToLive);
	}

	/** Whatever fails is later than what it shows: the worst case. */
	private FloraHealthIndicator indicatorOfAStandingClock(FloraClient client, Duration timeToLive) {
		long now = System.nanoTime();
		return new FloraHealthIndicator(client::connection, health(timeToLive, Duration.ofMinutes(1)), null,
				() -> now + this.ahead.toNanos());
	}

	private static FloraClient client(int port) {
		return new FloraClientBuilder().baseUrl(URI.create("http://127.0.0.1:" + port))
			.apiKey("sk_test_1")
			.retry(new RetrySettings(1, Duration.ofMillis(1), Duration.ofMillis(1), Duration.ZERO))
			.build();
	}

	private static FloraProperties.Health health(Duration timeToLive, Duration timeout) {
		FloraProperties.Health properties = new FloraProperties.Health();
		properties.setCacheTimeToLive(timeToLive);
		properties.setTimeout(timeout);
		return properties;
	}

	private static void workspaces(int status) {
		server.stubFor(get("/workspaces").willReturn(
				aResponse().withStatus(status).withBody((status == 200) ? "{\"workspaces\":[]}" : "sk_test_1")));
	}

	private static void verifyProbes(int count) {
		server.verify(count, getRequestedFor(urlEqualTo("/workspaces")));
	}

}
