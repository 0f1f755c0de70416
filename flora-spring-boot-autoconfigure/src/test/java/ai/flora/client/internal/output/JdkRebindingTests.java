package ai.flora.client.internal.output;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;

import ai.flora.client.internal.output.TestOutputs.Settings;
import ai.flora.client.internal.output.TestOutputs.Wire;
import ai.flora.client.internal.transport.RawServer;
import ai.flora.client.internal.transport.RefusedPort;
import ai.flora.client.output.OutputContent;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A name whose address changes right after it was checked. The JDK's client looks it up
 * once more by itself, and gets the address that was checked from the JVM's cache;
 * without the cache it does not, as the documentation says. The JVM reads names from a
 * file.
 */
@Tag("exhaustive")
class JdkRebindingTests {

	@TempDir
	private Path directory;

	@Test
	void addressThatWasCheckedIsConnectedTo() throws Exception {
		assertThat(run()).contains("read Good, evil was asked 0 times");
	}

	@Test
	void withoutTheCacheItIsNot() throws Exception {
		assertThat(run("-Dsun.net.inetaddr.ttl=0")).contains("read Evil, evil was asked 1 times");
	}

	private String run(String... options) throws Exception {
		Path hosts = this.directory.resolve("hosts");
		String[] command = new String[options.length + 3];
		System.arraycopy(options, 0, command, 0, options.length);
		command[options.length] = "-Djdk.net.hosts.file=" + hosts;
		command[options.length + 1] = Program.class.getName();
		command[options.length + 2] = hosts.toString();
		return ChildJvm.run(command);
	}

	/**
	 * Reads one output, of a name that leads to 127.0.0.3 while it is checked, and to
	 * 127.0.0.1 afterwards.
	 */
	static final class Program {

		private Program() {
		}

		public static void main(String[] args) throws IOException {
			Path hosts = Path.of(args[0]);
			Files.writeString(hosts, "127.0.0.3 rebinding.example\n");
			RefusedPort held = new RefusedPort();
			RawServer good = serve("Good", held.port(), "127.0.0.3");
			RawServer evil = serve("Evil", held.port(), "127.0.0.1");
			AddressGuard guard = new AddressGuard(URI.create("https://app.flora.ai/api/v1"),
					InetAddress::getAllByName) {

				@Override
				void check(URI url) {
				}

				@Override
				void check(String host, InetAddress address) {
					if (!address.getHostAddress().equals("127.0.0.3")) {
						super.check(host, address);
					}
				}

				@Override
				public InetAddress[] resolve(String host) throws UnknownHostException {
					InetAddress[] addresses = super.resolve(host);
					try {
						Files.writeString(hosts, "127.0.0.1 rebinding.example\n");
					}
					catch (IOException ex) {
						throw new UncheckedIOException(ex);
					}
					return addresses;
				}

			};
			try (TestOutputs flora = TestOutputs.with(Wire.JDK, guard, Settings.defaults());
					OutputContent content = flora.outputs()
						.open(TestOutputs.image("http://rebinding.example:" + good.port() + "/a"))) {
				System.out.println("read " + new String(content.stream().readAllBytes()) + ", evil was asked "
						+ evil.requests().size() + " times");
			}
			System.exit(0);
		}

		private static RawServer serve(String body, int port, String address) throws IOException {
			return new RawServer(
					(request, raw, socket) -> RawServer.send(socket,
							"HTTP/1.1 200 OK\nContent-Length: 4\nConnection: close\n\n" + body),
					new ServerSocket(port, 50, InetAddress.getByName(address)));
		}

	}

}
