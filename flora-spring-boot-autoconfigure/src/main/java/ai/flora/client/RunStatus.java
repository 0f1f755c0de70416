package ai.flora.client;

import java.util.Locale;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import org.jspecify.annotations.Nullable;

/**
 * The states of a run.
 *
 * @since 0.1.0
 */
public enum RunStatus {

	/**
	 * The run is accepted, and work on it has not begun.
	 */
	PENDING,

	/**
	 * Work on the run goes on.
	 */
	RUNNING,

	/**
	 * The run has ended, and its outputs are there.
	 */
	COMPLETED,

	/**
	 * The run has failed; see {@link Run#failure()}.
	 */
	FAILED,

	/**
	 * A status that this version does not know, or none. It is no end: read the run again
	 * later.
	 */
	UNKNOWN;

	/**
	 * Tells whether the status is final.
	 * @return {@code true} for {@link #COMPLETED} and {@link #FAILED}
	 */
	public boolean isTerminal() {
		return this == COMPLETED || this == FAILED;
	}

	/**
	 * FLORA's name for the status.
	 * @return the name, such as {@code running}
	 */
	@JsonValue
	public String wireName() {
		return name().toLowerCase(Locale.ROOT);
	}

	@JsonCreator(mode = JsonCreator.Mode.DELEGATING)
	static RunStatus fromWire(@Nullable String name) {
		for (RunStatus status : values()) {
			if (status.wireName().equalsIgnoreCase(name)) {
				return status;
			}
		}
		return UNKNOWN;
	}

}
