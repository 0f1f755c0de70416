package ai.flora.spring.boot.test;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

import ai.flora.client.OutputType;
import ai.flora.client.Run;
import ai.flora.client.RunOutput;
import ai.flora.client.RunStatus;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.util.Assert;
import org.springframework.util.StringUtils;
import org.springframework.web.util.UriUtils;

/**
 * A run of {@link FakeFlora}. Either it lives on the fake's clock, or it is told which
 * states its reads show, one after the other, and the last one for ever. Lists show the
 * state that comes next, and use none up. All its times are on
 * {@linkplain FakeFlora#clock() that clock}. What no run does is refused with an
 * {@link IllegalArgumentException}. Thread-safe.
 *
 * <pre>{@code
 * fake.nextRun().takes(ofSeconds(9)).completesWith(FakeRun.image("https://media.flora.ai/1.png"));
 * fake.nextRun().failsWith("GENERATION_PROMPT_MODERATED", "The prompt was refused.");
 * fake.run("run_1").isPending().thenIsRunning(40).thenCompletesWith(FakeRun.text("A harbour at dusk"));
 * }</pre>
 *
 * @since 0.1.0
 */
public final class FakeRun {

	private static final JsonMapper JSON = JsonMapper.builder().build();

	/** In US dollars. */
	static final BigDecimal USUAL_COST = new BigDecimal("0.036");

	private static final BigDecimal COST_WITHOUT_IMAGE = new BigDecimal("0.45");

	private static final StartRequest NO_REQUEST = new StartRequest("image", "", KnownIds.WORKSPACE_ID,
			KnownIds.PROJECT_ID, null, Map.of(), null);

	private final RunScript script;

	private final String origin;

	private String runId;

	private StartRequest request = NO_REQUEST;

	private boolean started;

	/** True for a run that was started on the nested route, by which alone it is read. */
	private boolean nested;

	private Duration costLate = Duration.ZERO;

	private BigDecimal cost = USUAL_COST;

	/**
	 * True once the response to its start has given its id, or somebody has asked for it.
	 */
	private boolean known;

	/** FLORA bills a run that had to fail. */
	private boolean lacksImage;

	/**
	 * Creates a run that nobody has started yet.
	 * @param origin scheme, host and port of its fake
	 * @param runId the id; empty until it is started
	 * @param createdAt when it was made, on the fake's clock
	 */
	FakeRun(String origin, String runId, Instant createdAt) {
		this.origin = origin;
		this.runId = runId;
		this.script = new RunScript(createdAt);
	}

	/**
	 * An image at a link.
	 * @param url the link
	 * @return the output
	 */
	public static RunOutput image(String url) {
		return output(OutputType.IMAGE, Misuse.checkGiven("image", url));
	}

	/**
	 * A video at a link.
	 * @param url the link
	 * @return the output
	 */
	public static RunOutput video(String url) {
		return output(OutputType.VIDEO, Misuse.checkGiven("video", url));
	}

	/**
	 * A sound at a link.
	 * @param url the link
	 * @return the output
	 */
	public static RunOutput audio(String url) {
		return output(OutputType.AUDIO, Misuse.checkGiven("audio", url));
	}

	/**
	 * A text.
	 * @param text the text itself
	 * @return the output
	 */
	public static RunOutput text(String text) {
		return output(OutputType.TEXT, Misuse.checkGiven("text", text));
	}

	/**
	 * A document at a link.
	 * @param url the link
	 * @return the output
	 */
	public static RunOutput document(String url) {
		return output(OutputType.DOCUMENT, Misuse.checkGiven("document", url));
	}

	private static RunOutput output(OutputType type, String value) {
		return RunOutput.builder().outputId("output_1").type(type).value(value).build();
	}

	/**
	 * The run's identifier.
	 * @return the id; empty for a {@linkplain FakeFlora#nextRun() next run} that was not
	 * started yet
	 */
	public synchronized String runId() {
		return this.runId;
	}

	/**
	 * The request that started the run.
	 * @return the request, or empty if the run was not started
	 */
	public synchronized Optional<StartRequest> request() {
		return this.started ? Optional.of(this.request) : Optional.empty();
	}

	/**
	 * The media that the run was made from: those that the request gives by the name and
	 * in the form of its model's family, at public https URLs or at this fake. FLORA
	 * ignores others without a word, makes the run without them, and bills it.
	 * @return their URLs; empty if there are none
	 */
	public synchronized List<String> media() {
		return FakeModels.media(this.request, this.origin);
	}

	/**
	 * Takes this long on the fake's clock: it is pending, then running with progress, and
	 * in the end what is said of it last.
	 * @param takes the time from start to end
	 * @return this run
	 * @throws IllegalArgumentException if it is negative, or the run was told states
	 * other than its end
	 */
	public synchronized FakeRun takes(Duration takes) {
		this.script.takes(Misuse.checkTime("takes", takes));
		return this;
	}

	/**
	 * Sets how long FLORA expects it to take. Unless told otherwise, as long as it does,
	 * or a second for a run that is not timed.
	 * @param estimated the time, in whole seconds
	 * @return this run
	 * @throws IllegalArgumentException if it is negative
	 */
	public synchronized FakeRun isEstimatedAt(Duration estimated) {
		this.script.isEstimatedAt(Misuse.checkTime("isEstimatedAt", estimated));
		return this;
	}

	/**
	 * Runs for ever, on the fake's clock.
	 * @return this run
	 * @throws IllegalArgumentException if it was told states of its own
	 */
	public synchronized FakeRun neverEnds() {
		this.script.neverEnds();
		return this;
	}

	/**
	 * Reads lag behind its end: it is shown running for so long. Its timestamps tell the
	 * truth.
	 * @param late how long after its end it is first shown as ended
	 * @return this run
	 * @throws IllegalArgumentException if it is negative
	 */
	public synchronized FakeRun reportsLate(Duration late) {
		this.script.reportsLate(Misuse.checkTime("reportsLate", late));
		return this;
	}

	/**
	 * Sets what it costs; 0.036 US dollars unless told otherwise.
	 * @param dollars US dollars, such as {@code 0.036}
	 * @return this run
	 * @throws IllegalArgumentException if that is no number, or negative
	 */
	public synchronized FakeRun costs(String dollars) {
		String given = Misuse.checkGiven("costs", dollars);
		BigDecimal cost;
		try {
			cost = new BigDecimal(given);
		}
		catch (NumberFormatException ex) {
			throw new NumberFormatException("costs(\"" + given + "\"): that is no number, such as 0.036");
		}
		Misuse.check(cost.signum() >= 0, "costs(\"" + given + "\"): a cost is not negative");
		this.cost = cost;
		return this;
	}

	/**
	 * Its cost shows up late.
	 * @param late how long after its end
	 * @return this run
	 * @throws IllegalArgumentException if it is negative
	 */
	public synchronized FakeRun reportsCostLate(Duration late) {
		this.costLate = Misuse.checkTime("reportsCostLate", late);
		return this;
	}

	/**
	 * Is pending at the next read.
	 * @return this run
	 */
	public FakeRun isPending() {
		return add("isPending()", RunState.pending());
	}

	/**
	 * Is running at the next read.
	 * @param progress the progress that it reports, 0 to 100, which is for display only
	 * @return this run
	 */
	public FakeRun isRunning(int progress) {
		String call = "isRunning(" + progress + ")";
		Misuse.check(progress >= 0 && progress <= 100, call + ": a progress is from 0 to 100");
		return add(call, RunState.running(progress));
	}

	/**
	 * Is running at the read after the states before.
	 * @param progress the progress that it reports, 0 to 100, which is for display only
	 * @return this run
	 */
	public FakeRun thenIsRunning(int progress) {
		return isRunning(progress);
	}

	/**
	 * Is completed.
	 * @param outputs what it made; they are numbered in this order
	 * @return this run
	 */
	public FakeRun completesWith(RunOutput... outputs) {
		Misuse.checkEach("completesWith", (outputs != null) ? Arrays.asList(outputs) : null);
		return add("completesWith(…)", RunState.completed(outputs));
	}

	/**
	 * Is completed at the read after the states before.
	 * @param outputs what it made; they are numbered in this order
	 * @return this run
	 */
	public FakeRun thenCompletesWith(RunOutput... outputs) {
		return completesWith(outputs);
	}

	/**
	 * Has failed.
	 * @param errorCode FLORA's code, such as {@code GENERATION_PROMPT_MODERATED}
	 * @param errorMessage FLORA's message
	 * @return this run
	 */
	public FakeRun failsWith(String errorCode, String errorMessage) {
		Misuse.check(StringUtils.hasText(errorCode), "failsWith(" + errorCode + ", …): a failed run has an error code");
		return add("failsWith(\"" + errorCode + "\", …)",
				RunState.failed(errorCode, Misuse.checkGiven("failsWith(\"" + errorCode + "\", …)", errorMessage)));
	}

	/**
	 * Has failed at the read after the states before.
	 * @param errorCode FLORA's code, such as {@code GENERATION_PROMPT_MODERATED}
	 * @param errorMessage FLORA's message
	 * @return this run
	 */
	public FakeRun thenFailsWith(String errorCode, String errorMessage) {
		return failsWith(errorCode, errorMessage);
	}

	/**
	 * Responds with this text, whatever it is.
	 * @param json the body
	 * @return this run
	 */
	public FakeRun answers(String json) {
		return add("answers(…)", RunState.ofRawBody(Misuse.checkGiven("answers", json)));
	}

	/**
	 * Responds with this text, whatever it is, at the read after the states before.
	 * @param json the body
	 * @return this run
	 */
	public FakeRun thenAnswers(String json) {
		return answers(json);
	}

	private synchronized FakeRun add(String call, RunState state) {
		this.script.add(call, state);
		return this;
	}

	/** Gives a started run its identity, and its end if nobody scripted one. */
	synchronized void start(String runId, StartRequest request, Instant now) {
		this.runId = runId;
		this.request = request;
		this.started = true;
		this.lacksImage = FakeModels.lacksImage(request, this.origin);
		this.script.start(now,
				this.lacksImage ? RunState.failed("GENERATION_GENERIC_ERROR", "The model got no image to begin with.")
						: RunState.completed(DefaultOutputs.of(this.origin, runId, request)));
	}

	/** The body of the response to its start. */
	synchronized ObjectNode startedJson() {
		Assert.state(this.started, "The run was not started");
		ObjectNode json = JSON.createObjectNode();
		json.put("run_id", this.runId).put("type", kind()).put("charged_cost", this.cost);
		json.put("estimated_seconds", this.script.estimated().toSeconds());
		putMaker(json);
		return json.put("poll_url", pollUrl()).put("project_id", this.request.projectId());
	}

	private void putMaker(ObjectNode json) {
		String maker = this.request.modelId();
		switch (kind()) {
			case "technique" -> json.putObject("technique").put("technique_id", maker).put("name", maker);
			case "action" -> json.putObject("action").put("action_id", maker);
			default -> json.putObject("model").put("model_id", maker);
		}
	}

	/** FLORA's name of the kind of run. */
	synchronized String kind() {
		String type = this.request.type();
		return (type.equals("technique") || type.equals("action")) ? type : "generation";
	}

	/** Tells whether a list shows it; runs of actions are in none. */
	boolean isListedAs(String items) {
		String kind = kind();
		return items.equals(kind.equals("technique") ? "technique_runs" : kind + "s") && !kind.equals("action");
	}

	synchronized void startedOnNestedRoute() {
		this.nested = true;
	}

	/**
	 * Tells whether it is read below a technique, or on the usual route, which is
	 * {@code null}: each run is read on one route alone.
	 */
	synchronized boolean isReadBelow(@Nullable String techniqueId) {
		return Objects.equals(techniqueId, this.nested ? this.request.modelId() : null);
	}

	private String pollUrl() {
		return this.origin + FakeFloraService.BASE_PATH + (this.nested ? "/techniques/" + this.request.modelId() : "")
				+ "/runs/" + UriUtils.encodePathSegment(this.runId, StandardCharsets.UTF_8);
	}

	/** The body of a read, which uses up a state. */
	synchronized String readJson(Instant now) {
		RunState state = this.script.read(now);
		return (state.rawBody() != null) ? state.rawBody() : json(state, now, pollUrl()).toString();
	}

	/** The item of a list, which uses up no state; {@code null} for a raw body. */
	synchronized @Nullable ObjectNode listedJson(Instant now) {
		RunState state = this.script.listed(now);
		if (state.rawBody() != null) {
			return null;
		}
		ObjectNode json = json(state, now, pollUrl());
		json.put(kind() + (kind().equals("generation") ? "_id" : "_run_id"), this.runId)
			.put("workspace_id", this.request.workspaceId())
			.put("project_id", this.request.projectId());
		putMaker(json);
		return json;
	}

	synchronized @Nullable Instant endsAt() {
		return this.script.endsAt();
	}

	/** Notes that somebody has its id. */
	synchronized void markKnown() {
		this.known = true;
	}

	synchronized boolean isKnown() {
		return this.known;
	}

	synchronized @Nullable Instant nextStage(Instant now) {
		return this.script.nextStage(now);
	}

	/**
	 * The run as it has ended, if it has; reads may show that later.
	 */
	synchronized @Nullable Run ended(Instant now) {
		RunState last = this.script.ended(now);
		return (last != null) ? JSON.treeToValue(json(last, now, null), Run.class) : null;
	}

	synchronized boolean isIn(@Nullable String workspaceId, @Nullable String projectId) {
		return (workspaceId == null || workspaceId.equals(this.request.workspaceId()))
				&& (projectId == null || projectId.equals(this.request.projectId()));
	}

	/** Tells whether it is of a technique; {@code null} means all. */
	synchronized boolean isOf(@Nullable String techniqueId) {
		return techniqueId == null || techniqueId.equals(this.request.model());
	}

	private @Nullable BigDecimal chargedCost(RunState state, boolean known) {
		if (this.lacksImage && state.status() == RunStatus.FAILED) {
			return COST_WITHOUT_IMAGE;
		}
		return known ? this.cost : null;
	}

	private ObjectNode json(RunState state, Instant now, @Nullable String pollUrl) {
		Instant end = this.script.endedAt(state, now);
		boolean costKnown = state.status() == RunStatus.COMPLETED
				&& (this.costLate.isZero() || !now.isBefore(end.plus(this.costLate)));
		ObjectNode json = JSON.valueToTree(Run.builder()
			.runId(this.runId)
			.status(state.status())
			.progress(BigDecimal.valueOf(state.progress()))
			.createdAt(this.script.createdAt())
			.startedAt((state.status() != RunStatus.PENDING) ? this.script.startedAt() : null)
			.completedAt(state.status().isTerminal() ? end : null)
			.chargedCost(chargedCost(state, costKnown))
			.errorCode(state.errorCode())
			.errorMessage(state.errorMessage())
			.outputs(state.outputs())
			.pollUrl(pollUrl)
			.build());
		if (state.status() != RunStatus.COMPLETED) {
			json.remove("outputs");
		}
		return json;
	}

}
