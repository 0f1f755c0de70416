package ai.flora.client.faults;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

import ai.flora.client.FloraException;
import ai.flora.client.FloraStartUnconfirmedException;
import ai.flora.client.GenerationRequest;
import ai.flora.client.RequestOptions;
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
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.http.client.ClientHttpRequestFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Starts that end before FLORA can have read them, in each phase that comes before, and
 * on each transport that Boot may choose.
 */
@Tag("exhaustive")
class UnsentStartTests {

	private static final GenerationRequest REQUEST = GenerationRequest.image("A harbour")
		.toBuilder()
		.workspaceId("ws_1")
		.projectId("prj_1")
		.build();

	private static final Duration LONG = Duration.ofMinutes(1);

	/** Where nothing else ends it; of no consequence for a machine that is slow. */
	private static final Duration SHORT = Duration.ofSeconds(1);

	private static Stream<Phase> unsent() {
		return Stream.of(Phase.of("unknown host", Place.UNKNOWN_HOST, Phase.UNUSED),
				Phase.of("refused connection", Place.REFUSED, Phase.UNUSED),
				Phase.of("connect timeout", Place.UNREACHABLE, Phase.UNUSED),
				Phase.of("untrusted certificate", Place.UNTRUSTED, Phase.UNUSED),
				Phase.of("certificate of another host", Place.MISNAMED, Phase.UNUSED),
				Phase.of("port that speaks HTTP", Place.NO_TLS,
						(exchange) -> exchange.send("HTTP/1.1 400 Bad Request\nConnection: close\n\n")),
				Phase.of("closed in TLS handshake", Place.NO_TLS, Phase.CLOSE),
				Phase.of("reset in TLS handshake", Place.NO_TLS, Exchange::reset),
				Phase.of("silence in TLS handshake", Place.NO_TLS, Phase.SILENCE),
				Phase.proxy("proxy that closes", Phase.CLOSE), Phase.proxy("proxy that resets", Exchange::reset),
				Phase.proxy("silent proxy", Phase.SILENCE),
				Phase.proxy("proxy that speaks something else", (exchange) -> exchange.send("SSH-2.0-OpenSSH_9.6\n\n")),
				refusing("403 Forbidden"), refusing("502 Bad Gateway"), refusing("503 Service Unavailable"),
				refusing("504 Gateway Timeout"), refusing("407 Proxy Authentication Required"),
				refusing("407 Proxy Authentication Required\nProxy-Authenticate: Basic realm=\"proxy\""));
	}

	private static Phase refusing(String status) {
		return Phase.proxy("proxy that answers " + status.replace('\n', ' '),
				(exchange) -> exchange.send("HTTP/1.1 " + status + "\nContent-Length: 2\nConnection: close\n\nno"));
	}

	private static Stream<Phase> perhapsSent() {
		return Stream.of(Phase.after("closed after the request", Phase.CLOSE),
				Phase.after("reset after the request", Exchange::reset));
	}

	static Stream<Case> unsentCases() {
		return unsent().flatMap(Case::onEach);
	}

	static Stream<Case> perhapsSentCases() {
		return perhapsSent().flatMap(Case::onEach);
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("unsentCases")
	void startThatNeverLeftIsNotLookedFor(Case each) throws IOException {
		Throwable failure = each.run();
		if (each.isRace()) {
			assertThat(failure).isInstanceOf(FloraException.class);
			assertThat(each.gets()).isEmpty();
			return;
		}
		assertThat(failure).isInstanceOf(FloraException.class).isNotInstanceOf(FloraStartUnconfirmedException.class);
		assertThat(each.gets()).isEmpty();
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("perhapsSentCases")
	void startThatMayHaveLeftIsUnconfirmed(Case each) throws IOException {
		assertThat(each.run()).isExactlyInstanceOf(FloraStartUnconfirmedException.class);
	}

	/**
	 * A phase in which it ends.
	 *
	 * @param name what happens
	 * @param place where FLORA should be
	 * @param script what the server does with a connection
	 * @param proxy whether the server is a proxy
	 * @param early whether it does so before it has read anything
	 */
	record Phase(String name, Place place, Exchange.Script script, boolean proxy, boolean early) {

		static final Exchange.Script UNUSED = (exchange) -> {
		};

		static final Exchange.Script CLOSE = (exchange) -> {
		};

		static final Exchange.Script SILENCE = Exchange::hang;

		Duration deadline() {
			return (this.script == SILENCE) ? SHORT : LONG;
		}

		static Phase of(String name, Place place, Exchange.Script script) {
			return new Phase(name, place, script, false, script != UNUSED);
		}

		static Phase proxy(String name, Exchange.Script script) {
			return new Phase(name, Place.NO_TLS, script, true, false);
		}

		static Phase after(String name, Exchange.Script script) {
			return new Phase(name, Place.PLAIN, script, false, false);
		}

	}

	/**
	 * A phase on a transport.
	 */
	static final class Case implements RawServer.RequestScript {

		private final Queue<String> requests = new ConcurrentLinkedQueue<>();

		private final AtomicLong flooded = new AtomicLong();

		private final Phase phase;

		private final Transports transport;

		Case(Phase phase, Transports transport) {
			this.phase = phase;
			this.transport = transport;
		}

		/**
		 * When a handshake is broken off, these may have read the body before they see
		 * that: unconfirmed is on the safe side of the race.
		 */
		boolean isRace() {
			return (this.transport == Transports.JDK || this.transport == Transports.JETTY)
					&& this.phase.name().equals("closed in TLS handshake");
		}

		static Stream<Case> onEach(Phase phase) {
			return Stream.of(Transports.values()).map((transport) -> new Case(phase, transport));
		}

		@Nullable Throwable run() throws IOException {
			HastyTiming timing = new HastyTiming();
			CallThreads threads = CallThreads.platform(ClientThreads.ofCaller());
			RawServer server = new RawServer(this, this.phase.place().listen());
			String url = this.phase.proxy() ? "https://127.0.0.1:1/api/v1" : this.phase.place().url(server.port());
			Duration read = Duration.ofSeconds(10);
			try (FloraTransport flora = TestTransports.of(url, () -> requestFactory(server, read), read)
				.callTimeout(this.phase.deadline())
				.attempts(3)
				.customize((builder) -> builder.requestInterceptor((request, body, execution) -> {
					this.requests.add(request.getMethod() + " " + request.getURI());
					return execution.execute(request, body);
				}))
				.executor(threads)
				.build(timing)) {
				RunStarter starter = TestStarters.of(flora, new ClientDefaults(null, null), null);
				return catchThrowable(() -> starter.start(REQUEST, RequestOptions.defaults()));
			}
			finally {
				threads.close();
				server.close();
			}
		}

		private ClientHttpRequestFactory requestFactory(RawServer server, Duration read) {
			HttpClientSettings settings = Transports.settings(this.phase.place().connectTimeout(), read);
			if (this.phase.place() == Place.MISNAMED) {
				settings = settings.withSslBundle(Certificates.SERVER.bundle());
			}
			return this.transport.requestFactory(settings, this.phase.proxy() ? server.port() : null);
		}

		List<String> gets() {
			return this.requests.stream().filter((request) -> request.startsWith("GET")).toList();
		}

		@Override
		public void accepted(Socket socket) throws Exception {
			if (this.phase.early()) {
				answer(socket);
			}
		}

		@Override
		public void answer(String request, RawServer server, Socket socket) throws Exception {
			answer(socket);
		}

		private void answer(Socket socket) throws Exception {
			Exchange exchange = new Exchange("", socket, this.flooded);
			this.phase.script().answer(exchange);
			exchange.leave();
			socket.close();
		}

		@Override
		public String toString() {
			return this.phase.name() + ", on " + this.transport;
		}

	}

}
