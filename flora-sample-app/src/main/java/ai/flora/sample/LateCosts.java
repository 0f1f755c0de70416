package ai.flora.sample;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import ai.flora.client.FloraException;
import ai.flora.client.FloraGenerationsClient;
import ai.flora.client.RequestOptions;
import ai.flora.client.Run;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Reads runs again that have ended without a cost: FLORA tells it about a minute later.
 */
@Component
class LateCosts {

	private static final Log logger = LogFactory.getLog(LateCosts.class);

	/** The last time after 32 times the first wait. */
	private static final int MAX_READS = 6;

	private static final RequestOptions QUICKLY = RequestOptions.defaults().withTimeout(Duration.ofSeconds(5));

	private final FloraGenerationsClient flora;

	private final Gallery gallery;

	private final Duration firstWait;

	/** How often the runs were read, by the gallery's names. */
	private final Map<String, Integer> reads = new HashMap<>();

	LateCosts(FloraGenerationsClient flora, Gallery gallery, @Value("${sample.late-costs:15s}") Duration firstWait) {
		this.flora = flora;
		this.gallery = gallery;
		this.firstWait = firstWait;
	}

	@Scheduled(fixedDelayString = "${sample.late-costs:15s}")
	void read() {
		List<GalleryRun> late = this.gallery.runs()
			.stream()
			.filter((run) -> run.runId() != null && run.ended() != null && run.isCostUnknown())
			.toList();
		this.reads.keySet().retainAll(late.stream().map(GalleryRun::id).toList());
		late.stream().filter(this::isDue).forEach(this::read);
	}

	private boolean isDue(GalleryRun run) {
		int reads = this.reads.getOrDefault(run.id(), 0);
		Instant ended = run.ended();
		return reads < MAX_READS && ended != null
				&& !Instant.now().isBefore(ended.plus(this.firstWait.multipliedBy(1L << reads)));
	}

	private void read(GalleryRun run) {
		this.reads.merge(run.id(), 1, Integer::sum);
		try {
			Run seen = this.flora.retrieve(String.valueOf(run.runId()), QUICKLY);
			this.gallery.update(run.id(), (before) -> before.seen(seen));
		}
		catch (FloraException ex) {
			logger.debug("The cost of run " + run.runId() + " is not known yet", ex);
		}
	}

}
