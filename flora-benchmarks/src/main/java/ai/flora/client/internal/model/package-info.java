/**
 * Measurements of the check of a request before its start.
 */
@NullMarked
package ai.flora.client.internal.model;

import org.jspecify.annotations.NullMarked;
