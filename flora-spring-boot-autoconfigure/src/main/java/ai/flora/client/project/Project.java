package ai.flora.client.project;

import java.io.Serializable;
import java.time.Instant;

import ai.flora.client.EpochMillisDeserializer;
import ai.flora.client.EpochMillisSerializer;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.annotation.JsonDeserialize;
import tools.jackson.databind.annotation.JsonSerialize;

/**
 * A project, to which runs belong. Any Jackson 3 mapper reads and writes it in FLORA's
 * spelling.
 * <p>
 * The constructor is not part of the contract: it grows with what FLORA sends. Tests
 * begin with {@link #builder()}.
 *
 * @param projectId identifier, such as {@code prj_abc}; empty if FLORA left it out
 * @param name its name, which several projects may share; empty if FLORA left it out
 * @param workspaceId workspace of the project; {@code null} if FLORA left it out
 * @param origin what made the project, such as {@code api}; {@code null} if FLORA does
 * not tell
 * @param createdAt when it was made; {@code null} if FLORA left it out
 * @param lastModified when it was last changed; {@code null} if FLORA does not tell
 * @since 0.1.0
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Project(@JsonProperty("project_id") String projectId, @JsonProperty("name") String name,
		@JsonProperty("workspace_id") @Nullable String workspaceId, @JsonProperty("origin") @Nullable String origin,
		@JsonProperty("created_at") @JsonSerialize(using = EpochMillisSerializer.class) @JsonDeserialize(
				using = EpochMillisDeserializer.class) @Nullable Instant createdAt,
		@JsonProperty("last_modified") @JsonSerialize(using = EpochMillisSerializer.class) @JsonDeserialize(
				using = EpochMillisDeserializer.class) @Nullable Instant lastModified)
		implements
			Serializable {

	/**
	 * Fills in what FLORA left out.
	 */
	@SuppressWarnings("NullAway") // Jackson passes null for what is left out
	public Project {
		projectId = (projectId != null) ? projectId : "";
		name = (name != null) ? name : "";
	}

	/**
	 * Begins a project, as a test needs one: the client's own come from FLORA.
	 * @return a builder with no values, as if FLORA had left them all out
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * Begins a copy of this project.
	 * @return a builder that has all values of this project
	 */
	public Builder toBuilder() {
		Builder builder = new Builder();
		builder.projectId = this.projectId;
		builder.name = this.name;
		builder.workspaceId = this.workspaceId;
		builder.origin = this.origin;
		builder.createdAt = this.createdAt;
		builder.lastModified = this.lastModified;
		return builder;
	}

	/**
	 * Builds a {@link Project}. Not thread-safe.
	 */
	public static final class Builder {

		private String projectId = "";

		private String name = "";

		private @Nullable String workspaceId;

		private @Nullable String origin;

		private @Nullable Instant createdAt;

		private @Nullable Instant lastModified;

		private Builder() {
		}

		/**
		 * Sets {@link Project#projectId()}.
		 * @param projectId identifier, such as {@code prj_abc}
		 * @return this builder
		 */
		public Builder projectId(String projectId) {
			this.projectId = projectId;
			return this;
		}

		/**
		 * Sets {@link Project#name()}.
		 * @param name its name
		 * @return this builder
		 */
		public Builder name(String name) {
			this.name = name;
			return this;
		}

		/**
		 * Sets {@link Project#workspaceId()}.
		 * @param workspaceId workspace that it belongs to, or {@code null}
		 * @return this builder
		 */
		public Builder workspaceId(@Nullable String workspaceId) {
			this.workspaceId = workspaceId;
			return this;
		}

		/**
		 * Sets {@link Project#origin()}.
		 * @param origin what made it, or {@code null}
		 * @return this builder
		 */
		public Builder origin(@Nullable String origin) {
			this.origin = origin;
			return this;
		}

		/**
		 * Sets {@link Project#createdAt()}.
		 * @param createdAt when it was made, or {@code null}
		 * @return this builder
		 */
		public Builder createdAt(@Nullable Instant createdAt) {
			this.createdAt = createdAt;
			return this;
		}

		/**
		 * Sets {@link Project#lastModified()}.
		 * @param lastModified when it was changed last, or {@code null}
		 * @return this builder
		 */
		public Builder lastModified(@Nullable Instant lastModified) {
			this.lastModified = lastModified;
			return this;
		}

		/**
		 * Builds the project.
		 * @return the project
		 */
		public Project build() {
			return new Project(this.projectId, this.name, this.workspaceId, this.origin, this.createdAt,
					this.lastModified);
		}

	}

}
