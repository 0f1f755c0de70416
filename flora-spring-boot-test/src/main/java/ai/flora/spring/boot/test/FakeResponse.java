package ai.flora.spring.boot.test;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.http.ResponseDefinition;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * A response of {@link FakeFlora}, or what it does instead.
 *
 * @param status HTTP status
 * @param headers headers, by name in any case
 * @param body the body
 * @param delay how long to wait first
 * @param fault what to do instead
 */
record FakeResponse(int status, Map<String, String> headers, byte[] body, Duration delay, @Nullable Fault fault) {

	private static final JsonMapper JSON = JsonMapper.builder().build();

	FakeResponse {
		Map<String, String> copy = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
		copy.putAll(headers);
		headers = Collections.unmodifiableMap(copy);
	}

	static FakeResponse of(int status, String contentType, String body) {
		return of(status, contentType, body.getBytes(StandardCharsets.UTF_8));
	}

	static FakeResponse of(int status, String contentType, byte[] body) {
		return new FakeResponse(status, Map.of("Content-Type", contentType), body, Duration.ZERO, null);
	}

	static FakeResponse json(String body) {
		return of(200, "application/json", body);
	}

	static FakeResponse error(int status, String code, String message) {
		return error(status, code, message, List.of());
	}

	static FakeResponse error(int status, String code, String message, List<Map<String, String>> fields) {
		Map<String, Object> error = new LinkedHashMap<>(Map.of("code", code, "message", message));
		if (!fields.isEmpty()) {
			error.put("fields", fields);
		}
		Map<String, Object> envelope = Map.of("error", error);
		return of(status, "application/json", JSON.writeValueAsString(envelope));
	}

	/** A refusal of fields, of which the message names the first. */
	static FakeResponse invalid(Map<String, String> errors) {
		List<Map<String, String>> fields = errors.entrySet()
			.stream()
			.map((error) -> Map.of("field", error.getKey(), "message", error.getValue()))
			.toList();
		Map<String, String> first = fields.get(0);
		return error(400, "input_validation_error", first.get("field") + ": " + first.get("message"), fields);
	}

	static FakeResponse notFound(String what) {
		return error(404, "not_found", "There is no such " + what + ".");
	}

	static FakeResponse created(String body) {
		return of(201, "application/json", body);
	}

	static FakeResponse fault(Fault fault) {
		return new FakeResponse(200, Map.of(), new byte[0], Duration.ZERO, fault);
	}

	/** Id of the run that this says was started; empty if it says none. */
	String startedRunId() {
		boolean made = this.status == 201 && "application/json".equals(this.headers.get("Content-Type"));
		return made ? JSON.readTree(this.body).path("run_id").asString("") : "";
	}

	FakeResponse withHeaders(Map<String, String> headers) {
		Map<String, String> merged = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
		merged.putAll(this.headers);
		merged.putAll(headers);
		return new FakeResponse(this.status, merged, this.body, this.delay, this.fault);
	}

	FakeResponse withDelay(Duration delay) {
		return new FakeResponse(this.status, this.headers, this.body, delay, this.fault);
	}

	ResponseDefinition toDefinition(Instant now) {
		ResponseDefinitionBuilder response = new ResponseDefinitionBuilder().withStatus(this.status)
			.withBody(this.body)
			.withFixedDelay(Math.toIntExact(this.delay.toMillis()))
			.withFault(this.fault);
		this.headers.forEach(response::withHeader);
		if (!this.headers.containsKey("Date")) {
			response.withHeader("Date", DateTimeFormatter.RFC_1123_DATE_TIME.format(now.atOffset(ZoneOffset.UTC)));
		}
		if (!this.headers.containsKey("request-id")) {
			response.withHeader("request-id", "req_" + UUID.randomUUID().toString().replace("-", ""));
		}
		return response.build();
	}

}
