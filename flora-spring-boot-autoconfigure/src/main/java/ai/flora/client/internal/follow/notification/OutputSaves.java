package ai.flora.client.internal.follow.notification;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import ai.flora.client.FloraException;
import ai.flora.client.Run;
import ai.flora.client.RunStatus;
import ai.flora.client.internal.context.RunContext;
import ai.flora.client.output.SavedOutput;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Saves the outputs of completed runs, a few runs at once and one output of a run after
 * another, and then goes on with the run, once, whatever was saved, and no later than its
 * time allows. Thread-safe.
 *
 * @since 0.1.0
 */
public final class OutputSaves {

	private static final Log logger = LogFactory.getLog(OutputSaves.class);

	private static final int MAX_RUNS_AT_ONCE = 4;

	/** Runs that are so late were not saved since the process was frozen. */
	private static final long FROZEN = Duration.ofSeconds(10).toNanos();

	private final @Nullable OutputSaving saving;

	private final Executor executor;

	private final LongSupplier clock;

	private final LongConsumer alarm;

	private final FailureLog failures = new FailureLog();

	/** Runs that wait for their turn, the first one the longest. */
	private final Deque<Save> waiting = new ArrayDeque<>();

	/** Runs whose turn it is; nobody may wait for some of them any more. */
	private final List<Save> running = new ArrayList<>(MAX_RUNS_AT_ONCE);

	private int threads;

	private boolean ended;

	/**
	 * Creates a queue of runs.
	 * @param saving how to save; {@code null} to save nothing
	 * @param executor where it is done
	 * @param clock the time, in nanoseconds since some moment
	 * @param alarm asks for a call of {@link #wake()} after some nanoseconds at the
	 * latest
	 */
	public OutputSaves(@Nullable OutputSaving saving, Executor executor, LongSupplier clock, LongConsumer alarm) {
		this.saving = saving;
		this.executor = executor;
		this.clock = clock;
		this.alarm = alarm;
	}

	/**
	 * Saves the outputs of a run that has ended, if there is something to save.
	 * @param context surrounds the saving
	 * @param then given what was saved; by this call if there is nothing to save. Once,
	 * unless there is no memory for it
	 */
	void save(Run run, RunContext context, Consumer<List<SavedOutput>> then) {
		if (!begin(run, context, then)) {
			then.accept(List.of());
		}
	}

	private boolean begin(Run run, RunContext context, Consumer<List<SavedOutput>> then) {
		OutputSaving saving = this.saving;
		try {
			return saving != null && hasOutputs(run) && add(new Save(run, context, then, saving));
		}
		catch (Throwable ex) {
			// Memory may have run out.
			return false;
		}
	}

	private static boolean hasOutputs(Run run) {
		return run.status() == RunStatus.COMPLETED && !run.outputs().isEmpty();
	}

	private boolean add(Save save) {
		boolean another;
		synchronized (this) {
			if (this.ended) {
				return false;
			}
			save.dueFrom(this.clock.getAsLong());
			this.waiting.add(save);
			another = this.threads < MAX_RUNS_AT_ONCE;
			this.threads += another ? 1 : 0;
		}
		if (another) {
			try {
				this.executor.execute(this::work);
			}
			catch (Throwable ex) {
				noThread(ex);
			}
		}
		arm();
		return true;
	}

	/** The threads that there are take what waits. */
	private void noThread(Throwable failure) {
		List<Save> left = new ArrayList<>();
		synchronized (this) {
			this.threads--;
			if (this.threads == 0) {
				left.addAll(this.waiting);
				this.waiting.clear();
				left.forEach(Save::close);
			}
		}
		for (Save save : left) {
			warn(failure.getClass(), save, () -> "there is no thread for it: " + reason(failure));
			save.goOn();
		}
	}

	private void work() {
		for (Save save = begin(); save != null; save = begin()) {
			Save begun = save;
			try {
				begun.context.run(() -> saveAll(begun));
			}
			catch (Throwable ex) {
				failed(begun, ex);
			}
			end(begun);
		}
	}

	private @Nullable Save begin() {
		Save next;
		synchronized (this) {
			next = this.waiting.poll();
			if (next == null) {
				this.threads--;
				return null;
			}
			next.dueFrom(this.clock.getAsLong());
			next.begun = true;
			next.thread = Thread.currentThread();
			this.running.add(next);
		}
		arm();
		return next;
	}

	private void saveAll(Save save) {
		for (Supplier<SavedOutput> output : save.saving.saver().apply(save.run)) {
			if (isClosed(save)) {
				return;
			}
			try {
				add(save, output.get());
			}
			catch (Throwable ex) {
				failed(save, ex);
			}
		}
	}

	private synchronized boolean isClosed(Save save) {
		return save.closed;
	}

	private synchronized void add(Save save, SavedOutput saved) {
		if (!save.closed) {
			save.saved.add(saved);
		}
	}

	private void failed(Save save, Throwable failure) {
		if (!isClosed(save)) {
			warn(failure.getClass(), save, () -> reason(failure));
		}
	}

	private void end(Save save) {
		boolean first;
		synchronized (this) {
			this.running.remove(save);
			save.thread = null;
			first = !save.closed;
			save.closed = true;
		}
		// An interrupt of this run is not meant for the next one.
		Thread.interrupted();
		if (first) {
			save.goOn();
		}
	}

	/**
	 * Goes on with the runs whose time is over. A run goes on without its outputs if it
	 * has waited for its turn for as long as it may then take: no later than after twice
	 * that time, while the process is not frozen.
	 */
	public void wake() {
		List<Save> late = new ArrayList<>();
		synchronized (this) {
			if (this.waiting.isEmpty() && this.running.isEmpty()) {
				return;
			}
			long now = this.clock.getAsLong();
			Stream.concat(this.waiting.stream(), this.running.stream())
				.filter((save) -> save.isDue(now - FROZEN))
				.forEach((save) -> save.dueFrom(now));
			for (Save next = this.waiting.peek(); next != null && next.isDue(now); next = this.waiting.peek()) {
				late.add(next);
				this.waiting.remove();
			}
			this.running.stream().filter((save) -> !save.closed && save.isDue(now)).forEach(late::add);
			late.forEach(Save::close);
		}
		for (Save save : late) {
			warn(save.begun, save, () -> (save.begun ? "that took longer than " : "it has waited for its turn for ")
					+ save.saving.timeout());
			save.goOn();
		}
		arm();
	}

	private void arm() {
		long delay = Long.MAX_VALUE;
		synchronized (this) {
			long now = this.clock.getAsLong();
			Save first = this.waiting.peek();
			if (first != null) {
				delay = first.due - now;
			}
			for (Save save : this.running) {
				delay = save.closed ? delay : Math.min(delay, save.due - now);
			}
		}
		if (delay != Long.MAX_VALUE) {
			this.alarm.accept(Math.max(0, delay));
		}
	}

	/**
	 * Saves nothing any more, and goes on with all runs.
	 * @return whether there was one
	 */
	public boolean end() {
		List<Save> left = new ArrayList<>();
		synchronized (this) {
			this.ended = true;
			this.running.stream().filter((save) -> !save.closed).forEach(left::add);
			left.addAll(this.waiting);
			this.waiting.clear();
			left.forEach(Save::close);
		}
		if (left.isEmpty()) {
			return false;
		}
		logger.warn("The FLORA client ends before all outputs of these runs were saved. Their events go out without, "
				+ "and FLORA still has them: "
				+ left.stream().map((save) -> save.run.runId()).collect(Collectors.joining(", ")));
		left.forEach(Save::goOn);
		return true;
	}

	private void warn(Object kind, Save save, Supplier<String> reason) {
		this.failures.warn(kind, this.clock.getAsLong(), () -> "Outputs of run " + save.run.runId()
				+ " were not all saved, and its event goes out without: " + reason.get());
	}

	/** A URL's query may let everybody read what it leads to. */
	private static String reason(Throwable failure) {
		String message = (failure instanceof FloraException) ? failure.getMessage() : failure.toString();
		return String.valueOf(message).replaceAll("(\\w://[^\\s?#]*)[?#]\\S*", "$1");
	}

	/**
	 * A run whose outputs are to be saved. Guarded by the queue.
	 */
	private static final class Save {

		private final Run run;

		private final RunContext context;

		private final Consumer<List<SavedOutput>> then;

		private final OutputSaving saving;

		private final List<SavedOutput> saved = new ArrayList<>(1);

		private long due;

		private boolean begun;

		private @Nullable Thread thread;

		/** Set once no further output is added to those that were saved. */
		private boolean closed;

		Save(Run run, RunContext context, Consumer<List<SavedOutput>> then, OutputSaving saving) {
			this.run = run;
			this.context = context;
			this.then = then;
			this.saving = saving;
		}

		void dueFrom(long now) {
			this.due = now + this.saving.timeout().toNanos();
		}

		boolean isDue(long now) {
			return this.due - now <= 0;
		}

		void close() {
			this.closed = true;
			if (this.thread != null) {
				this.thread.interrupt();
			}
		}

		/** Once it is closed, nothing changes any more. */
		void goOn() {
			Notifications.deliver(() -> this.then.accept(List.copyOf(this.saved)));
		}

	}

}
