package ai.flora.client.asset;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;
import org.springframework.util.StringUtils;

/**
 * The assets to list. Immutable. The constructor is not part of the contract.
 *
 * <pre>{@code
 * assets.stream(AssetQuery.all().withText("harbour")).limit(10).toList();
 * }</pre>
 *
 * @param workspaceId only assets of this workspace; {@code null} for the client's own. A
 * client without one lists every workspace that the key covers
 * @param projectId only assets of this project; {@code null} for all. The client's own
 * project is for starts alone
 * @param text text that FLORA searches for; {@code null} for everything
 * @param cursor start of the page: {@link ai.flora.client.Page#nextCursor()} of an
 * earlier page; {@code null} for the first page
 * @param limit most assets in a page, 1 to 100
 * @since 0.1.0
 */
public record AssetQuery(@Nullable String workspaceId, @Nullable String projectId, @Nullable String text,
		@Nullable String cursor, int limit) {

	/** FLORA puts no more assets into a page; large pages need few requests. */
	private static final int MAX_LIMIT = 100;

	private static final AssetQuery ALL = new AssetQuery(null, null, null, null, MAX_LIMIT);

	/**
	 * Checks the query.
	 * @throws IllegalArgumentException if the limit is not within 1 to 100, or a text is
	 * blank
	 */
	public AssetQuery {
		Assert.isTrue(limit >= 1 && limit <= MAX_LIMIT, "'limit' must be 1 to 100");
		checkText("workspaceId", workspaceId);
		checkText("projectId", projectId);
		checkText("text", text);
		checkText("cursor", cursor);
	}

	private static void checkText(String name, @Nullable String value) {
		Assert.isTrue(value == null || StringUtils.hasText(value), () -> "'" + name + "' must not be blank");
	}

	/**
	 * All assets of the client's own workspace, a hundred in a page.
	 * @return the query
	 */
	public static AssetQuery all() {
		return ALL;
	}

	/**
	 * Asks for assets of one workspace.
	 * @param workspaceId identifier of the workspace, such as {@code ws_abc};
	 * {@code null} for the client's own
	 * @return a new query
	 * @throws IllegalArgumentException if the id is blank
	 */
	public AssetQuery withWorkspaceId(@Nullable String workspaceId) {
		return new AssetQuery(workspaceId, this.projectId, this.text, this.cursor, this.limit);
	}

	/**
	 * Asks for assets of one project.
	 * @param projectId identifier of the project, such as {@code prj_abc}; {@code null}
	 * for all
	 * @return a new query
	 * @throws IllegalArgumentException if the id is blank
	 */
	public AssetQuery withProjectId(@Nullable String projectId) {
		return new AssetQuery(this.workspaceId, projectId, this.text, this.cursor, this.limit);
	}

	/**
	 * Searches for a text, such as a part of a name.
	 * @param text the text, FLORA's {@code query}; {@code null} for everything
	 * @return a new query
	 * @throws IllegalArgumentException if the text is blank
	 */
	public AssetQuery withText(@Nullable String text) {
		return new AssetQuery(this.workspaceId, this.projectId, text, this.cursor, this.limit);
	}

	/**
	 * Begins where an earlier page ended. All other values must be those of that page.
	 * @param cursor {@link ai.flora.client.Page#nextCursor()} of that page; {@code null}
	 * for the first page
	 * @return a new query
	 * @throws IllegalArgumentException if the cursor is blank
	 */
	public AssetQuery withCursor(@Nullable String cursor) {
		return new AssetQuery(this.workspaceId, this.projectId, this.text, cursor, this.limit);
	}

	/**
	 * Sets the size of a page.
	 * @param limit most assets in a page, 1 to 100
	 * @return a new query
	 * @throws IllegalArgumentException if the limit is not within 1 to 100
	 */
	public AssetQuery withLimit(int limit) {
		return new AssetQuery(this.workspaceId, this.projectId, this.text, this.cursor, limit);
	}

}
