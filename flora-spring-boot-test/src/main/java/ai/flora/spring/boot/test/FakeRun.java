package ai.flora.spring.boot.test;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import ai.flora.client.OutputType;
import ai.flora.client.Run;
import ai.flora.client.RunOutput;
import ai.flora.client.RunStatus;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A run of {@link FakeFlora}, and what it answers to those who read it: one state after
 * the other, the last one for ever.
 *
 * <pre>{@code
 * fake.run("run_1").isPending().thenIsRunning(40).thenCompletesWith(FakeRun.image("https://media.flora.ai/1.png"));
 * }</pre>
 *
 * @since 0.1.0
 */
public final class FakeRun {

	private static final JsonMapper JSON = JsonMapper.builder().build();

	private static final BigDecimal COST = new BigDecimal("0.036");

	private final String runId;

	private final Instant createdAt = Instant.ofEpochMilli(System.currentTimeMillis());

	private final List<String> answers = new ArrayList<>();

	private int next;

	FakeRun(String runId) {
		this.runId = runId;
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
	 * Is pending at the next read.
	 * @return this run
	 */
	public FakeRun isPending() {
		return answers(RunStatus.PENDING, 0, null, null, List.of());
	}

	/**
	 * Is running at the next read.
	 * @param progress the progress that it reports, which is for display only
	 * @return this run
	 */
	public FakeRun isRunning(int progress) {
		return answers(RunStatus.RUNNING, progress, null, null, List.of());
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
		return answers(RunStatus.COMPLETED, 100, null, null, numbered);
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
		return answers(RunStatus.FAILED, 100, errorCode, errorMessage, List.of());
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
	public synchronized FakeRun answers(String json) {
		this.answers.add(json);
		return this;
	}

	/**
	 * Answers with this text, whatever it is, at the read after the states before.
	 * @param json the body
	 * @return this run
	 */
	public FakeRun thenAnswers(String json) {
		return answers(json);
	}

	private FakeRun answers(RunStatus status, int progress, @Nullable String errorCode, @Nullable String errorMessage,
			List<RunOutput> outputs) {
		Instant started = (status != RunStatus.PENDING) ? this.createdAt.plusMillis(1250) : null;
		Instant completed = status.isTerminal() ? this.createdAt.plusMillis(9000) : null;
		BigDecimal cost = (status == RunStatus.COMPLETED) ? COST : null;
		ObjectNode run = JSON.valueToTree(new Run(this.runId, status, BigDecimal.valueOf(progress), this.createdAt,
				started, completed, cost, errorCode, errorMessage, outputs, null));
		if (status != RunStatus.COMPLETED) {
			run.remove("outputs");
		}
		return answers(run.toString());
	}

	synchronized String read() {
		if (this.answers.isEmpty()) {
			isPending();
		}
		return this.answers.get(Math.min(this.next++, this.answers.size() - 1));
	}

}
