package ai.flora.client.internal.asset;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

import ai.flora.client.FloraClient;
import ai.flora.client.FloraConnectionException;
import ai.flora.client.FloraInterruptedException;
import ai.flora.client.FloraTimeoutException;
import ai.flora.client.TimeLimits;
import ai.flora.client.asset.Asset;
import ai.flora.client.asset.AssetStage;
import ai.flora.client.asset.FloraAssetFailedException;
import ai.flora.client.internal.transport.RawServer;
import ai.flora.client.internal.transport.Transports;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.Resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * The places that FLORA names for files, and how their hosts may answer.
 */
@Tag("exhaustive")
class StoragePlaceTests {

	private static final byte[] PNG = { (byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n' };

	private static final ByteArrayResource FILE = new ByteArrayResource(Arrays.copyOf(PNG, 4 * 1024 * 1024 + 1));

	private String place = "\"upload\":{\"url\":\"{origin}/store?signature=secret\",\"form_fields\":{\"key\":\"k\"}}";

	private Answer storage = (server, socket) -> RawServer.send(socket, "HTTP/1.1 204 No Content\n\n");

	private final RawServer server = new RawServer(this::answer);

	StoragePlaceTests() throws IOException {
	}

	@AfterEach
	void stop() throws IOException {
		this.server.close();
	}

	private void answer(String request, RawServer raw, Socket socket) throws Exception {
		String ticket = "{\"asset_id\":\"asset_1\",\"status\":\"pending_upload\","
				+ this.place.replace("{origin}", "http://127.0.0.1:" + raw.port()) + "}";
		String path = request.split(" ")[1];
		if (path.contains("/store")) {
			this.storage.send(raw, socket);
			return;
		}
		boolean makes = path.endsWith("/assets") || path.endsWith("/retry");
		String body = makes ? ticket : "{\"asset_id\":\"asset_1\",\"status\":\"ready\",\"url\":\"https://h/a.png\"}";
		RawServer.send(socket, "HTTP/1.1 200 OK\nContent-Type: application/json\nConnection: close\nContent-Length: "
				+ body.length() + "\n\n" + body);
	}

	@ParameterizedTest
	@EnumSource
	void fileIsPutWhereFloraNamesOnlyAUrl(Transports transport) {
		this.place = "\"upload_url\":\"{origin}/store\"";
		this.storage = (server, socket) -> RawServer.send(socket,
				"HTTP/1.1 200 OK\nConnection: close\nContent-Length: 0\n\n");
		assertThat(upload(transport).assetId()).isEqualTo("asset_1");
		List<String> stored = stored();
		assertThat(stored).hasSize(1);
		assertThat(stored.get(0)).startsWith("PUT /store HTTP/1.1")
			.containsIgnoringCase("content-type: image/png\r\n")
			.containsIgnoringCase("content-length: 4194305\r\n")
			.doesNotContainIgnoringCase("authorization")
			.doesNotContain(Transports.KEY);
	}

	/** A recording that goes on: its beginning must not become the asset. */
	@ParameterizedTest
	@EnumSource
	void fileThatGrowsIsNotPutAsAWhole(Transports transport) {
		this.place = "\"upload_url\":\"{origin}/store\"";
		byte[] grown = Arrays.copyOf(PNG, (int) FILE.contentLength() + 1);
		FloraAssetFailedException failure = failure(transport, new ByteArrayResource(grown) {

			@Override
			public long contentLength() {
				return FILE.contentLength();
			}

		});
		assertThat(failure.stage()).isEqualTo(AssetStage.STORE);
		assertThat(failure).rootCause().hasMessageContaining("goes on");
		assertThat(this.server.requests()).noneMatch((request) -> request.contains("/complete"));
		assertThat(stored()).allMatch((request) -> body(request).length() < FILE.contentLength());
	}

	@ParameterizedTest
	@EnumSource
	void fieldsComeBeforeTheFile(Transports transport) {
		this.place = "\"upload\":{\"url\":\"{origin}/store\",\"fileField\":\"data\","
				+ "\"formFields\":{\"key\":\"k\",\"policy\":\"p\"}}";
		this.storage = (server, socket) -> RawServer.send(socket,
				"HTTP/1.1 201 Created\nConnection: close\nContent-Length: 0\n\n");
		upload(transport);
		assertThat(stored()).hasSize(1);
		String form = stored().get(0);
		assertThat(form).startsWith("POST /store HTTP/1.1").doesNotContainIgnoringCase("authorization");
		assertThat(form.indexOf("name=\"key\"")).isPositive().isLessThan(form.indexOf("name=\"policy\""));
		assertThat(form.indexOf("name=\"policy\"")).isLessThan(form.indexOf("name=\"data\"; filename=\"upload.png\""));
	}

	@ParameterizedTest
	@ValueSource(strings = { "http://example.com/store", "ftp://example.com/store", "https://user@example.com/store",
			"//example.com/store", "not a URL", "", "https:opaque" })
	void placeThatIsNoneIsNotSentTo(String url) {
		this.place = "\"upload\":{\"url\":\"" + url + "\"}";
		FloraAssetFailedException failure = failure(Transports.JDK);
		assertThat(failure.stage()).isEqualTo(AssetStage.STORE);
		assertThat(failure).hasMessageContaining("https URL");
	}

	@Test
	void redirectIsNotFollowed() {
		this.storage = (server, socket) -> RawServer.send(socket,
				"HTTP/1.1 307 Temporary Redirect\nLocation: /store/elsewhere\nConnection: close\nContent-Length: 0\n\n");
		for (Transports transport : Transports.values()) {
			assertThat(failure(transport).stage()).isEqualTo(AssetStage.STORE);
		}
		assertThat(stored()).noneMatch((request) -> request.contains("elsewhere"));
	}

	/** Once for the place, and once for the new one. */
	@ParameterizedTest
	@EnumSource(names = { "JDK", "APACHE", "JETTY", "REACTOR" })
	void refusalIsToldWithoutTheSignature(Transports transport) {
		this.storage = (server, socket) -> RawServer.send(socket,
				"HTTP/1.1 403 Forbidden\nConnection: close\nContent-Length: 6\n\nsecret");
		FloraAssetFailedException failure = failure(transport);
		assertThat(failure).hasMessageContaining("403").hasMessageNotContaining("secret");
		assertThat(stored()).hasSize(2);
	}

	@ParameterizedTest
	@EnumSource(names = { "JDK", "APACHE", "JETTY", "REACTOR" })
	void storageThatDoesNotAnswerIsGivenUp(Transports transport) throws Exception {
		this.storage = (server, socket) -> server.hang();
		Throwable failure = TimeLimits.longEnough(Duration.ofMillis(500), (timeout) -> failure(transport, timeout),
				(thrown) -> !stored().isEmpty());
		assertThat(failure).isInstanceOf(FloraAssetFailedException.class)
			.hasCauseInstanceOf(FloraTimeoutException.class)
			.hasMessageNotContaining("secret");
	}

	private Throwable failure(Transports transport, Duration readTimeout) {
		try (FloraClient client = transport.builder(this.server.url())
			.readTimeout(readTimeout)
			.workspaceId("ws_1")
			.build()) {
			return catchThrowable(() -> client.assets().upload(FILE));
		}
	}

	@Test
	void interruptEndsTheUpload() throws Exception {
		Thread caller = Thread.currentThread();
		this.storage = (server, socket) -> {
			caller.interrupt();
			server.hang();
		};
		FloraAssetFailedException failure = failure(Transports.JDK);
		assertThat(Thread.interrupted()).isTrue();
		assertThat(failure).hasCauseInstanceOf(FloraInterruptedException.class);
		assertThat(stored()).hasSize(1);
	}

	@Test
	void uploadEndsWithTheClient() throws Exception {
		FloraClient client = Transports.JDK.builder(this.server.url()).workspaceId("ws_1").build();
		this.storage = (server, socket) -> {
			client.close();
			server.hang();
		};
		FloraAssetFailedException failure = catchThrowableOfType(FloraAssetFailedException.class,
				() -> client.assets().upload(FILE));
		assertThat(failure).hasCauseInstanceOf(FloraConnectionException.class).hasMessageContaining("closed");
	}

	private FloraAssetFailedException failure(Transports transport) {
		return failure(transport, FILE);
	}

	private FloraAssetFailedException failure(Transports transport, Resource file) {
		FloraAssetFailedException failure = catchThrowableOfType(FloraAssetFailedException.class,
				() -> upload(transport, file));
		assertThat(failure).as("%s", transport).isNotNull();
		assertThat(failure.assetId()).isEqualTo("asset_1");
		return failure;
	}

	private Asset upload(Transports transport) {
		return upload(transport, FILE);
	}

	private Asset upload(Transports transport, Resource file) {
		try (FloraClient client = transport.builder(this.server.url()).workspaceId("ws_1").build()) {
			return client.assets().upload(file);
		}
	}

	private List<String> stored() {
		return this.server.requests().stream().filter((request) -> request.split(" ")[1].contains("/store")).toList();
	}

	private static String body(String request) {
		String end = "\r\n\r\n";
		return request.substring(request.indexOf(end) + end.length());
	}

	private interface Answer {

		void send(RawServer server, Socket socket) throws Exception;

	}

}
