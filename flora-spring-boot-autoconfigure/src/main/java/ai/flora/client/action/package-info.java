/**
 * Actions, small tools that change media, such as to resize an image: lists them, and
 * runs them. A part of the API.
 * <p>
 * {@code FloraActionsClient} lists each {@code Action}, and runs an
 * {@code ActionRequest}.
 */
@NullMarked
package ai.flora.client.action;

import org.jspecify.annotations.NullMarked;
