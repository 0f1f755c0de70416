package ai.flora.client.internal;

import java.util.Locale;

/**
 * The kinds of runs, and how FLORA lists them.
 *
 * @since 0.1.0
 */
public enum RunKind {

	/** Listed by project. */
	GENERATION,

	/** Its start names no project, and so all of a workspace are listed together. */
	TECHNIQUE,

	/** Filed under a project, but not listed. */
	ACTION;

	/**
	 * FLORA's name of the kind.
	 * @return the name, as in the response to a start
	 */
	public String wireName() {
		return name().toLowerCase(Locale.ROOT);
	}

	/**
	 * Tells whether a start names a project.
	 * @return whether it does
	 */
	public boolean isFiled() {
		return this != TECHNIQUE;
	}

	/**
	 * Tells whether FLORA lists such runs.
	 * @return whether it does
	 */
	public boolean isListed() {
		return this != ACTION;
	}

}
