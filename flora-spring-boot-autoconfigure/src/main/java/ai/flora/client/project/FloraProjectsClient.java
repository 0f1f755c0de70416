package ai.flora.client.project;

import java.util.stream.Stream;

import ai.flora.client.FloraException;
import ai.flora.client.Page;

/**
 * The client of FLORA's projects, to which runs belong. All calls are free of charge. A
 * client that was not told its workspace looks it up once, within the deadline of the
 * call. Thread-safe.
 *
 * <pre>{@code
 * String projectId = projects.findOrCreate("Harbours").projectId();
 * }</pre>
 *
 * @since 0.1.0
 */
public interface FloraProjectsClient {

	/**
	 * Lists one page of projects, those with the latest activity first.
	 * @param query which projects, from where, and how many
	 * @return the page
	 * @throws IllegalArgumentException if no workspace is given, and the key covers
	 * several
	 * @throws FloraException if FLORA refuses the call, does not respond, or its response
	 * cannot be read
	 */
	Page<Project> list(ProjectQuery query);

	/**
	 * Lists all projects, those with the latest activity first. Pages are read as the
	 * stream is, on its thread.
	 * @param query which projects, and where to begin
	 * @return the projects; reading them throws what {@link #list} throws
	 */
	Stream<Project> stream(ProjectQuery query);

	/**
	 * Reads a project.
	 * @param projectId identifier of the project, such as {@code prj_abc}
	 * @return the project
	 * @throws IllegalArgumentException if the id cannot be one
	 * @throws ai.flora.client.FloraNotFoundException if there is no such project, or the
	 * key does not cover it
	 * @throws FloraException if the project cannot be read
	 */
	Project retrieve(String projectId);

	/**
	 * Makes a new project with each call, even if other projects have the name. An
	 * attempt whose response is lost is repeated under the same idempotency key, 5
	 * seconds later at the earliest, so that one call makes one project.
	 * @param name name of the project, neither blank nor with white space at its ends
	 * @return the project
	 * @throws IllegalArgumentException if the name cannot be one, or no workspace is
	 * known, and the key covers several
	 * @throws ai.flora.client.FloraConflictException if FLORA says that an earlier
	 * attempt of this call has made the project, and its lists do not show for half a
	 * minute which one that is
	 * @throws FloraException if no project can be returned. It may have been made, unless
	 * FLORA has refused it
	 */
	Project create(String name);

	/**
	 * Finds the project of a name in the client's workspace, or makes it. Callers at the
	 * same time get the same project, also in several instances: the idempotency key
	 * follows from workspace and name. If FLORA says that another caller was first, the
	 * client looks for that caller's project for up to half a minute.
	 * @param name exact name, neither blank nor with white space at its ends
	 * @return the project; the oldest one, if several projects have the name, and the log
	 * warns once
	 * @throws IllegalArgumentException if the name cannot be one, or no workspace is
	 * known, and the key covers several
	 * @throws ai.flora.client.FloraConflictException if FLORA says that the project was
	 * made within the last two hours, but does not list it. It may have been deleted or
	 * renamed
	 * @throws FloraException if no project can be returned. If this call has made one,
	 * the next call returns it
	 */
	Project findOrCreate(String name);

}
