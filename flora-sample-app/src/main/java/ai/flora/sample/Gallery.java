package ai.flora.sample;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import ai.flora.client.FloraRunEndedEvent;
import org.jspecify.annotations.Nullable;

import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * The latest starts of this application, the same for all who look. They are kept in
 * memory alone. Thread-safe.
 */
@Component
class Gallery {

	static final int MAX = 100;

	private final String name = UUID.randomUUID().toString();

	/** Oldest first. */
	private final Map<String, Shown> shown = new LinkedHashMap<>();

	private long version;

	/** Of those that had to make room. */
	private Spent forgotten = Spent.NOTHING;

	/**
	 * Shows a start that is about to be sent, unless one of that id is shown already.
	 * @param id the caller's name for it
	 * @param form what is asked for
	 * @return the one of that id that there was; {@code null} if there was none
	 */
	synchronized @Nullable GalleryRun add(String id, GenerationForm form) {
		Shown known = this.shown.get(id);
		if (known != null) {
			return known.run();
		}
		if (this.shown.size() >= MAX) {
			makeRoom();
		}
		this.shown.put(id, new Shown(GalleryRun.starting(id, form), ++this.version));
		return null;
	}

	/**
	 * Of those that have ended, the oldest one. A start that is on its way stays: nobody
	 * else knows whether it costs, and under which name.
	 */
	private void makeRoom() {
		List<GalleryRun> started = runs().stream().filter((run) -> run.state() != GalleryRun.State.STARTING).toList();
		Stream.concat(started.stream().filter((run) -> run.state().isEnd()), started.stream())
			.findFirst()
			.ifPresent((leaving) -> {
				this.forgotten = this.forgotten.plus(leaving);
				this.shown.remove(leaving.id());
			});
	}

	/**
	 * Shows a start no more, of which nothing came.
	 */
	synchronized void remove(String id) {
		this.shown.remove(id);
		this.version++;
	}

	/**
	 * Changes what is shown of a start, if it is still there.
	 */
	synchronized void update(String id, UnaryOperator<GalleryRun> change) {
		this.shown.computeIfPresent(id, (same, before) -> {
			GalleryRun after = change.apply(before.run());
			return after.equals(before.run()) ? before : new Shown(after, ++this.version);
		});
	}

	/**
	 * Ends of runs come here, too, if nobody waits for them any more.
	 */
	@EventListener
	synchronized void ended(FloraRunEndedEvent event) {
		runs().stream()
			.filter((run) -> event.runId().equals(run.runId()))
			.findFirst()
			.ifPresent((run) -> update(run.id(), (before) -> before.seen(event.run())));
	}

	/** The gallery's name: a sample that is started anew has another. */
	String name() {
		return this.name;
	}

	synchronized Optional<GalleryRun> find(String id) {
		return Optional.ofNullable(this.shown.get(id)).map(Shown::run);
	}

	/** Oldest first. */
	synchronized List<GalleryRun> runs() {
		return this.shown.values().stream().map(Shown::run).toList();
	}

	/** Forgets everything, as a restart does. */
	synchronized void clear() {
		this.shown.clear();
		this.forgotten = Spent.NOTHING;
		this.version++;
	}

	/**
	 * Returns the changes since a version.
	 * @param version the version of earlier changes, or -1 for everything
	 */
	synchronized Changes since(long version) {
		List<String> ids = new ArrayList<>(this.shown.keySet());
		Collections.reverse(ids);
		List<GalleryCard> cards = this.shown.values()
			.stream()
			.filter((other) -> other.version() > version)
			.map((other) -> GalleryCard.of(other.run()))
			.toList();
		Spent spent = this.forgotten;
		for (GalleryRun run : runs()) {
			spent = spent.plus(run);
		}
		return new Changes(this.name, this.version, spent, ids, cards);
	}

	synchronized boolean hasChangedSince(long version) {
		return this.version > version;
	}

	private record Shown(GalleryRun run, long version) {
	}

	/**
	 * Changes of the gallery, as the page gets them.
	 *
	 * @param gallery name of the gallery: a sample that is started anew has another
	 * @param version the version that these changes lead to
	 * @param spent the costs of all runs
	 * @param ids ids of all starts that are shown, newest first
	 * @param runs the starts that have changed
	 */
	record Changes(String gallery, long version, Spent spent, List<String> ids, List<GalleryCard> runs) {
	}

	/**
	 * The costs of runs.
	 *
	 * @param known the sum of the known costs, in US dollars
	 * @param unknown how many more runs may have a cost: with them, the sum is more
	 */
	record Spent(BigDecimal known, int unknown) {

		static final Spent NOTHING = new Spent(BigDecimal.ZERO, 0);

		Spent plus(GalleryRun run) {
			BigDecimal cost = run.cost();
			return new Spent((cost != null) ? this.known.add(cost) : this.known,
					run.isCostUnknown() ? this.unknown + 1 : this.unknown);
		}

	}

}
