package ai.flora.client.internal.transport;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The routes that start runs, each of which costs money.
 */
final class StartRoutes {

	private static final Pattern GENERATION = Pattern.compile("/generate|/runs/generation|/gateway/generate");

	private static final Pattern TECHNIQUE = Pattern.compile("/runs/technique|/techniques/[^/]+/runs");

	private static final Pattern ACTION = Pattern.compile("/runs/action|/projects/[^/]+/actions/[^/]+/run");

	private static final Pattern NODES = Pattern.compile("/workspaces/[^/]+/projects/[^/]+/nodes/run");

	private StartRoutes() {
	}

	/**
	 * Tells why a route is not for everybody: a start whose response is lost has to be
	 * looked for, and its run followed.
	 * @param path the path, its variables filled in
	 * @return the reason, or {@code null} if nothing is wrong
	 */
	static @Nullable String refusal(String path) {
		String route = path.toLowerCase(Locale.ROOT);
		if (GENERATION.matcher(route).matches()) {
			return "POST " + path + " starts a run, which costs money, and a lost answer must not start another one: "
					+ "use FloraGenerationsClient.create, submit or generate";
		}
		if (TECHNIQUE.matcher(route).matches()) {
			return "POST " + path + " starts a run, which costs money, and a lost answer must not start another one: "
					+ "use FloraTechniquesClient.create, submit or run";
		}
		if (ACTION.matcher(route).matches()) {
			return "POST " + path + " starts a run, which costs money, and a lost answer must not start another one: "
					+ "use FloraActionsClient.create, submit or run";
		}
		return null;
	}

	/** Whether a route runs nodes of a canvas. */
	static boolean runsNodes(String path) {
		return NODES.matcher(path.toLowerCase(Locale.ROOT)).matches();
	}

	/** The runs that nodes have begun; others were skipped. */
	static List<String> runsOfNodes(JsonNode response) {
		return Stream.of(response.path("runs"))
			.flatMap((runs) -> runs.isArray() ? runs.valueStream() : Stream.empty())
			.map((run) -> run.path("run_id").asString(""))
			.filter(PathSegments::isPossible)
			.toList();
	}

}
