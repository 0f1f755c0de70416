package ai.flora.client.internal.follow;

import ai.flora.client.internal.RunKind;
import ai.flora.client.internal.RunOrigin;
import ai.flora.client.internal.RunPlace;

/**
 * What is known of a run's start, and of the place where FLORA tells of the run. Guarded
 * by the follower's lock.
 */
class KnownOrigin {

	private RunOrigin origin;

	/** Set once FLORA has shown the run, so that its place is right. */
	private boolean seen;

	/** Set once FLORA has not found the run where it shows most runs. */
	private boolean notFound;

	KnownOrigin(RunOrigin origin) {
		this.origin = origin;
	}

	RunOrigin origin() {
		return this.origin;
	}

	/** More has become known of the start. */
	void learn(RunOrigin origin) {
		this.origin = origin.or(this.origin);
	}

	/** A list shows where FLORA tells of the run: believed if that was not known. */
	void learnPlace(RunPlace place) {
		if (!isPlaceKnown()) {
			learn(new RunOrigin(null, null, null, place));
		}
	}

	void seen() {
		this.seen = true;
	}

	void notFound() {
		this.notFound = true;
	}

	/**
	 * Returns whether it is known where the run is read. Other processes start runs, too,
	 * and FLORA shows those of techniques with a callback only where their list says.
	 */
	private boolean isPlaceKnown() {
		return this.seen || this.origin.start() != null || this.origin.place().isOwn();
	}

	/** Returns whether only the list of techniques' runs can tell where it is read. */
	boolean isSought() {
		return (this.notFound || this.origin.place().kind() == RunKind.TECHNIQUE) && !isPlaceKnown();
	}

	/** Returns the kind of runs whose list may show the run. */
	RunKind listKind() {
		return isSought() ? RunKind.TECHNIQUE : this.origin.place().kind();
	}

}
