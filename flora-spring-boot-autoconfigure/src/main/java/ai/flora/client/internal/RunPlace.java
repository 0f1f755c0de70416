package ai.flora.client.internal;

import ai.flora.client.Generation;
import org.jspecify.annotations.Nullable;

/**
 * The place where FLORA tells of a run: the list that shows it, and the route by which it
 * is read alone.
 *
 * @param kind the kind of run, by which it is listed and metered
 * @param techniqueId the technique under whose own route alone it is read; {@code null}
 * if it is read as any other run
 * @param pollUrl where FLORA itself offers the run; {@code null} for the route
 * @since 0.1.0
 */
public record RunPlace(RunKind kind, @Nullable String techniqueId, @Nullable String pollUrl) {

	/** The place of a run of which nothing is known but its id. */
	public static final RunPlace USUAL = new RunPlace(RunKind.GENERATION, null, null);

	/**
	 * The place of a run that a list shows. Only those of techniques have places of their
	 * own.
	 * @param kind the kind of runs that the list shows
	 * @param listed the run in the list
	 * @return where FLORA tells of it
	 */
	public static RunPlace of(RunKind kind, Generation listed) {
		return (kind == RunKind.TECHNIQUE)
				? new RunPlace(kind, listed.techniqueId().orElse(null), listed.run().pollUrl()) : USUAL;
	}

	/**
	 * Tells whether FLORA may show the run elsewhere than all others.
	 * @return whether it has a place of its own
	 */
	public boolean isOwn() {
		return this.techniqueId != null || this.pollUrl != null;
	}

}
