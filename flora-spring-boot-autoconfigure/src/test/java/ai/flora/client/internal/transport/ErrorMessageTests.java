package ai.flora.client.internal.transport;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.Callable;

import ai.flora.client.FloraApiException;
import ai.flora.client.FloraConnectionException;
import ai.flora.client.FloraException;
import ai.flora.client.FloraGenerationsClient;
import ai.flora.client.GenerationQuery;
import ai.flora.client.GenerationRequest;
import ai.flora.client.RetrySettings;
import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * What messages lead on to, over a real socket.
 */
class ErrorMessageTests {

	private static final WireMockServer SERVER = new WireMockServer(
			options().dynamicPort().bindAddress("127.0.0.1").http2PlainDisabled(true));

	private static final WireMockServer UNTRUSTED = new WireMockServer(
			options().httpDisabled(true).dynamicHttpsPort().bindAddress("127.0.0.1"));

	private static final GenerationRequest REQUEST = GenerationRequest.image("A harbour")
		.toBuilder()
		.projectId("prj_1")
		.build();

	@BeforeAll
	static void startServer() {
		SERVER.start();
		UNTRUSTED.start();
	}

	@AfterAll
	static void stopServer() {
		SERVER.stop();
		UNTRUSTED.stop();
	}

	@BeforeEach
	void resetServer() {
		SERVER.resetAll();
	}

	@ParameterizedTest
	@EnumSource
	void messageWhenConnectionIsRefusedNamesHostAndPort(Transports transport) throws IOException {
		try (RefusedPort refused = new RefusedPort()) {
			assertThat(failure(transport, refused.url())).isInstanceOf(FloraConnectionException.class)
				.hasMessageContainingAll("127.0.0.1:" + refused.port() + " accepts no connection",
						"FloraClientBuilder.baseUrl")
				.hasMessageNotContainingAny("unknown", "TLS");
		}
	}

	/** The name is too long for a resolver: none is asked. */
	@ParameterizedTest
	@EnumSource
	void messageWhenHostIsUnknownNamesHostAndPort(Transports transport) {
		String host = "f.".repeat(130) + "invalid";
		assertThat(failure(transport, "https://" + host + "/api/v1")).isInstanceOf(FloraConnectionException.class)
			.hasMessageContainingAll("the host of " + host + ":443 is unknown", "FloraClientBuilder.baseUrl")
			.hasMessageNotContainingAny("accepts no connection", "TLS");
	}

	@ParameterizedTest
	@EnumSource
	void messageWhenCertificateIsNotTrustedPointsToBundle(Transports transport) {
		assertThat(failure(transport, "https://127.0.0.1:" + UNTRUSTED.httpsPort() + "/api/v1"))
			.isInstanceOf(FloraConnectionException.class)
			.hasMessageContainingAll("TLS", "127.0.0.1:" + UNTRUSTED.httpsPort(), "FloraClientBuilder.requestFactory")
			.hasMessageNotContainingAny("accepts no connection", "unknown");
	}

	/**
	 * Jetty may be asked again: where one of its threads cannot read the handshake,
	 * another may be faster and tell only that the connection was closed.
	 */
	@ParameterizedTest
	@EnumSource
	void messageWhenServerSpeaksNoTlsSaysSo(Transports transport) {
		Callable<FloraException> call = () -> {
			try (ServerSocket plain = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
				Thread server = new Thread(() -> refuse(plain));
				server.setDaemon(true);
				server.start();
				return failure(transport, "https://127.0.0.1:" + plain.getLocalPort());
			}
		};
		FloraException failure = Awaitility.await()
			.until(call, (ex) -> transport != Transports.JETTY || String.valueOf(ex).contains("TLS"));
		assertThat(failure).isInstanceOf(FloraConnectionException.class)
			.hasMessageContainingAll("TLS", "127.0.0.1:", "FloraClientBuilder.requestFactory");
	}

	/**
	 * As a server without TLS does, once it has read what is no request. It closes after
	 * the client has: whether that reads the end of a connection first is a race.
	 */
	private static void refuse(ServerSocket plain) {
		try (Socket socket = plain.accept()) {
			socket.getInputStream().read(new byte[8192]);
			socket.getOutputStream().write("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n".getBytes());
			socket.getInputStream().readAllBytes();
		}
		catch (IOException ex) {
			// The client has gone.
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 400, 401, 402, 403, 404, 405, 407, 409, 422, 429 })
	void messageWhenGatewayRefusesDoesNotSpeakForFlora(int status) {
		for (ResponseDefinitionBuilder response : new ResponseDefinitionBuilder[] {
				aResponse().withHeader("Content-Type", "text/html").withBody("<html>No</html>"), aResponse(),
				aResponse().withBody("{\"message\":\"Forbidden\"}"), aResponse().withBody("{\"error\":\"Forbidden\"}"),
				aResponse().withBody("{\"error\":{\"code\":" + status + ",\"message\":\"Forbidden\"}}") }) {
			answer(response.withStatus(status).withHeader("retry-after-ms", "1"));
			for (ThrowingCallable call : calls()) {
				assertThat(catchThrowableOfType(FloraApiException.class, call))
					.hasMessageContainingAll("a gateway, not FLORA itself, answered " + status,
							"Check FloraClientBuilder.baseUrl")
					.hasMessageNotContainingAny("lacks the permission", "revoked", "credits", "does not cover",
							"FLORA answered");
			}
		}
	}

	@Test
	void messageWhenNothingIsThereOfListsAndWorkspacesPointsToBaseUrl() {
		answer(envelope(404, "not_found"));
		for (ThrowingCallable call : calls()) {
			assertThat(catchThrowableOfType(FloraApiException.class, call))
				.hasMessageContainingAll("FLORA answered 404 not_found", "FloraClientBuilder.baseUrl");
		}
	}

	@Test
	void messageOfStartWhoseWorkspaceIsLookedUpNamesStart() {
		FloraGenerationsClient flora = client();
		for (int status : new int[] { 401, 403, 404, 429, 500 }) {
			answer(envelope(status, "some_code").withHeader("retry-after-ms", "1"));
			for (ThrowingCallable call : new ThrowingCallable[] { () -> flora.create(REQUEST),
					() -> flora.submit(REQUEST), () -> flora.generate(REQUEST),
					() -> flora.generate(REQUEST, Duration.ofSeconds(20)) }) {
				assertThat(catchThrowableOfType(FloraApiException.class, call)).message()
					.startsWith("Start of an image")
					.doesNotContain("Workspaces");
			}
		}
	}

	@Test
	void messageNamesSettingAsItWasMade() {
		answer(envelope(401, "invalid_api_key"));
		assertThat(catchThrowableOfType(FloraApiException.class, () -> client().retrieve("run_1")))
			.hasMessageContaining("FloraClientBuilder.apiKey")
			.hasMessageNotContaining("flora.api-key");
		FloraGenerationsClient second = Transports.JDK.builder(SERVER.baseUrl())
			.settingNames((method) -> "other." + method)
			.baseUrl(URI.create(SERVER.baseUrl() + "/v2"))
			.build()
			.generations();
		assertThat(catchThrowableOfType(FloraApiException.class, () -> second.retrieve("run_1")))
			.hasMessageContaining("Check other.apiKey");
		answer(envelope(404, "not_found"));
		assertThat(catchThrowableOfType(FloraApiException.class, () -> second.list(GenerationQuery.all())))
			.hasMessageContaining("FloraClientBuilder.baseUrl");
	}

	private static ThrowingCallable[] calls() {
		FloraGenerationsClient flora = client();
		return new ThrowingCallable[] { () -> flora.retrieve("run_1"), () -> flora.list(GenerationQuery.all()),
				() -> flora.create(REQUEST), () -> flora.create(REQUEST.toBuilder().workspaceId("ws_1").build()) };
	}

	private static FloraGenerationsClient client() {
		return Transports.JDK.builder(SERVER.baseUrl() + "/api/v1").build().generations();
	}

	private static FloraException failure(Transports transport, String baseUrl) {
		FloraGenerationsClient flora = transport.builder(baseUrl)
			.retry(new RetrySettings(1, Duration.ofMillis(1), Duration.ofMillis(1), Duration.ZERO))
			.build()
			.generations();
		return catchThrowableOfType(FloraException.class, () -> flora.retrieve("run_1"));
	}

	private static void answer(ResponseDefinitionBuilder response) {
		SERVER.stubFor(any(anyUrl()).willReturn(response));
	}

	private static ResponseDefinitionBuilder envelope(int status, String code) {
		return aResponse().withStatus(status).withBody("{\"error\":{\"code\":\"" + code + "\",\"message\":\"No.\"}}");
	}

}
