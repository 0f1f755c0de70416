package ai.flora.client;

import java.io.Serializable;
import java.util.List;
import java.util.Objects;

import ai.flora.client.output.SavedOutput;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * A followed run has ended: it has completed or failed. The client publishes this Spring
 * application event once for each run in a process, however it came to know the end. It
 * remembers the latest ten thousand ends: that of a run which ended before all of these
 * is published again if the run is followed again.
 * <p>
 * The event is published on a thread of the client. If the application has one
 * {@code PlatformTransactionManager}, or a primary one, it is published within a
 * transaction. So {@code @EventListener}, {@code @Async},
 * {@code @TransactionalEventListener} and Spring Modulith work. With
 * {@code flora.outputs.directory}, the outputs of a completed run are saved before,
 * outside of that transaction.
 * <p>
 * Strict mappers of Jackson 2 and 3 read what they have written. The constructor is not
 * part of the contract: it grows with what the client knows. Tests begin with
 * {@link #builder}.
 *
 * @param run the run, completed or failed; its cost may still be missing
 * @param reference the caller's own name for the run, {@link RunRequest#reference()};
 * {@code null} if there is none, or this process did not start the run. Of a run that
 * nobody follows, it is known for the latest ten thousand starts
 * @param model identifier of the model; {@code null} if it is not known
 * @param projectId project that the run was started in; {@code null} if this process did
 * not start the run, or it is a technique's, which has none
 * @param outputs the outputs that were saved, in their order; empty if the client has no
 * directory for them. An output that could not be saved, or not in time, is missing
 * @since 0.1.0
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record FloraRunEndedEvent(@JsonProperty("run") Run run, @JsonProperty("reference") @Nullable String reference,
		@JsonProperty("model") @Nullable String model, @JsonProperty("project_id") @Nullable String projectId,
		@JsonProperty("saved_outputs") List<SavedOutput> outputs) implements Serializable {

	/**
	 * Fills in values that an earlier version has not written.
	 */
	@SuppressWarnings("NullAway") // Jackson passes null for what is not there
	public FloraRunEndedEvent {
		outputs = (outputs != null) ? outputs.stream().filter(Objects::nonNull).toList() : List.of();
	}

	/**
	 * Begins an event, as a test needs one: the client publishes its own.
	 * @param run the run, completed or failed
	 * @return a builder of the event of a run of which nothing else is known
	 */
	public static Builder builder(Run run) {
		return new Builder(run);
	}

	/**
	 * The run's identifier.
	 * @return the id, such as {@code run_abc123}
	 */
	public String runId() {
		return this.run.runId();
	}

	/**
	 * Tells whether the run has completed.
	 * @return {@code false} if it has failed
	 */
	@JsonIgnore
	public boolean isCompleted() {
		return this.run.status() == RunStatus.COMPLETED;
	}

	/**
	 * Builds a {@link FloraRunEndedEvent}. Not thread-safe.
	 */
	public static final class Builder {

		private final Run run;

		private @Nullable String reference;

		private @Nullable String model;

		private @Nullable String projectId;

		private List<SavedOutput> outputs = List.of();

		private Builder(Run run) {
			this.run = run;
		}

		/**
		 * Sets {@link FloraRunEndedEvent#reference()}.
		 * @param reference the caller's own name for the run, or {@code null}
		 * @return this builder
		 */
		public Builder reference(@Nullable String reference) {
			this.reference = reference;
			return this;
		}

		/**
		 * Sets {@link FloraRunEndedEvent#model()}.
		 * @param model identifier of the model, or {@code null}
		 * @return this builder
		 */
		public Builder model(@Nullable String model) {
			this.model = model;
			return this;
		}

		/**
		 * Sets {@link FloraRunEndedEvent#projectId()}.
		 * @param projectId project that the run was started in, or {@code null}
		 * @return this builder
		 */
		public Builder projectId(@Nullable String projectId) {
			this.projectId = projectId;
			return this;
		}

		/**
		 * Sets {@link FloraRunEndedEvent#outputs()}.
		 * @param outputs the outputs that were saved; empty for none
		 * @return this builder
		 */
		public Builder outputs(List<SavedOutput> outputs) {
			this.outputs = outputs;
			return this;
		}

		/**
		 * Builds the event.
		 * @return the event
		 */
		public FloraRunEndedEvent build() {
			return new FloraRunEndedEvent(this.run, this.reference, this.model, this.projectId, this.outputs);
		}

	}

}
