package ai.flora.spring.boot.test;

import java.util.List;
import java.util.Locale;
import java.util.Map;

import ai.flora.client.action.Action;
import ai.flora.client.technique.Technique;
import tools.jackson.databind.json.JsonMapper;

/**
 * Shows the techniques and actions of the {@link FakeCatalogue}.
 */
class CatalogueEndpoint {

	private static final JsonMapper JSON = JsonMapper.builder().build();

	private final FakeCatalogue catalogue;

	CatalogueEndpoint(FakeCatalogue catalogue) {
		this.catalogue = catalogue;
	}

	FakeResponse respond(ReceivedRequest request) {
		return switch (request.operation()) {
			case TECHNIQUES_LIST -> techniques(request.query());
			case TECHNIQUES_RETRIEVE -> technique(request.lastSegment());
			case ACTIONS_LIST -> actions();
			default -> action(request.lastSegment());
		};
	}

	private FakeResponse techniques(Map<String, String> query) {
		String text = query.getOrDefault("query", "").toLowerCase(Locale.ROOT);
		List<Technique> found = this.catalogue.techniques()
			.values()
			.stream()
			.filter((technique) -> technique.name().toLowerCase(Locale.ROOT).contains(text))
			.toList();
		return new PageQuery("techniques", query).of(found, (technique) -> JSON.valueToTree(technique));
	}

	private FakeResponse technique(String idOrSlug) {
		Technique technique = this.catalogue.technique(idOrSlug);
		return (technique != null) ? FakeResponse.json(JSON.writeValueAsString(technique))
				: FakeResponse.notFound("technique");
	}

	private FakeResponse actions() {
		return FakeResponse.json(JSON.writeValueAsString(Map.of("actions", this.catalogue.actions().values())));
	}

	private FakeResponse action(String actionId) {
		Action action = this.catalogue.action(actionId);
		return (action != null) ? FakeResponse.json(JSON.writeValueAsString(action)) : FakeResponse.notFound("action");
	}

}
