package ai.flora.client.internal;

import java.util.Iterator;
import java.util.List;
import java.util.Spliterators.AbstractSpliterator;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import ai.flora.client.FloraResponseException;
import ai.flora.client.Page;
import org.jspecify.annotations.Nullable;

/**
 * Walks the pages of a list as their items are asked for.
 *
 * @param <T> what is listed
 * @since 0.1.0
 */
public final class PageSpliterator<T> extends AbstractSpliterator<T> {

	private static final int MAX_UNREADABLE_PAGES = 100;

	private final Function<@Nullable String, Page<T>> source;

	private final String subject;

	private @Nullable String next;

	private boolean ended;

	private List<T> page = List.of();

	private Iterator<T> items = this.page.iterator();

	private volatile boolean closed;

	/**
	 * A cursor seen earlier, at distances that double: Brent's way to see a circle with
	 * constant memory.
	 */
	private @Nullable String mark;

	private int untilNextMark = 1;

	private int distance = 1;

	private int unreadablePages;

	private PageSpliterator(String subject, @Nullable String cursor, Function<@Nullable String, Page<T>> source) {
		super(Long.MAX_VALUE, ORDERED | NONNULL);
		this.subject = subject;
		this.next = cursor;
		this.mark = cursor;
		this.source = source;
	}

	/**
	 * Streams items. Closing the stream ends it.
	 * @param <T> what is listed
	 * @param subject what is listed, the subject of messages
	 * @param cursor where to begin; {@code null} for the first page
	 * @param source reads the page at a cursor
	 * @return the stream; {@link FloraResponseException} comes out of it if pages do not
	 * come to an end
	 */
	public static <T> Stream<T> stream(String subject, @Nullable String cursor,
			Function<@Nullable String, Page<T>> source) {
		PageSpliterator<T> pages = new PageSpliterator<>(subject, cursor, source);
		return StreamSupport.stream(pages, false).onClose(() -> pages.closed = true);
	}

	@Override
	public boolean tryAdvance(Consumer<? super T> action) {
		while (!this.closed && !this.items.hasNext() && !this.ended) {
			turn();
		}
		if (this.closed || !this.items.hasNext()) {
			return false;
		}
		action.accept(this.items.next());
		return true;
	}

	private void turn() {
		Page<T> latest = this.source.apply(this.next);
		List<T> before = this.page;
		this.page = latest.items();
		this.items = this.page.iterator();
		String cursor = latest.nextCursor();
		this.next = cursor;
		this.ended = cursor == null;
		// A page that FLORA sent empty has no cursor here.
		this.unreadablePages = this.page.isEmpty() ? this.unreadablePages + 1 : 0;
		if (this.unreadablePages > MAX_UNREADABLE_PAGES) {
			throw fail("a hundred of them have no item that can be read");
		}
		if (cursor != null && !this.page.isEmpty() && this.page.equals(before)) {
			throw fail("a page came twice");
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
		this.ended = true;
		this.items = List.<T>of().iterator();
		return new FloraResponseException(this.subject + ": FLORA's pages do not come to an end, for " + why, null);
	}

}
