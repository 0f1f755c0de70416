package ai.flora.client.assembly;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;

import ai.flora.client.FloraClient;
import ai.flora.client.FloraException;
import ai.flora.client.GenerationRequest;
import ai.flora.client.asset.AssetUpload;
import ai.flora.client.internal.transport.RawServer;
import ai.flora.client.internal.transport.Transports;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Uploads of an application and imports of its starts, in one client.
 */
@Tag("exhaustive")
class SharedAssetsTests {

	private final AtomicInteger made = new AtomicInteger();

	private final RawServer server = new RawServer(this::answer);

	SharedAssetsTests() throws IOException {
	}

	@AfterEach
	void stop() throws IOException {
		this.server.close();
	}

	/** FLORA makes the first asset only, and lists it under every name. */
	private void answer(String request, RawServer raw, Socket socket) throws Exception {
		String line = request.lines().findFirst().orElse("");
		if (line.startsWith("POST /api/v1/assets ")) {
			boolean first = this.made.getAndIncrement() == 0;
			send(socket, first ? "201 Created" : "409 Conflict",
					first ? asset("a.png") : "{\"error\":{\"code\":\"idempotency_duplicate\"}}");
		}
		else if (line.startsWith("GET /api/v1/assets?")) {
			String name = line.replaceAll(".*[?&]query=([^& ]*).*", "$1");
			send(socket, "200 OK", "{\"assets\":[" + asset(name) + "]}");
		}
		else if (line.startsWith("GET /api/v1/assets/asset_1 ")) {
			send(socket, "200 OK", asset("a.png"));
		}
		else if (line.startsWith("POST /api/v1/generate ")) {
			send(socket, "201 Created", "{\"run_id\":\"run_1\",\"type\":\"generation\"}");
		}
		else {
			send(socket, "404 Not Found", "{}");
		}
	}

	private static String asset(String name) {
		return "{\"asset_id\":\"asset_1\",\"status\":\"ready\",\"uploaded_via\":\"url\",\"name\":\"" + name
				+ "\",\"url\":\"https://media.flora.ai/asset_1.png\",\"created_at\":\"" + Instant.now() + "\"}";
	}

	private static void send(Socket socket, String status, String body) throws IOException {
		RawServer.send(socket, "HTTP/1.1 " + status + "\nContent-Type: application/json\nConnection: close\n"
				+ "Content-Length: " + body.getBytes(StandardCharsets.UTF_8).length + "\n\n" + body);
	}

	/** The start would be made with a picture that was meant for something else. */
	@Test
	void unconfirmedImportOfAStartDoesNotTakeTheAssetOfAnUpload() {
		try (FloraClient client = Transports.JDK.builder("http://127.0.0.1:" + this.server.port() + "/api/v1")
			.workspaceId("ws_1")
			.projectId("prj_1")
			.build()) {
			String uploaded = client.assets()
				.upload(AssetUpload.builder().source(URI.create("https://example.com/a.png")).build())
				.assetId();
			assertThat(uploaded).isEqualTo("asset_1");
			GenerationRequest request = GenerationRequest.image("A harbour")
				.toBuilder()
				.model("i2i-flux")
				.fromImages(URI.create("https://example.com/b.png"))
				.build();
			assertThatExceptionOfType(FloraException.class).isThrownBy(() -> client.generations().create(request))
				.withMessageContaining("This start is not sent");
		}
		assertThat(this.made).hasValue(2);
		assertThat(this.server.requests()).filteredOn((request) -> request.startsWith("GET /api/v1/assets?"))
			.filteredOn((request) -> request.contains("query="))
			.hasSize(2);
		assertThat(this.server.requests()).noneMatch((request) -> request.contains("/generate"));
	}

}
