/**
 * Helpers that several packages of the implementation share. Nothing in here and below is
 * part of the API: it may change with any version.
 * <p>
 * Three types say of a run what several packages have to know: {@code RunKind} whether it
 * is of a model, a technique or an action, {@code RunOrigin} what was known when it was
 * started, and {@code RunPlace} where FLORA lists it, and how it is read.
 */
@NullMarked
package ai.flora.client.internal;

import org.jspecify.annotations.NullMarked;
