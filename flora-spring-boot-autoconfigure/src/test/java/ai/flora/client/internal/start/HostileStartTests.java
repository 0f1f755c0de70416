package ai.flora.client.internal.start;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;

import ai.flora.client.FloraException;
import ai.flora.client.FloraStartUnconfirmedException;
import ai.flora.client.FloraTimeoutException;
import ai.flora.client.GenerationRequest;
import ai.flora.client.RequestOptions;
import ai.flora.client.StartedRun;
import ai.flora.client.internal.start.LossyFlora.Loss;
import ai.flora.client.internal.start.order.ClientDefaults;
import ai.flora.client.internal.thread.CallThreads;
import ai.flora.client.internal.thread.ClientThreads;
import ai.flora.client.internal.transport.FloraTransport;
import ai.flora.client.internal.transport.RawServer;
import ai.flora.client.internal.transport.TestTransports;
import ai.flora.client.internal.transport.Transports;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.http.HttpMethod;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Starts in an application, and on a machine, where more than the network goes wrong.
 */
class HostileStartTests {

	private static final GenerationRequest REQUEST = GenerationRequest.image("A harbour")
		.toBuilder()
		.workspaceId("ws_1")
		.build();

	private final HastyTiming timing = new HastyTiming();

	private final CallThreads threads = CallThreads.platform(ClientThreads.ofCaller());

	private Duration floraIsAhead = Duration.ZERO;

	private LossyFlora flora;

	@BeforeEach
	void startServer() throws IOException {
		this.flora = new LossyFlora(() -> this.timing.now().plus(this.floraIsAhead));
	}

	@AfterEach
	void close() throws IOException {
		this.threads.close();
		this.flora.close();
	}

	/** That FLORA says the key is claimed counts though the interceptor hides it. */
	@ParameterizedTest
	@ValueSource(ints = { 1, Integer.MAX_VALUE })
	void startWhenInterceptorFailsAfterTheAnswerFindsItsRun(int last) {
		AtomicInteger starts = new AtomicInteger();
		StartedRun started = starter(this.flora.url(), failingAfterTheAnswer((start) -> start <= last, starts),
				ObservationRegistry.NOOP)
			.start(REQUEST, RequestOptions.defaults())
			.run();
		assertThat(this.flora.charged()).containsExactly(started.runId());
	}

	@Test
	void startThatIsSentOnceWhenInterceptorFailsAfterTheAnswerIsUnconfirmed() {
		RunStarter starter = starter(this.flora.url(), failingAfterTheAnswer((start) -> true, new AtomicInteger()),
				ObservationRegistry.NOOP);
		assertThatExceptionOfType(FloraStartUnconfirmedException.class)
			.isThrownBy(() -> starter.start(REQUEST, RequestOptions.defaults().withMaxAttempts(1)))
			.withMessageContaining("the application failed to handle the exchange")
			.satisfies((thrown) -> assertThat(this.flora.runOf(thrown.idempotencyKey()))
				.isEqualTo(this.flora.charged().get(0)));
		assertThat(this.flora.charged()).hasSize(1);
	}

	private static Consumer<RestClient.Builder> failingAfterTheAnswer(IntPredicate fails, AtomicInteger starts) {
		return (builder) -> builder.requestInterceptor((request, body, execution) -> {
			var response = execution.execute(request, body);
			if (request.getMethod() == HttpMethod.POST && fails.test(starts.incrementAndGet())) {
				throw new IllegalStateException("The audit log is full");
			}
			return response;
		});
	}

	@Test
	void startWhenInterceptorFailsBeforeTheRequestHasStartedNothing() {
		RunStarter starter = starter(this.flora.url(),
				(builder) -> builder.requestInterceptor((request, body, execution) -> {
					throw new IllegalStateException("Not today");
				}), ObservationRegistry.NOOP);
		assertThatIllegalStateException().isThrownBy(() -> starter.start(REQUEST, RequestOptions.defaults()))
			.withMessage("Not today");
		assertThat(this.flora.charged()).isEmpty();
	}

	@Test
	void startWhenInterceptorFailsBeforeTheSecondAttemptFindsTheRunOfTheFirst() {
		AtomicInteger starts = new AtomicInteger();
		RunStarter starter = starter(this.flora.url(),
				(builder) -> builder.requestInterceptor((request, body, execution) -> {
					if (request.getMethod() == HttpMethod.POST && starts.incrementAndGet() == 2) {
						throw new IllegalStateException("The circuit is open");
					}
					return execution.execute(request, body);
				}), ObservationRegistry.NOOP);
		this.flora.lose(Loss.BEFORE_ANSWER);
		StartedRun started = starter.start(REQUEST, RequestOptions.defaults()).run();
		// The first, the second, the question, and once more before the run is taken.
		assertThat(starts).hasValue(4);
		assertThat(this.flora.charged()).containsExactly(started.runId());
	}

	@Test
	void startWhenObservationHandlerFailsReturnsItsRun() {
		ObservationRegistry registry = ObservationRegistry.create();
		registry.observationConfig().observationHandler(new ObservationHandler<>() {

			@Override
			public void onStop(Observation.Context context) {
				throw new NoSuchMethodError("of another version");
			}

			@Override
			public boolean supportsContext(Observation.Context context) {
				return true;
			}

		});
		StartedRun started = starter(this.flora.url(), (builder) -> {
		}, registry).start(REQUEST, RequestOptions.defaults()).run();
		assertThat(this.flora.charged()).containsExactly(started.runId());
	}

	@Test
	void startWhenLocalClockIsWrongDoesNotTakeSomebodyElsesRun() {
		// By FLORA's clock, somebody else's run began a second after our local now.
		this.floraIsAhead = Duration.ofSeconds(1);
		this.flora.startForeign("default-model");
		this.floraIsAhead = Duration.ofSeconds(20);
		this.flora.lose(Loss.BEFORE_ANSWER);
		this.flora.neverListed = true;
		assertThatExceptionOfType(FloraStartUnconfirmedException.class)
			.isThrownBy(() -> starter().start(REQUEST, RequestOptions.defaults()));
	}

	@Test
	void startWhenLocalClockIsWrongFindsItsRun() {
		this.floraIsAhead = Duration.ofHours(-3);
		this.flora.lose(Loss.BEFORE_ANSWER);
		StartedRun started = starter().start(REQUEST, RequestOptions.defaults()).run();
		assertThat(this.flora.charged()).containsExactly(started.runId());
	}

	@Test
	void startWhenWorkspaceLookupTakesTheTimeSaysSo() {
		RunStarter starter = starter(this.flora.url(),
				(builder) -> builder.requestInterceptor((request, body, execution) -> {
					this.timing.skip(Duration.ofMillis(119_500));
					return execution.execute(request, body);
				}), ObservationRegistry.NOOP);
		assertThatExceptionOfType(FloraTimeoutException.class)
			.isThrownBy(() -> starter.start(GenerationRequest.image("A harbour"), RequestOptions.defaults()))
			.withMessageContaining("flora.workspace-id");
		assertThat(this.flora.charged()).isEmpty();
	}

	@Test
	void startAfterAnErrorOfLongAgoFindsItsRun() {
		AtomicBoolean first = new AtomicBoolean(true);
		RunStarter starter = starter(this.flora.url(),
				(builder) -> builder.requestInterceptor((request, body, execution) -> {
					if (first.getAndSet(false)) {
						throw new NoClassDefFoundError("once");
					}
					return execution.execute(request, body);
				}), ObservationRegistry.NOOP);
		assertThatExceptionOfType(NoClassDefFoundError.class)
			.isThrownBy(() -> starter.start(REQUEST, RequestOptions.defaults()));
		this.timing.skip(Duration.ofHours(5));
		this.flora.lose(Loss.BEFORE_ANSWER);
		StartedRun started = starter.start(REQUEST, RequestOptions.defaults()).run();
		assertThat(this.flora.charged()).containsExactly(started.runId());
	}

	@Test
	void searchWhenRateLimitedWaitsAsLongAsItIsAsked() throws IOException {
		assertThat(listsOfFailedSearch("429 X\nRetry-After: 60",
				(list) -> "{\"error\":{\"code\":\"rate_limited\",\"message\":\"Slow down\"}}"))
			.isBetween(1, 3);
	}

	@Test
	void searchWhenTooMuchHappensInTheProjectEnds() throws IOException {
		assertThat(listsOfFailedSearch("200 OK\nDate: Tue, 24 Nov 2026 12:00:00 GMT",
				(list) -> "{\"generations\":[{\"run_id\":\"run_" + list + "\",\"created_at\":1895522400000}],"
						+ "\"meta\":{\"next_cursor\":\"c" + list + "\"}}"))
			.isEqualTo(10);
	}

	private int listsOfFailedSearch(String head, IntFunction<String> list) throws IOException {
		AtomicInteger lists = new AtomicInteger();
		RawServer server = new RawServer((request, raw, socket) -> {
			if (request.startsWith("POST")) {
				String body = "{\"error\":{\"code\":\"idempotency_duplicate\"}}";
				RawServer.send(socket,
						"HTTP/1.1 409 X\nConnection: close\nContent-Length: " + body.length() + "\n\n" + body);
			}
			else {
				String body = list.apply(lists.incrementAndGet());
				RawServer.send(socket,
						"HTTP/1.1 " + head + "\nConnection: close\nContent-Length: " + body.length() + "\n\n" + body);
			}
		});
		try {
			RunStarter starter = starter(server.url(), (builder) -> {
			}, ObservationRegistry.NOOP);
			assertThatExceptionOfType(FloraException.class)
				.isThrownBy(() -> starter.start(REQUEST, RequestOptions.defaults()))
				.isExactlyInstanceOf(FloraStartUnconfirmedException.class);
		}
		finally {
			server.close();
		}
		return lists.get();
	}

	private RunStarter starter() {
		return starter(this.flora.url(), (builder) -> {
		}, ObservationRegistry.NOOP);
	}

	private RunStarter starter(String url, Consumer<RestClient.Builder> customizer, ObservationRegistry registry) {
		Duration read = Duration.ofSeconds(1);
		FloraTransport transport = TestTransports.of(url, () -> Transports.JDK.requestFactory(read, read), read)
			.customize(customizer)
			.executor(this.threads)
			.observations(registry)
			.build(this.timing);
		return TestStarters.of(transport, new ClientDefaults(null, "prj_1"), null);
	}

}
