package ai.flora.client.internal.follow.plan;

/**
 * Looks at a run whose end FLORA will post: one when it should have ended for some time,
 * and then in case a delivery got lost.
 *
 * @param first age of the run at the first look, in seconds
 * @param interval time between looks, in seconds
 */
public record CallbackPlan(double first, double interval) implements PollPlan {

	@Override
	public double nextLook(double lastLook) {
		return (lastLook >= this.first) ? lastLook + this.interval : this.first;
	}

	@Override
	public double unnoticed(double lastLook, double age) {
		return 0;
	}

}
