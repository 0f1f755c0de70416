package ai.flora.client;

import java.io.Serializable;
import java.util.Optional;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import org.jspecify.annotations.Nullable;

/**
 * A run in a workspace's history, with its workspace and project. Like {@link Run}, it is
 * read and written in FLORA's own form by any Jackson 3 mapper.
 * <p>
 * The constructor is not part of the contract: it grows with what FLORA sends. Tests
 * begin with {@link #builder()}.
 *
 * @param run the run
 * @param workspaceId workspace that was billed; {@code null} if FLORA left it out
 * @param projectId project of the run; {@code null} if FLORA left it out
 * @param model model of the run; {@code null} if FLORA did not name it
 * @param technique technique of the run; {@code null} for a generation
 * @since 0.1.0
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Generation(@JsonUnwrapped Run run, @JsonProperty("workspace_id") @Nullable String workspaceId,
		@JsonProperty("project_id") @Nullable String projectId, @JsonProperty("model") @Nullable ModelReference model,
		@JsonProperty("technique") @Nullable TechniqueReference technique) implements Serializable {

	/**
	 * Begins a generation, as a test needs one: the client's own come from FLORA.
	 * @return a builder with no values, as if FLORA had left them all out
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * Begins a copy of this generation.
	 * @return a builder that has all values of this generation
	 */
	public Builder toBuilder() {
		Builder builder = new Builder();
		builder.run = this.run;
		builder.workspaceId = this.workspaceId;
		builder.projectId = this.projectId;
		builder.model = this.model;
		builder.technique = this.technique;
		return builder;
	}

	/**
	 * The run's identifier.
	 * @return the id, such as {@code run_abc123}
	 */
	public String runId() {
		return this.run.runId();
	}

	/**
	 * The model's identifier.
	 * @return the id, or empty if FLORA did not name the model
	 */
	public Optional<String> modelId() {
		return Optional.ofNullable(this.model).map(ModelReference::modelId);
	}

	/**
	 * The technique's identifier.
	 * @return the id; empty if the run is no run of a technique, or FLORA did not name it
	 */
	public Optional<String> techniqueId() {
		return Optional.ofNullable(this.technique).map(TechniqueReference::techniqueId);
	}

	/**
	 * Builds a {@link Generation}. Not thread-safe.
	 */
	public static final class Builder {

		private Run run = Run.builder().build();

		private @Nullable String workspaceId;

		private @Nullable String projectId;

		private @Nullable ModelReference model;

		private @Nullable TechniqueReference technique;

		private Builder() {
		}

		/**
		 * Sets {@link Generation#run()}.
		 * @param run the run
		 * @return this builder
		 */
		public Builder run(Run run) {
			this.run = run;
			return this;
		}

		/**
		 * Sets {@link Generation#workspaceId()}.
		 * @param workspaceId workspace that was billed for it, or {@code null}
		 * @return this builder
		 */
		public Builder workspaceId(@Nullable String workspaceId) {
			this.workspaceId = workspaceId;
			return this;
		}

		/**
		 * Sets {@link Generation#projectId()}.
		 * @param projectId project that it belongs to, or {@code null}
		 * @return this builder
		 */
		public Builder projectId(@Nullable String projectId) {
			this.projectId = projectId;
			return this;
		}

		/**
		 * Sets {@link Generation#model()}.
		 * @param model the model that made it, or {@code null}
		 * @return this builder
		 */
		public Builder model(@Nullable ModelReference model) {
			this.model = model;
			return this;
		}

		/**
		 * Sets {@link Generation#technique()}.
		 * @param technique the technique that it is a run of, or {@code null}
		 * @return this builder
		 */
		public Builder technique(@Nullable TechniqueReference technique) {
			this.technique = technique;
			return this;
		}

		/**
		 * Builds the generation.
		 * @return the generation
		 */
		public Generation build() {
			return new Generation(this.run, this.workspaceId, this.projectId, this.model, this.technique);
		}

	}

}
