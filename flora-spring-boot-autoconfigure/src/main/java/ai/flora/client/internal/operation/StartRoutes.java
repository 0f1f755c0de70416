package ai.flora.client.internal.operation;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import org.springframework.http.HttpMethod;
import org.springframework.util.StringUtils;

/**
 * The routes that start runs, each of which costs money. Only the end of a path counts,
 * whatever comes before and whatever the method: it is better to refuse a route that
 * starts nothing than to pay for a run that nobody knows.
 */
final class StartRoutes {

	private static final Pattern GENERATION = route("(/.*)?/(generate|runs/generation)");

	private static final Pattern TECHNIQUE = route("(/.*)?/(runs/technique|techniques/[^/]+/runs)");

	/** Actions, and whatever else may run something. */
	private static final Pattern OTHER = route("(/.*)?/(runs(/[^/]+)?|run)");

	private static final Pattern NODES = route("(/workspaces/[^/]+)?/projects/([^/]+)/nodes/run");

	private static final int MOST_ENCODINGS = 5;

	private StartRoutes() {
	}

	private static Pattern route(String regex) {
		return Pattern.compile(regex, Pattern.CASE_INSENSITIVE);
	}

	/**
	 * Returns why a route is refused: a start whose response is lost has to be looked
	 * for, and its run followed.
	 * @param method the method, which changes something
	 * @param path the path, its variables filled in
	 * @return the reason, or {@code null} if nothing is wrong
	 */
	static @Nullable String refusal(HttpMethod method, String path) {
		String route = plain(path);
		String start = method + " " + path
				+ " starts a run, which costs money, and a lost answer must not start another one: ";
		if (GENERATION.matcher(route).matches()) {
			return start + "use FloraGenerationsClient.create, submit or generate";
		}
		if (TECHNIQUE.matcher(route).matches()) {
			return start + "use FloraTechniquesClient.create, submit or run";
		}
		if (OTHER.matcher(route).matches() && !NODES.matcher(route).matches()) {
			return start + "use FloraActionsClient.create, submit or run";
		}
		return null;
	}

	/**
	 * Tells whether a route runs nodes of a canvas.
	 * @return the project of the canvas, or {@code null} if it does something else
	 */
	static @Nullable String projectOfNodes(String path) {
		Matcher nodes = NODES.matcher(plain(path));
		return nodes.matches() ? nodes.group(2) : null;
	}

	/**
	 * The path as a server may take it: without encodings of any depth, parameters of
	 * segments, and empty segments.
	 */
	private static String plain(String path) {
		String plain = path;
		for (int i = 0; i < MOST_ENCODINGS && plain.indexOf('%') >= 0; i++) {
			try {
				plain = StringUtils.uriDecode(plain, StandardCharsets.UTF_8);
			}
			catch (IllegalArgumentException ex) {
				break;
			}
		}
		return plain.replaceAll(";[^/]*", "").replaceAll("/+", "/").replaceAll("(?<=.)/$", "");
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
