package ai.flora.client;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;
import org.springframework.util.StringUtils;

/**
 * The runs to list, newest first. Immutable. The constructor is not part of the contract.
 *
 * <pre>{@code
 * client.stream(GenerationQuery.all().withStatus(RunStatus.FAILED)).limit(10).toList();
 * }</pre>
 *
 * @param workspaceId only runs of this workspace; {@code null} for the client's own. A
 * client without one lists every workspace that the key covers
 * @param projectId only runs of this project; {@code null} for the client's own. A client
 * without one lists every project
 * @param status only runs with this status; {@code null} for all
 * @param cursor start of the page: {@link Page#nextCursor()} of an earlier page;
 * {@code null} for the newest run
 * @param limit most runs in a page, 1 to 100
 * @since 0.1.0
 */
public record GenerationQuery(@Nullable String workspaceId, @Nullable String projectId, @Nullable RunStatus status,
		@Nullable String cursor, int limit) {

	/** FLORA puts no more runs into a page; large pages need few requests. */
	private static final int MAX_LIMIT = 100;

	private static final GenerationQuery ALL = new GenerationQuery(null, null, null, null, MAX_LIMIT);

	/**
	 * Checks the query.
	 * @throws IllegalArgumentException if the limit is not within 1 to 100, an id or the
	 * cursor is blank, or the status is {@link RunStatus#UNKNOWN}
	 */
	public GenerationQuery {
		Assert.isTrue(limit >= 1 && limit <= MAX_LIMIT, "'limit' must be 1 to 100");
		Assert.isTrue(status != RunStatus.UNKNOWN, "'status' must be one that FLORA knows, and not UNKNOWN");
		checkText("workspaceId", workspaceId);
		checkText("projectId", projectId);
		checkText("cursor", cursor);
	}

	private static void checkText(String name, @Nullable String value) {
		Assert.isTrue(value == null || StringUtils.hasText(value), () -> "'" + name + "' must not be blank");
	}

	/**
	 * All runs of the client's own workspace and project, a hundred in a page.
	 * @return the query
	 */
	public static GenerationQuery all() {
		return ALL;
	}

	/**
	 * Asks for runs of one workspace.
	 * @param workspaceId identifier of the workspace, such as {@code ws_abc};
	 * {@code null} for the client's own
	 * @return a new query
	 * @throws IllegalArgumentException if the id is blank
	 */
	public GenerationQuery withWorkspaceId(@Nullable String workspaceId) {
		return new GenerationQuery(workspaceId, this.projectId, this.status, this.cursor, this.limit);
	}

	/**
	 * Asks for runs of one project.
	 * @param projectId identifier of the project, such as {@code prj_abc}; {@code null}
	 * for the client's own
	 * @return a new query
	 * @throws IllegalArgumentException if the id is blank
	 */
	public GenerationQuery withProjectId(@Nullable String projectId) {
		return new GenerationQuery(this.workspaceId, projectId, this.status, this.cursor, this.limit);
	}

	/**
	 * Asks for runs with one status.
	 * @param status the status, or {@code null} for all
	 * @return a new query
	 * @throws IllegalArgumentException if the status is {@link RunStatus#UNKNOWN}
	 */
	public GenerationQuery withStatus(@Nullable RunStatus status) {
		return new GenerationQuery(this.workspaceId, this.projectId, status, this.cursor, this.limit);
	}

	/**
	 * Begins where an earlier page ended. All other values must be those of that page.
	 * @param cursor {@link Page#nextCursor()} of that page; {@code null} for the newest
	 * run
	 * @return a new query
	 * @throws IllegalArgumentException if the cursor is blank
	 */
	public GenerationQuery withCursor(@Nullable String cursor) {
		return new GenerationQuery(this.workspaceId, this.projectId, this.status, cursor, this.limit);
	}

	/**
	 * Sets the size of a page.
	 * @param limit most runs in a page, 1 to 100
	 * @return a new query
	 * @throws IllegalArgumentException if the limit is not within 1 to 100
	 */
	public GenerationQuery withLimit(int limit) {
		return new GenerationQuery(this.workspaceId, this.projectId, this.status, this.cursor, limit);
	}

}
