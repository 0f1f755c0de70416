/**
 * The API for callers of FLORA: the client, its records, and its exceptions.
 * <p>
 * Unless stated otherwise, costs are US dollars, moments are by FLORA's clock, and values
 * that are not {@code @Nullable} are never {@code null}.
 *
 * @see <a href="https://developer.flora.ai/api/">FLORA: Getting Started</a>
 */
@NullMarked
package ai.flora.client;

import org.jspecify.annotations.NullMarked;
