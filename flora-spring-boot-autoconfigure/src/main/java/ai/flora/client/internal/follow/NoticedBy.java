package ai.flora.client.internal.follow;

import java.util.Locale;

/**
 * The way in which the end of a run was noticed.
 */
enum NoticedBy {

	/** A poll of the run alone has shown it. */
	POLL,

	/** A list has shown it. */
	LIST,

	/** FLORA has posted it. */
	WEBHOOK;

	/** Returns the value by which meters name it. */
	String meterValue() {
		return name().toLowerCase(Locale.ROOT);
	}

}
