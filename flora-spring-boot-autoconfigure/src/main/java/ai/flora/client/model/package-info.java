/**
 * FLORA's models: their inputs, and their prices. A part of the API.
 * <p>
 * {@code FloraModelsClient} lists each {@code GenerationModel}, with its
 * {@code ModelParam}s. It finds the {@code RequestProblem}s of a request, which a start
 * treats as {@code ModelCheck} says, and makes the {@code CostEstimate}.
 * {@code ModelMedia} tells which media a model takes.
 */
@NullMarked
package ai.flora.client.model;

import org.jspecify.annotations.NullMarked;
