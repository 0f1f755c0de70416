package ai.flora.spring.boot.autoconfigure;

import java.util.function.Consumer;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.SmartLifecycle;

/**
 * Something to be done when an application ends, and not when it is only paused or
 * stopped for a while.
 */
class ClosingStep implements SmartLifecycle {

	private final ConfigurableApplicationContext context;

	private final int phase;

	private final Consumer<Runnable> step;

	/**
	 * Creates a step.
	 * @param context the application
	 * @param phase when it is done: after the steps of higher phases
	 * @param step what is to be done, given what it has to call when that is done
	 */
	ClosingStep(ConfigurableApplicationContext context, int phase, Consumer<Runnable> step) {
		this.context = context;
		this.phase = phase;
		this.step = step;
	}

	@Override
	public void start() {
		// Nothing is to be done before the end.
	}

	@Override
	public void stop() {
		stop(() -> {
		});
	}

	@Override
	public void stop(Runnable callback) {
		if (this.context.isClosed()) {
			this.step.accept(callback);
		}
		else {
			callback.run();
		}
	}

	@Override
	public boolean isRunning() {
		return true;
	}

	@Override
	public int getPhase() {
		return this.phase;
	}

}
