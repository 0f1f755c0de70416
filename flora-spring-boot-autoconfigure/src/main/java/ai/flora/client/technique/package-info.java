/**
 * Techniques, which consist of several steps: lists them, and runs them. A part of the
 * API.
 */
@NullMarked
package ai.flora.client.technique;

import org.jspecify.annotations.NullMarked;
