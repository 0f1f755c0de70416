package ai.flora.client.internal.output;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import ai.flora.client.FloraConnectionException;
import ai.flora.client.FloraException;
import ai.flora.client.FloraRequestRefusedException;
import ai.flora.client.FloraResponseException;
import ai.flora.client.internal.output.TestOutputs.Settings;
import ai.flora.client.internal.output.TestOutputs.Wire;
import ai.flora.client.internal.transport.RawServer;
import ai.flora.client.internal.transport.RefusedPort;
import ai.flora.client.output.OutputContent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * No spelling of an address that is not of the public internet gets a connection, and
 * none gets through behind a redirect. A server listens on all addresses of this machine,
 * and counts its connections.
 */
class AddressGuardTests {

	private static final String FLORA = "https://app.flora.ai/api/v1";

	private static final String PNG = "\u0089PNG\r\n\u001a\n";

	/** The host of each, as it stands in a URL. */
	static final List<String> FORMS = List.of("127.0.0.1", "127.1", "127.0.1", "2130706433", "0x7f000001", "0x7f.1",
			"0177.0.0.1", "017700000001", "127.255.255.254", "0.0.0.0", "0", "localhost", "LOCALHOST", "localhost.",
			"127.0.0.1.", "flora.localhost", "[::1]", "[0:0:0:0:0:0:0:1]", "[::]", "[::ffff:127.0.0.1]",
			"[::ffff:7f00:1]", "[0:0:0:0:0:ffff:7f00:0001]", "[::127.0.0.1]", "[::7f00:1]", "[64:ff9b::127.0.0.1]",
			"[64:ff9b::7f00:1]", "[64:ff9b:1::7f00:1]", "[2002:7f00:1::]", "[2001:0:7f00:1::80ff:fffe]", "[::1%25lo]",
			"[fe80::1%25eth0]", "[fe80::1]", "[fec0::1]", "[fc00::1]", "[fd00:ec2::254]", "[ff02::1]", "[100::1]",
			"[2001:db8::1]", "[3fff::1]", "[2001:2::1]", "[::ffff:0:127.0.0.1]", "[5f00::1]",
			"\uff11\uff12\uff17.\uff10.\uff10.\uff11", "127\u30020\u30020\u30021", "\u2460\u2461\u2466.0.0.1",
			"\uff4c\uff4f\uff43\uff41\uff4c\uff48\uff4f\uff53\uff54", "%31%32%37.0.0.1", "media.flora.ai@127.0.0.1",
			"user:word@127.0.0.1", "127.0.0.1#@media.flora.ai", "127.0.0.1\\@media.flora.ai", "10.0.0.1", "172.16.0.1",
			"172.31.255.255", "192.168.1.1", "169.254.169.254", "0xa9fea9fe", "2852039166", "169.254.169.254.",
			"[::ffff:169.254.169.254]", "168.63.129.16", "100.64.0.1", "100.100.100.200", "192.0.0.192", "192.0.2.1",
			"192.88.99.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.255", "240.0.0.1",
			"255.255.255.255", "[::ffff:10.0.0.1]", "[64:ff9b::10.0.0.1]", "[2002:a00:1::]", "1.2.3.4.5", "256.1.1.1",
			"0x7f.0.0.0.1", "one.internal", "two.internal", "three.internal");

	private final AtomicInteger connections = new AtomicInteger();

	private RawServer server;

	private RawServer redirecting;

	private volatile String location = "";

	@BeforeEach
	void start() throws IOException {
		this.server = new RawServer(new RawServer.RequestScript() {

			@Override
			public void accepted(Socket socket) {
				AddressGuardTests.this.connections.incrementAndGet();
			}

			@Override
			public void answer(String request, RawServer raw, Socket socket) throws Exception {
				RawServer.send(socket, "HTTP/1.1 200 OK\nContent-Length: 8\nConnection: close\n\n");
				socket.getOutputStream().write(PNG.getBytes(StandardCharsets.ISO_8859_1));
			}

		}, new ServerSocket(0, 50, InetAddress.getByName("::")));
		this.redirecting = new RawServer((request, raw, socket) -> RawServer.send(socket,
				"HTTP/1.1 302 Found\nContent-Length: 0\nConnection: close\nLocation: " + this.location + "\n\n"),
				new ServerSocket(0, 50, InetAddress.getByName("127.0.0.2")));
	}

	@AfterEach
	void stop() throws IOException {
		this.server.close();
		this.redirecting.close();
	}

	static Stream<Arguments> forms() {
		return Stream.of(Wire.values()).flatMap((wire) -> FORMS.stream().map((form) -> Arguments.of(wire, form)));
	}

	/** Three evil responses of a resolver of names. */
	private static InetAddress[] resolve(String host) throws UnknownHostException {
		return switch (host) {
			case "one.internal" -> new InetAddress[] { InetAddress.getByName("127.0.0.1") };
			case "two.internal" ->
				new InetAddress[] { InetAddress.getByName("93.184.216.34"), InetAddress.getByName("127.0.0.1") };
			case "three.internal" -> new InetAddress[] { InetAddress.getByName("::1") };
			default -> InetAddress.getAllByName(host);
		};
	}

	private String url(String scheme, String form) {
		int cut = form.contains("#") ? form.indexOf('#') : form.contains("\\") ? form.indexOf('\\') : form.length();
		return scheme + "://" + form.substring(0, cut) + ":" + this.server.port() + form.substring(cut) + "/a.png";
	}

	@ParameterizedTest
	@MethodSource("forms")
	void formIsRefused(Wire wire, String form) {
		try (TestOutputs flora = TestOutputs.with(wire, TestOutputs.guard(FLORA, AddressGuardTests::resolve),
				Settings.defaults().baseUrl(FLORA))) {
			for (String scheme : new String[] { "https", "http" }) {
				assertThatExceptionOfType(FloraRequestRefusedException.class)
					.isThrownBy(() -> flora.outputs().open(TestOutputs.image(url(scheme, form))))
					.withMessageStartingWith("Output output_1");
			}
			assertThat(flora.recorded()).containsExactly("image refused 0", "image refused 0");
		}
		assertThat(this.connections).hasValue(0);
	}

	@ParameterizedTest
	@MethodSource("forms")
	void formIsRefusedBehindARedirect(Wire wire, String form) {
		AddressGuard guard = new AddressGuard(URI.create(FLORA), AddressGuardTests::resolve) {

			@Override
			void check(URI url) {
				if (url.getPort() != AddressGuardTests.this.redirecting.port()) {
					super.check(url);
				}
			}

			@Override
			void check(String host, InetAddress address) {
				if (!host.equals("127.0.0.2")) {
					super.check(host, address);
				}
			}

		};
		List<String> locations = new ArrayList<>(List.of(url("https", form), url("http", form)));
		locations.add("//" + url("https", form).substring("https://".length()));
		try (TestOutputs flora = TestOutputs.with(wire, guard, Settings.defaults().baseUrl(FLORA))) {
			for (String location : locations) {
				// As a server would send it: one that sends other bytes than ASCII is at
				// the
				// mercy of its reader.
				this.location = location;
				assertThatExceptionOfType(FloraException.class)
					.isThrownBy(() -> flora.outputs()
						.open(TestOutputs.image("http://127.0.0.2:" + this.redirecting.port() + "/a.png")))
					.matches(
							(ex) -> ex instanceof FloraRequestRefusedException || ex instanceof FloraResponseException);
			}
		}
		assertThat(this.redirecting.requests()).hasSize(locations.size());
		assertThat(this.connections).hasValue(0);
	}

	@ParameterizedTest
	@ValueSource(strings = { "https://media.flora.ai/a.png", "HTTPS://MEDIA.FLORA.AI", "https://media.flora.ai:1",
			"https://media.flora.ai:65535/", "https://media/", "https://93.184.216.34/a.png", "https://8.8.8.8:8443",
			"https://[2606:4700::1111]/", "https://[::ffff:8.8.8.8]/", "https://xn--bcher-kva.example/",
			"https://a-1.b--2.example/", "https://localhost.flora.ai/" })
	void publicUrlIsAllowed(String url) {
		assertThatNoException()
			.isThrownBy(() -> TestOutputs.guard(FLORA, InetAddress::getAllByName).check(URI.create(url)));
	}

	@Test
	void namesAreAsLongAsDnsAllows() {
		AddressGuard guard = TestOutputs.guard(FLORA, InetAddress::getAllByName);
		String label = "a".repeat(63);
		String longest = String.join(".", label, label, label, "a".repeat(61));
		assertThatNoException().isThrownBy(() -> guard.check(URI.create("https://" + longest + "/")));
		for (String host : new String[] { longest + "a", label + "a", label + "a.flora.ai" }) {
			assertThatExceptionOfType(ForbiddenAddressException.class)
				.isThrownBy(() -> guard.check(URI.create("https://" + host + "/")));
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "http://media.flora.ai/a.png", "http://93.184.216.34/a.png", "https://media.flora.ai:0/",
			"https://media.flora.ai:65536/", "https://media.flora.ai:99999/", "ftp://media.flora.ai/",
			"file:///etc/passwd", "https:/a.png", "https:a.png", "//media.flora.ai/a.png", "/a.png",
			"https://a_b.flora.ai/", "jar:https://media.flora.ai/a.jar!/b" })
	void otherUrlIsRefused(String url) {
		assertThatExceptionOfType(ForbiddenAddressException.class)
			.isThrownBy(() -> TestOutputs.guard(FLORA, InetAddress::getAllByName).check(URI.create(url)));
	}

	@ParameterizedTest
	@EnumSource
	void nameWithoutAddressesIsUnknown(Wire wire) {
		try (TestOutputs flora = TestOutputs.with(wire, TestOutputs.guard(FLORA, (host) -> new InetAddress[0]),
				Settings.defaults().baseUrl(FLORA))) {
			assertThatExceptionOfType(FloraConnectionException.class)
				.isThrownBy(() -> flora.outputs().open(TestOutputs.image("https://media.flora.ai/a.png")))
				.withMessageContaining("media.flora.ai")
				.withRootCauseInstanceOf(UnknownHostException.class);
		}
	}

	@ParameterizedTest
	@EnumSource
	void loopbackIsAllowedWhereTheBaseUrlIs(Wire wire) throws IOException {
		try (TestOutputs flora = TestOutputs.onLoopback(wire)) {
			for (String form : new String[] { "127.0.0.1", "localhost", "LOCALHOST", "127.1", "[::1]",
					"[::ffff:127.0.0.1]" }) {
				try (OutputContent content = flora.outputs().open(TestOutputs.image(url("http", form)))) {
					assertThat(content.mediaType()).as(form).isEqualTo("image/png");
				}
			}
		}
		assertThat(this.connections).hasValue(6);
	}

	@ParameterizedTest
	@EnumSource
	void noMoreThanLoopbackIsAllowedWhereTheBaseUrlIs(Wire wire) {
		try (TestOutputs flora = TestOutputs.onLoopback(wire)) {
			for (String form : new String[] { "10.0.0.1", "0.0.0.0", "[::]", "169.254.169.254", "[fd00:ec2::254]",
					"192.168.0.1", "[::ffff:10.0.0.1]", "93.184.216.34" }) {
				this.location = url("http", form);
				assertThatExceptionOfType(FloraRequestRefusedException.class).as(form)
					.isThrownBy(() -> flora.outputs()
						.open(TestOutputs.image("http://127.0.0.2:" + this.redirecting.port() + "/a.png")));
			}
		}
		assertThat(this.redirecting.requests()).hasSize(8);
		assertThat(this.connections).hasValue(0);
	}

	/** Buckets may have such names, so that whoever paid must hear why. */
	@Test
	void hostWithAnUnderscoreIsRefusedForThat() {
		AddressGuard guard = TestOutputs.guard(FLORA, InetAddress::getAllByName);
		assertThatExceptionOfType(ForbiddenAddressException.class)
			.isThrownBy(() -> guard.check(URI.create("https://my_bucket.storage.googleapis.com/a.png")))
			.withMessageContaining("underscore");
	}

	/** The address that was checked is the one that is connected to. */
	@ParameterizedTest
	@EnumSource(names = "APACHE")
	void nameThatChangesItsAddressGetsNoConnection(Wire wire) throws IOException {
		AtomicInteger asked = new AtomicInteger();
		RefusedPort held = new RefusedPort();
		RawServer good = new RawServer(
				(request, raw, socket) -> RawServer.send(socket,
						"HTTP/1.1 200 OK\nContent-Length: 4\nConnection: close\n\nGood"),
				new ServerSocket(held.port(), 50, InetAddress.getByName("127.0.0.3")));
		RawServer evil = new RawServer(
				(request, raw, socket) -> RawServer.send(socket,
						"HTTP/1.1 200 OK\nContent-Length: 4\nConnection: close\n\nEvil"),
				new ServerSocket(held.port(), 50, InetAddress.getByName("127.0.0.1")));
		AddressGuard guard = new AddressGuard(URI.create(FLORA), (host) -> new InetAddress[] {
				InetAddress.getByName((asked.getAndIncrement() == 0) ? "127.0.0.3" : "127.0.0.1") }) {

			@Override
			void check(URI url) {
			}

			@Override
			void check(String host, InetAddress address) {
				if (!address.getHostAddress().equals("127.0.0.3")) {
					super.check(host, address);
				}
			}

		};
		try (TestOutputs flora = TestOutputs.with(wire, guard, Settings.defaults().baseUrl(FLORA))) {
			String url = "http://rebinding.example:" + good.port() + "/a.png";
			try (OutputContent content = flora.outputs().open(TestOutputs.image(url))) {
				assertThat(content.stream().readAllBytes()).asString().isEqualTo("Good");
			}
			assertThat(asked).hasValue(1);
			assertThatExceptionOfType(FloraRequestRefusedException.class)
				.isThrownBy(() -> flora.outputs().open(TestOutputs.image(url)))
				.withMessageContaining("rebinding.example")
				.withMessageContaining("loopback");
		}
		good.close();
		evil.close();
		held.close();
		assertThat(evil.requests()).isEmpty();
	}

}
