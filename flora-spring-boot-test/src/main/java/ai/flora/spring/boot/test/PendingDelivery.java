package ai.flora.spring.boot.test;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

import ai.flora.client.Run;
import ai.flora.client.RunStatus;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A delivery of {@link FakeWebhooks} that was not acknowledged yet.
 */
class PendingDelivery {

	private static final List<Duration> RETRIES = List.of(Duration.ofSeconds(10), Duration.ofMinutes(1),
			Duration.ofMinutes(5));

	private static final JsonMapper JSON = JsonMapper.builder().build();

	private final FakeRun run;

	private final URI url;

	private final String workspaceId;

	private final String id = "whd_" + UUID.randomUUID().toString().replace("-", "");

	private Instant notBefore = Instant.MIN;

	private int attempts;

	private @Nullable String body;

	private String type = "run.completed";

	PendingDelivery(FakeRun run, URI url, String workspaceId) {
		this.run = run;
		this.url = url;
		this.workspaceId = workspaceId;
	}

	String id() {
		return this.id;
	}

	String runId() {
		return this.run.runId();
	}

	URI url() {
		return this.url;
	}

	/** FLORA's name of the event, once there is a body. */
	String type() {
		return this.type;
	}

	/**
	 * Nobody has to wait for its moment while the clock skips what is only waited for.
	 */
	void skip(FakeClock clock, Duration late) {
		Instant end = this.run.endsAt();
		if (end != null) {
			Instant due = end.plus(late);
			clock.skipTo(due.isAfter(this.notBefore) ? due : this.notBefore);
		}
	}

	boolean isDue(Instant now, Duration late) {
		return this.run.ended(now.minus(late)) != null && !now.isBefore(this.notBefore);
	}

	/**
	 * Notes an attempt.
	 * @return whether it was the last one
	 */
	boolean attempted(boolean acknowledged, Instant now) {
		this.attempts++;
		if (acknowledged || this.attempts > RETRIES.size()) {
			return true;
		}
		this.notBefore = now.plus(RETRIES.get(this.attempts - 1));
		return false;
	}

	/** The bytes are the same on every attempt. */
	String body(Instant now) {
		if (this.body == null) {
			Run ended = this.run.ended(now);
			boolean completed = ended == null || ended.status() == RunStatus.COMPLETED;
			this.type = completed ? "run.completed" : "run.failed";
			ObjectNode json = JSON.createObjectNode();
			json.put("id", this.id)
				.put("type", this.type)
				.put("api_version", "2026-06-11")
				.put("created_at", now.toEpochMilli());
			ObjectNode data = json.putObject("data")
				.put("run_id", this.run.runId())
				.put("run_type", this.run.kind())
				.put("workspace_id", this.workspaceId)
				.put("status", completed ? "completed" : "failed");
			if (ended != null && ended.errorCode() != null) {
				data.put("error_code", ended.errorCode()).put("error_message", ended.errorMessage());
			}
			this.body = json.toString();
		}
		return this.body;
	}

}
