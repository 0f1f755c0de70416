package ai.flora.client.technique;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import ai.flora.client.FloraClient;
import ai.flora.client.FloraException;
import ai.flora.client.FloraRequest;
import ai.flora.client.FloraRequestRefusedException;
import ai.flora.client.FloraServerException;
import ai.flora.client.FloraValidationException;
import ai.flora.client.FollowSettings;
import ai.flora.client.RequestOptions;
import ai.flora.client.RunStatus;
import ai.flora.client.StartedRun;
import ai.flora.client.action.ActionRequest;
import ai.flora.client.assembly.FloraClientBuilder;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Techniques and actions over a real socket.
 */
@Tag("exhaustive")
class FloraTechniquesClientTests {

	private static final String INPUTS = """
			{"id":"%1$s_photo","name":"Photo","type":"imageUrl"},{"id":"%1$s_mood","name":"Mood","type":"text"},
			{"id":"%1$s_note","name":"Note","type":"text","optional":true},
			{"id":"%1$s_more","name":"More","type":"imageUrl","optional":true,"allow_multiple":true}""";

	private final List<String> requests = Collections.synchronizedList(new ArrayList<>());

	private final List<String> bodies = Collections.synchronizedList(new ArrayList<>());

	private final Map<String, Deque<String>> answers = new HashMap<>();

	private HttpServer server;

	private String origin;

	private FloraClient flora;

	@BeforeEach
	void listen() throws IOException {
		this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		this.server.createContext("/", this::answer);
		this.server.start();
		this.origin = "http://127.0.0.1:" + this.server.getAddress().getPort();
		this.flora = new FloraClientBuilder().apiKey("sk_live_1")
			.baseUrl(URI.create(this.origin + "/api/v1"))
			.workspaceId("ws_1")
			.projectId("prj_1")
			.follow(new FollowSettings(Duration.ofMinutes(1), Duration.ofMillis(5), Duration.ofMillis(20), 1000))
			.build();
		answers("GET /techniques/shots", technique("a"));
	}

	@AfterEach
	void close() {
		this.flora.close();
		this.server.stop(0);
	}

	@Test
	void listsTechniquesPageByPage() {
		answers("GET /techniques", "{\"techniques\":[" + technique("a") + ",null,{}],\"meta\":{\"next_cursor\":\"c\"}}",
				"{\"techniques\":[{\"technique_id\":\"tech_2\"}],\"meta\":{\"next_cursor\":null}}");
		List<Technique> techniques = this.flora.techniques().stream(TechniqueQuery.all().withText("shots")).toList();
		assertThat(techniques).extracting(Technique::techniqueId).containsExactly("tech_1", "tech_2");
		assertThat(techniques.get(0).runCost()).isEqualByComparingTo("0.25");
		assertThat(techniques.get(0).inputs()).extracting(Technique.Slot::allowMultiple)
			.containsExactly(false, false, false, true);
		assertThat(this.requests.get(0)).contains("query=shots").contains("workspace_id=ws_1");
	}

	@Test
	void priceIsKnownBeforeTheStart() {
		assertThat(this.flora.techniques().estimate("shots").expected()).isEqualByComparingTo("0.25");
		answers("GET /techniques/gap", "{\"technique_id\":\"tech_3\",\"run_cost\":0}");
		assertThat(this.flora.techniques().estimate("gap").isPriced()).isFalse();
		answers("GET /actions/resize", "{\"action_id\":\"resize\",\"charged_cost\":0}");
		assertThat(this.flora.actions().estimate("resize").high()).isEqualByComparingTo("0");
		answers("GET /actions/blur", "{\"action_id\":\"blur\",\"charged_cost\":-1}");
		assertThat(this.flora.actions().estimate("blur").isPriced()).isFalse();
		answers("GET /actions/crop", "{\"action_id\":\"crop\"}");
		assertThat(this.flora.actions().estimate("crop").isPriced()).isFalse();
		assertThat(this.requests).noneMatch((sent) -> sent.startsWith("POST"));
	}

	@Test
	void runsATechniqueWithItsInputsInItsOrder() {
		answers("POST /runs/technique", "{\"run_id\":\"run_1\",\"type\":\"technique\",\"estimated_seconds\":0}");
		answers("GET /runs/run_1", "{\"run_id\":\"run_1\",\"status\":\"completed\"}");
		assertThat(this.flora.techniques().run(request("a").input("a_note", "").build()).status())
			.isEqualTo(RunStatus.COMPLETED);
		assertThat(this.bodies).contains("{\"technique_id\":\"tech_1\",\"workspace_id\":\"ws_1\",\"inputs\":"
				+ "{\"a_photo\":\"https://media.flora.ai/1.png\",\"a_mood\":\"warm\"}}");
	}

	@Test
	void severalValuesAreAnArray() {
		answers("POST /runs/technique", "{\"run_id\":\"run_1\"}");
		this.flora.techniques()
			.create(request("a").input("a_more", List.of(URI.create("https://a/1"), URI.create("https://a/2")))
				.build());
		assertThat(this.bodies).anyMatch((body) -> body.contains("\"a_more\":[\"https://a/1\",\"https://a/2\"]"));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			a_photo=https://a/1                        | input 'a_mood' (Mood) is missing: it takes a text
			a_photo=https://a/1,a_mood=                | input 'a_mood' (Mood) is missing
			a_photo=https://a/1,a_mood=x,size=2        | it has no input 'size'. Its inputs are 'a_photo' (Photo)
			a_photo=nice,a_mood=x                      | input 'a_photo' (Photo) takes the link (URI) of an image
			a_photo=[https://a/1;https://a/2],a_mood=x | takes one value, and 2 were given
			a_photo=https://a/1,a_mood=@https://a/1    | input 'a_mood' (Mood) takes a text, and a link was given
			""")
	void inputsThatDoNotFitAreRefused(String inputs, String message) {
		TechniqueRequest.Builder request = TechniqueRequest.of("shots");
		for (String input : inputs.split(",")) {
			String[] parts = input.split("=", 2);
			if (parts[1].startsWith("[")) {
				request.input(parts[0], List.of(parts[1].substring(1, parts[1].length() - 1).split(";")));
			}
			else if (parts[1].startsWith("@")) {
				request.input(parts[0], URI.create(parts[1].substring(1)));
			}
			else if (!parts[1].isEmpty()) {
				request.input(parts[0], parts[1]);
			}
		}
		assertThatExceptionOfType(FloraRequestRefusedException.class)
			.isThrownBy(() -> this.flora.techniques().create(request.build()))
			.withMessageContaining(message);
		assertThat(this.requests).noneMatch((sent) -> sent.startsWith("POST"));
	}

	@Test
	void techniqueThatWasSavedAnewIsReadAndStartedOnceMore() {
		answers("GET /techniques/shots", technique("a"), technique("b"));
		answers("POST /runs/technique", refusal("a_photo"), "{\"run_id\":\"run_1\"}");
		StartedRun run = this.flora.techniques().create(request("a").build());
		assertThat(run.runId()).isEqualTo("run_1");
		assertThat(this.bodies.get(this.bodies.size() - 1)).contains("\"b_photo\":").contains("\"b_mood\":\"warm\"");
		assertThat(this.requests).hasSize(4);
	}

	@Test
	void techniqueThatWasSavedAnewIsNotStartedOnceMoreInASingleAttempt() {
		answers("GET /techniques/shots", technique("a"), technique("b"));
		answers("POST /runs/technique", refusal("a_photo"), "{\"run_id\":\"run_1\"}");
		assertThatExceptionOfType(FloraValidationException.class).isThrownBy(() -> this.flora.techniques()
			.create(request("a").build(), RequestOptions.defaults().withMaxAttempts(1)));
		assertThat(this.requests).hasSize(2);
	}

	@Test
	void techniqueThatWasSavedAnewWithoutAnInputIsRefusedAfterOneStart() {
		answers("GET /techniques/shots", technique("a"), "{\"technique_id\":\"tech_1\",\"inputs\":[]}");
		answers("POST /runs/technique", refusal("a_photo"), "{\"run_id\":\"run_1\"}");
		assertThatExceptionOfType(FloraRequestRefusedException.class)
			.isThrownBy(() -> this.flora.techniques().create(request("a").build()))
			.withMessageEndingWith("This start is not sent.");
		assertThat(this.requests.stream().filter((sent) -> sent.startsWith("POST"))).hasSize(1);
	}

	/** FLORA has refused the start for sure, and callers would look for a run. */
	@Test
	void refusalIsNotHiddenByAFailureToReadTheTechniqueAgain() {
		answers("GET /techniques/shots", technique("a"),
				"500 {\"error\":{\"code\":\"internal_error\",\"message\":\"No\"}}");
		answers("POST /runs/technique", refusal("a_photo"), "{\"run_id\":\"run_1\"}");
		assertThatExceptionOfType(FloraValidationException.class)
			.isThrownBy(() -> this.flora.techniques().create(request("a").build()))
			.satisfies((ex) -> assertThat(ex.getSuppressed()).singleElement(InstanceOfAssertFactories.THROWABLE)
				.isExactlyInstanceOf(FloraException.class)
				.hasCauseInstanceOf(FloraServerException.class));
		assertThat(this.requests.stream().filter((sent) -> sent.startsWith("POST"))).hasSize(1);
	}

	/** Its run may not be listed yet: FLORA could not tell a second start from it. */
	@Test
	void techniqueThatFloraHasFailedAtIsNotStartedUnderAnotherKey() {
		answers("GET /techniques/shots", technique("a"), technique("b"));
		answers("GET /technique-runs", "{\"technique_runs\":[],\"meta\":{\"next_cursor\":null}}");
		answers("POST /runs/technique", "500 {\"error\":{\"code\":\"internal_error\",\"message\":\"No\"}}",
				refusal("a_photo"), "{\"run_id\":\"run_1\"}");
		assertThatExceptionOfType(FloraValidationException.class)
			.isThrownBy(() -> this.flora.techniques().create(request("a").build()))
			.satisfies((ex) -> assertThat(ex.getSuppressed()).singleElement().isInstanceOf(FloraServerException.class));
		assertThat(this.requests.stream().filter((sent) -> sent.startsWith("POST"))).hasSize(2);
	}

	/** An id that is another input's now must not get what was meant for the first. */
	@Test
	void inputsWhoseIdsWereExchangedKeepTheirMeaning() {
		String inputs = """
				{"technique_id":"tech_1","name":"Shots","inputs":[
				 {"id":"%s","name":"Front","type":"text"},{"id":"%s","name":"Back","type":"text"}]}""";
		answers("GET /techniques/shots", inputs.formatted("input_1", "input_2"),
				inputs.formatted("input_2", "input_1"));
		answers("POST /runs/technique", refusal("input_1"), "{\"run_id\":\"run_1\"}");
		this.flora.techniques()
			.create(TechniqueRequest.of("shots").input("input_1", "door").input("input_2", "garden").build());
		assertThat(this.bodies.get(this.bodies.size() - 1))
			.contains("\"inputs\":{\"input_2\":\"door\",\"input_1\":\"garden\"}");
	}

	@Test
	void inputsThatBecameTheSameAreRefused() {
		answers("GET /techniques/shots", """
				{"technique_id":"tech_1","inputs":[{"id":"a","name":"Front","type":"text"},
				 {"id":"b","name":"Back","type":"text"}]}""", """
				{"technique_id":"tech_1","inputs":[{"id":"b","name":"Front","type":"text"}]}""");
		answers("POST /runs/technique", refusal("a"), "{\"run_id\":\"run_1\"}");
		assertThatExceptionOfType(FloraRequestRefusedException.class)
			.isThrownBy(() -> this.flora.techniques()
				.create(TechniqueRequest.of("shots").input("a", "door").input("b", "garden").build()))
			.withMessageContaining("'a' and 'b' both are its input 'b' (Front)");
	}

	@Test
	void secondRefusalEndsTheCall() {
		answers("GET /techniques/shots", technique("a"), technique("b"), technique("c"));
		answers("POST /runs/technique", refusal("a_photo"), refusal("b_photo"));
		assertThatExceptionOfType(FloraValidationException.class)
			.isThrownBy(() -> this.flora.techniques().create(request("a").build()));
		assertThat(this.requests).hasSize(4);
	}

	@Test
	void refusalOfATechniqueThatIsUnchangedEndsTheCall() {
		answers("POST /runs/technique", refusal("workspace_id"));
		assertThatExceptionOfType(FloraValidationException.class)
			.isThrownBy(() -> this.flora.techniques().create(request("a").build()));
		assertThat(this.requests.stream().filter((sent) -> sent.startsWith("POST"))).hasSize(1);
	}

	@Test
	void runOfTheNestedRouteIsReadThere() {
		answers("POST /techniques/tech_1/runs", "{\"run_id\":\"run_1\",\"status\":\"pending\",\"progress\":0}");
		answers("GET /techniques/tech_1/runs/run_1", "{\"run_id\":\"run_1\",\"status\":\"completed\"}");
		TechniqueRequest request = request("a").callbackUrl(URI.create("https://example.com/")).build();
		assertThat(this.flora.techniques().run(request, Duration.ofMinutes(1)).status()).isEqualTo(RunStatus.COMPLETED);
		assertThat(this.requests).noneMatch((sent) -> sent.contains("/runs/technique"));
	}

	@Test
	void runIsReadWhereFloraOffersItIfTheOriginIsTheSame() {
		answers("POST /runs/technique",
				"{\"run_id\":\"run_1\",\"estimated_seconds\":0,\"poll_url\":\"" + this.origin + "/api/v1/at/1?x=1\"}");
		answers("GET /at/1", "{\"run_id\":\"run_1\",\"status\":\"completed\"}");
		assertThat(this.flora.techniques().run(request("a").build()).status()).isEqualTo(RunStatus.COMPLETED);
	}

	@ParameterizedTest
	@CsvSource({ "http://localhost:1/api/v1/at/1", "https://127.0.0.1/api/v1/at/1", "no url at all", "/api/v1/at/1" })
	void addressOfAnotherOriginIsNotUsed(String pollUrl) {
		answers("POST /runs/technique",
				"{\"run_id\":\"run_1\",\"estimated_seconds\":0,\"poll_url\":\"" + pollUrl + "\"}");
		answers("GET /runs/run_1", "{\"run_id\":\"run_1\",\"status\":\"completed\"}");
		assertThat(this.flora.techniques().run(request("a").build()).status()).isEqualTo(RunStatus.COMPLETED);
	}

	@Test
	void runsAnAction() {
		answers("GET /actions/resize-image-browser", """
				{"action_id":"resize-image-browser","name":"Resize","inputs":[{"name":"image","type":"image"},
				{"name":"masks","type":"image","optional":true,"multiple":{"max":3}}],"params":[{"key":"width",
				"type":"number","available_values":null}]}""");
		answers("POST /runs/action", "{\"run_id\":\"run_1\",\"type\":\"action\",\"estimated_seconds\":0}");
		answers("GET /runs/run_1", "{\"run_id\":\"run_1\",\"status\":\"completed\"}");
		ActionRequest request = ActionRequest.of("resize-image-browser")
			.input("image", URI.create("https://media.flora.ai/1.png"))
			.param("width", 800)
			.build();
		assertThat(this.flora.actions().run(request).status()).isEqualTo(RunStatus.COMPLETED);
		assertThat(this.bodies).contains("{\"action_id\":\"resize-image-browser\",\"workspace_id\":\"ws_1\","
				+ "\"project_id\":\"prj_1\",\"inputs\":[{\"type\":\"image\","
				+ "\"url\":\"https://media.flora.ai/1.png\",\"name\":\"image\"}],\"params\":{\"width\":800}}");
		assertThatExceptionOfType(FloraRequestRefusedException.class)
			.isThrownBy(() -> this.flora.actions().create(ActionRequest.of("resize-image-browser").build()))
			.withMessageContaining("input 'image' is missing");
	}

	@ParameterizedTest
	@CsvSource({ "1, 2 to 3, true", "2, 2 to 3, false", "3, 2 to 3, false", "4, 2 to 3, true", "1, at least 2, true",
			"9, at least 2, false", "2, up to 1, true", "1, up to 1, false", "5, nonsense, false" })
	void valuesAreCountedAsTheActionDeclares(int count, String allowed, boolean refused) {
		String range = switch (allowed) {
			case "2 to 3" -> "{\"min\":2,\"max\":3}";
			case "at least 2" -> "{\"min\":2}";
			case "up to 1" -> "{\"max\":1}";
			default -> "{\"min\":3,\"max\":2}";
		};
		assertThatInputsAre("\"multiple\":" + range, count,
				refused ? "takes " + allowed + " values, and " + count + " were given" : null);
	}

	@ParameterizedTest
	@CsvSource({ "'\"dynamic\":true', 5, false", "'\"dynamic\":false', 2, true", "'\"dynamic\":null', 2, true",
			"'\"dynamic\":true,\"multiple\":{\"max\":2}', 3, true",
			"'\"multiple\":{\"max\":2},\"dynamic\":true', 3, true" })
	void formerNameOfMultipleIsRead(String declared, int count, boolean refused) {
		assertThatInputsAre(declared, count, refused ? count + " were given" : null);
	}

	private void assertThatInputsAre(String declared, int count, @Nullable String refusal) {
		answers("GET /actions/stitch",
				"{\"action_id\":\"stitch\",\"inputs\":[{\"name\":\"videos\",\"type\":\"video\"," + declared + "}]}");
		answers("POST /runs/action", "{\"run_id\":\"run_1\"}");
		ActionRequest request = ActionRequest.of("stitch")
			.input("videos", Collections.nCopies(count, URI.create("https://media.flora.ai/1.mp4")))
			.build();
		if (refusal != null) {
			assertThatExceptionOfType(FloraRequestRefusedException.class)
				.isThrownBy(() -> this.flora.actions().create(request))
				.withMessageContaining(refusal);
		}
		else {
			assertThat(this.flora.actions().create(request).runId()).isEqualTo("run_1");
		}
	}

	@Test
	void listsActions() {
		answers("GET /actions", "{\"actions\":[{\"action_id\":\"stitch-videos\",\"inputs\":[{\"name\":\"videos\","
				+ "\"type\":\"video\",\"multiple\":true}]},{}]}");
		assertThat(this.flora.actions().list()).singleElement()
			.satisfies((action) -> assertThat(action.inputs().get(0).allowsSeveral()).isTrue());
	}

	@Test
	void otherRoutesNameTheMethodsToUse() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.flora.exchange(FloraRequest.post("/runs/technique").build(JsonNode.class)))
			.withMessageContaining("FloraTechniquesClient.create");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.flora.exchange(FloraRequest.post("/runs/action").build(JsonNode.class)))
			.withMessageContaining("FloraActionsClient.create");
	}

	private static TechniqueRequest.Builder request(String prefix) {
		return TechniqueRequest.of("shots")
			.input(prefix + "_mood", "warm")
			.input(prefix + "_photo", URI.create("https://media.flora.ai/1.png"));
	}

	private static String technique(String prefix) {
		return "{\"technique_id\":\"tech_1\",\"name\":\"Shots\",\"run_cost\":0.25,\"inputs\":["
				+ INPUTS.formatted(prefix) + "]}";
	}

	private static String refusal(String field) {
		return "400 {\"error\":{\"code\":\"input_validation_error\",\"message\":\"" + field + ": unknown\"}}";
	}

	/** The last answer is repeated. */
	private void answers(String request, String... answers) {
		this.answers.put(request, new ArrayDeque<>(List.of(answers)));
	}

	private void answer(HttpExchange exchange) throws IOException {
		String request = exchange.getRequestMethod() + " "
				+ exchange.getRequestURI().getPath().substring("/api/v1".length());
		this.bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
		this.requests.add(request + "?" + exchange.getRequestURI().getQuery());
		Deque<String> answers = this.answers.get(request);
		String answer = (answers == null) ? "404 {\"error\":{\"code\":\"not_found\",\"message\":\"No\"}}"
				: (answers.size() > 1) ? answers.poll() : answers.peek();
		boolean fine = answer.startsWith("{");
		byte[] body = (fine ? answer : answer.substring(4)).getBytes(StandardCharsets.UTF_8);
		exchange.getResponseHeaders().set("Content-Type", "application/json");
		exchange.sendResponseHeaders(fine ? 200 : Integer.parseInt(answer.substring(0, 3)), body.length);
		exchange.getResponseBody().write(body);
		exchange.close();
	}

}
