package ai.flora.client.internal.follow;

import java.time.Instant;

import ai.flora.client.FloraException;
import ai.flora.client.Generation;
import ai.flora.client.Page;
import ai.flora.client.Run;
import ai.flora.client.internal.RunKind;
import ai.flora.client.internal.RunPlace;
import org.jspecify.annotations.Nullable;

/**
 * The source from which polls read runs: one attempt for each call, without waiting for a
 * better moment. Called by several threads.
 *
 * @since 0.1.0
 */
public interface RunSource {

	/**
	 * Reads a run.
	 * @param runId identifier of the run
	 * @param place where FLORA tells of it
	 * @return the run
	 * @throws FloraException if there is no run to return
	 */
	Run retrieve(String runId, RunPlace place);

	/**
	 * Lists runs of a kind, newest first.
	 * @param kind a kind that FLORA lists
	 * @param projectId only runs of this project; {@code null} for every project
	 * @param limit most runs in the page
	 * @param cursor where to begin, or {@code null} for the newest run
	 * @return the page
	 * @throws FloraException if there is no page to return
	 */
	Page<Generation> list(RunKind kind, @Nullable String projectId, int limit, @Nullable String cursor);

	/**
	 * The time by FLORA's clock, as far as it is known.
	 * @return now
	 */
	Instant now();

}
