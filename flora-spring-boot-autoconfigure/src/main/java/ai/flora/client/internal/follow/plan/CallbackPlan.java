package ai.flora.client.internal.follow.plan;

/**
 * Polls of a run whose end FLORA will post, in case a delivery gets lost: the first one
 * some time after the run should have ended.
 *
 * @param first age of the run at the first poll, in seconds
 * @param interval time between polls, in seconds
 */
public record CallbackPlan(double first, double interval) implements PollPlan {

	@Override
	public double nextPoll(double lastPollAge) {
		return (lastPollAge >= this.first) ? lastPollAge + this.interval : this.first;
	}

	@Override
	public double unnoticed(double lastPollAge, double age) {
		return 0;
	}

}
