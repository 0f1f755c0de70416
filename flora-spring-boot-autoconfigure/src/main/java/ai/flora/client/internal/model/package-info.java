/**
 * FLORA's models: the catalogue, the check of a request against it, and prices.
 * <p>
 * {@code ModelCatalogue} holds the response of {@code GET /models}. {@code RequestCheck}
 * is asked before each start; its problems come from {@code MediaCheck}, which knows
 * families of models, {@code NameCheck}, which finds names that are not known, and
 * {@code ParamCheck}, which compares values with the catalogue. They see parameters as
 * {@code GivenValues} makes them, in their JSON form. A batch asks by
 * {@code BatchModels}, which read the catalogue once for all of its items. {@code Prices}
 * estimates: from a quote, or from the catalogue, corrected by {@code LearnedPrices}.
 */
@NullMarked
package ai.flora.client.internal.model;

import org.jspecify.annotations.NullMarked;
