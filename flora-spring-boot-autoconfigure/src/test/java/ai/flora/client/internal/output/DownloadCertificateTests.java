package ai.flora.client.internal.output;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSocket;

import ai.flora.client.faults.Certificates;
import ai.flora.client.internal.output.TestOutputs.Wire;
import ai.flora.client.internal.transport.RawServer;
import ai.flora.client.output.OutputContent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The application's certificate, by which other servers know it, is nothing that the host
 * of an output gets to see, although it may ask for it.
 */
@Tag("exhaustive")
class DownloadCertificateTests {

	private static final String TRUST_STORE = "javax.net.ssl.trustStore";

	private static final String TRUST_STORE_PASSWORD = "javax.net.ssl.trustStorePassword";

	@TempDir
	private Path directory;

	private SSLContext before;

	@BeforeEach
	void give() throws Exception {
		Path trustStore = this.directory.resolve("trust.p12");
		System.setProperty(TRUST_STORE_PASSWORD, Certificates.SERVER.write(trustStore));
		System.setProperty(TRUST_STORE, trustStore.toString());
		this.before = SSLContext.getDefault();
		SSLContext.setDefault(Certificates.SERVER.withKey());
	}

	@AfterEach
	void takeBack() {
		SSLContext.setDefault(this.before);
		System.clearProperty(TRUST_STORE);
		System.clearProperty(TRUST_STORE_PASSWORD);
	}

	@ParameterizedTest
	@EnumSource
	void hostSeesNoCertificateOfTheApplication(Wire wire) throws Exception {
		List<String> seen = new CopyOnWriteArrayList<>();
		RawServer server = new RawServer((request, raw, socket) -> {
			seen.add(certificate(socket));
			RawServer.send(socket, "HTTP/1.1 200 OK\nContent-Length: 4\nConnection: close\n\nGood");
		}, Certificates.SERVER.listenAndAsk());
		try (TestOutputs flora = TestOutputs.onLoopback(wire);
				OutputContent content = flora.outputs()
					.open(TestOutputs.image("https://127.0.0.1:" + server.port() + "/a"))) {
			assertThat(content.stream().readAllBytes()).asString().isEqualTo("Good");
		}
		finally {
			server.close();
		}
		assertThat(seen).containsExactly("none");
	}

	private static String certificate(Socket socket) throws IOException {
		try {
			return ((SSLSocket) socket).getSession().getPeerPrincipal().getName();
		}
		catch (SSLPeerUnverifiedException ex) {
			return "none";
		}
	}

}
