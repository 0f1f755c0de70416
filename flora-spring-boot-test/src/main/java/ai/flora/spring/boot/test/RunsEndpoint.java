package ai.flora.spring.boot.test;

import java.util.List;
import java.util.Map;

import ai.flora.spring.boot.test.FakeRuns.Numbered;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Responds to reads and lists of runs: a list shows the newest first, filtered, page by
 * page.
 */
class RunsEndpoint {

	private static final JsonMapper JSON = JsonMapper.builder().build();

	private static final List<String> STATUSES = List.of("pending", "running", "completed", "failed");

	private final FakeRuns runs;

	private final FakeCatalogue catalogue;

	private final FakeClock clock;

	RunsEndpoint(FakeRuns runs, FakeCatalogue catalogue, FakeClock clock) {
		this.runs = runs;
		this.catalogue = catalogue;
		this.clock = clock;
	}

	FakeResponse respond(ReceivedRequest request) {
		return switch (request.operation()) {
			case LIST -> list("generations", request.query());
			case TECHNIQUE_RUNS_LIST -> list("technique_runs", request.query());
			default -> retrieve(request);
		};
	}

	/**
	 * A run of the nested route is not found on the usual one, nor the other way round.
	 */
	private FakeResponse retrieve(ReceivedRequest request) {
		FakeRun run = this.runs.find(request.lastSegment());
		return (run != null && run.isReadBelow(techniqueId(request)))
				? FakeResponse.json(run.readJson(this.clock.now())) : FakeResponse.notFound("run");
	}

	/** The technique of the nested route, which takes its slug, too. */
	private @Nullable String techniqueId(ReceivedRequest request) {
		return (request.operation() == FloraOperation.TECHNIQUE_RUNS_RETRIEVE)
				? this.catalogue.techniqueId(request.secondSegment()) : null;
	}

	private FakeResponse list(String name, Map<String, String> query) {
		PageQuery asked = new PageQuery(name, query);
		FakeResponse refusal = asked.refusal();
		if (refusal != null) {
			return refusal;
		}
		String status = query.get("status");
		if (status != null && !STATUSES.contains(status)) {
			return FakeResponse.invalid(Map.of("status", "must be one of " + String.join(", ", STATUSES)));
		}
		return page(name, query, asked);
	}

	/** A cursor is the number of a page's last run, so that new runs move no page. */
	private FakeResponse page(String name, Map<String, String> query, PageQuery asked) {
		int before = asked.place(Integer.MAX_VALUE);
		String status = query.get("status");
		ObjectNode page = JSON.createObjectNode();
		ArrayNode items = page.putArray(name);
		String next = null;
		Numbered last = null;
		int total = 0;
		for (Numbered numbered : this.runs.newestFirst()) {
			if (!isMeant(numbered.run(), name, query)) {
				continue;
			}
			total++;
			if (numbered.number() >= before || next != null) {
				continue;
			}
			if (items.size() == asked.limit() && last != null) {
				next = asked.cursor(last.number());
				continue;
			}
			ObjectNode item = numbered.run().listedJson(this.clock.now());
			if (item != null && (status == null || status.equals(item.path("status").asString()))) {
				items.add(item);
				last = numbered;
			}
		}
		page.putObject("meta").put("next_cursor", next).put("total_estimate", total);
		return FakeResponse.json(page.toString());
	}

	private static boolean isMeant(FakeRun run, String name, Map<String, String> query) {
		String techniqueId = name.equals("technique_runs") ? query.get("technique_id") : null;
		return run.isListedAs(name) && run.isIn(query.get("workspace_id"), query.get("project_id"))
				&& run.isOf(techniqueId);
	}

}
