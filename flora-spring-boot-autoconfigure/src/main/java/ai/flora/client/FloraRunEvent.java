package ai.flora.client;

/**
 * A followed run has ended: completed or failed. Published as a Spring application event,
 * once for each run that a client follows, however its end became known: on a thread of
 * the client's, outside a transaction. {@code @EventListener} and {@code @Async} work as
 * usual; a {@code @TransactionalEventListener}, Spring Modulith's among them, needs
 * {@code fallbackExecution}.
 *
 * @param run the run as FLORA told it
 * @since 0.1.0
 */
public record FloraRunEvent(Run run) {

	/**
	 * The run's identifier.
	 * @return the id, such as {@code run_abc123}
	 */
	public String runId() {
		return this.run.runId();
	}

	/**
	 * Whether the run has completed.
	 * @return {@code false} if it has failed
	 */
	public boolean isCompleted() {
		return this.run.status() == RunStatus.COMPLETED;
	}

}
