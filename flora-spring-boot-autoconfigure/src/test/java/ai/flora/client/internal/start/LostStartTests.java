package ai.flora.client.internal.start;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

import ai.flora.client.FloraConflictException;
import ai.flora.client.FloraStartUnconfirmedException;
import ai.flora.client.Generation;
import ai.flora.client.GenerationRequest;
import ai.flora.client.RequestOptions;
import ai.flora.client.StartedRun;
import ai.flora.client.internal.callback.CallbackUrls;
import ai.flora.client.internal.callback.StartCallbacks;
import ai.flora.client.internal.start.LossyFlora.Loss;
import ai.flora.client.internal.start.order.ClientDefaults;
import ai.flora.client.internal.thread.CallThreads;
import ai.flora.client.internal.thread.ClientThreads;
import ai.flora.client.internal.transport.FloraTransport;
import ai.flora.client.internal.transport.TestTransports;
import ai.flora.client.internal.transport.Transports;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * One call, at most one charge, and never somebody else's run: against a server that
 * loses its answers.
 */
@Tag("exhaustive")
class LostStartTests {

	private static final GenerationRequest REQUEST = GenerationRequest.image("A harbour")
		.toBuilder()
		.workspaceId("ws_1")
		.build();

	private final HastyTiming timing = HastyTiming.still();

	private final CallThreads threads = CallThreads.platform(ClientThreads.ofCaller());

	private LossyFlora flora;

	private FloraTransport transport;

	@BeforeEach
	void startServer() throws IOException {
		this.flora = new LossyFlora(this.timing::now);
	}

	@AfterEach
	void close() throws IOException {
		this.threads.close();
		this.flora.close();
	}

	@ParameterizedTest
	@CsvSource({ "JDK,NONE,1", "JDK,BEFORE_ANSWER,3", "JDK,AFTER_HEADERS,3", "JDK,MIDDLE_OF_BODY,3", "JDK,HANG,3",
			"JDK,GATEWAY,3", "JDK,NONSENSE,3", "JDK,BEFORE_PROCESSING,2", "APACHE,NONE,1", "APACHE,BEFORE_ANSWER,3",
			"APACHE,AFTER_HEADERS,3", "APACHE,MIDDLE_OF_BODY,3", "APACHE,HANG,3", "APACHE,GATEWAY,3",
			"APACHE,NONSENSE,3", "APACHE,BEFORE_PROCESSING,2" })
	void startWhenAnswerIsLostFindsItsOwnRun(Transports transport, Loss loss, int posts) {
		this.flora.lose(loss);
		StartedRun started = starter(transport).start(REQUEST, RequestOptions.defaults()).run();
		assertThat(this.flora.charged()).containsExactly(started.runId());
		assertThat(this.flora.requests("POST", "/generate")).hasSize(posts).allSatisfy((request) -> {
			String key = key(request);
			assertThat(key).hasSize(36);
			assertThat(this.flora.runOf(key)).isEqualTo(started.runId());
		});
	}

	@ParameterizedTest
	@EnumSource
	void startWhenListLagsLooksUntilItShowsTheRun(Transports transport) {
		this.flora.lose(Loss.BEFORE_ANSWER);
		this.flora.listLag = Duration.ofSeconds(40);
		StartedRun started = starter(transport).start(REQUEST, RequestOptions.defaults()).run();
		assertThat(this.flora.charged()).containsExactly(started.runId());
	}

	@Test
	void startWhenListLagsBeyondTheDeadlineIsUnconfirmed() {
		this.flora.lose(Loss.BEFORE_ANSWER);
		this.flora.listLag = Duration.ofMinutes(5);
		FloraStartUnconfirmedException thrown = unconfirmed(starter(Transports.JDK), RequestOptions.defaults());
		assertThat(thrown.candidates()).isEmpty();
		assertThat(this.flora.runOf(thrown.idempotencyKey())).isEqualTo(this.flora.charged().get(0));
		assertThat(thrown.request().projectId()).isEqualTo("prj_1");
		assertThat(thrown).hasMessageContaining("it was not among its project's newest runs")
			.hasMessageContaining(thrown.idempotencyKey())
			.hasMessageContaining("Do not start it again blindly");
		assertThat(this.flora.charged()).hasSize(1);
	}

	@Test
	void startWhenSomebodyElseStartsInTheWindowIsUnconfirmed() {
		RunStarter starter = starter(Transports.JDK);
		this.flora.lose(Loss.BEFORE_ANSWER);
		this.flora.startForeign("default-model");
		FloraStartUnconfirmedException thrown = unconfirmed(starter, RequestOptions.defaults());
		assertThat(thrown.candidates()).extracting(Generation::runId).containsAll(this.flora.charged());
		assertThat(this.flora.charged()).hasSize(1);
	}

	@Test
	void startWhenListShowsSomebodyElsesRunFirstDoesNotTakeIt() {
		RunStarter starter = starter(Transports.JDK);
		this.flora.lose(Loss.BEFORE_ANSWER);
		String foreign = this.flora.startForeign("default-model");
		this.timing.skip(Duration.ofSeconds(1));
		// The retry comes after 0.5 to 0.75 s, and a look 26 s later shows the other run
		// alone.
		this.flora.listLag = Duration.ofMillis(27_200);
		FloraStartUnconfirmedException thrown = unconfirmed(starter, RequestOptions.defaults());
		assertThat(thrown.candidates()).extracting(Generation::runId)
			.contains(foreign)
			.containsAll(this.flora.charged());
	}

	@Test
	void startWhenSomebodyElseStartedLatelyIsUnconfirmedWithItsCandidate() {
		RunStarter starter = starter(Transports.JDK);
		this.flora.startForeign("default-model");
		this.timing.skip(Duration.ofMinutes(9));
		this.flora.lose(Loss.BEFORE_ANSWER);
		FloraStartUnconfirmedException thrown = unconfirmed(starter, RequestOptions.defaults());
		assertThat(thrown).hasMessageContaining("somebody else starts runs");
		assertThat(thrown.candidates()).extracting(Generation::runId).isEqualTo(this.flora.charged());
	}

	@Test
	void startWhenSomebodyElseStartedLongAgoFindsItsOwnRun() {
		this.flora.startForeign("default-model");
		this.timing.skip(Duration.ofMinutes(11));
		this.flora.lose(Loss.BEFORE_ANSWER);
		StartedRun started = starter(Transports.JDK).start(REQUEST, RequestOptions.defaults()).run();
		assertThat(this.flora.charged()).containsExactly(started.runId());
	}

	@Test
	void startWhenListsShowARunFromTheFutureFindsItsOwnRun() {
		RunStarter starter = starter(Transports.JDK);
		starter.start(REQUEST, RequestOptions.defaults());
		this.flora.alwaysList("run_future", this.timing.now().plus(Duration.ofDays(30_000)));
		this.flora.lose(Loss.BEFORE_ANSWER);
		StartedRun started = starter.start(REQUEST, RequestOptions.defaults()).run();
		assertThat(this.flora.charged()).contains(started.runId());
	}

	@Test
	void startWhenAnOwnOneWasNeverFoundDoesNotTakeItsRun() {
		RunStarter starter = starter(Transports.JDK);
		this.flora.lose(Loss.BEFORE_ANSWER);
		this.flora.listLag = Duration.ofMinutes(5);
		unconfirmed(starter, RequestOptions.defaults());
		this.flora.listLag = Duration.ZERO;
		this.flora.lose(Loss.BEFORE_ANSWER);
		StartedRun second = starter.start(REQUEST, RequestOptions.defaults()).run();
		assertThat(this.flora.charged()).hasSize(2).first().isEqualTo(second.runId());
	}

	@Test
	void startWhenOnlyARunOfAnotherModelIsShownIsUnconfirmed() {
		RunStarter starter = starter(Transports.JDK);
		this.flora.lose(Loss.BEFORE_ANSWER);
		this.flora.neverListed = true;
		this.flora.startForeign("another-model");
		GenerationRequest request = REQUEST.toBuilder().model("default-model").build();
		assertThatExceptionOfType(FloraStartUnconfirmedException.class)
			.isThrownBy(() -> starter.start(request, RequestOptions.defaults()))
			.satisfies((thrown) -> assertThat(thrown.candidates()).isEmpty());
	}

	@ParameterizedTest
	@EnumSource
	void startWhenInterruptedIsUnconfirmedAtOnce(Transports transport) throws Exception {
		this.flora.lose(Loss.HANG);
		RunStarter starter = starter(transport);
		FutureTask<Boolean> waiting = new FutureTask<>(() -> {
			unconfirmed(starter, RequestOptions.defaults());
			return Thread.currentThread().isInterrupted();
		});
		Thread thread = new Thread(waiting);
		thread.start();
		this.flora.hanging.await();
		thread.interrupt();
		assertThat(waiting.get(1, TimeUnit.MINUTES)).as("interrupt flag").isTrue();
		assertThat(this.flora.charged()).hasSize(1);
	}

	@ParameterizedTest
	@EnumSource
	void startWhenClientIsClosedIsUnconfirmedAtOnce(Transports transport) throws Exception {
		this.flora.lose(Loss.HANG);
		RunStarter starter = starter(transport);
		FutureTask<FloraStartUnconfirmedException> waiting = new FutureTask<>(
				() -> unconfirmed(starter, RequestOptions.defaults()));
		new Thread(waiting).start();
		this.flora.hanging.await();
		this.transport.close();
		assertThat(waiting.get(1, TimeUnit.MINUTES)).hasMessageContaining("closed");
		assertThat(this.flora.requests("POST", "/generate")).hasSize(1);
	}

	@Test
	void startWhenOwnKeyWasUsedBeforeIsAConflict() {
		RunStarter starter = starter(Transports.JDK);
		GenerationRequest request = REQUEST.toBuilder().idempotencyKey("order-4711").build();
		starter.start(request, RequestOptions.defaults());
		assertThatExceptionOfType(FloraConflictException.class)
			.isThrownBy(() -> starter.start(request, RequestOptions.defaults()));
		assertThat(this.flora.charged()).hasSize(1);
	}

	@Test
	void startWhenAnswerIsLostAndKeyIsTheCallersOwnIsUnconfirmed() {
		this.flora.lose(Loss.BEFORE_ANSWER);
		GenerationRequest request = REQUEST.toBuilder().idempotencyKey("order-4711").build();
		assertThatExceptionOfType(FloraStartUnconfirmedException.class)
			.isThrownBy(() -> starter(Transports.JDK).start(request, RequestOptions.defaults()))
			.satisfies((thrown) -> assertThat(thrown.idempotencyKey()).isEqualTo("order-4711"));
	}

	@Test
	void startWhenEightAtOnceLoseAnswersNeverMixesThemUp() throws Exception {
		this.flora.lose(Loss.BEFORE_ANSWER, Loss.NONE, Loss.AFTER_HEADERS, Loss.NONE, Loss.MIDDLE_OF_BODY, Loss.NONE,
				Loss.BEFORE_PROCESSING, Loss.NONE);
		RunStarter starter = starter(Transports.JDK);
		var executor = Executors.newFixedThreadPool(8);
		List<FutureTask<Object>> starts = new ArrayList<>();
		for (int i = 0; i < 8; i++) {
			String prompt = "Prompt " + i;
			starts.add(new FutureTask<>(() -> startOrKey(starter, prompt)));
			executor.execute(starts.get(i));
		}
		List<String> handedOut = new ArrayList<>();
		for (FutureTask<Object> start : starts) {
			if (start.get(1, TimeUnit.MINUTES) instanceof StartedRun started) {
				handedOut.add(started.runId());
			}
		}
		executor.shutdown();
		assertThat(this.flora.charged()).hasSize(8).containsAll(handedOut);
		assertThat(handedOut).doesNotHaveDuplicates().hasSizeGreaterThanOrEqualTo(5);
	}

	@ParameterizedTest
	@CsvSource(nullValues = "none", value = { "none", "order-4711" })
	void startWhenFloraPostsToItsOwnPathIsHandedItsRunAmongOthers(String ownKey) {
		StartCallbacks callbacks = callbacks();
		this.flora.lose(Loss.BEFORE_ANSWER);
		this.flora.startForeign("default-model");
		this.flora.started = (body, runId) -> {
			String url = body.path("callback_url").asString();
			String token = url.substring(url.lastIndexOf('/') + 1);
			// FLORA posts some looks later.
			this.timing.after(Duration.ofSeconds(20), () -> callbacks.bind(token, runId));
		};
		StartedRun started = starter(Transports.JDK, callbacks)
			.start(REQUEST.toBuilder().idempotencyKey(ownKey).build(), RequestOptions.defaults())
			.run();
		assertThat(this.flora.charged()).containsExactly(started.runId());
	}

	@Test
	void startSendsItsCallbackUnlessTheRequestSaysOtherwise() {
		RunStarter starter = starter(Transports.JDK, callbacks());
		URI own = URI.create("https://elsewhere.example.com");
		starter.start(REQUEST, RequestOptions.defaults());
		starter.start(REQUEST.toBuilder().callbackUrl(own).build(), RequestOptions.defaults());
		starter.start(REQUEST.toBuilder().withoutCallback().build(), RequestOptions.defaults());
		assertThat(this.flora.bodies()).extracting((body) -> body.path("callback_url").asString(""))
			.satisfiesExactly((url) -> assertThat(url).startsWith("https://app.example.com/flora/webhook/"),
					(url) -> assertThat(url).isEqualTo(own.toString()), (url) -> assertThat(url).isEmpty());
	}

	/**
	 * The waits of other starts must not use up the deadline: their clock is the same.
	 */
	private static Object startOrKey(RunStarter starter, String prompt) {
		try {
			return starter
				.start(GenerationRequest.image(prompt).toBuilder().workspaceId("ws_1").build(),
						RequestOptions.defaults().withTimeout(Duration.ofHours(1)))
				.run();
		}
		catch (FloraStartUnconfirmedException ex) {
			return ex.idempotencyKey();
		}
	}

	private static FloraStartUnconfirmedException unconfirmed(RunStarter starter, RequestOptions options) {
		FloraStartUnconfirmedException thrown = catchThrowableOfType(FloraStartUnconfirmedException.class,
				() -> starter.start(REQUEST, options));
		assertThat(thrown).isNotNull();
		return thrown;
	}

	private static String key(String request) {
		return request.replaceAll("(?is).*\r\nidempotency-key: *([^\r]*)\r\n.*", "$1");
	}

	private RunStarter starter(Transports transport) {
		return starter(transport, null);
	}

	private static StartCallbacks callbacks() {
		return new StartCallbacks(
				new CallbackUrls(URI.create("https://app.example.com/flora/webhook"), List.of("whsec_1")));
	}

	private RunStarter starter(Transports transport, @Nullable StartCallbacks callbacks) {
		Duration read = Duration.ofSeconds(1);
		this.transport = TestTransports.of(this.flora.url(), () -> transport.requestFactory(read, read), read)
			.executor(this.threads)
			.build(this.timing);
		return TestStarters.of(this.transport, new ClientDefaults(null, "prj_1"), callbacks);
	}

}
