package ai.flora.client.internal.context;

import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

import ai.flora.client.internal.Warnings;
import ai.flora.client.internal.thread.FallbackExecutor;
import io.micrometer.observation.Observation;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.core.task.TaskDecorator;

/**
 * The context of a caller who started a run, or followed it by its id. Polls of that run
 * alone, and its event, have that of the first caller, listeners that of their handle's.
 * Whatever it throws, the task runs. Thread-safe.
 *
 * @since 0.1.0
 */
public final class RunContext {

	/** The context of a run that nobody of this process asked for. */
	public static final RunContext NONE = new RunContext(null, null);

	private static final Log logger = LogFactory.getLog(RunContext.class);

	/** The task that a thread runs: a decorator is made before there is a task. */
	private static final ThreadLocal<@Nullable Task> CURRENT = new ThreadLocal<>();

	private final @Nullable Observation observation;

	private final @Nullable TaskDecorator decorator;

	/** Was decorated when the run was started; each task runs within it. */
	private final @Nullable Runnable first;

	/**
	 * Decorated tasks may keep the state that they replace, so that a busy task is not
	 * run by a second thread.
	 */
	private final Queue<Runnable> idle = new ConcurrentLinkedQueue<>();

	RunContext(@Nullable Observation observation, @Nullable TaskDecorator decorator) {
		this.observation = observation;
		this.decorator = decorator;
		this.first = (decorator != null) ? decorator.decorate(RunContext::runCurrent) : null;
	}

	Executor around(Executor executor) {
		return (this == NONE) ? executor : (task) -> executor.execute(() -> run(task));
	}

	/**
	 * Takes this context along, on whichever thread.
	 * @param executor an executor
	 * @return an executor whose tasks run in this context
	 */
	public FallbackExecutor around(FallbackExecutor executor) {
		return (this == NONE) ? executor : executor.around((task) -> () -> run(task));
	}

	/**
	 * Calls a supplier in this context.
	 * @param supplier called once
	 * @param <T> type of the value
	 * @return the supplier's value
	 */
	public <T> T call(Supplier<T> supplier) {
		if (this == NONE) {
			return supplier.get();
		}
		Outcome<T> outcome = new Outcome<>(supplier);
		run(outcome);
		return outcome.get();
	}

	/**
	 * Runs a task in this context.
	 * @param task run once
	 */
	public void run(Runnable task) {
		if (this == NONE) {
			task.run();
			return;
		}
		Task once = new Task(task);
		Task outer = CURRENT.get();
		CURRENT.set(once);
		try {
			surround(once);
		}
		catch (Throwable ex) {
			if (once.begun) {
				throw ex;
			}
			Warnings.log(logger, "What surrounded the start of a run cannot be restored", ex);
		}
		finally {
			CURRENT.set(outer);
		}
		if (!once.begun) {
			once.run();
		}
	}

	private void surround(Task task) {
		Observation observation = this.observation;
		if (observation == null) {
			decorate(task);
			return;
		}
		Observation.Scope scope = observation.openScope();
		try {
			decorate(task);
		}
		finally {
			scope.close();
		}
	}

	private void decorate(Task task) {
		if (this.decorator == null || this.first == null) {
			task.run();
			return;
		}
		Runnable idle = this.idle.poll();
		Runnable decorated = (idle != null) ? idle : decorateAgain(this.decorator, this.first);
		try {
			decorated.run();
		}
		finally {
			this.idle.add(decorated);
		}
	}

	private synchronized Runnable decorateAgain(TaskDecorator decorator, Runnable first) {
		Outcome<Runnable> again = new Outcome<>(() -> decorator.decorate(RunContext::runCurrent));
		Task outer = CURRENT.get();
		CURRENT.set(new Task(again));
		try {
			first.run();
		}
		finally {
			CURRENT.set(outer);
		}
		return again.get();
	}

	private static void runCurrent() {
		Task task = CURRENT.get();
		if (task != null) {
			task.run();
		}
	}

	private static final class Task implements Runnable {

		private final Runnable task;

		private boolean begun;

		Task(Runnable task) {
			this.task = task;
		}

		@Override
		public void run() {
			if (!this.begun) {
				this.begun = true;
				this.task.run();
			}
		}

	}

	private static final class Outcome<T> implements Runnable {

		private final Supplier<T> supplier;

		private @Nullable Supplier<T> outcome;

		Outcome(Supplier<T> supplier) {
			this.supplier = supplier;
		}

		@Override
		public void run() {
			try {
				T value = this.supplier.get();
				this.outcome = () -> value;
			}
			catch (RuntimeException ex) {
				this.outcome = () -> {
					throw ex;
				};
			}
			catch (Error ex) {
				this.outcome = () -> {
					throw ex;
				};
			}
		}

		T get() {
			return Objects.requireNonNull(this.outcome).get();
		}

	}

}
