/**
 * The time of calls: {@code Timing} is the clock by which calls wait, outside of tests a
 * {@code SystemTiming}, and {@code Deadline} the moment by which a call has to end.
 * {@code SingleFlights} let several callers share one look-up, each until its own
 * deadline.
 */
@NullMarked
package ai.flora.client.internal.time;

import org.jspecify.annotations.NullMarked;
