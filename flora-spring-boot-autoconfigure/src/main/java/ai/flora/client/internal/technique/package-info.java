/**
 * Techniques: the operations on their catalogue, and the order of a run. Before a start,
 * {@code TechniqueInputs} compares what is given with what the technique declares.
 * {@code TechniqueOrder} is what the starter starts: by {@code POST /runs/technique},
 * whose key is in the header, or, only where FLORA is to post the end, by the nested
 * route, which ignores the header: there the key is in the body.
 */
@NullMarked
package ai.flora.client.internal.technique;

import org.jspecify.annotations.NullMarked;
