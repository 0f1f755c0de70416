package ai.flora.sample;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

import org.springframework.boot.task.SimpleAsyncTaskExecutorBuilder;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * Streams of server-sent events, each for a page that shows the gallery. A browser has
 * few connections for one server, so one stream tells of all runs.
 */
@Component
class GalleryStreams {

	static final int MAX_OPEN = 50;

	private final Gallery gallery;

	private final Set<Watcher> open = ConcurrentHashMap.newKeySet();

	private final Executor executor;

	GalleryStreams(Gallery gallery, SimpleAsyncTaskExecutorBuilder executor) {
		this.gallery = gallery;
		this.executor = executor.threadNamePrefix("gallery-").build();
	}

	SseEmitter open() {
		// No timeout: the stream lasts as long as the page is open.
		Watcher watcher = new Watcher(new SseEmitter(0L));
		add(watcher);
		watcher.emitter.onCompletion(() -> this.open.remove(watcher));
		watcher.emitter.onError((ex) -> this.open.remove(watcher));
		watcher.sendChanges();
		return watcher.emitter;
	}

	private synchronized void add(Watcher watcher) {
		if (this.open.size() >= MAX_OPEN) {
			throw new ResponseStatusException(HttpStatus.SERVICE_UNAVAILABLE,
					"Too many pages watch the gallery at the moment.");
		}
		this.open.add(watcher);
	}

	int count() {
		return this.open.size();
	}

	/**
	 * Sends the changes of an interval together, on threads of the streams: a slow
	 * browser delays neither the runs nor another browser.
	 */
	@Scheduled(fixedDelayString = "${sample.gallery-interval:200ms}")
	void sendChanges() {
		this.open.stream()
			.filter(Watcher::isBehind)
			.forEach((watcher) -> watcher.executeUnlessBusy(watcher::sendChanges));
	}

	/**
	 * Sends something, since only then it shows that a browser has left.
	 */
	@Scheduled(fixedDelayString = "${sample.heartbeat:10s}")
	void heartbeat() {
		this.open.forEach(
				(watcher) -> watcher.executeUnlessBusy(() -> watcher.send(SseEmitter.event().comment("still here"))));
	}

	/**
	 * Browsers come back by themselves; a server that shuts down would wait for them to
	 * leave.
	 */
	@EventListener(ContextClosedEvent.class)
	void close() {
		this.open.forEach((watcher) -> this.executor.execute(watcher.emitter::complete));
	}

	private final class Watcher {

		private final SseEmitter emitter;

		private final AtomicBoolean busy = new AtomicBoolean();

		private volatile long version = -1;

		Watcher(SseEmitter emitter) {
			this.emitter = emitter;
		}

		boolean isBehind() {
			return GalleryStreams.this.gallery.hasChangedSince(this.version);
		}

		/** A browser that is still busy gets these changes with later ones. */
		void executeUnlessBusy(Runnable task) {
			if (this.busy.compareAndSet(false, true)) {
				GalleryStreams.this.executor.execute(() -> {
					try {
						task.run();
					}
					finally {
						this.busy.set(false);
					}
				});
			}
		}

		synchronized void sendChanges() {
			Gallery.Changes changes = GalleryStreams.this.gallery.since(this.version);
			this.version = changes.version();
			send(SseEmitter.event().name("gallery").data(changes, MediaType.APPLICATION_JSON));
		}

		synchronized void send(SseEmitter.SseEventBuilder event) {
			try {
				this.emitter.send(event);
			}
			catch (IOException | IllegalStateException ex) {
				GalleryStreams.this.open.remove(this);
			}
		}

	}

}
