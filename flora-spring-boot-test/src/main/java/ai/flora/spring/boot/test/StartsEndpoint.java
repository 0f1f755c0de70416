package ai.flora.spring.boot.test;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

import ai.flora.spring.boot.test.CatalogueStartValidator.CheckedStart;

/**
 * Responds to starts of generations, techniques and actions: a refused start leaves its
 * idempotency key unused. Guarded by the service's lock.
 */
class StartsEndpoint {

	private final FakeRuns runs;

	private final FakeWebhooks webhooks;

	private final CatalogueStartValidator catalogueStarts;

	private final KnownIds ids;

	private final FakeClock clock;

	private final IdempotencyKeys keys = new IdempotencyKeys();

	private boolean knowsQuotes = true;

	StartsEndpoint(FakeRuns runs, FakeWebhooks webhooks, CatalogueStartValidator catalogueStarts, KnownIds ids,
			FakeClock clock) {
		this.runs = runs;
		this.webhooks = webhooks;
		this.catalogueStarts = catalogueStarts;
		this.ids = ids;
		this.clock = clock;
	}

	void reset() {
		this.keys.clear();
		this.knowsQuotes = true;
	}

	void knowsQuotes(boolean known) {
		this.knowsQuotes = known;
	}

	List<String> idempotencyKeys() {
		return this.keys.all();
	}

	FakeResponse respond(ReceivedRequest request) {
		String key = request.header("Idempotency-Key").orElse("");
		FloraOperation operation = request.operation();
		return switch (operation) {
			case CREATE -> generation(request, key);
			case TECHNIQUES_CREATE -> start(this.catalogueStarts.technique(request), operation, key);
			case ACTIONS_CREATE -> start(this.catalogueStarts.action(request), operation, key);
			default -> nested(request);
		};
	}

	private FakeResponse generation(ReceivedRequest request, String key) {
		GenerationStartValidator validator = new GenerationStartValidator(
				request.body().getBytes(StandardCharsets.UTF_8), this.ids);
		StartRequest start = validator.request();
		if (start == null) {
			return validator.error();
		}
		if (validator.isQuote() && this.knowsQuotes) {
			return FakeResponse.json("{\"estimated_cost\":" + quote(start) + "}");
		}
		return start(start, FloraOperation.CREATE, key);
	}

	private static BigDecimal quote(StartRequest start) {
		BigDecimal price = FakeModels.price(start.modelId());
		return (price != null) ? price : FakeRun.USUAL_COST;
	}

	private FakeResponse start(CheckedStart checked, FloraOperation operation, String key) {
		StartRequest start = checked.request();
		return (start != null) ? start(start, operation, key) : Objects.requireNonNull(checked.refusal());
	}

	/** This route ignores the header, and knows the key in its body only. */
	private FakeResponse nested(ReceivedRequest request) {
		CheckedStart checked = this.catalogueStarts.nested(request);
		return start(checked, FloraOperation.TECHNIQUE_RUNS_CREATE, checked.bodyKey());
	}

	private FakeResponse start(StartRequest start, FloraOperation operation, String key) {
		Instant now = this.clock.now();
		if (!key.isEmpty() && !this.keys.use(key, operation, start.workspaceId(), start.projectId(), now)) {
			return FakeResponse.error(409, "idempotency_duplicate", "The idempotency key was used before.");
		}
		FakeRun run = this.runs.start(start);
		this.webhooks.started(run, start);
		if (operation == FloraOperation.TECHNIQUE_RUNS_CREATE) {
			run.startedOnNestedRoute();
			return FakeResponse.created(run.readJson(this.clock.now()));
		}
		return FakeResponse.created(run.startedJson().toString());
	}

}
