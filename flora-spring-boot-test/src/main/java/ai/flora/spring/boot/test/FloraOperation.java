package ai.flora.spring.boot.test;

/**
 * Operations that {@link FakeFlora} serves.
 *
 * @since 0.1.0
 */
public enum FloraOperation {

	/**
	 * {@code POST /generate}.
	 */
	CREATE,

	/**
	 * {@code GET /generations}.
	 */
	LIST,

	/**
	 * {@code GET /runs/{runId}}.
	 */
	RETRIEVE,

	/**
	 * {@code GET /workspaces}.
	 */
	WORKSPACES,

	/**
	 * The media that an output's link leads to; not part of FLORA's API.
	 */
	MEDIA,

	/**
	 * Anything else, which FLORA does not know.
	 */
	OTHER;

	static FloraOperation of(String method, String path) {
		if (method.equals("GET") && path.matches("/runs/[^/]+")) {
			return RETRIEVE;
		}
		return switch (method + " " + path) {
			case "POST /generate" -> CREATE;
			case "GET /generations" -> LIST;
			case "GET /workspaces" -> WORKSPACES;
			default -> OTHER;
		};
	}

}
