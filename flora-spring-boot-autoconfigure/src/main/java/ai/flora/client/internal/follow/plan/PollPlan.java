package ai.flora.client.internal.follow.plan;

/**
 * When to poll a run, from what is known of how long such runs take. Ages are in seconds
 * since the run's start.
 */
public interface PollPlan {

	/**
	 * When to poll next a run that is polled alone.
	 * @param lastPoll age of the run when it was last seen unfinished; 0 if it was not
	 * polled yet
	 * @return age of the run at the next poll
	 */
	double nextPoll(double lastPoll);

	/**
	 * How long, on average, the end of a run would have gone unnoticed.
	 * @param lastPoll age of the run when it was last seen unfinished
	 * @param age age of the run
	 * @return the expected time between its end and that age, in seconds; nothing is
	 * added for a run that has not ended by then
	 */
	double unnoticed(double lastPoll, double age);

}
