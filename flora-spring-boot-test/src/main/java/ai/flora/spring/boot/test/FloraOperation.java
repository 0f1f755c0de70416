package ai.flora.spring.boot.test;

/**
 * Operations that {@link FakeFlora} serves.
 *
 * @since 0.1.0
 */
public enum FloraOperation {

	/**
	 * {@code POST /assets}, in each of its three ways.
	 */
	ASSETS_UPLOAD,

	/**
	 * {@code GET /assets}.
	 */
	ASSETS_LIST,

	/**
	 * {@code GET /assets/{assetId}}.
	 */
	ASSETS_RETRIEVE,

	/**
	 * {@code POST /assets/{assetId}/complete}.
	 */
	ASSETS_COMPLETE,

	/**
	 * {@code POST /assets/{assetId}/retry}.
	 */
	ASSETS_RETRY,

	/**
	 * A file for FLORA's storage, which is no part of FLORA's API, and has a port of its
	 * own. A fault in its place comes after half of the file.
	 */
	STORAGE,

	/**
	 * {@code POST /generate}, and its older form {@code POST /runs/generation}.
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
	 * {@code GET /projects}.
	 */
	PROJECTS_LIST,

	/**
	 * {@code GET /projects/{projectId}}.
	 */
	PROJECTS_RETRIEVE,

	/**
	 * {@code POST /projects}, and {@code POST /workspaces/{workspaceId}/projects}.
	 */
	PROJECTS_CREATE,

	/**
	 * {@code GET /models}.
	 */
	MODELS_LIST,

	/**
	 * {@code GET /workspaces}.
	 */
	WORKSPACES,

	/**
	 * {@code GET /techniques}.
	 */
	TECHNIQUES_LIST,

	/**
	 * {@code GET /techniques/{techniqueId}}.
	 */
	TECHNIQUES_RETRIEVE,

	/**
	 * {@code POST /runs/technique}.
	 */
	TECHNIQUES_CREATE,

	/**
	 * {@code POST /techniques/{techniqueId}/runs}.
	 */
	TECHNIQUE_RUNS_CREATE,

	/**
	 * {@code GET /techniques/{techniqueId}/runs/{runId}}.
	 */
	TECHNIQUE_RUNS_RETRIEVE,

	/**
	 * {@code GET /technique-runs}.
	 */
	TECHNIQUE_RUNS_LIST,

	/**
	 * {@code GET /actions}.
	 */
	ACTIONS_LIST,

	/**
	 * {@code GET /actions/{actionId}}.
	 */
	ACTIONS_RETRIEVE,

	/**
	 * {@code POST /runs/action}.
	 */
	ACTIONS_CREATE,

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
		if (method.equals("GET") && path.matches("/assets/[^/]+")) {
			return ASSETS_RETRIEVE;
		}
		if (method.equals("POST") && path.matches("/assets/[^/]+/(complete|retry)")) {
			return path.endsWith("/retry") ? ASSETS_RETRY : ASSETS_COMPLETE;
		}
		if (path.matches("/techniques/[^/]+/runs(/[^/]+)?")) {
			boolean one = !path.endsWith("/runs");
			return (method.equals("GET") && one) ? TECHNIQUE_RUNS_RETRIEVE
					: (method.equals("POST") && !one) ? TECHNIQUE_RUNS_CREATE : OTHER;
		}
		if (method.equals("GET") && path.matches("/(techniques|actions)/[^/]+")) {
			return path.startsWith("/techniques") ? TECHNIQUES_RETRIEVE : ACTIONS_RETRIEVE;
		}
		if (method.equals("GET") && path.matches("/projects/[^/]+")) {
			return PROJECTS_RETRIEVE;
		}
		if (method.equals("POST") && path.matches("/workspaces/[^/]+/projects")) {
			return PROJECTS_CREATE;
		}
		return switch (method + " " + path) {
			case "POST /assets" -> ASSETS_UPLOAD;
			case "GET /assets" -> ASSETS_LIST;
			case "POST /generate", "POST /runs/generation" -> CREATE;
			case "GET /generations" -> LIST;
			case "GET /projects" -> PROJECTS_LIST;
			case "POST /projects" -> PROJECTS_CREATE;
			case "GET /models" -> MODELS_LIST;
			case "GET /workspaces" -> WORKSPACES;
			case "GET /techniques" -> TECHNIQUES_LIST;
			case "GET /technique-runs" -> TECHNIQUE_RUNS_LIST;
			case "POST /runs/technique" -> TECHNIQUES_CREATE;
			case "GET /actions" -> ACTIONS_LIST;
			case "POST /runs/action" -> ACTIONS_CREATE;
			default -> OTHER;
		};
	}

}
