/**
 * Actions, the small tools that change media, such as to resize or to stitch: list them,
 * and run them. A part of the API.
 */
@NullMarked
package ai.flora.client.action;

import org.jspecify.annotations.NullMarked;
