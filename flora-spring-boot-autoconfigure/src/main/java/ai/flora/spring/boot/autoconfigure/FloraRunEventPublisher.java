package ai.flora.spring.boot.autoconfigure;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;

import ai.flora.client.FloraRunEndedEvent;

import org.springframework.context.ApplicationEventPublisher;

/**
 * Publishes the end of each run once, whichever of an application's clients saw it.
 */
class FloraRunEventPublisher {

	private static final int MAX_PUBLISHED = 20_000;

	private final Set<String> published = Collections.synchronizedSet(Collections.newSetFromMap(new LinkedHashMap<>() {

		@Override
		protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
			return size() > MAX_PUBLISHED;
		}

	}));

	private final ApplicationEventPublisher publisher;

	private final Consumer<Runnable> publication;

	private volatile boolean ended;

	/**
	 * Creates a publisher.
	 * @param publisher the application's own
	 * @param publication what is to be around each publication, such as a transaction
	 */
	FloraRunEventPublisher(ApplicationEventPublisher publisher, Consumer<Runnable> publication) {
		this.publisher = publisher;
		this.publication = publication;
	}

	/**
	 * Publishes nothing any more: the beans that listen are about to be destroyed.
	 */
	void end() {
		this.ended = true;
	}

	void ended(FloraRunEndedEvent event) {
		if (this.ended) {
			throw new CancellationException("The application has ended");
		}
		if (this.published.add(event.runId())) {
			this.publication.accept(() -> this.publisher.publishEvent(event));
		}
	}

}
