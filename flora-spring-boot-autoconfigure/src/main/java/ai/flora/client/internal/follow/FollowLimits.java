package ai.flora.client.internal.follow;

import ai.flora.client.FollowSettings;

/**
 * The times of the settings in nanoseconds, the unit of everything in this package.
 *
 * @param timeout how long handles of a run wait at most
 * @param minInterval shortest time between two polls of a run
 * @param maxInterval longest time between two polls of a run
 */
record FollowLimits(long timeout, long minInterval, long maxInterval) {

	/**
	 * The times of settings.
	 * @param settings bounded, so that nanoseconds do not overflow
	 */
	static FollowLimits of(FollowSettings settings) {
		return new FollowLimits(settings.timeout().toNanos(), settings.minInterval().toNanos(),
				settings.maxInterval().toNanos());
	}

	/** The shortest interval, doubled some times, but not beyond a longest time. */
	long minIntervalDoubled(int times, long longest) {
		int doublings = Math.min(times, 10);
		return (this.minInterval > longest >> doublings) ? longest : this.minInterval << doublings;
	}

}
