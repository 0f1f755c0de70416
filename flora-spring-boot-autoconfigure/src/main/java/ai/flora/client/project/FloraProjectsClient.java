package ai.flora.client.project;

import java.util.stream.Stream;

import ai.flora.client.FloraException;
import ai.flora.client.Page;

/**
 * Projects, to which runs belong. All of this is free of charge. A workspace that the
 * client was not told is looked up once; that counts against the deadline of the call.
 * Thread-safe.
 *
 * <pre>{@code
 * String projectId = projects.findOrCreate("Harbours").projectId();
 * }</pre>
 *
 * @since 0.1.0
 */
public interface FloraProjectsClient {

	/**
	 * Lists projects, those with the latest activity first.
	 * @param query which projects
	 * @return one page of them
	 * @throws IllegalArgumentException if no workspace is given, and the key covers
	 * several
	 * @throws FloraException if there is no page to return
	 */
	Page<Project> list(ProjectQuery query);

	/**
	 * Streams projects over all pages, which are read as the stream is.
	 * @param query which projects, and where to begin
	 * @return the stream, on whose thread the pages are read; what {@link #list} throws
	 * comes out of it
	 */
	Stream<Project> stream(ProjectQuery query);

	/**
	 * Reads a project.
	 * @param projectId identifier of the project, such as {@code prj_abc}
	 * @return the project
	 * @throws IllegalArgumentException if the id cannot be one
	 * @throws ai.flora.client.FloraNotFoundException if there is no such project, or the
	 * key does not cover it
	 * @throws FloraException if there is no project to return
	 */
	Project retrieve(String projectId);

	/**
	 * Makes a project, a new one with each call, whether or not there are others of that
	 * name. An attempt whose response is lost is made again under the same idempotency
	 * key, so that one call makes one project.
	 * @param name its name, neither blank nor with white space at its ends
	 * @return the project
	 * @throws IllegalArgumentException if the name cannot be one, or no workspace is
	 * known, and the key covers several
	 * @throws ai.flora.client.FloraConflictException if FLORA says that an attempt of
	 * this call has made the project, and lists do not tell which one it is
	 * @throws FloraException if there is no project to return; it may have been made,
	 * unless FLORA has refused it
	 */
	Project create(String name);

	/**
	 * Finds the project of a name in the client's workspace, or makes it. Callers at the
	 * same time, in whatever instance, get the same one: the idempotency key of the POST
	 * follows from workspace and name. Where FLORA says that somebody else was first, the
	 * project is looked for again, for up to half a minute.
	 * @param name its exact name, neither blank nor with white space at its ends
	 * @return the project; of several that have this name the oldest, and a warning in
	 * the log says so once
	 * @throws IllegalArgumentException if the name cannot be one, or no workspace is
	 * known, and the key covers several
	 * @throws ai.flora.client.FloraConflictException if FLORA says that the project was
	 * made within the last two hours, and does not list it: it may have been deleted or
	 * renamed since
	 * @throws FloraException if there is no project to return; the same call later
	 * returns the one that this call may have made
	 */
	Project findOrCreate(String name);

}
