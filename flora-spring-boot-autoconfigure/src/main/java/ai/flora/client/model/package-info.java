/**
 * FLORA's models: what they take, and what they cost.
 */
@NullMarked
package ai.flora.client.model;

import org.jspecify.annotations.NullMarked;
