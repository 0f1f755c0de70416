package ai.flora.sample;

import java.util.Base64;

import ai.flora.spring.boot.test.FakeFlora;
import ai.flora.spring.boot.test.FloraOperation;
import ai.flora.spring.boot.test.WithFakeFlora;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The choice of a model: what there is, what it costs, and a picture to begin with.
 */
@Tag("exhaustive")
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@WithFakeFlora
class ModelTests {

	private static final byte[] PNG = Base64.getDecoder()
		.decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASUVORK5CYII=");

	private final JsonMapper json = new JsonMapper();

	@Autowired
	private FakeFlora fake;

	@LocalServerPort
	private int port;

	@Test
	void modelsOfATypeHaveTheirTimePriceAndParameters() {
		JsonNode models = read(send("GET", "/api/models?type=image", null, ""));
		assertThat(models.valueStream().map((model) -> model.path("id").asString())).contains("t2i-flux-2-pro",
				"i2i-flux-kontext");
		JsonNode flux = models.valueStream()
			.filter((model) -> model.path("id").asString().equals("t2i-flux-2-pro"))
			.findFirst()
			.orElseThrow();
		assertThat(flux.path("estimatedSeconds").decimalValue()).isPositive();
		assertThat(flux.path("price").decimalValue()).isPositive();
		assertThat(flux.path("takesPicture").asBoolean()).isFalse();
		assertThat(flux.path("params").valueStream().map((param) -> param.path("name").asString()))
			.contains("aspect_ratio");
	}

	@Test
	void modelsThatCannotBeStartedAreNotOffered() {
		assertThat(send("GET", "/api/models?type=video", null, "").getBody()).contains("i2v-kling-2.5")
			.doesNotContain("\"v2v-");
	}

	@Test
	void typeThatIsNoneIsTheCallersFault() {
		assertThat(send("GET", "/api/models?type=smell", null, "").getStatusCode().value()).isEqualTo(400);
	}

	@Test
	void priceIsKnownBeforeTheStart() {
		JsonNode estimate = read(send("POST", "/api/estimates", MediaType.APPLICATION_JSON,
				"{\"type\":\"image\",\"model\":\"t2i-flux-2-pro\"}"));
		assertThat(estimate.path("expected").decimalValue()).isPositive();
		assertThat(estimate.path("low").decimalValue()).isLessThan(estimate.path("high").decimalValue());
		assertThat(this.fake.startedRuns()).isEmpty();
	}

	@Test
	void priceOfWhatCannotBeStartedIsNotTold() {
		ResponseEntity<String> response = send("POST", "/api/estimates", MediaType.APPLICATION_JSON,
				"{\"type\":\"image\",\"model\":\"a b\"}");
		assertThat(response.getStatusCode().value()).isEqualTo(400);
		assertThat(response.getBody()).contains("\"field\":\"model\"").doesNotContain("\"field\":\"prompt\"");
	}

	@Test
	void picturesAreUploadedAndRunsBeginWithThem() {
		JsonNode uploaded = read(send("POST", "/api/pictures", MediaType.IMAGE_PNG, PNG));
		String form = "{\"type\":\"image\",\"prompt\":\"At dusk\",\"model\":\"i2i-flux-kontext\",\"image\":\""
				+ uploaded.path("assetId").asString() + "\"}";
		assertThat(send("POST", "/api/generations", MediaType.APPLICATION_JSON, form).getStatusCode().value())
			.isEqualTo(202);
		assertThat(this.fake.startedRuns()).singleElement()
			.satisfies((run) -> assertThat(run.request().orElseThrow().params()).containsKey("image_url"));
	}

	@Test
	void fileThatIsNoPictureIsRefusedBeforeAnythingIsSent() {
		ResponseEntity<String> response = send("POST", "/api/pictures", MediaType.IMAGE_PNG, "no picture".getBytes());
		assertThat(response.getStatusCode().value()).as(response.getBody()).isEqualTo(400);
		assertThat(this.fake.requests(FloraOperation.ASSETS_UPLOAD)).isEmpty();
	}

	@Test
	void parameterThatTheModelDoesNotTakeIsRefusedWithWhatIsAllowed() {
		ResponseEntity<String> response = send("POST", "/api/generations", MediaType.APPLICATION_JSON,
				"{\"type\":\"image\",\"prompt\":\"A harbour\",\"model\":\"t2i-flux-2-pro\",\"params\":{\"aspect_ratio\":\"round\"}}");
		assertThat(response.getStatusCode().value()).as(response.getBody()).isEqualTo(400);
		assertThat(response.getBody()).contains("aspect_ratio", "round");
		assertThat(this.fake.startedRuns()).isEmpty();
	}

	private JsonNode read(ResponseEntity<String> response) {
		assertThat(response.getStatusCode().value()).as(response.getBody()).isEqualTo(200);
		return this.json.readTree(response.getBody());
	}

	private ResponseEntity<String> send(String method, String path, @Nullable MediaType type, Object body) {
		RestClient.RequestBodySpec request = RestClient.create("http://localhost:" + this.port)
			.method(HttpMethod.valueOf(method))
			.uri(path);
		if (type != null) {
			request.contentType(type).body(body);
		}
		return request.retrieve().onStatus((status) -> true, (sent, received) -> {
		}).toEntity(String.class);
	}

}
