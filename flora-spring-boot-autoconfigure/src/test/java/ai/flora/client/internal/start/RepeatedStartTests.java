package ai.flora.client.internal.start;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

import ai.flora.client.FloraClient;
import ai.flora.client.FloraRequestRefusedException;
import ai.flora.client.FloraStartUnconfirmedException;
import ai.flora.client.GenerationBatch.Item;
import ai.flora.client.GenerationRequest;
import ai.flora.client.RetrySettings;
import ai.flora.client.StartedRun;
import ai.flora.client.action.ActionRequest;
import ai.flora.client.internal.transport.RawServer;
import ai.flora.client.internal.transport.Transports;
import ai.flora.client.technique.TechniqueRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A start that FLORA may have charged, repeated under its own key when the client knows
 * more than before, by which it would refuse a new one.
 */
@Tag("exhaustive")
class RepeatedStartTests {

	private static final GenerationRequest ORDER = GenerationRequest.image("A harbour")
		.toBuilder()
		.model("t2i-1")
		.idempotencyKey("order-4711")
		.build();

	private static final TechniqueRequest SHOTS = TechniqueRequest.of("shots")
		.input("mood", "warm")
		.input("note", "")
		.idempotencyKey("order-4711")
		.build();

	private static final ActionRequest RESIZE = ActionRequest.of("resize")
		.input("size", "large")
		.idempotencyKey("order-4711")
		.build();

	private static final String MOOD = "{'id':'mood','name':'mood','type':'text'}";

	private static final String NOTE = "{'id':'note','name':'note','type':'text','optional':true}";

	/** What FLORA declares; nothing: 404. */
	private volatile String models = "'models':[{'model_id':'t2i-1','params':["
			+ "{'name':'style','type':'string','required':true},{'name':'steps','type':'int','max':50}]}]";

	private volatile String technique = "'technique_id':'tech_1','slug':'shots','inputs':[" + MOOD + "," + NOTE + "]";

	private volatile String action = "'action_id':'resize','inputs':[{'name':'size','type':'text'}]";

	private RawServer server;

	private FloraClient client;

	@BeforeEach
	void start() throws IOException {
		this.server = new RawServer(this::answer);
		RetrySettings once = new RetrySettings(1, Duration.ofMillis(1), Duration.ofMillis(5), Duration.ofMinutes(5));
		this.client = Transports.JDK.builder(this.server.url())
			.workspaceId("ws_1")
			.projectId("prj_1")
			.retry(once)
			.build();
	}

	@AfterEach
	void stop() throws IOException {
		this.client.close();
		this.server.close();
	}

	/** FLORA makes the runs; its responses are lost. */
	private void answer(String request, RawServer raw, Socket socket) throws Exception {
		if (request.startsWith("POST")) {
			return;
		}
		String declared = request.contains("/models") ? this.models : request.contains("/techniques/") ? this.technique
				: request.contains("/actions/") ? this.action : "'generations':[],'meta':{'next_cursor':null}";
		String body = "{" + declared.replace('\'', '"') + "}";
		RawServer.send(socket,
				"HTTP/1.1 " + (declared.isEmpty() ? "404 Not Found" : "200 OK")
						+ "\nContent-Type: application/json\nConnection: close\nContent-Length: " + body.length()
						+ "\n\n" + body);
	}

	@Test
	void startThatTheModelsRefuseByNowIsInDoubtAsBefore() {
		inDoubt(() -> this.client.generations().create(ORDER));
		this.client.models().list();
		inDoubt(() -> this.client.generations().create(ORDER));
		assertThat(posts()).isEqualTo(2);
	}

	@Test
	void startThatWasNotCheckedWithoutModelsIsInDoubtAsBefore() {
		String known = this.models;
		this.models = "";
		GenerationRequest order = ORDER.toBuilder().param("style", "warm").param("steps", 100).build();
		inDoubt(() -> this.client.generations().create(order));
		this.models = known;
		this.client.models().list();
		inDoubt(() -> this.client.generations().create(order));
		assertThat(posts()).isEqualTo(2);
	}

	@Test
	void itemThatTheModelsRefuseByNowIsInDoubtAsBefore() {
		inDoubt(() -> this.client.generations().create(ORDER));
		GenerationRequest another = ORDER.toBuilder().idempotencyKey("order-4712").build();
		List<Item> items = this.client.generations().submitAll(List.of(ORDER, another)).await();
		assertThat(items.get(0).reason()).isInstanceOf(FloraStartUnconfirmedException.class);
		assertThat(items.get(1).reason()).isInstanceOf(FloraRequestRefusedException.class);
	}

	@Test
	void startThatWasNotInDoubtIsRefusedUnderAKeyToo() {
		this.client.models().list();
		assertThatExceptionOfType(FloraRequestRefusedException.class)
			.isThrownBy(() -> this.client.generations().create(ORDER));
		assertThat(posts()).isZero();
	}

	@Test
	void startOfATechniqueThatWasSavedAnewIsInDoubtAsBefore() {
		inDoubt(() -> this.client.techniques().create(SHOTS));
		this.technique = this.technique.replace(MOOD, MOOD.replace("'mood'", "'light'"));
		inDoubt(() -> this.client.techniques().create(SHOTS));
		assertThat(posts()).isEqualTo(2);
		assertThatExceptionOfType(FloraRequestRefusedException.class)
			.isThrownBy(() -> this.client.techniques().create(SHOTS.toBuilder().input("mood", "cold").build()))
			.withMessageContaining("which is in doubt");
	}

	@Test
	void startOfAnActionThatIsGoneIsInDoubtAsBefore() {
		inDoubt(() -> this.client.actions().create(RESIZE));
		this.action = "";
		inDoubt(() -> this.client.actions().create(RESIZE));
		assertThat(posts()).isEqualTo(2);
	}

	/** The technique says that its input is a text; the request alone does not. */
	@Test
	void linkAsATextOfATechniqueIsComparedWhole() {
		inDoubt(() -> this.client.techniques()
			.create(SHOTS.toBuilder().input("mood", "https://example.com/1").build()));
		assertThatExceptionOfType(FloraRequestRefusedException.class).isThrownBy(() -> this.client.techniques()
			.create(SHOTS.toBuilder().input("mood", "https://example.com/2").build()));
	}

	private void inDoubt(Supplier<StartedRun> start) {
		assertThatExceptionOfType(FloraStartUnconfirmedException.class).isThrownBy(start::get);
	}

	private long posts() {
		return this.server.requests().stream().filter((request) -> request.startsWith("POST")).count();
	}

}
