/**
 * Projects: {@code ProjectOperations} are FLORA's, {@code ProjectCalls} makes them one
 * call with a deadline, and finds projects by their names, for callers
 * ({@code DefaultFloraProjectsClient}) and for starts of an application that knows its
 * project's name only ({@code DefaultsLookup} in the package of starts).
 * {@code MadeProjects} tells the project of a call whose response was lost from those of
 * other calls.
 * <p>
 * A project is made by {@code POST /projects}, which names the workspace in its body, and
 * not by {@code POST /workspaces/{workspaceId}/projects}: both make the same, but the
 * former is the one that all descriptions of the API know.
 */
@NullMarked
package ai.flora.client.internal.project;

import org.jspecify.annotations.NullMarked;
