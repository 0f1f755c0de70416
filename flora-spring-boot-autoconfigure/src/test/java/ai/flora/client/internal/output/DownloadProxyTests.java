package ai.flora.client.internal.output;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import ai.flora.client.FloraException;
import ai.flora.client.FloraRequestRefusedException;
import ai.flora.client.RunOutput;
import ai.flora.client.internal.output.TestOutputs.Settings;
import ai.flora.client.internal.output.TestOutputs.Wire;
import ai.flora.client.internal.transport.RawServer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Proxies of downloads.
 */
class DownloadProxyTests extends AbstractDownloadTests {

	@ParameterizedTest
	@EnumSource
	void proxyIsUsedButForThisMachine(Wire wire) throws Exception {
		RunOutput output = serve(wire,
				(request, raw, socket) -> send(socket, "503 No\nContent-Length: 0", new byte[0]));
		try (TestOutputs behind = TestOutputs.with(wire, TestOutputs.guard("https://app.flora.ai/api/v1", (host) -> {
			throw new AssertionError("Looked up: " + host);
		}), Settings.defaults()
			.baseUrl("https://app.flora.ai/api/v1")
			.proxy(URI.create("http://localhost:" + this.server.port())))) {
			assertThatExceptionOfType(FloraException.class)
				.isThrownBy(() -> behind.outputs().open(TestOutputs.image("https://media.flora.ai/a.png")));
			assertThat(this.server.requests()).singleElement().asString().startsWith("CONNECT media.flora.ai:443 ");
			assertThatExceptionOfType(FloraRequestRefusedException.class)
				.isThrownBy(() -> behind.outputs().open(TestOutputs.image("https://10.0.0.1/a.png")));
			assertThatExceptionOfType(FloraRequestRefusedException.class)
				.isThrownBy(() -> behind.outputs().open(output));
		}
		assertThat(this.server.requests()).hasSize(1);
	}

	@ParameterizedTest
	@EnumSource
	void thisMachineIsNotReachedThroughTheProxyHoweverItIsCalled(Wire wire) throws Exception {
		this.server = new RawServer((request, raw, socket) -> send(socket, "503 No\nContent-Length: 0", new byte[0]));
		this.flora = TestOutputs.with(wire,
				TestOutputs.guard("http://127.0.0.1:1/api/v1",
						(host) -> new InetAddress[] { InetAddress.getLoopbackAddress() }),
				Settings.defaults().proxy(URI.create("http://127.0.0.1:" + this.server.port())));
		int port = 1;
		for (String host : new String[] { "127.0.0.1", "127.0.0.2", "localhost", "LOCALHOST", "[::1]",
				"[0:0:0:0:0:0:0:1]", "[::ffff:127.0.0.1]", "media.localhost" }) {
			assertThatExceptionOfType(FloraException.class).as(host)
				.isThrownBy(
						() -> this.flora.outputs().open(TestOutputs.image("http://" + host + ":" + port + "/a.png")));
		}
		assertThat(this.server.requests()).isEmpty();
	}

	@ParameterizedTest
	@EnumSource
	void proxiesOfTheJvmAreNotAskedFor(Wire wire) throws Exception {
		List<URI> asked = new CopyOnWriteArrayList<>();
		ProxySelector before = ProxySelector.getDefault();
		ProxySelector.setDefault(new ProxySelector() {

			@Override
			public List<Proxy> select(URI url) {
				asked.add(url);
				return List.of(Proxy.NO_PROXY);
			}

			@Override
			public void connectFailed(URI url, SocketAddress address, IOException failure) {
			}

		});
		try {
			RunOutput output = serve(wire,
					(request, raw, socket) -> send(socket, "200 OK\nContent-Length: 200000", FILE));
			assertThat(this.flora.outputs().save(output, this.directory).size()).isEqualTo(200_000);
		}
		finally {
			ProxySelector.setDefault(before);
		}
		assertThat(asked).isEmpty();
	}

	@ParameterizedTest
	@EnumSource
	void proxyMayBeAnAddressOfIpv6(Wire wire) throws Exception {
		this.server = new RawServer((request, raw, socket) -> send(socket, "503 No\nContent-Length: 0", new byte[0]),
				new ServerSocket(0, 50, InetAddress.getByName("::1")));
		this.flora = TestOutputs.with(wire, TestOutputs.guard("https://app.flora.ai/api/v1", (host) -> {
			throw new AssertionError("Looked up: " + host);
		}), Settings.defaults()
			.baseUrl("https://app.flora.ai/api/v1")
			.proxy(URI.create("http://[::1]:" + this.server.port())));
		assertThatExceptionOfType(FloraException.class)
			.isThrownBy(() -> this.flora.outputs().open(TestOutputs.image("https://media.flora.ai/a.png")));
		assertThat(this.server.requests()).singleElement().asString().startsWith("CONNECT media.flora.ai:443 ");
	}

}
