package ai.flora.sample;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

import ai.flora.client.FloraGenerationsClient;
import ai.flora.client.FloraRunFailedException;
import ai.flora.client.Run;
import ai.flora.client.RunHandle;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * Streams of server-sent events, each of one run until its end.
 */
@Component
class RunStreams {

	private static final Log logger = LogFactory.getLog(RunStreams.class);

	/** Each stream follows a run. */
	static final int MAX_OPEN = 100;

	private final FloraGenerationsClient flora;

	private final StartedRuns started;

	private final Set<RunStream> open = ConcurrentHashMap.newKeySet();

	private final Semaphore free = new Semaphore(MAX_OPEN);

	RunStreams(FloraGenerationsClient flora, StartedRuns started) {
		this.flora = flora;
		this.started = started;
	}

	SseEmitter open(String runId) {
		if (!this.free.tryAcquire()) {
			throw new ResponseStatusException(HttpStatus.SERVICE_UNAVAILABLE,
					"Too many runs are watched at the moment.");
		}
		// No timeout of its own: following has one.
		SseEmitter emitter = new SseEmitter(0L);
		boolean followed = false;
		try {
			followed = follow(runId, emitter);
		}
		finally {
			if (!followed) {
				this.free.release();
			}
		}
		return emitter;
	}

	/**
	 * An id can be invented, and following it would ask FLORA for a minute: the id of a
	 * run that this application has not started is read first.
	 */
	private boolean follow(String runId, SseEmitter emitter) {
		Run run = this.started.contains(runId) ? null : this.flora.retrieve(runId);
		if (run != null && run.status().isTerminal()) {
			send(emitter, event(run));
			emitter.complete();
			return false;
		}
		RunStream stream = new RunStream(this.flora.follow(runId), emitter);
		this.open.add(stream);
		if (run != null) {
			stream.send(event(run));
		}
		stream.begin();
		return true;
	}

	private static SseEmitter.SseEventBuilder event(Run run) {
		return SseEmitter.event().name("run").data(run, MediaType.APPLICATION_JSON);
	}

	/**
	 * Sends an event; returns {@code false} if the browser has left, or the stream has
	 * ended.
	 */
	private static boolean send(SseEmitter emitter, SseEmitter.SseEventBuilder event) {
		try {
			emitter.send(event);
			return true;
		}
		catch (IOException | IllegalStateException ex) {
			return false;
		}
	}

	int count() {
		return this.open.size();
	}

	/**
	 * Sends something, since only then it shows that a browser has left.
	 */
	@Scheduled(fixedDelayString = "${sample.heartbeat:10s}")
	void heartbeat() {
		this.open.forEach((stream) -> stream.send(SseEmitter.event().comment("still following")));
	}

	/**
	 * Browsers come back by themselves; a server that shuts down would wait for them to
	 * leave.
	 */
	@EventListener(ContextClosedEvent.class)
	void close() {
		this.open.forEach((stream) -> stream.emitter.complete());
	}

	private final class RunStream {

		private final RunHandle handle;

		private final SseEmitter emitter;

		RunStream(RunHandle handle, SseEmitter emitter) {
			this.handle = handle;
			this.emitter = emitter;
		}

		void begin() {
			this.emitter.onCompletion(this::end);
			this.emitter.onError((ex) -> end());
			this.handle.onUpdate(this::update);
			this.handle.completion().whenComplete((run, ex) -> ended(ex));
		}

		private void update(Run run) {
			send(event(run));
			if (run.status().isTerminal()) {
				this.emitter.complete();
			}
		}

		/**
		 * Says that the run is no longer followed, unless its failure was its last
		 * update, or nobody watches any more.
		 */
		private void ended(@Nullable Throwable ex) {
			if (ex != null && !(ex instanceof FloraRunFailedException) && RunStreams.this.open.contains(this)) {
				logger.warn(ex.getMessage());
				send(SseEmitter.event().name("lost").data("The run is no longer followed. It may still end well."));
				this.emitter.complete();
			}
		}

		void send(SseEmitter.SseEventBuilder event) {
			if (!RunStreams.send(this.emitter, event)) {
				end();
			}
		}

		private void end() {
			if (RunStreams.this.open.remove(this)) {
				RunStreams.this.free.release();
				this.handle.stop();
			}
		}

	}

}
