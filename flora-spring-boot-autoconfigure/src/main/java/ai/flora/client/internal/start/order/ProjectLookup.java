package ai.flora.client.internal.start.order;

import ai.flora.client.internal.time.Deadline;

/**
 * Finds or makes the project that a client knows by its name only.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface ProjectLookup {

	/**
	 * Finds or makes the project.
	 * @param subject the subject of messages
	 * @param workspaceId identifier of its workspace
	 * @param deadline when the call has to end
	 * @return the project's identifier
	 * @throws ai.flora.client.FloraException if it is not known
	 */
	String projectId(String subject, String workspaceId, Deadline deadline);

}
