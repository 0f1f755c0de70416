package ai.flora.client;

import java.io.Serializable;

/**
 * A followed run has ended: completed or failed. Published as a Spring application event,
 * once for each run in a process, however its end became known, on a thread of the
 * client's; within a transaction if the application has one transaction manager, so that
 * {@code @EventListener}, {@code @Async}, {@code @TransactionalEventListener} and Spring
 * Modulith work.
 *
 * @param run the run as FLORA told it, completed or failed; its cost may still be missing
 * @since 0.1.0
 */
public record FloraRunEndedEvent(Run run) implements Serializable {

	/**
	 * The run's identifier.
	 * @return the id, such as {@code run_abc123}
	 */
	public String runId() {
		return this.run.runId();
	}

	/**
	 * Tells whether the run has completed.
	 * @return {@code false} if it has failed
	 */
	public boolean isCompleted() {
		return this.run.status() == RunStatus.COMPLETED;
	}

}
