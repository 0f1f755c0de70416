package ai.flora.spring.boot.test;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import ai.flora.client.OutputType;
import ai.flora.client.Run;
import ai.flora.client.RunOutput;
import ai.flora.client.RunStatus;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.util.Assert;

/**
 * A run of {@link FakeFlora}. Either it lives on the fake's clock, or it is told what to
 * answer to those who read it: one state after the other, the last one for ever.
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

	private static final StartOrder NO_ORDER = new StartOrder("image", "", FakeFloraService.WORKSPACE_ID,
			FakeFlora.PROJECT_ID, null, Map.of(), null);

	/** A part of a run's time in which it only waits. */
	private static final double PENDING = 0.1;

	private static final Duration USUAL = Duration.ofSeconds(9);

	/** Nobody shall wait long for a run that is not timed. */
	private static final Duration SOON = Duration.ofSeconds(1);

	private final List<State> states = new ArrayList<>();

	private String runId;

	private StartOrder order = NO_ORDER;

	private Instant createdAt;

	private boolean started;

	private int next;

	private @Nullable Duration takes;

	private @Nullable Instant shownEnd;

	private Duration estimated = USUAL;

	private boolean estimateGiven;

	private Duration late = Duration.ZERO;

	private Duration costLate = Duration.ZERO;

	private BigDecimal cost = new BigDecimal("0.036");

	private boolean endless;

	FakeRun(String runId, Instant createdAt) {
		this.runId = runId;
		this.createdAt = createdAt;
	}

	/**
	 * An image at a link.
	 * @param url the link
	 * @return the output
	 */
	public static RunOutput image(String url) {
		return new RunOutput("output_1", OutputType.IMAGE, url);
	}

	/**
	 * A video at a link.
	 * @param url the link
	 * @return the output
	 */
	public static RunOutput video(String url) {
		return new RunOutput("output_1", OutputType.VIDEO, url);
	}

	/**
	 * A sound at a link.
	 * @param url the link
	 * @return the output
	 */
	public static RunOutput audio(String url) {
		return new RunOutput("output_1", OutputType.AUDIO, url);
	}

	/**
	 * A text.
	 * @param text the text itself
	 * @return the output
	 */
	public static RunOutput text(String text) {
		return new RunOutput("output_1", OutputType.TEXT, text);
	}

	/**
	 * A document at a link.
	 * @param url the link
	 * @return the output
	 */
	public static RunOutput document(String url) {
		return new RunOutput("output_1", OutputType.DOCUMENT, url);
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
	 * What it was started with.
	 * @return the order, or empty if nobody started it
	 */
	public synchronized Optional<StartOrder> order() {
		return this.started ? Optional.of(this.order) : Optional.empty();
	}

	/**
	 * Takes this long on the fake's clock: it is pending, then running with progress, and
	 * in the end what is said of it last.
	 * @param takes the time from start to end
	 * @return this run
	 */
	public synchronized FakeRun takes(Duration takes) {
		this.takes = takes;
		this.estimated = takes;
		return this;
	}

	/**
	 * Sets how long FLORA expects it to take. Unless told otherwise, as long as it does,
	 * or a second for a run that is not timed.
	 * @param estimated the time, in whole seconds
	 * @return this run
	 */
	public synchronized FakeRun isEstimatedAt(Duration estimated) {
		this.estimated = estimated;
		this.estimateGiven = true;
		return this;
	}

	/**
	 * Runs for ever, on the fake's clock.
	 * @return this run
	 */
	public synchronized FakeRun neverEnds() {
		this.endless = true;
		return this;
	}

	/**
	 * Reads lag behind its end: it is shown running for so long. Its timestamps tell the
	 * truth.
	 * @param late how long after its end it is first shown as ended
	 * @return this run
	 */
	public synchronized FakeRun reportsLate(Duration late) {
		this.late = late;
		return this;
	}

	/**
	 * Sets what it costs.
	 * @param dollars US dollars, such as {@code 0.036}
	 * @return this run
	 */
	public synchronized FakeRun costs(String dollars) {
		this.cost = new BigDecimal(dollars);
		return this;
	}

	/**
	 * Its cost shows up late.
	 * @param late how long after its end
	 * @return this run
	 */
	public synchronized FakeRun reportsCostLate(Duration late) {
		this.costLate = late;
		return this;
	}

	/**
	 * Is pending at the next read.
	 * @return this run
	 */
	public FakeRun isPending() {
		return add(new State(RunStatus.PENDING, 0, null, null, List.of(), null));
	}

	/**
	 * Is running at the next read.
	 * @param progress the progress that it reports, which is for display only
	 * @return this run
	 */
	public FakeRun isRunning(int progress) {
		return add(new State(RunStatus.RUNNING, progress, null, null, List.of(), null));
	}

	/**
	 * Is running at the read after the states before.
	 * @param progress the progress that it reports, which is for display only
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
		List<RunOutput> numbered = new ArrayList<>();
		for (RunOutput output : outputs) {
			numbered.add(new RunOutput("output_" + (numbered.size() + 1), output.type(), output.value()));
		}
		return add(new State(RunStatus.COMPLETED, 100, null, null, numbered, null));
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
		return add(new State(RunStatus.FAILED, 100, errorCode, errorMessage, List.of(), null));
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
	 * Answers with this text, whatever it is.
	 * @param json the body
	 * @return this run
	 */
	public FakeRun answers(String json) {
		return add(new State(RunStatus.UNKNOWN, 0, null, null, List.of(), json));
	}

	/**
	 * Answers with this text, whatever it is, at the read after the states before.
	 * @param json the body
	 * @return this run
	 */
	public FakeRun thenAnswers(String json) {
		return answers(json);
	}

	private synchronized FakeRun add(State state) {
		this.states.add(state);
		return this;
	}

	/** Gives an ordered run its identity, and its end if nobody scripted one. */
	synchronized FakeRun start(String runId, StartOrder order, RunOutput usualOutput, Instant now) {
		this.runId = runId;
		this.order = order;
		this.createdAt = now;
		this.started = true;
		if (this.states.isEmpty()) {
			this.takes = (this.takes != null) ? this.takes : this.estimated;
			completesWith(usualOutput);
		}
		else if (!isTimed() && !this.estimateGiven) {
			this.estimated = SOON;
		}
		return this;
	}

	synchronized ObjectNode startedJson(String pollUrl) {
		Assert.state(this.started, "The run was not started");
		ObjectNode json = JSON.createObjectNode();
		json.put("run_id", this.runId).put("type", "generation").put("charged_cost", this.cost);
		json.put("estimated_seconds", this.estimated.toSeconds());
		json.putObject("model").put("model_id", this.order.modelId());
		json.putNull("technique").putNull("action");
		return json.put("poll_url", pollUrl).put("project_id", this.order.projectId());
	}

	synchronized String json(Instant now, @Nullable String pollUrl) {
		State state = state(now);
		return (state.text() != null) ? state.text() : json(state, now, pollUrl).toString();
	}

	synchronized @Nullable ObjectNode listedJson(Instant now, String pollUrl) {
		State state = state(now);
		if (state.text() != null) {
			return null;
		}
		ObjectNode json = json(state, now, pollUrl);
		json.put("generation_id", this.runId)
			.put("workspace_id", this.order.workspaceId())
			.put("project_id", this.order.projectId());
		json.putObject("model").put("model_id", this.order.modelId());
		return json;
	}

	/**
	 * The run as it has ended, if it has; reads may show that later.
	 */
	synchronized @Nullable Run ended(Instant now) {
		boolean over = isTimed() ? !this.endless && !now.isBefore(this.createdAt.plus(duration()))
				: this.next >= this.states.size() || !now.isBefore(this.createdAt.plus(this.estimated));
		State last = this.states.isEmpty() ? null : this.states.get(this.states.size() - 1);
		if (!over || last == null || !last.status().isTerminal()) {
			return null;
		}
		return JSON.treeToValue(json(last, now, null), Run.class);
	}

	boolean isIn(@Nullable String workspaceId, @Nullable String projectId) {
		StartOrder order = orderOrDefault();
		return (workspaceId == null || workspaceId.equals(order.workspaceId()))
				&& (projectId == null || projectId.equals(order.projectId()));
	}

	private synchronized StartOrder orderOrDefault() {
		return this.order;
	}

	private State state(Instant now) {
		if (!isTimed()) {
			if (this.states.isEmpty()) {
				isPending();
			}
			return this.states.get(Math.min(this.next++, this.states.size() - 1));
		}
		Duration takes = duration();
		double part = Duration.between(this.createdAt, now).toNanos() / Math.max(1.0, takes.toNanos());
		boolean ended = !this.endless && !now.isBefore(this.createdAt.plus(takes).plus(this.late));
		if (ended && !this.states.isEmpty()) {
			return this.states.get(this.states.size() - 1);
		}
		int progress = (int) Math.min(99, Math.max(0, 100 * part));
		return (part < PENDING) ? new State(RunStatus.PENDING, 0, null, null, List.of(), null)
				: new State(RunStatus.RUNNING, progress, null, null, List.of(), null);
	}

	private boolean isTimed() {
		return this.takes != null || this.endless;
	}

	private Duration duration() {
		return (this.takes != null) ? this.takes : this.estimated;
	}

	private ObjectNode json(State state, Instant now, @Nullable String pollUrl) {
		Instant startedAt = isTimed() ? this.createdAt.plusNanos((long) (duration().toNanos() * PENDING))
				: this.createdAt;
		Instant end = isTimed() ? this.createdAt.plus(duration()) : now;
		if (!isTimed() && state.status().isTerminal()) {
			this.shownEnd = (this.shownEnd != null) ? this.shownEnd : now;
			end = this.shownEnd;
		}
		boolean costKnown = state.status() == RunStatus.COMPLETED
				&& (this.costLate.isZero() || !now.isBefore(end.plus(this.costLate)));
		ObjectNode json = JSON
			.valueToTree(new Run(this.runId, state.status(), BigDecimal.valueOf(state.progress()), this.createdAt,
					(state.status() != RunStatus.PENDING) ? startedAt : null, state.status().isTerminal() ? end : null,
					costKnown ? this.cost : null, state.errorCode(), state.errorMessage(), state.outputs(), pollUrl));
		if (state.status() != RunStatus.COMPLETED) {
			json.remove("outputs");
		}
		return json;
	}

	/**
	 * What a read shows.
	 */
	private record State(RunStatus status, int progress, @Nullable String errorCode, @Nullable String errorMessage,
			List<RunOutput> outputs, @Nullable String text) {
	}

}
