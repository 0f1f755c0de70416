package ai.flora.client.assembly;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import ai.flora.client.FloraException;
import ai.flora.client.FloraGenerationsClient;
import ai.flora.client.FloraResponseException;
import ai.flora.client.Generation;
import ai.flora.client.GenerationQuery;
import ai.flora.client.Page;
import ai.flora.client.RunStatus;
import ai.flora.client.internal.transport.Transports;
import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

import static com.github.tomakehurst.wiremock.client.WireMock.absent;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Listing runs, over real sockets.
 */
class ListTests {

	private static final WireMockServer SERVER = new WireMockServer(options().dynamicPort().http2PlainDisabled(true));

	private static final String ITEM = """
			{"run_id":"run_1","generation_id":"run_1","workspace_id":"ws_1","project_id":"prj_1","status":"running",
			 "progress":0,"created_at":1790000100000.5,"model":{"model_id":"t2i-flux-2-pro"},"news":[]}""";

	static {
		SERVER.start();
	}

	@AfterAll
	static void stopServer() {
		SERVER.stop();
	}

	@BeforeEach
	void reset() {
		SERVER.resetAll();
	}

	@ParameterizedTest
	@EnumSource
	void listReadsAPage(Transports transport) {
		answer(okJson("{\"generations\":[" + ITEM + ",null,{\"run_id\":\"run_2\",\"model\":null}],"
				+ "\"meta\":{\"next_cursor\":\"c/2 +&\",\"total_estimate\":2.0}}"));
		Page<Generation> page = client(transport).list(GenerationQuery.all());
		assertThat(page.nextCursor()).isEqualTo("c/2 +&");
		assertThat(page.totalEstimate()).isEqualTo(2);
		assertThat(page.items()).extracting(Generation::runId).containsExactly("run_1", "run_2");
		Generation first = page.items().get(0);
		assertThat(first.run().status()).isEqualTo(RunStatus.RUNNING);
		assertThat(first.run().createdAt()).isNotNull();
		assertThat(first.projectId()).isEqualTo("prj_1");
		assertThat(first.modelId()).contains("t2i-flux-2-pro");
		assertThat(page.items().get(1).modelId()).isEmpty();
		SERVER.verify(getRequestedFor(urlEqualTo("/api/v1/generations?workspace_id=ws_1&project_id=prj_1&limit=100")));
	}

	@ParameterizedTest
	@EnumSource
	void listSendsFiltersEncoded(Transports transport) {
		answer(okJson("{\"generations\":[],\"meta\":{\"next_cursor\":null}}"));
		client(transport).list(GenerationQuery.all()
			.withWorkspaceId("ws_2")
			.withProjectId("prj_&2")
			.withStatus(RunStatus.FAILED)
			.withCursor("c/2 +&=%")
			.withLimit(7));
		SERVER.verify(
				getRequestedFor(urlPathEqualTo("/api/v1/generations")).withQueryParam("workspace_id", equalTo("ws_2"))
					.withQueryParam("project_id", equalTo("prj_&2"))
					.withQueryParam("status", equalTo("failed"))
					.withQueryParam("cursor", equalTo("c/2 +&=%"))
					.withQueryParam("limit", equalTo("7")));
	}

	@Test
	void listWhenLittleIsAnsweredReadsWhatThereIs() {
		answer(okJson("{\"generations\":[]}"));
		assertThat(client(Transports.JDK).list(GenerationQuery.all())).isEqualTo(new Page<>(List.of(), null, null));
		answer(okJson("{\"generations\":[],\"meta\":{\"next_cursor\":\"\",\"total_estimate\":null}}"));
		assertThat(client(Transports.JDK).list(GenerationQuery.all())).isEqualTo(new Page<>(List.of(), null, null));
	}

	@ParameterizedTest
	@ValueSource(strings = { "{}", "[]", "null", "{\"generations\":null}", "{\"generations\":{}}", "<html>" })
	void listWhenItIsNotAListFails(String body) {
		answer(okJson(body));
		assertThatExceptionOfType(FloraException.class)
			.isThrownBy(() -> client(Transports.JDK).list(GenerationQuery.all()))
			.isExactlyInstanceOf(FloraResponseException.class);
	}

	@Test
	void queryWhenLimitIsNotOneToHundredIsRefused() {
		for (int limit : new int[] { 0, 101, -1 }) {
			assertThatIllegalArgumentException().isThrownBy(() -> GenerationQuery.all().withLimit(limit));
		}
	}

	@Test
	void generationAsJsonLooksLikeFloras() {
		JsonMapper mapper = JsonMapper.builder().build();
		Generation read = mapper.readValue(ITEM, Generation.class);
		assertThat(mapper.readTree(mapper.writeValueAsString(read)).propertyNames()).contains("run_id", "status",
				"workspace_id", "project_id", "model");
		assertThat(mapper.readValue(mapper.writeValueAsString(read), Generation.class)).isEqualTo(read);
	}

	@Test
	void streamWalksPagesAsTheyAreNeeded() {
		pages("c1", "c2", null);
		List<String> read = new ArrayList<>();
		try (Stream<Generation> runs = client(Transports.JDK).stream(GenerationQuery.all().withLimit(1))) {
			assertThat(SERVER.getAllServeEvents()).isEmpty();
			runs.forEach((run) -> {
				read.add(run.runId());
				assertThat(SERVER.getAllServeEvents()).hasSize(read.size());
			});
		}
		assertThat(read).containsExactly("run_0", "run_1", "run_2");
	}

	@Test
	void streamWhenShortCircuitedAsksNoFurther() {
		pages("c1", "c2", null);
		assertThat(client(Transports.JDK).stream(GenerationQuery.all()).limit(2)).hasSize(2);
		assertThat(SERVER.getAllServeEvents()).hasSize(2);
	}

	@Test
	void streamWhenClosedAsksNoFurther() {
		pages("c1", "c2", null);
		Stream<Generation> runs = client(Transports.JDK).stream(GenerationQuery.all());
		List<String> read = new ArrayList<>();
		runs.forEach((run) -> {
			read.add(run.runId());
			runs.close();
		});
		assertThat(read).containsExactly("run_0");
		assertThat(SERVER.getAllServeEvents()).hasSize(1);
	}

	@Test
	void streamWhenCursorRepeatsFailsInsteadOfGoingInACircle() {
		for (String[] cursors : List.of(new String[] { "c1", "c1" }, new String[] { "c1", "c2", "c1" },
				new String[] { "c1", "c2", "c3", "c4", "c5", "c2" })) {
			SERVER.resetAll();
			pages(cursors);
			assertThatExceptionOfType(FloraResponseException.class)
				.isThrownBy(() -> client(Transports.JDK).stream(GenerationQuery.all()).count());
			assertThat(SERVER.getAllServeEvents()).hasSizeLessThan(25);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "c1", "c2" })
	void streamEndsWithAnEmptyPageWhateverItsCursor(String next) {
		page(null, "{\"run_id\":\"run_1\"}", "c1");
		page("c1", "", next);
		assertThat(client(Transports.JDK).stream(GenerationQuery.all())).hasSize(1);
		assertThat(SERVER.getAllServeEvents()).hasSize(2);
		assertThat(client(Transports.JDK).list(GenerationQuery.all().withCursor("c1")))
			.isEqualTo(new Page<>(List.of(), null, 1L));
	}

	@Test
	void streamWhenAPageComesAgainUnderANewCursorFails() {
		page(null, "{\"run_id\":\"run_1\"}", "c1");
		page("c1", "{\"run_id\":\"run_2\"},{\"run_id\":\"run_3\"}", "c2");
		page("c2", "{\"run_id\":\"run_2\"},{\"run_id\":\"run_3\"}", "c3");
		List<String> read = new ArrayList<>();
		assertThatExceptionOfType(FloraResponseException.class)
			.isThrownBy(
					() -> client(Transports.JDK).stream(GenerationQuery.all()).forEach((run) -> read.add(run.runId())))
			.withMessage("Runs: FLORA's pages do not come to an end, for a page came twice");
		assertThat(read).containsExactly("run_1", "run_2", "run_3");
	}

	@Test
	void streamWhenNothingOfAPageCanBeReadGoesOn() {
		page(null, "{}", "c1");
		page("c1", "null", "c2");
		page("c2", "{\"run_id\":\"run_1\"}", null);
		assertThat(client(Transports.JDK).stream(GenerationQuery.all())).hasSize(1);
	}

	private static void page(@Nullable String cursor, String items, @Nullable String next) {
		SERVER.stubFor(get(urlPathEqualTo("/api/v1/generations"))
			.withQueryParam("cursor", (cursor != null) ? equalTo(cursor) : absent())
			.willReturn(okJson("{\"generations\":[" + items + "],\"meta\":{\"next_cursor\":"
					+ ((next != null) ? "\"" + next + "\"" : "null") + ",\"total_estimate\":1}}")));
	}

	/** Pages of one run each; a cursor that was named before leads back to its page. */
	private static void pages(String... cursors) {
		String asked = null;
		for (int i = 0; i < cursors.length; i++) {
			String next = (cursors[i] != null) ? "\"" + cursors[i] + "\"" : "null";
			var request = get(urlPathEqualTo("/api/v1/generations"));
			if (asked != null) {
				request.withQueryParam("cursor", equalTo(asked));
			}
			SERVER.stubFor(request.atPriority(cursors.length - i)
				.willReturn(okJson(
						"{\"generations\":[{\"run_id\":\"run_" + i + "\"}],\"meta\":{\"next_cursor\":" + next + "}}")));
			asked = cursors[i];
		}
	}

	private static void answer(ResponseDefinitionBuilder answer) {
		SERVER.stubFor(get(anyUrl()).willReturn(answer));
	}

	private static FloraGenerationsClient client(Transports transport) {
		return transport.builder(SERVER.baseUrl() + "/api/v1")
			.workspaceId("ws_1")
			.projectId("prj_1")
			.build()
			.generations();
	}

}
