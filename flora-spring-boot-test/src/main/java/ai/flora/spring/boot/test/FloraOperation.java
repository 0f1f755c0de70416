package ai.flora.spring.boot.test;

/**
 * Operations that {@link FakeFlora} serves.
 *
 * @since 0.1.0
 */
public enum FloraOperation {

	/**
	 * {@code GET /runs/{runId}}.
	 */
	RETRIEVE,

	/**
	 * {@code GET /workspaces}.
	 */
	WORKSPACES,

	/**
	 * Anything else, which FLORA does not know.
	 */
	OTHER;

	static FloraOperation of(String method, String path) {
		if (method.equals("GET") && path.matches("/runs/[^/]+")) {
			return RETRIEVE;
		}
		return (method.equals("GET") && path.equals("/workspaces")) ? WORKSPACES : OTHER;
	}

}
