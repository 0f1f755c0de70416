package ai.flora.client.internal.follow.notification;

import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

import ai.flora.client.Run;
import ai.flora.client.internal.Durations;
import ai.flora.client.output.SavedOutput;

/**
 * The saving of outputs of completed runs, before the application is told of their ends.
 *
 * @param saver gives what saves each output of a run, to be called in this order; each
 * may block, and ends soon after an interrupt
 * @param timeout longest time for the outputs of one run, positive; a run waits no longer
 * for its turn either
 * @since 0.1.0
 */
public record OutputSaving(Function<Run, List<Supplier<SavedOutput>>> saver, Duration timeout) {

	/**
	 * Bounds the time.
	 */
	public OutputSaving {
		timeout = Durations.bounded(timeout);
	}

}
