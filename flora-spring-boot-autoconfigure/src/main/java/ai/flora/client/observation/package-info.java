/**
 * The measurements of the client, and their names.
 *
 * @see <a href="https://developer.flora.ai/platform/errors/">FLORA: Errors</a>
 */
@NullMarked
package ai.flora.client.observation;

import org.jspecify.annotations.NullMarked;
