package ai.flora.client.internal.transport;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

import ai.flora.client.FloraConnectionException;
import ai.flora.client.FloraException;
import ai.flora.client.FloraInsufficientCreditsException;
import ai.flora.client.FloraStartUnconfirmedException;
import ai.flora.client.GenerationRequest;
import ai.flora.client.RequestOptions;
import ai.flora.client.Run;
import ai.flora.client.StartedRun;
import ai.flora.client.internal.RunPlace;
import ai.flora.client.internal.run.TestRuns;
import ai.flora.client.internal.start.HastyTiming;
import ai.flora.client.internal.start.TestStarters;
import ai.flora.client.internal.start.order.ClientDefaults;
import ai.flora.client.internal.thread.CallThreads;
import ai.flora.client.internal.thread.ClientThreads;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import javax.net.ssl.SSLHandshakeException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpRequest;
import org.springframework.http.client.AbstractStreamingClientHttpRequest;
import org.springframework.http.client.BufferingClientHttpRequestFactory;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.ClientHttpRequestInterceptor;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.http.client.support.HttpRequestWrapper;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Starts in applications whose interceptors fail, or meddle with what the client sends.
 */
class InterceptorTests {

	private static final GenerationRequest REQUEST = GenerationRequest.image("A harbour")
		.toBuilder()
		.workspaceId("ws_1")
		.projectId("prj_1")
		.build();

	private static final Duration TIMEOUT = Duration.ofSeconds(20);

	private static final String KEY = "6a204bd8-9f9b-4a6c-a5b5-0b6cbdc1f6e0";

	private final CallThreads threads = CallThreads.platform(ClientThreads.ofCaller());

	private RawServer server;

	@BeforeEach
	void startServer() throws IOException {
		this.server = new RawServer((raw, socket) -> RawServer.send(socket, "HTTP/1.1 201 Created\nContent-Length: "
				+ RawServer.RUN.length() + "\nConnection: close\n\n" + RawServer.RUN));
	}

	@AfterEach
	void close() throws IOException {
		this.threads.close();
		this.server.close();
	}

	static Stream<Failing> failures() {
		List<Supplier<Throwable>> failures = List.of(() -> new ConnectException("x"),
				() -> new UnknownHostException("x"), () -> new HttpConnectTimeoutException("x"),
				() -> new NoRouteToHostException("x"), () -> new SSLHandshakeException("x"),
				() -> new ConnectTimeoutException("x"), () -> new SocketTimeoutException("x"),
				UnresolvedAddressException::new, () -> new IOException("x"),
				() -> new IOException(new ConnectException("x")), () -> new IllegalStateException("x"),
				() -> new IllegalStateException(new UnknownHostException("x")), () -> new IllegalArgumentException("x"),
				() -> new NoClassDefFoundError("x"), () -> new OutOfMemoryError("x"));
		return Stream.of(Transports.JDK, Transports.APACHE)
			.flatMap((transport) -> failures.stream()
				.flatMap((failure) -> Stream.of(true, false)
					.flatMap((first) -> Stream.of(true, false)
						.map((before) -> new Failing(transport, failure, first, before)))));
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("failures")
	void startIsUncertainOnlyIfItLeft(Failing failing) {
		FloraTransport transport = transport(failing.transport(), failing.first() ? failing::customize : none(),
				failing.first() ? none() : failing::customize);
		Throwable thrown = catchThrowable(() -> start(transport));
		assertThat(thrown instanceof FloraStartUnconfirmedException).as("%s", thrown).isEqualTo(!failing.before());
		assertThat(this.server.requests().isEmpty()).isEqualTo(failing.before());
	}

	@ParameterizedTest
	@EnumSource
	void startWhoseBodyIsBufferedFirstIsUncertainIfItMayHaveLeft(Transports transport) throws IOException {
		RawServer closing = new RawServer((raw, socket) -> {
		});
		try {
			FloraTransport flora = transport(closing.url(), none(),
					(builder) -> builder.requestFactory(new BufferingClientHttpRequestFactory(
							transport.requestFactory(Duration.ofSeconds(5), Duration.ofSeconds(5)))));
			assertThat(catchThrowable(() -> start(flora))).isInstanceOf(FloraStartUnconfirmedException.class);
		}
		finally {
			closing.close();
		}
	}

	@ParameterizedTest
	@EnumSource
	void startThroughAFactoryOfTheApplicationsIsNotUncertainIfItCouldNotConnect(Transports transport)
			throws IOException {
		try (RefusedPort refused = new RefusedPort()) {
			FloraTransport flora = transport(refused.url(), none(), (builder) -> builder
				.requestFactory(transport.requestFactory(Duration.ofSeconds(5), Duration.ofSeconds(5))));
			assertThat(catchThrowable(() -> start(flora))).isInstanceOf(FloraConnectionException.class);
		}
	}

	static Stream<Meddling> meddlers() {
		return Stream.of(new Meddling("sets its own key", (headers) -> headers.set("Idempotency-Key", "mine")),
				new Meddling("adds a second key", (headers) -> headers.add("Idempotency-Key", "mine")),
				new Meddling("adds a key in another case", (headers) -> headers.add("idempotency-KEY", "mine")),
				new Meddling("removes the key", (headers) -> headers.remove("Idempotency-Key")));
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("meddlers")
	void startKeepsItsKeyWhateverAnInterceptorMakesOfIt(Meddling meddling) {
		for (Transports transport : Transports.values()) {
			start(transport(transport, meddling::customize, none()));
			start(transport(transport, none(), meddling::customize));
			start(transport(transport, meddling::replaceHeaders, none()));
		}
		assertThat(this.server.requests()).hasSize(3 * Transports.values().length)
			.allSatisfy((request) -> assertThat(keys(request)).containsExactly(KEY));
	}

	@ParameterizedTest
	@EnumSource
	void startKeepsItsKeyDespiteADefaultHeader(Transports transport) {
		start(transport(transport, (builder) -> builder.defaultHeader("Idempotency-Key", "mine"),
				(builder) -> builder.defaultHeader("idempotency-key", "mine", "thine")
					.defaultRequest((request) -> request.header("Idempotency-Key", "theirs"))
					.requestInitializer((request) -> request.getHeaders().add("IDEMPOTENCY-KEY", "ours"))));
		assertThat(this.server.requests()).singleElement()
			.satisfies((request) -> assertThat(keys(request)).containsExactly(KEY));
	}

	@ParameterizedTest
	@EnumSource
	void startThatAnInterceptorRepeatsAfterARefusalHasOneKey(Transports transport) throws IOException {
		AtomicInteger count = new AtomicInteger();
		RawServer refusing = new RawServer((raw, socket) -> RawServer.send(socket,
				((count.incrementAndGet() == 1) ? "HTTP/1.1 403 Forbidden" : "HTTP/1.1 201 Created")
						+ "\nContent-Length: " + RawServer.RUN.length() + "\nConnection: close\n\n" + RawServer.RUN));
		try {
			StartedRun started = start(transport(transport.requestFactory(TIMEOUT, TIMEOUT), refusing.url(),
					(builder) -> builder.requestInterceptor((request, body, execution) -> {
						request.getHeaders().set("Idempotency-Key", "one");
						execution.execute(request, body).close();
						request.getHeaders().set("Idempotency-Key", "two");
						return execution.execute(request, body);
					}), none()));
			assertThat(started.runId()).isEqualTo("run_1");
			assertThat(refusing.requests()).hasSize(2)
				.allSatisfy((request) -> assertThat(keys(request)).containsExactly(KEY));
		}
		finally {
			refusing.close();
		}
	}

	/** A gateway's page may be longer than what is read of it. */
	@ParameterizedTest
	@EnumSource
	void startIsRepeatedByAnInterceptorAfterALongRefusal(Transports transport) throws IOException {
		AtomicInteger count = new AtomicInteger();
		RawServer refusing = new RawServer((raw, socket) -> {
			boolean first = count.incrementAndGet() == 1;
			String body = first ? "<html>" + "x".repeat(70_000) + "</html>" : RawServer.RUN;
			RawServer.send(socket, (first ? "HTTP/1.1 403 Forbidden" : "HTTP/1.1 201 Created") + "\nContent-Length: "
					+ body.length() + "\nConnection: close\n\n" + body);
		});
		try {
			StartedRun started = start(transport(transport.requestFactory(TIMEOUT, TIMEOUT), refusing.url(),
					(builder) -> builder.requestInterceptor((request, body, execution) -> {
						ClientHttpResponse response = execution.execute(request, body);
						if (response.getStatusCode().value() != 403) {
							return response;
						}
						response.close();
						return execution.execute(request, body);
					}), none()));
			assertThat(started.runId()).isEqualTo("run_1");
			assertThat(refusing.requests()).hasSize(2);
		}
		finally {
			refusing.close();
		}
	}

	@ParameterizedTest
	@EnumSource
	void startThatMayHaveTakenEffectIsNotRepeatedByAnInterceptor(Transports transport) {
		FloraTransport flora = transport(transport,
				(builder) -> builder.requestInterceptor((request, body, execution) -> {
					execution.execute(request, body).close();
					return execution.execute(request, body);
				}), none());
		assertThatExceptionOfType(FloraStartUnconfirmedException.class).isThrownBy(() -> start(flora))
			.withStackTraceContaining("An interceptor of this application must not repeat it");
		assertThat(this.server.requests()).hasSize(1);
	}

	/** What FLORA said of it, and why, counts. */
	@ParameterizedTest
	@EnumSource
	void refusalThatAnInterceptorHidesIsToldAllTheSame(Transports transport) throws IOException {
		String error = "{\"error\":{\"code\":\"insufficient_credits\",\"message\":\"No.\"}}";
		RawServer refusing = new RawServer(
				(raw, socket) -> RawServer.send(socket, "HTTP/1.1 402 Payment Required\nContent-Length: "
						+ error.length() + "\nConnection: close\n\n" + error));
		try {
			FloraTransport flora = transport(transport.requestFactory(TIMEOUT, TIMEOUT), refusing.url(),
					(builder) -> builder.requestInterceptor((request, body, execution) -> {
						try (ClientHttpResponse response = execution.execute(request, body)) {
							throw new IllegalStateException("Refused: " + response.getStatusCode());
						}
					}), none());
			assertThatExceptionOfType(FloraInsufficientCreditsException.class).isThrownBy(() -> start(flora))
				.withMessageContaining("insufficient_credits");
		}
		finally {
			refusing.close();
		}
	}

	/**
	 * A page may repeat the request that it answers, and an interceptor quotes the page.
	 */
	@Test
	void keyThatAnInterceptorQuotesIsInNoExceptionOfAFreeCall() {
		FloraTransport flora = transport(Transports.JDK,
				(builder) -> builder.requestInterceptor((request, body, execution) -> {
					execution.execute(request, body).close();
					throw quoting(Transports.KEY);
				}), none());
		assertThatExceptionOfType(FloraException.class)
			.isThrownBy(() -> TestRuns.of(flora).retrieve("run_1", RunPlace.USUAL, RequestOptions.defaults()))
			.satisfies(InterceptorTests::showsNoKey);
	}

	@Test
	void keyThatAnInterceptorQuotesIsInNoExceptionOfAStart() {
		FloraTransport flora = transport(Transports.JDK,
				(builder) -> builder.requestInterceptor((request, body, execution) -> {
					if (request.getMethod().equals(HttpMethod.POST)) {
						throw quoting(Transports.KEY);
					}
					return execution.execute(request, body);
				}), none());
		TestRuns.of(flora).retrieve("run_1", RunPlace.USUAL, RequestOptions.defaults());
		assertThatExceptionOfType(FloraException.class).isThrownBy(() -> start(flora))
			.satisfies(InterceptorTests::showsNoKey);
		assertThat(this.server.requests()).hasSize(1);
	}

	/** A tracer exports the message and the stack trace of an observation's error. */
	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void keyThatAnInterceptorQuotesIsInNoObservation(boolean charged) {
		List<Throwable> errors = new ArrayList<>();
		ObservationRegistry registry = ObservationRegistry.create();
		registry.observationConfig().observationHandler(new ObservationHandler<>() {

			@Override
			public void onError(Observation.Context context) {
				errors.add(Objects.requireNonNull(context.getError()));
			}

			@Override
			public boolean supportsContext(Observation.Context context) {
				return true;
			}

		});
		FloraTransport flora = transport(Transports.JDK,
				(builder) -> builder.observationRegistry(registry).requestInterceptor((request, body, execution) -> {
					execution.execute(request, body).close();
					throw quoting(Transports.KEY);
				}), none());
		assertThatExceptionOfType(FloraException.class)
			.isThrownBy(() -> (charged ? start(flora) : retrieve(flora)).toString());
		assertThat(errors).isNotEmpty().allSatisfy(InterceptorTests::showsNoKey);
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void ioExceptionThatQuotesTheKeyCountsAsNoResponse(boolean wrapped) {
		FloraTransport flora = transport(Transports.JDK,
				(builder) -> builder.requestInterceptor((request, body, execution) -> {
					execution.execute(request, body).close();
					IOException thrown = new IOException(quoting(Transports.KEY));
					if (wrapped) {
						throw new UncheckedIOException(thrown);
					}
					throw thrown;
				}), none());
		assertThatExceptionOfType(FloraConnectionException.class).isThrownBy(() -> retrieve(flora))
			.satisfies(InterceptorTests::showsNoKey);
	}

	@Test
	void keyThatItsSourceQuotesIsInNoException() {
		AtomicBoolean sealed = new AtomicBoolean();
		FloraTransport flora = TestTransports
			.of(this.server.url(), () -> Transports.JDK.requestFactory(TIMEOUT, TIMEOUT), TIMEOUT)
			.apiKey(() -> {
				if (sealed.get()) {
					throw new UncheckedIOException(new IOException(Transports.KEY));
				}
				return Transports.KEY;
			})
			.build(new HastyTiming());
		retrieve(flora);
		sealed.set(true);
		assertThatExceptionOfType(FloraException.class).isThrownBy(() -> retrieve(flora))
			.isExactlyInstanceOf(FloraException.class)
			.satisfies(InterceptorTests::showsNoKey);
	}

	@Test
	void exceptionThatQuotesNoKeyIsThrownAsItIs() {
		IllegalStateException thrown = quoting("nothing");
		FloraTransport flora = transport(Transports.JDK,
				(builder) -> builder.requestInterceptor((request, body, execution) -> {
					execution.execute(request, body).close();
					throw thrown;
				}), none());
		assertThatIllegalStateException().isThrownBy(() -> retrieve(flora)).isSameAs(thrown);
	}

	private static Run retrieve(FloraTransport flora) {
		return TestRuns.of(flora).retrieve("run_1", RunPlace.USUAL, RequestOptions.defaults());
	}

	private static IllegalStateException quoting(String key) {
		return new IllegalStateException("Odd page", new IllegalArgumentException(key));
	}

	private static void showsNoKey(Throwable thrown) {
		StringWriter trace = new StringWriter();
		thrown.printStackTrace(new PrintWriter(trace));
		assertThat(trace.toString()).contains("******").doesNotContain(Transports.KEY);
	}

	@ParameterizedTest
	@EnumSource
	void retrieveCarriesNoKey(Transports transport) {
		TestRuns.of(transport(transport, none(), none())).retrieve("run_1", RunPlace.USUAL, RequestOptions.defaults());
		assertThat(this.server.requests()).singleElement().satisfies((request) -> assertThat(keys(request)).isEmpty());
	}

	static Stream<Arguments> headersThatCannotBeSent() {
		return Stream.of(Transports.values())
			.flatMap((transport) -> Stream.of("h\u00e4fen \u2013 1", "a\r\nAuthorization: Bearer x", "a\u0000b")
				.map((value) -> Arguments.of(transport, value)));
	}

	@ParameterizedTest
	@MethodSource("headersThatCannotBeSent")
	void headerThatCannotBeSentFailsTheCallAtOnce(Transports transport, String value) {
		AtomicInteger attempts = new AtomicInteger();
		FloraTransport flora = transport(transport,
				(builder) -> builder.defaultHeader("X-Team", value).requestInterceptor((request, body, execution) -> {
					attempts.incrementAndGet();
					return execution.execute(request, body);
				}), none());
		for (ThrowingCallable call : List.<ThrowingCallable>of(() -> start(flora), () -> TestRuns.of(flora)
			.retrieve("run_1", RunPlace.USUAL, RequestOptions.defaults().withMaxAttempts(3)))) {
			assertThatExceptionOfType(FloraException.class).isThrownBy(call)
				.withMessageContaining("X-Team")
				.withMessageNotContaining(value);
		}
		assertThat(attempts).hasValue(2);
		assertThat(this.server.requests()).isEmpty();
	}

	@Test
	void startThatTheTransportRefusesFailsAtOnce() {
		AtomicInteger attempts = new AtomicInteger();
		ClientHttpRequestFactory refusing = (uri, method) -> new Refusing(uri, method, attempts, false);
		FloraTransport flora = transport(refusing, this.server.url(), none(), none());
		assertThatExceptionOfType(FloraException.class).isThrownBy(() -> start(flora))
			.isExactlyInstanceOf(FloraException.class)
			.withMessageContaining("refuses to send");
		assertThat(attempts).hasValue(1);
	}

	/** It throws the same as for a request that it refuses. */
	@Test
	void startWhoseResponseTheTransportChokesOnIsInDoubt() {
		AtomicInteger attempts = new AtomicInteger();
		ClientHttpRequestFactory choking = (uri, method) -> new Refusing(uri, method, attempts, true);
		FloraTransport flora = transport(choking, this.server.url(), none(), none());
		RequestOptions once = RequestOptions.defaults().withMaxAttempts(1);
		assertThatExceptionOfType(FloraStartUnconfirmedException.class).isThrownBy(() -> start(flora, once));
		assertThat(attempts).hasValue(1);
	}

	/** It would carry no key, and nobody could tell whether it was sent. */
	@Test
	void startWhoseRequestAnInterceptorReplacesIsRefused() {
		FloraTransport flora = transport(Transports.JDK,
				(builder) -> builder
					.requestInterceptor((request, body, execution) -> execution.execute(new Bare(request), body)),
				none());
		assertThatExceptionOfType(FloraException.class).isThrownBy(() -> start(flora))
			.withMessageContaining("HttpRequestWrapper");
		assertThat(this.server.requests()).isEmpty();
		TestRuns.of(flora).retrieve("run_1", RunPlace.USUAL, RequestOptions.defaults());
		assertThat(this.server.requests()).singleElement().asString().startsWith("GET ");
	}

	private static StartedRun start(FloraTransport transport) {
		return start(transport, RequestOptions.defaults());
	}

	private static StartedRun start(FloraTransport transport, RequestOptions options) {
		GenerationRequest request = REQUEST.toBuilder().idempotencyKey(KEY).build();
		return TestStarters.of(transport, new ClientDefaults("ws_1", "prj_1"), null).start(request, options).run();
	}

	private static List<String> keys(String request) {
		return request.lines()
			.filter((line) -> line.toLowerCase(Locale.ROOT).startsWith("idempotency-key:"))
			.map((line) -> line.substring(line.indexOf(':') + 1).strip())
			.toList();
	}

	private static Consumer<RestClient.Builder> none() {
		return (builder) -> {
		};
	}

	private FloraTransport transport(Transports transport, Consumer<RestClient.Builder> first,
			Consumer<RestClient.Builder> last) {
		return transport(transport, this.server.url(), first, last);
	}

	private FloraTransport transport(String url, Consumer<RestClient.Builder> first,
			Consumer<RestClient.Builder> last) {
		return transport(Transports.JDK, url, first, last);
	}

	private FloraTransport transport(Transports transport, String url, Consumer<RestClient.Builder> first,
			Consumer<RestClient.Builder> last) {
		return transport(transport.requestFactory(TIMEOUT, TIMEOUT), url, first, last);
	}

	private FloraTransport transport(ClientHttpRequestFactory factory, String url, Consumer<RestClient.Builder> first,
			Consumer<RestClient.Builder> last) {
		return TestTransports.of(url, () -> factory, TIMEOUT)
			.callTimeout(Duration.ofMinutes(1))
			.attempts(1)
			.customizeFirst(first)
			.customize(last)
			.executor(this.threads)
			.build(new HastyTiming());
	}

	/**
	 * An interceptor that fails.
	 *
	 * @param transport below it
	 * @param failure what it throws
	 * @param first whether it is one for all clients of the application
	 * @param before whether it fails before the request is sent
	 */
	record Failing(Transports transport, Supplier<Throwable> failure, boolean first, boolean before) {

		void customize(RestClient.Builder builder) {
			builder.requestInterceptor((request, body, execution) -> {
				if (!this.before) {
					execution.execute(request, body).close();
				}
				throw Failing.<RuntimeException>sneaky(this.failure.get());
			});
		}

		@SuppressWarnings("unchecked")
		private static <T extends Throwable> T sneaky(Throwable thrown) throws T {
			throw (T) thrown;
		}

		@Override
		public String toString() {
			return this.failure.get() + (this.before ? " before" : " after") + " the exchange, from "
					+ (this.first ? "everybody's" : "FLORA's") + " interceptor, on " + this.transport;
		}

	}

	/**
	 * An interceptor that changes headers.
	 *
	 * @param name what it does
	 * @param change does it
	 */
	record Meddling(String name, Consumer<HttpHeaders> change) {

		void customize(RestClient.Builder builder) {
			builder.requestInterceptor((request, body, execution) -> {
				this.change.accept(request.getHeaders());
				return execution.execute(request, body);
			});
		}

		/** Headers in which the case of names makes a difference. */
		void replaceHeaders(RestClient.Builder builder) {
			ClientHttpRequestInterceptor interceptor = (request, body, execution) -> {
				LinkedMultiValueMap<String, String> map = new LinkedMultiValueMap<>();
				request.getHeaders().forEach(map::put);
				HttpHeaders headers = new HttpHeaders(map);
				this.change.accept(headers);
				return execution.execute(new Replaced(request, headers), body);
			};
			builder.requestInterceptor(interceptor);
		}

		@Override
		public String toString() {
			return this.name;
		}

	}

	private static final class Refusing extends AbstractStreamingClientHttpRequest {

		private final URI uri;

		private final HttpMethod method;

		private final AtomicInteger attempts;

		private final boolean afterSending;

		Refusing(URI uri, HttpMethod method, AtomicInteger attempts, boolean afterSending) {
			this.uri = uri;
			this.method = method;
			this.attempts = attempts;
			this.afterSending = afterSending;
		}

		@Override
		protected ClientHttpResponse executeInternal(HttpHeaders headers, @Nullable Body body) throws IOException {
			this.attempts.incrementAndGet();
			if (this.afterSending && body != null) {
				body.writeTo(OutputStream.nullOutputStream());
			}
			throw new IllegalArgumentException("restricted header name: \"Host\"");
		}

		@Override
		public HttpMethod getMethod() {
			return this.method;
		}

		@Override
		public URI getURI() {
			return this.uri;
		}

	}

	/** A request without the attributes of the one that it replaces. */
	private static final class Bare extends HttpRequestWrapper {

		private final Map<String, Object> attributes = new HashMap<>();

		Bare(HttpRequest request) {
			super(request);
		}

		@Override
		public Map<String, Object> getAttributes() {
			return this.attributes;
		}

	}

	private static final class Replaced extends HttpRequestWrapper {

		private final HttpHeaders headers;

		Replaced(HttpRequest request, HttpHeaders headers) {
			super(request);
			this.headers = headers;
		}

		@Override
		public HttpHeaders getHeaders() {
			return this.headers;
		}

	}

}
