package ai.flora.client.assembly;

import java.util.Iterator;
import java.util.List;
import java.util.Spliterators.AbstractSpliterator;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import ai.flora.client.FloraResponseException;
import ai.flora.client.Generation;
import ai.flora.client.GenerationQuery;
import ai.flora.client.Page;
import org.jspecify.annotations.Nullable;

/**
 * Walks pages as their runs are asked for.
 */
class GenerationSpliterator extends AbstractSpliterator<Generation> {

	private static final int MAX_EMPTY_PAGES = 100;

	private final Function<GenerationQuery, Page<Generation>> source;

	private @Nullable GenerationQuery next;

	private Iterator<Generation> items = List.<Generation>of().iterator();

	private volatile boolean closed;

	/**
	 * A cursor seen earlier, at distances that double: Brent's way to see a circle with
	 * constant memory.
	 */
	private @Nullable String mark;

	private int untilNextMark = 1;

	private int distance = 1;

	private int emptyPages;

	private GenerationSpliterator(GenerationQuery query, Function<GenerationQuery, Page<Generation>> source) {
		super(Long.MAX_VALUE, ORDERED | NONNULL);
		this.next = query;
		this.mark = query.cursor();
		this.source = source;
	}

	static Stream<Generation> stream(GenerationQuery query, Function<GenerationQuery, Page<Generation>> source) {
		GenerationSpliterator pages = new GenerationSpliterator(query, source);
		return StreamSupport.stream(pages, false).onClose(() -> pages.closed = true);
	}

	@Override
	public boolean tryAdvance(Consumer<? super Generation> action) {
		while (!this.closed && !this.items.hasNext() && this.next != null) {
			turn(this.next);
		}
		if (this.closed || !this.items.hasNext()) {
			return false;
		}
		action.accept(this.items.next());
		return true;
	}

	private void turn(GenerationQuery query) {
		Page<Generation> page = this.source.apply(query);
		this.items = page.items().iterator();
		String cursor = page.nextCursor();
		this.next = (cursor != null) ? query.withCursor(cursor) : null;
		// A filter may leave pages empty that are not the last.
		this.emptyPages = page.items().isEmpty() ? this.emptyPages + 1 : 0;
		if (this.emptyPages > MAX_EMPTY_PAGES) {
			throw fail("a hundred of them were empty");
		}
		check(cursor);
	}

	private void check(@Nullable String cursor) {
		if (cursor != null && cursor.equals(this.mark)) {
			throw fail("a cursor came twice");
		}
		if (--this.untilNextMark == 0) {
			this.mark = cursor;
			this.distance *= 2;
			this.untilNextMark = this.distance;
		}
	}

	private FloraResponseException fail(String why) {
		this.next = null;
		this.items = List.<Generation>of().iterator();
		return new FloraResponseException("Runs: FLORA's pages do not come to an end, for " + why, null);
	}

}
