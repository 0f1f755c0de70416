package ai.flora.client.internal.start;

import java.util.List;

import ai.flora.client.Generation;
import org.jspecify.annotations.Nullable;

/**
 * The runs in a list that may be a start's.
 *
 * @param runs the runs
 * @param ambiguous whether a run may as well come from another start, a quote or nodes of
 * this client, or does not tell when it began
 * @param foreign whether somebody else has started runs in the project lately
 */
record Candidates(List<Generation> runs, boolean ambiguous, boolean foreign) {

	/**
	 * Tells whether several runs may be the start's, and no other start's: no later list
	 * can tell them apart.
	 */
	boolean isHopeless() {
		return this.runs.size() > 1 && !this.ambiguous;
	}

	/**
	 * Tells whether one of the runs may be the start's, or does not tell when it began.
	 */
	boolean mayHoldRunOfStart() {
		return !this.runs.isEmpty() || this.ambiguous;
	}

	/** The only run that may be the start's, or {@code null} if there is none such. */
	@Nullable Generation only() {
		return (this.runs.size() == 1 && !this.ambiguous && !this.foreign) ? this.runs.get(0) : null;
	}

}
