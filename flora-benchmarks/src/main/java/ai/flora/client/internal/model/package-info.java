/**
 * What the check of a request before its start costs.
 */
@NullMarked
package ai.flora.client.internal.model;

import org.jspecify.annotations.NullMarked;
