/**
 * What a caller of FLORA sees: the client, its records, and its exceptions.
 */
@NullMarked
package ai.flora.client;

import org.jspecify.annotations.NullMarked;
