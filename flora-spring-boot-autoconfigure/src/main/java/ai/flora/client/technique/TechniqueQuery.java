package ai.flora.client.technique;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;
import org.springframework.util.StringUtils;

/**
 * The techniques to list. Immutable. The constructor is not part of the contract.
 *
 * <pre>{@code
 * techniques.stream(TechniqueQuery.all().withText("harbour")).limit(10).toList();
 * }</pre>
 *
 * @param workspaceId only techniques of this workspace; {@code null} for the client's
 * own. A client without one lists every workspace that the key covers
 * @param text text that FLORA searches for; {@code null} for everything
 * @param cursor start of the page: {@link ai.flora.client.Page#nextCursor()} of an
 * earlier page; {@code null} for the first page
 * @param limit most techniques in a page, 1 to 100
 * @since 0.1.0
 */
public record TechniqueQuery(@Nullable String workspaceId, @Nullable String text, @Nullable String cursor, int limit) {

	/** FLORA puts no more techniques into a page; large pages need few requests. */
	private static final int MAX_LIMIT = 100;

	private static final TechniqueQuery ALL = new TechniqueQuery(null, null, null, MAX_LIMIT);

	/**
	 * Checks the query.
	 * @throws IllegalArgumentException if the limit is not within 1 to 100, or a text is
	 * blank
	 */
	public TechniqueQuery {
		Assert.isTrue(limit >= 1 && limit <= MAX_LIMIT, "'limit' must be 1 to 100");
		checkText("workspaceId", workspaceId);
		checkText("text", text);
		checkText("cursor", cursor);
	}

	private static void checkText(String name, @Nullable String value) {
		Assert.isTrue(value == null || StringUtils.hasText(value), () -> "'" + name + "' must not be blank");
	}

	/**
	 * All techniques of the client's own workspace, a hundred in a page.
	 * @return the query
	 */
	public static TechniqueQuery all() {
		return ALL;
	}

	/**
	 * Asks for techniques of one workspace.
	 * @param workspaceId identifier of the workspace, such as {@code ws_abc};
	 * {@code null} for the client's own
	 * @return a new query
	 * @throws IllegalArgumentException if the id is blank
	 */
	public TechniqueQuery withWorkspaceId(@Nullable String workspaceId) {
		return new TechniqueQuery(workspaceId, this.text, this.cursor, this.limit);
	}

	/**
	 * Searches for a text. FLORA does not document what it compares the text with.
	 * @param text the text; {@code null} for everything
	 * @return a new query
	 * @throws IllegalArgumentException if the text is blank
	 */
	public TechniqueQuery withText(@Nullable String text) {
		return new TechniqueQuery(this.workspaceId, text, this.cursor, this.limit);
	}

	/**
	 * Begins where an earlier page ended. All other values must be those of that page.
	 * @param cursor {@link ai.flora.client.Page#nextCursor()} of that page; {@code null}
	 * for the first page
	 * @return a new query
	 * @throws IllegalArgumentException if the cursor is blank
	 */
	public TechniqueQuery withCursor(@Nullable String cursor) {
		return new TechniqueQuery(this.workspaceId, this.text, cursor, this.limit);
	}

	/**
	 * Sets the size of a page.
	 * @param limit most techniques in a page, 1 to 100
	 * @return a new query
	 * @throws IllegalArgumentException if the limit is not within 1 to 100
	 */
	public TechniqueQuery withLimit(int limit) {
		return new TechniqueQuery(this.workspaceId, this.text, this.cursor, limit);
	}

}
