/**
 * The workspace of a client, {@code OwnWorkspace}, and {@code SingleFlights}, by which
 * several callers share one look-up.
 */
@NullMarked
package ai.flora.client.internal.workspace;

import org.jspecify.annotations.NullMarked;
