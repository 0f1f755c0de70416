package ai.flora.client.internal.transport;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.util.List;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class ConnectionChecksTests {

	@ParameterizedTest
	@ValueSource(strings = { "", "  ", "${FLORA_KEY}", "Bearer sk_1", "bearer  sk_1", "sk 1", "sk\n1", "'sk_1",
			"sk_\u00e9" })
	void apiKeyWhenItCannotBeSentIsAProblem(String key) {
		assertThat(ConnectionChecks.problemWithApiKey(key)).isNotNull();
		assertThat(ConnectionChecks.problemWithApiKey(null)).isNotNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "https://app.flora.ai/api/v1", "http://localhost:8080/api", "http://127.0.0.9/",
			"http://[::1]:80/x", "HTTPS://example.com" })
	void baseUrlWhenSafeIsNoProblem(String url) {
		assertThat(ConnectionChecks.problemWithBaseUrl(url, false)).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "/api/v1", "app.flora.ai/api/v1", "https:///api", "mailto:a@b.c",
			"http://app.flora.ai/api/v1", "http://localhost.evil.example/", "http://127.0.0.1.evil.example/",
			"http://128.0.0.1", "https://user:password@app.flora.ai", "https://app.flora.ai?x=1",
			"https://app.flora.ai/#x", "ftp://app.flora.ai", "https://app flora.ai", "https://${HOST}/api" })
	void baseUrlWhenUnsafeIsAProblem(String url) {
		assertThat(ConnectionChecks.problemWithBaseUrl(url, false)).isNotNull().doesNotContain("password");
	}

	/** Each way to write the loopback address works, or says what is wrong with it. */
	@ParameterizedTest
	@ValueSource(strings = { "127.0.0.1", "localhost", "LocalHost", "LOCALHOST", "[::1]", "[0:0:0:0:0:0:0:1]", "[0::1]",
			"[0000::0001]", "[::0.0.0.1]", "[::ffff:127.0.0.1]", "[::FFFF:127.0.0.1]", "[::ffff:7f00:1]",
			"[0:0:0:0:0:ffff:127.0.0.1]", "[::127.0.0.1]", "[::ffff:0:127.0.0.1]", "[64:ff9b::127.0.0.1]", "[::1%lo]",
			"[::1%1]", "[::1%25lo]", "127.1", "127.0.1", "0x7f.1", "0x7f000001", "2130706433", "017700000001",
			"0177.0.0.1", "127.000.000.001", "127.0.0.01", "127.0.0.1.", "localhost.", "LOCALHOST.", "127.0.0.256",
			"127.0.0.0.1", "0.0.0.0", "[::]" })
	void baseUrlOfLoopbackWorksOrIsRefused(String host) throws Exception {
		boolean sixth = host.startsWith("[");
		InetAddress address = InetAddress.getByName(sixth ? "::1" : "127.0.0.1");
		Assumptions.assumeTrue(!sixth || NetworkInterface.getByInetAddress(address) != null);
		RawServer server = new RawServer(
				(request, raw, socket) -> RawServer.send(socket, "HTTP/1.1 200 OK\nContent-Length: "
						+ RawServer.RUN.length() + "\nConnection: close\n\n" + RawServer.RUN),
				new ServerSocket(0, 50, address));
		try {
			for (String scheme : List.of("http", "HTTP")) {
				String url = scheme + "://" + host + ":" + server.port() + "/api/v1";
				if (ConnectionChecks.problemWithBaseUrl(url, false) == null) {
					for (Transports transport : Transports.values()) {
						assertThat(transport.builder(url).build().generations().retrieve("run_1").runId())
							.isEqualTo("run_1");
					}
				}
			}
		}
		finally {
			server.close();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "127.0.0.1", "LOCALHOST", "[::1]", "[0:0:0:0:0:0:0:1]" })
	void baseUrlOfLoopbackInAUsualFormIsNoProblem(String host) {
		assertThat(ConnectionChecks.problemWithBaseUrl("HTTP://" + host + ":8080", false)).isNull();
	}

	/** Neither https nor a trusted network makes an address one that works. */
	@ParameterizedTest
	@CsvSource({ "[::ffff:127.0.0.1],as IPv6", "[::FFFF:7F00:1]:80,as IPv6", "[::ffff:10.0.0.1],as IPv6",
			"[::1%lo],zone", "[fe80::1%1],zone", "2130706433,four numbers", "017700000001,four numbers",
			"0177.0.0.1,four numbers", "127.0.0.01,four numbers", "10.0.0.010,four numbers", "localhost.,dot",
			"app.flora.ai.:443,dot", "localhost:0,port", "app.flora.ai:65536,port", "[::1]:99999,port",
			"localhost:,port" })
	void baseUrlWhoseHostOrPortCannotWorkIsAProblemWhateverTheScheme(String authority, String problem) {
		assertThat(ConnectionChecks.problemWithBaseUrl("http://" + authority + "/x", false)).contains(problem);
		assertThat(ConnectionChecks.problemWithBaseUrl("http://" + authority, true)).contains(problem);
		assertThat(ConnectionChecks.problemWithBaseUrl("https://" + authority, false)).contains(problem);
	}

	@Test
	void baseUrlWhenInsecureIsAllowedMayBeHttp() {
		assertThat(ConnectionChecks.problemWithBaseUrl("http://flora.internal/api", true)).isNull();
		assertThat(ConnectionChecks.problemWithBaseUrl("ftp://flora.internal/api", true)).isNotNull();
	}

}
