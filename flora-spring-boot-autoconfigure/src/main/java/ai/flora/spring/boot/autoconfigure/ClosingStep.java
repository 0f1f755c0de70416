package ai.flora.spring.boot.autoconfigure;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.SmartLifecycle;

/**
 * Something to be done when an application ends, and not when it is only paused or
 * stopped for a while.
 */
abstract class ClosingStep implements SmartLifecycle {

	private final ConfigurableApplicationContext context;

	private final int phase;

	/**
	 * Creates a step.
	 * @param context the application
	 * @param phase when it is done: after the steps of higher phases
	 */
	ClosingStep(ConfigurableApplicationContext context, int phase) {
		this.context = context;
		this.phase = phase;
	}

	/**
	 * Does the step.
	 * @param callback to be called when it is done
	 */
	abstract void end(Runnable callback);

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
			end(callback);
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
