package ai.flora.client.assembly;

import java.time.Duration;
import java.util.function.Supplier;

import ai.flora.client.internal.callback.StartCallbacks;
import org.jspecify.annotations.Nullable;

/**
 * The engine of a client, made with its first use, and made anew after a restart. Once
 * the client has ended, its engine refuses what it is asked for. Thread-safe.
 */
class LazyEngine implements Supplier<ClientEngine> {

	/** The most time that {@link #close} gives to a client that nobody has drained. */
	private static final Duration DRAIN_TIME = Duration.ofSeconds(5);

	private final ClientSettings settings;

	private final Object lock = new Object();

	private volatile @Nullable ClientEngine engine;

	private boolean closed;

	private boolean drained;

	LazyEngine(ClientSettings settings) {
		this.settings = settings;
	}

	@Override
	public ClientEngine get() {
		ClientEngine engine = this.engine;
		return (engine != null) ? engine : make();
	}

	private ClientEngine make() {
		synchronized (this.lock) {
			ClientEngine engine = this.engine;
			if (engine == null) {
				engine = new ClientEngine(this.settings);
				if (this.drained) {
					engine.drain(Duration.ZERO);
				}
				if (this.closed) {
					engine.close();
				}
				this.engine = engine;
			}
			return engine;
		}
	}

	/** The number of runs that are followed. */
	int followedRuns() {
		ClientEngine engine = this.engine;
		return (engine != null) ? engine.follower().count() : 0;
	}

	/** The callbacks of the starts so far; {@code null} if there was none. */
	@Nullable StartCallbacks callbacks() {
		ClientEngine engine = this.engine;
		return (engine != null) ? engine.callbacks() : null;
	}

	/**
	 * Ends the engine, and lets the next use make another, unless the client is closed.
	 */
	void restart() {
		ClientEngine engine;
		synchronized (this.lock) {
			if (this.closed) {
				return;
			}
			engine = this.engine;
			this.engine = null;
			this.drained = false;
		}
		if (engine != null) {
			engine.close();
		}
	}

	/**
	 * Accepts nothing more, and waits for what was accepted.
	 * @return whether that has ended in time
	 */
	boolean drain(Duration timeout) {
		ClientEngine engine;
		synchronized (this.lock) {
			this.drained = true;
			engine = this.engine;
		}
		return engine == null || engine.drain(timeout);
	}

	/**
	 * Ends the engine for good.
	 * @return whether this call did so; {@code false} if an earlier one does or has
	 */
	boolean close() {
		ClientEngine engine;
		boolean drained;
		synchronized (this.lock) {
			if (this.closed) {
				// The call that closed it first may still wait for accepted starts.
				return false;
			}
			this.closed = true;
			drained = this.drained;
			this.drained = true;
			engine = this.engine;
		}
		if (engine != null) {
			if (!drained) {
				engine.drain(DRAIN_TIME);
			}
			engine.close();
		}
		return true;
	}

}
