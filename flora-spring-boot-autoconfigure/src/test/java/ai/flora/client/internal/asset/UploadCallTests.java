package ai.flora.client.internal.asset;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

import ai.flora.client.FloraConflictException;
import ai.flora.client.FloraNotFoundException;
import ai.flora.client.FloraServerException;
import ai.flora.client.FloraTimeoutException;
import ai.flora.client.asset.Asset;
import ai.flora.client.asset.AssetStage;
import ai.flora.client.asset.AssetUpload;
import ai.flora.client.asset.FloraAssetFailedException;
import ai.flora.client.internal.start.HastyTiming;
import ai.flora.client.internal.thread.CallThreads;
import ai.flora.client.internal.thread.ClientThreads;
import ai.flora.client.internal.transport.FloraTransport;
import ai.flora.client.internal.transport.RawServer;
import ai.flora.client.internal.transport.TestTransports;
import ai.flora.client.internal.transport.Transports;
import ai.flora.client.internal.workspace.OwnWorkspace;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.core.io.ByteArrayResource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Uploads and imports that FLORA takes its time for, or has to be asked for again. No
 * time passes but for the waits.
 */
class UploadCallTests {

	private static final String CONFLICT = "409 {\"error\":{\"code\":\"conflict\",\"message\":\"wrong state\"}}";

	private static final String NOT_FOUND = "404 {\"error\":{\"code\":\"not_found\",\"message\":\"no asset\"}}";

	private static final String UNAVAILABLE = "503 {\"error\":{\"code\":\"service_unavailable\",\"message\":\"no\"}}";

	private static final String DUPLICATE = "409 {\"error\":{\"code\":\"idempotency_duplicate\",\"message\":\"used\"}}";

	private static final byte[] PNG = { (byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n' };

	private final HastyTiming timing = HastyTiming.still();

	private final CallThreads threads = CallThreads.platform(ClientThreads.ofCaller());

	private final AtomicInteger reads = new AtomicInteger();

	/** Makes a status and a body of a request's method, path and query. */
	private UnaryOperator<String> flora = (request) -> CONFLICT;

	private final RawServer server = new RawServer(this::answer);

	private final FloraTransport transport = TestTransports
		.of(this.server.url(), () -> Transports.JDK.requestFactory(Duration.ofSeconds(5), Duration.ofSeconds(20)),
				Duration.ofSeconds(20))
		.executor(this.threads)
		.attempts(3)
		.build(this.timing);

	private final AssetCalls calls = new AssetCalls(this.transport, new OwnWorkspace(this.transport, "ws_1"));

	UploadCallTests() throws IOException {
	}

	@AfterEach
	void stop() throws IOException {
		this.transport.close();
		this.threads.close();
		this.server.close();
	}

	@Test
	void importThatHasFailedIsMadeAnew() {
		this.flora = (request) -> switch (request) {
			case "GET /assets/asset_1" -> asset("asset_1", "failed", "url");
			case "POST /assets", "GET /assets/asset_2" -> asset("asset_2", "ready", "url");
			default -> CONFLICT;
		};
		assertThat(goOn(imported()).assetId()).isEqualTo("asset_2");
		assertThat(requests()).containsExactly("GET /assets/asset_1", "POST /assets", "GET /assets/asset_2");
	}

	/** The asset of an import has no place for a file, which its caller may have. */
	@Test
	void fileThatFloraCouldNotFetchIsUploadedAnew() {
		this.flora = (request) -> switch (request) {
			case "GET /assets/asset_1" -> asset("asset_1", "failed", "url");
			case "POST /assets", "GET /assets/asset_2" -> asset("asset_2", "ready", "direct");
			default -> CONFLICT;
		};
		assertThat(goOn(upload()).assetId()).isEqualTo("asset_2");
		assertThat(requests()).containsExactly("GET /assets/asset_1", "POST /assets", "GET /assets/asset_2");
	}

	@Test
	void importThatIsPendingIsWaitedFor() {
		this.flora = (request) -> slowly("url", 20);
		assertThat(goOn(imported()).assetId()).isEqualTo("asset_1");
		assertThat(requests()).hasSize(20).containsOnly("GET /assets/asset_1");
	}

	/** The request that made the asset brought the file. */
	@Test
	void directUploadThatIsPendingIsWaitedFor() {
		this.flora = (request) -> slowly("direct", 20);
		assertThat(goOn(upload()).assetId()).isEqualTo("asset_1");
		assertThat(requests()).hasSize(20).containsOnly("GET /assets/asset_1");
	}

	/** FLORA wants neither a file nor to be told of it: it has the file. */
	@Test
	void uploadThatFloraIsBusyWithIsWaitedFor() {
		this.flora = (request) -> request.startsWith("GET") ? slowly("signed_url", 100) : CONFLICT;
		assertThat(goOn(upload()).assetId()).isEqualTo("asset_1");
		assertThat(requests().stream().filter((request) -> request.startsWith("POST")))
			.containsExactly("POST /assets/asset_1/complete", "POST /assets/asset_1/retry");
	}

	@Test
	void uploadThatFloraIsBusyWithForTooLongSaysWhatToDo() {
		this.flora = (request) -> request.startsWith("GET") ? slowly("signed_url", 200) : CONFLICT;
		assertThatExceptionOfType(FloraAssetFailedException.class).isThrownBy(() -> goOn(upload()))
			.withCauseInstanceOf(FloraTimeoutException.class)
			.withMessageContaining("deadline of 121000 ms")
			.withMessageContaining("RequestOptions.withTimeout")
			.withMessageContaining("15 minutes")
			.satisfies((ex) -> assertThat(ex.stage()).isEqualTo(AssetStage.PROCESS));
	}

	@Test
	void readThatLagsBehindTheMakingOfAnAssetIsNoFailure() {
		this.flora = (request) -> {
			boolean shown = request.startsWith("POST") || this.reads.incrementAndGet() > 3;
			return shown ? asset("asset_1", "ready", "direct") : NOT_FOUND;
		};
		assertThat(this.calls.upload(upload().build()).assetId()).isEqualTo("asset_1");
		assertThat(this.timing.skipped()).isEqualTo(Duration.ofSeconds(3).toNanos());
	}

	@Test
	void completionThatLagsBehindTheMakingOfAnAssetIsNoFailure() {
		AtomicInteger completions = new AtomicInteger();
		String place = "http://127.0.0.1:" + this.server.port() + "/store";
		this.flora = (request) -> switch (request) {
			case "POST /assets" ->
				"200 {\"asset_id\":\"asset_1\",\"status\":\"pending_upload\",\"upload_url\":\"" + place + "\"}";
			case "POST /assets/asset_1/complete" ->
				(completions.incrementAndGet() > 1) ? asset("asset_1", "ready", "signed_url") : NOT_FOUND;
			default -> asset("asset_1", "ready", "signed_url");
		};
		byte[] file = Arrays.copyOf(PNG, 4 * 1024 * 1024 + 1);
		this.calls.upload(AssetUpload.builder().content(new ByteArrayResource(file)).build());
		assertThat(completions).hasValue(2);
	}

	@Test
	void assetThatFloraNeverShowsIsWaitedForUntilTheDeadline() {
		this.flora = (request) -> request.startsWith("POST") ? asset("asset_1", "ready", "direct") : NOT_FOUND;
		assertThatExceptionOfType(FloraAssetFailedException.class).isThrownBy(() -> this.calls.upload(upload().build()))
			.withCauseInstanceOf(FloraTimeoutException.class)
			.withRootCauseInstanceOf(FloraNotFoundException.class)
			.withMessageContaining("does not show it")
			.satisfies((ex) -> assertThat(ex.stage()).isEqualTo(AssetStage.PROCESS));
	}

	@Test
	void assetOfAnotherCallThatFloraDoesNotKnowIsNotWaitedFor() {
		this.flora = (request) -> NOT_FOUND;
		assertThatExceptionOfType(FloraNotFoundException.class).isThrownBy(() -> goOn(upload()));
		assertThat(this.timing.skipped()).isZero();
	}

	/** So a third call can go on with it. */
	@Test
	void assetOfAnotherCallThatCannotBeReadIsNamed() {
		this.flora = (request) -> UNAVAILABLE;
		assertThatExceptionOfType(FloraAssetFailedException.class).isThrownBy(() -> goOn(upload()))
			.withCauseInstanceOf(FloraServerException.class)
			.withMessageStartingWith("Asset asset_1: it is not known to be ready")
			.satisfies((ex) -> assertThat(ex.assetId()).isEqualTo("asset_1"))
			.satisfies((ex) -> assertThat(ex.stage()).isEqualTo(AssetStage.PROCESS));
	}

	/** Another upload would make another asset. */
	@Test
	void assetThatFloraHasAndDoesNotListIsTold() {
		this.flora = (request) -> request.startsWith("POST") ? DUPLICATE : list("");
		assertThatExceptionOfType(FloraConflictException.class).isThrownBy(() -> this.calls.upload(upload().build()))
			.withMessageStartingWith("Upload: FLORA has made the asset 'upload.png'")
			.withMessageContaining("AssetUpload.Builder.assetId")
			.satisfies((ex) -> assertThat(ex.errorCode()).isEqualTo("idempotency_duplicate"));
	}

	/** Nobody says how FLORA's search compares. */
	@Test
	void lostAssetThatASearchDoesNotFindIsFoundInTheWholeList() {
		this.flora = (request) -> {
			if (request.startsWith("GET /assets?")) {
				return request.contains("query=") ? list("") : list(listed());
			}
			return request.startsWith("POST") ? DUPLICATE : asset("asset_1", "ready", "direct");
		};
		assertThat(this.calls.upload(upload().build()).assetId()).isEqualTo("asset_1");
	}

	/** The list's order is not known. */
	@Test
	void lostAssetIsFoundOnALaterPage() {
		this.flora = (request) -> {
			if (request.startsWith("GET /assets?")) {
				return request.contains("cursor=") ? list(listed()) : list("{\"asset_id\":\"asset_0\"}", "next");
			}
			return request.startsWith("POST") ? DUPLICATE : asset("asset_1", "ready", "direct");
		};
		assertThat(this.calls.upload(upload().build()).assetId()).isEqualTo("asset_1");
	}

	private String listed() {
		return "{\"asset_id\":\"asset_1\",\"status\":\"ready\",\"uploaded_via\":\"direct\",\"name\":\"upload.png\","
				+ "\"content_type\":\"image/png\",\"size_bytes\":8,\"created_at\":" + this.timing.now().toEpochMilli()
				+ "}";
	}

	private static String list(String asset) {
		return list(asset, null);
	}

	private static String list(String asset, @Nullable String next) {
		return "200 {\"assets\":[" + asset + "],\"meta\":{\"next_cursor\":"
				+ ((next != null) ? "\"" + next + "\"" : "null") + "}}";
	}

	/** An asset that becomes ready only after so many reads. */
	private String slowly(String way, int reads) {
		return asset("asset_1", (this.reads.incrementAndGet() < reads) ? "pending_upload" : "ready", way);
	}

	private static String asset(String assetId, String status, String way) {
		return "200 {\"asset_id\":\"" + assetId + "\",\"status\":\"" + status + "\",\"uploaded_via\":\"" + way
				+ "\",\"url\":\"https://media.flora.ai/a.png\"}";
	}

	private static AssetUpload.Builder imported() {
		return AssetUpload.builder().source(URI.create("https://example.com/a.png"));
	}

	private static AssetUpload.Builder upload() {
		return AssetUpload.builder().content(new ByteArrayResource(PNG));
	}

	private Asset goOn(AssetUpload.Builder upload) {
		return this.calls.upload(upload.assetId("asset_1").build());
	}

	private List<String> requests() {
		return this.server.requests().stream().map(UploadCallTests::line).toList();
	}

	private static String line(String request) {
		return request.lines().findFirst().orElseThrow().replaceAll("/api/v1| HTTP.*", "");
	}

	private void answer(String request, RawServer raw, Socket socket) throws Exception {
		String answer = this.flora.apply(line(request));
		String body = answer.substring(4);
		RawServer.send(socket,
				"HTTP/1.1 " + answer.substring(0, 4)
						+ "Status\nContent-Type: application/json\nConnection: close\nContent-Length: " + body.length()
						+ "\n\n" + body);
	}

}
