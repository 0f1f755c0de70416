/**
 * What is to be started, and where.
 * <p>
 * The {@code StartOrder} has all in which kinds of runs differ for a start: the request
 * and FLORA's operation; checks and imports before the start, which only generations
 * need; and whether FLORA lists such runs and posts their ends. That of a generation is a
 * {@code GenerationOrder}; techniques and actions have theirs in packages of their own.
 * {@code OrderContent} makes comparable what two orders ask for.
 * <p>
 * {@code DefaultsLookup} names the workspace and the project that an order leaves open:
 * the {@code ClientDefaults}, or else what FLORA tells. A project of which only the name
 * is configured is found by a {@code ProjectLookup}.
 */
@NullMarked
package ai.flora.client.internal.start.order;

import org.jspecify.annotations.NullMarked;
