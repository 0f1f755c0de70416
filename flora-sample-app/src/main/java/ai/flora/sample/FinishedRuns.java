package ai.flora.sample;

import ai.flora.client.FloraRunEndedEvent;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Hears of each run once when it has ended, by webhook or not.
 */
@Component
class FinishedRuns {

	private static final Log logger = LogFactory.getLog(FinishedRuns.class);

	@EventListener
	void finished(FloraRunEndedEvent event) {
		logger.info("Run " + event.runId() + " has " + (event.isCompleted() ? "completed" : "failed") + ", cost "
				+ event.run().chargedCost());
	}

}
