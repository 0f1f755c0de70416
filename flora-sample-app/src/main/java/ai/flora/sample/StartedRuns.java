package ai.flora.sample;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

import org.springframework.stereotype.Component;

/**
 * The runs that this application has started lately: nobody has invented their ids.
 */
@Component
class StartedRuns {

	private static final int MAX = 10_000;

	private final Set<String> runIds = Collections
		.synchronizedSet(Collections.newSetFromMap(new LinkedHashMap<String, Boolean>() {

			@Override
			protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
				return size() > MAX;
			}

		}));

	void add(String runId) {
		this.runIds.add(runId);
	}

	boolean contains(String runId) {
		return this.runIds.contains(runId);
	}

}
