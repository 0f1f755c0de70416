/**
 * FLORA's models: their inputs, and their prices. A part of the API.
 */
@NullMarked
package ai.flora.client.model;

import org.jspecify.annotations.NullMarked;
