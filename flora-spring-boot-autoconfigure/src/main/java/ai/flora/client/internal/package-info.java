/**
 * Helpers that several packages of the implementation share. Nothing in here and below is
 * part of the API: it may change with any version.
 */
@NullMarked
package ai.flora.client.internal;

import org.jspecify.annotations.NullMarked;
