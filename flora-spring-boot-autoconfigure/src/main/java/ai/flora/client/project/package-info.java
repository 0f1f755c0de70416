/**
 * Projects, to which runs and media belong: lists them, makes them, and finds them by
 * their names. A part of the API.
 * <p>
 * {@code FloraProjectsClient} lists each {@code Project} of a {@code ProjectQuery}.
 */
@NullMarked
package ai.flora.client.project;

import org.jspecify.annotations.NullMarked;
