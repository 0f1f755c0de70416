package ai.flora.client.internal.follow;

import ai.flora.client.internal.RunKind;
import ai.flora.client.internal.RunOrigin;
import ai.flora.client.internal.RunPlace;
import org.jspecify.annotations.Nullable;

/**
 * The known origin of a run, and the place where FLORA tells of the run.
 * <p>
 * A run is sought if only its id is known, and FLORA does not find it or has posted that
 * it is a technique's: FLORA may show it below its technique alone. The list of
 * techniques' runs tells its place, or else the usual one. Where there are two, it is
 * read at both in turn until one shows it. Guarded by the follower's lock.
 */
class KnownOrigin {

	private RunOrigin origin;

	/** Where else FLORA may tell of the run; {@code null} if there is no doubt. */
	private @Nullable RunPlace otherPlace;

	/** Set once FLORA has shown the run, alone or in a list. */
	private boolean shown;

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
		this.otherPlace = (origin.start() != null) ? null : this.otherPlace;
	}

	/**
	 * A list shows the run, and where FLORA tells of it: believed if that was not known.
	 * A technique's run may have been started by the usual route all the same.
	 */
	void listedAt(RunPlace place) {
		if (!isPlaceKnown()) {
			changePlace(place);
			this.otherPlace = place.isOwn() ? new RunPlace(place.kind(), null, null) : null;
		}
		this.shown = true;
	}

	/** FLORA has shown the run alone: it is read there from now on. */
	void shownAt(RunPlace place) {
		if (this.otherPlace != null) {
			changePlace(new RunPlace(this.otherPlace.kind(), place.techniqueId(), place.pollUrl()));
			this.otherPlace = null;
		}
		this.shown = true;
	}

	/**
	 * FLORA does not find the run alone: it is read elsewhere next, if it may be there. A
	 * list may have named another place since FLORA was asked.
	 */
	void notFoundAt(RunPlace place) {
		RunPlace other = this.otherPlace;
		if (other != null && place.equals(this.origin.place())) {
			this.otherPlace = place;
			changePlace(other);
		}
		this.notFound = true;
	}

	private void changePlace(RunPlace place) {
		learn(new RunOrigin(null, null, null, place));
	}

	/** Returns whether FLORA has shown the run, alone or in a list. */
	boolean isShown() {
		return this.shown;
	}

	/**
	 * Returns whether it is known where the run is read. Other processes start runs, too,
	 * and FLORA shows those of techniques with a callback only where their list says.
	 */
	private boolean isPlaceKnown() {
		return this.shown || this.origin.start() != null || this.origin.place().isOwn();
	}

	/**
	 * Returns whether only the list of techniques' runs can tell where it is read: FLORA
	 * may show it below its technique alone.
	 */
	boolean isSought() {
		return (this.notFound || this.origin.place().kind() == RunKind.TECHNIQUE) && !isPlaceKnown();
	}

	/** Returns the kind of runs whose list may show the run. */
	RunKind listKind() {
		return isSought() ? RunKind.TECHNIQUE : this.origin.place().kind();
	}

}
