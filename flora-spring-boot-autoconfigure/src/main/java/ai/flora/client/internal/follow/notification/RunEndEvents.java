package ai.flora.client.internal.follow.notification;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

import ai.flora.client.FloraRunEndedEvent;
import ai.flora.client.internal.EventRefusedException;
import ai.flora.client.internal.LatestEntries;
import ai.flora.client.internal.context.RunContext;
import ai.flora.client.internal.thread.FallbackExecutor;
import ai.flora.client.output.SavedOutput;
import org.jspecify.annotations.Nullable;

/**
 * Publishes the ends of runs to the application, once the outputs of completed runs were
 * saved, and knows which it has not heard of. Thread-safe.
 *
 * @since 0.1.0
 */
public final class RunEndEvents {

	private static final int MAX_REFUSED = 10_000;

	private final FallbackExecutor executor;

	private final Consumer<FloraRunEndedEvent> listener;

	private final OutputSaves outputs;

	/** Runs whose events wait for their outputs, or for a thread. */
	private final Set<String> waiting = new LinkedHashSet<>();

	/** Runs whose events the application does not take any more. */
	private final Set<String> refused = LatestEntries.set(MAX_REFUSED);

	/** Runs whose events the listener is busy with, and on which threads. */
	private final Map<String, Thread> publishing = new LinkedHashMap<>();

	private boolean closed;

	/**
	 * Creates a queue of events.
	 * @param executor runs the listener
	 * @param listener takes each event
	 * @param outputs saves outputs before
	 */
	public RunEndEvents(FallbackExecutor executor, Consumer<FloraRunEndedEvent> listener, OutputSaves outputs) {
		this.executor = executor;
		this.listener = listener;
		this.outputs = outputs;
	}

	/**
	 * Adds an event, which waits from now on.
	 * @param event the event, without outputs
	 * @param context surrounds the saving and the listener
	 * @return hands the event over, to be called without locks
	 */
	public synchronized Runnable add(FloraRunEndedEvent event, RunContext context) {
		this.waiting.add(event.runId());
		return () -> this.outputs.save(event.run(), context,
				(saved) -> this.executor.handOver(() -> context.run(() -> publish(with(saved, event)))));
	}

	private static FloraRunEndedEvent with(List<SavedOutput> saved, FloraRunEndedEvent event) {
		return saved.isEmpty() ? event
				: new FloraRunEndedEvent(event.run(), event.reference(), event.model(), event.projectId(), saved);
	}

	private void publish(FloraRunEndedEvent event) {
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
		this.publishing.put(runId, Thread.currentThread());
		return true;
	}

	private void end(String runId, @Nullable Throwable failure) {
		boolean refused = failure instanceof EventRefusedException;
		boolean named;
		synchronized (this) {
			this.publishing.remove(runId);
			// The warning at the end of the client has named the run.
			named = this.closed;
			if (refused) {
				this.refused.add(runId);
			}
		}
		if (failure != null && !refused && !named) {
			Notifications.warn(failure);
		}
	}

	/**
	 * The caller is about to wait until this is empty: if it is a listener, not for
	 * itself, on whichever thread. A listener may end the application.
	 */
	public synchronized void leaveOutCaller() {
		this.publishing.values().removeIf(Thread.currentThread()::equals);
	}

	/**
	 * Tells whether there is nothing left to publish.
	 * @return whether no event waits, and no listener is busy
	 */
	public synchronized boolean isEmpty() {
		return this.waiting.isEmpty() && this.publishing.isEmpty();
	}

	/**
	 * Publishes nothing any more.
	 * @return the runs whose listeners were not called, or have not returned
	 */
	public synchronized List<String> close() {
		this.closed = true;
		List<String> unpublished = new ArrayList<>(this.publishing.keySet());
		unpublished.addAll(this.waiting);
		unpublished.addAll(this.refused);
		this.waiting.clear();
		this.refused.clear();
		return unpublished;
	}

}
