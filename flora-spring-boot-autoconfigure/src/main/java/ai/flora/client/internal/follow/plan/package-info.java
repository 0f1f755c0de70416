/**
 * Plans the polls of a run: by the durations of its model's runs, which it learns, or by
 * the post that FLORA was asked for. Knows nothing of requests and callers.
 * <p>
 * A plan weighs the time for which an end goes unnoticed against the price of a poll.
 * Nobody needs to read this to understand how runs are followed.
 */
@NullMarked
package ai.flora.client.internal.follow.plan;

import org.jspecify.annotations.NullMarked;
