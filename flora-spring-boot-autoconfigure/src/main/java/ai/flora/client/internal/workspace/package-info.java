/**
 * The workspace of a client, {@code OwnWorkspace}.
 */
@NullMarked
package ai.flora.client.internal.workspace;

import org.jspecify.annotations.NullMarked;
