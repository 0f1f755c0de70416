/**
 * Techniques, which consist of several steps: lists them, and runs them. A part of the
 * API.
 * <p>
 * {@code FloraTechniquesClient} lists each {@code Technique} of a {@code TechniqueQuery},
 * and runs a {@code TechniqueRequest}.
 */
@NullMarked
package ai.flora.client.technique;

import org.jspecify.annotations.NullMarked;
