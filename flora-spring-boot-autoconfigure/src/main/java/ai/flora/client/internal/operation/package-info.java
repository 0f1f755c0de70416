/**
 * FLORA's operations: an {@code Operation} is a request with its arguments, and how its
 * response is read.
 * <p>
 * {@code Operations} are those of workspaces and of any route, {@code StartOperations}
 * those that start runs; each resource has its own in its package. Requests are made of
 * {@code PathSegments}, {@code QueryParameters} and {@code StartBody} with its
 * {@code SentParams}. {@code StartRoutes} knows the routes that start runs, which no
 * other operation may take. {@code Quote} and {@code Workspaces} are responses.
 * {@code OperationRuntimeHints} are for native images.
 */
@NullMarked
package ai.flora.client.internal.operation;

import org.jspecify.annotations.NullMarked;
