/**
 * Projects, to which runs and media belong: list them, make them, and find them by their
 * names. A part of the API.
 */
@NullMarked
package ai.flora.client.project;

import org.jspecify.annotations.NullMarked;
