package ai.flora.client.internal.transport;

import com.github.tomakehurst.wiremock.WireMockServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Paths as they go over the wire.
 */
class RequestPathTests {

	private final WireMockServer server = new WireMockServer(
			options().dynamicPort().bindAddress("127.0.0.1").http2PlainDisabled(true));

	@BeforeEach
	void start() {
		this.server.start();
		this.server.stubFor(any(anyUrl()).willReturn(okJson("{\"status\":\"pending\"}")));
	}

	@AfterEach
	void stop() {
		this.server.stop();
	}

	@ParameterizedTest
	@EnumSource
	void baseUrlIsNotEncodedAgain(Transports transport) {
		retrieve(transport, "/my%20gateway/v1/", "run_1");
		assertThat(url()).isEqualTo("/my%20gateway/v1/runs/run_1");
	}

	@ParameterizedTest
	@EnumSource
	void runIdIsOneSegment(Transports transport) {
		retrieve(transport, "/api/v1", "run_/../?a=b&c#d;e{f}%2F+ü");
		assertThat(url()).isEqualTo("/api/v1/runs/run_%2F..%2F%3Fa%3Db%26c%23d%3Be%7Bf%7D%252F%2B%C3%BC");
	}

	private void retrieve(Transports transport, String path, String runId) {
		transport.builder("http://127.0.0.1:" + this.server.port() + path).build().generations().retrieve(runId);
	}

	private String url() {
		return this.server.getAllServeEvents().get(0).getRequest().getUrl();
	}

}
