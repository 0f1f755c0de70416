package ai.flora.spring.boot.test;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.extension.ResponseDefinitionTransformerV2;
import com.github.tomakehurst.wiremock.http.Request;
import com.github.tomakehurst.wiremock.http.ResponseDefinition;
import com.github.tomakehurst.wiremock.stubbing.ServeEvent;

/**
 * What {@link FakeFlora} answers: faults first, then the key, then the operation.
 */
class FakeFloraService implements ResponseDefinitionTransformerV2 {

	static final String BASE_PATH = "/api/v1";

	private static final String WORKSPACES = """
			{"workspaces":[{"workspace_id":"ws_fake0001","name":"Fake workspace","role":"owner","created_at":null}]}""";

	private final String apiKey;

	private final Map<String, FakeRun> runs = new ConcurrentHashMap<>();

	private final List<FakeFault> faults = new CopyOnWriteArrayList<>();

	private final List<ReceivedRequest> requests = new CopyOnWriteArrayList<>();

	FakeFloraService(String apiKey) {
		this.apiKey = apiKey;
	}

	@Override
	public String getName() {
		return "fake-flora";
	}

	FakeRun run(String runId) {
		FakeRun run = new FakeRun(runId);
		this.runs.put(runId, run);
		return run;
	}

	void add(FakeFault fault) {
		this.faults.add(fault);
	}

	List<ReceivedRequest> requests() {
		return List.copyOf(this.requests);
	}

	void reset() {
		this.runs.clear();
		this.faults.clear();
		this.requests.clear();
	}

	@Override
	public ResponseDefinition transform(ServeEvent event) {
		ReceivedRequest request = received(event.getRequest());
		this.requests.add(request);
		ResponseDefinitionBuilder response = new ResponseDefinitionBuilder()
			.withHeader("request-id", "req_" + UUID.randomUUID().toString().replace("-", ""))
			.withHeader("Content-Type", "application/json");
		response = answer(request, response);
		for (FakeFault fault : this.faults) {
			UnaryOperator<ResponseDefinitionBuilder> effect = fault.take(request.operation());
			if (effect != null) {
				return effect.apply(response).build();
			}
		}
		return response.build();
	}

	private ReceivedRequest received(Request request) {
		String method = request.getMethod().getName();
		String path = request.getUrl().substring(Math.min(BASE_PATH.length(), request.getUrl().length()));
		Map<String, String> headers = request.getHeaders()
			.all()
			.stream()
			.collect(Collectors.toMap((header) -> header.key().toLowerCase(Locale.ROOT),
					(header) -> header.firstValue(), (first, second) -> first));
		return new ReceivedRequest(FloraOperation.of(method, path.replaceAll("\\?.*", "")), method, path, headers);
	}

	private ResponseDefinitionBuilder answer(ReceivedRequest request, ResponseDefinitionBuilder response) {
		String authorization = request.header("Authorization").orElse("");
		if (authorization.isEmpty()) {
			return FakeFlora.error(response, 401, "unauthorized", "No API key was sent.");
		}
		if (!authorization.equals("Bearer " + this.apiKey)) {
			return FakeFlora.error(response, 401, "invalid_api_key", "The API key is malformed, unknown or revoked.");
		}
		return switch (request.operation()) {
			case RETRIEVE -> retrieve(request, response);
			case WORKSPACES -> response.withStatus(200).withBody(WORKSPACES);
			case OTHER -> FakeFlora.error(response, 404, "not_found", "There is no such operation.");
		};
	}

	private ResponseDefinitionBuilder retrieve(ReceivedRequest request, ResponseDefinitionBuilder response) {
		String id = request.path().substring("/runs/".length()).replaceAll("\\?.*", "").replace("+", "%2B");
		FakeRun run = this.runs.get(URLDecoder.decode(id, StandardCharsets.UTF_8));
		if (run == null) {
			return FakeFlora.error(response, 404, "not_found", "There is no such run.");
		}
		return response.withStatus(200).withBody(run.read());
	}

}
