package ai.flora.client.internal.follow.plan;

/**
 * Plans the polls of a run. Ages are in seconds since the run's start.
 */
public interface PollPlan {

	/**
	 * Plans the next poll of a run that is polled alone.
	 * @param lastPollAge age of the run when it was last seen unfinished; 0 if it was not
	 * polled yet
	 * @return age of the run at the next poll
	 */
	double nextPoll(double lastPollAge);

	/**
	 * Estimates for how long the end of a run would have gone unnoticed, on average.
	 * @param lastPollAge age of the run when it was last seen unfinished
	 * @param age age of the run
	 * @return the expected time between its end and that age, in seconds; nothing is
	 * added for a run that has not ended by then
	 */
	double unnoticed(double lastPollAge, double age);

}
