package ai.flora.spring.boot.test;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The workspaces, projects and models that a {@link FakeFlora} has. A start that names
 * another one is refused, as FLORA does. Thread-safe.
 */
class KnownIds {

	/** The workspace of the fake. */
	static final String WORKSPACE_ID = "ws_fake0001";

	/** The project of the fake, in its workspace. */
	static final String PROJECT_ID = "prj_fake0001";

	/** These two ids, and a few that tests can use without {@link FakeFlora#has}. */
	private static final Pattern OWN = Pattern.compile("(ws|prj)_(fake0001|[1-9])");

	/** FLORA's models are named by input and output: t2i makes images of text. */
	private static final Pattern MODEL = Pattern.compile("[a-z]{1,3}2([ivat])-[a-z0-9][a-z0-9.-]*");

	private static final Map<String, String> LETTERS = Map.of("image", "i", "video", "v", "audio", "a", "text", "t");

	private final Set<String> added = ConcurrentHashMap.newKeySet();

	KnownIds(Set<String> ids) {
		this.added.addAll(ids);
	}

	void add(String id) {
		this.added.add(id);
	}

	void remove(String id) {
		this.added.remove(id);
	}

	List<String> addedProjects() {
		return this.added.stream().filter((id) -> id.startsWith("prj_")).sorted().toList();
	}

	boolean contains(String id) {
		return OWN.matcher(id).matches() || this.added.contains(id);
	}

	/** Tells whether there is a model that makes things of a type. */
	boolean hasModel(String model, String type) {
		Matcher name = MODEL.matcher(model);
		return this.added.contains(model) || model.equals("fake-" + type)
				|| (name.matches() && name.group(1).equals(LETTERS.get(type)));
	}

}
