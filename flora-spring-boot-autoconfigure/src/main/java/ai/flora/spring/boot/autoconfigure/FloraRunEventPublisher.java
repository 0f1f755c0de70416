package ai.flora.spring.boot.autoconfigure;

import java.util.Collections;
import java.util.Set;
import java.util.function.Consumer;

import ai.flora.client.FloraRunEndedEvent;
import ai.flora.client.internal.EventRefusedException;
import ai.flora.client.internal.LatestEntries;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Publishes the end of each run once, whichever of an application's clients saw it.
 */
class FloraRunEventPublisher extends ClosingStep {

	/** The number of ends that are remembered, so as not to publish them again. */
	private static final int MAX_PUBLISHED = 10_000;

	private final Set<String> published = Collections.synchronizedSet(LatestEntries.set(MAX_PUBLISHED));

	private final ApplicationEventPublisher publisher;

	private final Consumer<Runnable> publication;

	private volatile boolean stopped;

	/**
	 * Creates a publisher, which ends after everything else, and before any bean is
	 * destroyed.
	 * @param context the application
	 * @param publication what is to be around each publication, such as a transaction
	 */
	FloraRunEventPublisher(ConfigurableApplicationContext context, Consumer<Runnable> publication) {
		super(context, Integer.MIN_VALUE);
		this.publisher = context;
		this.publication = publication;
	}

	/**
	 * Publishes nothing any more: the beans that listen are about to be destroyed.
	 */
	@Override
	void end(Runnable callback) {
		this.stopped = true;
		callback.run();
	}

	void publish(FloraRunEndedEvent event) {
		if (this.stopped) {
			throw new EventRefusedException();
		}
		if (this.published.add(event.runId())) {
			this.publication.accept(() -> this.publisher.publishEvent(event));
		}
	}

}
