/**
 * Techniques, which people have built of several steps: list them, and run them. A part
 * of the API.
 */
@NullMarked
package ai.flora.client.technique;

import org.jspecify.annotations.NullMarked;
