package ai.flora.spring.boot.test;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The storage of {@link FakeFlora}, seen by a client that does it wrong.
 */
class FakeStorageTests {

	private final HttpClient http = HttpClient.newHttpClient();

	private final FakeFlora fake = FakeFlora.start();

	@AfterEach
	void stop() {
		this.fake.close();
	}

	@Test
	void storageRefusesAndRemembersTheKey() throws Exception {
		JsonNode upload = upload();
		HttpResponse<String> response = post(upload, form(upload, true), "Bearer " + this.fake.apiKey());
		assertThat(response.statusCode()).isEqualTo(400);
		assertThat(this.fake.assets().get(0).size()).isEmpty();
		assertThatExceptionOfType(AssertionError.class).isThrownBy(this.fake::checkUsed)
			.withMessageContaining("must not see the API key");
		this.fake.reset();
		this.fake.checkUsed();
	}

	@Test
	void storageHasAPortOfItsOwn() throws Exception {
		assertThat(URI.create(upload().get("url").asString()).getPort()).isNotEqualTo(this.fake.baseUrl().getPort());
	}

	@Test
	void fileMustComeLast() throws Exception {
		JsonNode upload = upload();
		assertThat(post(upload, form(upload, false), null).statusCode()).isEqualTo(403);
		assertThat(post(upload, form(upload, true), null).statusCode()).isEqualTo(204);
		assertThat(this.fake.assets().get(0).size()).contains(4L);
	}

	@Test
	void placeLapses() throws Exception {
		JsonNode upload = upload();
		this.fake.clock().advance(FakeAsset.LIFE);
		assertThat(post(upload, form(upload, true), null).body()).contains("ExpiredToken");
		String id = this.fake.assets().get(0).assetId().orElseThrow();
		JsonNode renewed = send("/assets/" + id + "/retry", "{}").get("upload");
		assertThat(post(upload, form(upload, true), null).statusCode()).isEqualTo(403);
		assertThat(post(renewed, form(renewed, true), null).statusCode()).isEqualTo(204);
	}

	@Test
	void emptyBodyOfCompletionIsRefused() throws Exception {
		upload();
		String id = this.fake.assets().get(0).assetId().orElseThrow();
		assertThat(send("/assets/" + id + "/complete", "").at("/error/code").asString()).isEqualTo("invalid_json");
		assertThat(send("/assets/" + id + "/complete", "{}").at("/error/code").asString()).isEqualTo("conflict");
	}

	@Test
	void importThatFailedGetsNoPlaceForAFile() throws Exception {
		this.fake.nextAsset().failsWith("No such file.");
		send("/assets", "{\"source\":\"https://example.com/a.png\",\"workspace_id\":\"ws_1\"}");
		FakeAsset asset = this.fake.assets().get(0);
		JsonNode response = send("/assets/" + asset.assetId().orElseThrow() + "/retry", "{}");
		assertThat(response.at("/error/code").asString()).isEqualTo("conflict");
		assertThat(asset.isReady(this.fake.clock().now())).isFalse();
	}

	private JsonNode upload() throws Exception {
		return send("/assets", """
				{"source":"signed-url","workspace_id":"ws_1","content_type":"image/png","file_name":"a.png"}""")
			.get("upload");
	}

	private JsonNode send(String path, String body) throws Exception {
		HttpRequest request = HttpRequest.newBuilder(URI.create(this.fake.baseUrl() + path))
			.header("Authorization", "Bearer " + this.fake.apiKey())
			.header("Content-Type", "application/json")
			.POST(BodyPublishers.ofString(body))
			.build();
		return JsonMapper.shared().readTree(this.http.send(request, BodyHandlers.ofString()).body());
	}

	private static String form(JsonNode upload, boolean fileLast) {
		StringBuilder fields = new StringBuilder();
		upload.get("form_fields")
			.propertyStream()
			.forEach((field) -> fields.append(part(field.getKey(), field.getValue().asString())));
		String file = part("file\"; filename=\"a.png", "data");
		return (fileLast ? fields + file : file + fields) + "--b--\r\n";
	}

	private static String part(String name, String value) {
		return "--b\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n";
	}

	private HttpResponse<String> post(JsonNode upload, String form, String authorization) throws Exception {
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(upload.get("url").asString()))
			.header("Content-Type", "multipart/form-data; boundary=b")
			.POST(BodyPublishers.ofString(form));
		if (authorization != null) {
			request.header("Authorization", authorization);
		}
		return this.http.send(request.build(), BodyHandlers.ofString());
	}

}
