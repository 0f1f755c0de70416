/**
 * One logical call to FLORA: its deadline, its attempts, its errors.
 *
 * @see <a href="https://developer.flora.ai/platform/errors/">FLORA: Errors</a>
 */
@NullMarked
package ai.flora.client.internal.transport;

import org.jspecify.annotations.NullMarked;
