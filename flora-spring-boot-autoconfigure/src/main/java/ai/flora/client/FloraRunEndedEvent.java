package ai.flora.client;

import java.io.Serializable;

import org.jspecify.annotations.Nullable;

/**
 * A followed run has ended: completed or failed. Published as a Spring application event,
 * once for each run in a process, however its end became known, on a thread of the
 * client's; within a transaction if the application has one transaction manager, so that
 * {@code @EventListener}, {@code @Async}, {@code @TransactionalEventListener} and Spring
 * Modulith work.
 *
 * @param run the run as FLORA told it, completed or failed; its cost may still be missing
 * @param reference the caller's own name for it, {@link GenerationRequest#reference()};
 * {@code null} if there is none, or this process did not start the run
 * @param model the model that FLORA chose or was asked for; {@code null} if it is not
 * known
 * @param projectId the project that the run was started in; {@code null} if this process
 * did not start it
 * @since 0.1.0
 */
public record FloraRunEndedEvent(Run run, @Nullable String reference, @Nullable String model,
		@Nullable String projectId) implements Serializable {

	/**
	 * Makes the event of a run of which nothing else is known.
	 * @param run the run, completed or failed
	 */
	public FloraRunEndedEvent(Run run) {
		this(run, null, null, null);
	}

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
