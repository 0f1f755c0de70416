package ai.flora.client.internal.follow;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

import ai.flora.client.FloraRunEndedEvent;
import ai.flora.client.output.SavedOutput;
import org.jspecify.annotations.Nullable;

/**
 * Tells the application of ends, once the outputs of completed runs were saved, and knows
 * which it has not been told of. Thread-safe.
 */
class UntoldEnds {

	private final Executor executor;

	private final Consumer<FloraRunEndedEvent> listener;

	private final OutputSaves outputs;

	/** Runs whose ends wait to be told. */
	private final Set<String> waiting = new LinkedHashSet<>();

	/** Runs whose ends the application would not hear of any more. */
	private final Set<String> refused = new LinkedHashSet<>();

	/** Runs whose ends the listener is busy with. */
	private final Set<String> telling = new LinkedHashSet<>();

	private boolean closed;

	/**
	 * Creates a queue of ends.
	 * @param executor runs the listener
	 * @param listener told of each end
	 * @param outputs saves outputs before
	 */
	UntoldEnds(Executor executor, Consumer<FloraRunEndedEvent> listener, OutputSaves outputs) {
		this.executor = executor;
		this.listener = listener;
		this.outputs = outputs;
	}

	/**
	 * Adds an end, which waits from now on.
	 * @param context surrounds the saving and the telling
	 * @return what hands it over, to be called without locks
	 */
	synchronized Runnable add(FloraRunEndedEvent event, RunContext context) {
		this.waiting.add(event.runId());
		return () -> this.outputs.save(event.run(), context,
				(saved) -> Handover.run(this.executor, () -> context.run(() -> tell(with(saved, event)))));
	}

	private static FloraRunEndedEvent with(List<SavedOutput> saved, FloraRunEndedEvent event) {
		return saved.isEmpty() ? event
				: new FloraRunEndedEvent(event.run(), event.reference(), event.model(), event.projectId(), saved);
	}

	private void tell(FloraRunEndedEvent event) {
		if (!begin(event.runId())) {
			return;
		}
		Throwable failure = null;
		try {
			this.listener.accept(event);
		}
		catch (Throwable ex) {
			failure = ex;
		}
		end(event.runId(), failure);
	}

	private synchronized boolean begin(String runId) {
		if (this.closed || !this.waiting.remove(runId)) {
			return false;
		}
		this.telling.add(runId);
		return true;
	}

	/** A failure after the end of the client is no news: the run is named already. */
	private void end(String runId, @Nullable Throwable failure) {
		boolean refused = failure instanceof CancellationException;
		boolean news;
		synchronized (this) {
			this.telling.remove(runId);
			news = !this.closed;
			if (refused) {
				this.refused.add(runId);
			}
		}
		if (failure != null && !refused && news) {
			Notifications.warn(failure);
		}
	}

	/** Whether no end waits, and no listener is busy. */
	synchronized boolean isEmpty() {
		return this.waiting.isEmpty() && this.telling.isEmpty();
	}

	/**
	 * Tells nothing any more.
	 * @return the runs whose ends were not told, or not to the end
	 */
	synchronized List<String> close() {
		this.closed = true;
		List<String> untold = new ArrayList<>(this.telling);
		untold.addAll(this.waiting);
		untold.addAll(this.refused);
		this.waiting.clear();
		this.refused.clear();
		return untold;
	}

}
